// The same without JavaScript: signing in, following a parcours, arranging the page, writing an event and a letter.
import { expect, expectAccessible, signIn, test } from '../harness/index.ts';

test.use({ javaScriptEnabled: false });

const HERE = '/magistere/ac-creteil';

test('everything essential works without a script', async ({ page, preau }, info) => {
  const { manager } = preau.people;
  await signIn(page, manager);
  await page.goto('/portail/ac-creteil');
  await expect(page.getByRole('heading', { level: 1, name: 'ARENA' })).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${HERE}?personnaliser=oui`);
  await page.getByRole('button', { name: 'Retirer le bloc « Annonces »' }).click();
  await page.getByRole('button', { name: 'Rétablir la page d’origine' }).click();
  const title = `Sans script ${info.project.name}`;
  await page.goto(`${HERE}/calendrier/nouveau`);
  await page.getByRole('textbox', { name: 'Titre' }).fill(title);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await page.getByRole('link', { name: 'Supprimer' }).click();
  await page.getByRole('button', { name: 'Supprimer' }).click();
  await page.goto('/webmel/contacts');
  await page.getByRole('searchbox').fill(preau.people.active.identifier.slice(1));
  await page.getByRole('button', { name: 'Rechercher' }).click();
  await page.getByRole('checkbox').first().check({ force: true });
  await page.getByRole('button', { name: /écrire/i }).click();
  await page.getByRole('textbox', { name: 'Objet' }).fill(title);
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Écrit sans script.');
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
  await page.goto('/webmel/dossiers/envoyes');
  await expect(page.locator('.mail-subject').first()).toContainText(title);
  await expectAccessible(page);
});
