// The mailbox: reading, finding, answering, writing with a file, putting away.
import { expect, expectAccessible, screenshot, signIn, test } from '../harness/index.ts';

test('a message is read, found, flagged and answered', async ({ page, preau }) => {
  await signIn(page, preau.people.active);
  await page.goto('/webmel');
  await expect(page.getByRole('heading', { level: 1, name: 'Boîte de réception' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'webmel');
  await page.getByRole('searchbox', { name: 'Rechercher dans le courrier' }).fill('objet:vidéoprojecteur');
  await page.keyboard.press('Enter');
  await page.locator('.mail-link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Vidéoprojecteur');
  await expectAccessible(page);
  await screenshot(page, 'message');
  await page.getByRole('link', { name: 'Répondre', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Objet' })).toHaveValue(/^Re : /);
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Merci, c’est noté.');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
  await page.goto('/webmel/dossiers/envoyes');
  await expect(page.locator('.mail-subject').first()).toContainText('Re : Vidéoprojecteur');
});

test('a letter with a file goes to a colleague, draft kept on the way', async ({ page, preau }, info) => {
  const subject = `Compte rendu ${info.project.name}`;
  await signIn(page, preau.people.active);
  await page.goto('/webmel/ecrire');
  await page.getByRole('textbox', { name: 'Objet' }).fill(subject);
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Bonjour, voici le compte rendu.');
  await expect(page.getByRole('status').filter({ hasText: /enregistré/i }).first()).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText(/destinataire/i).first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Objet' })).toHaveValue(subject);
  await page.getByRole('textbox', { name: 'À', exact: true }).pressSequentially(preau.people.manager.identifier.slice(1));
  await page.getByRole('list', { name: 'Personnes de l’académie' }).getByRole('button').first().click();
  await page.locator('input[type=file]').first().setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Notes') });
  const join = page.getByRole('button', { name: 'Joindre', exact: true });
  if (await join.isVisible()) await join.click();
  await expect(page.locator('.attachment-name').first()).toHaveText(/notes\.txt/);
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
  await page.goto('/webmel/dossiers/envoyes');
  await expect(page.locator('.mail-subject').first()).toContainText(subject);
});
