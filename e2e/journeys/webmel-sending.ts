// What leaves: called back while there is time, sent at an hour of one's choice, changed before it goes.
import { expect, expectAccessible, screenshot, signIn, test } from '../harness/index.ts';

test('a letter is called back, then leaves at the hour chosen', async ({ page, preau }, info) => {
  test.setTimeout(150_000);
  const subject = `Conseil de classe ${info.project.name}`;
  await signIn(page, preau.people.manager);
  await page.goto('/webmel/reglages');
  await expect(page.getByRole('combobox', { name: 'Annuler l’envoi' })).toHaveValue('10');
  await page.getByRole('combobox', { name: 'Annuler l’envoi' }).selectOption('30');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Réglages enregistrés.')).toBeVisible();
  const to = (await page.locator('.message-page .facts dd').first().innerText()).trim();
  await page.goto(`/webmel/ecrire?a=${encodeURIComponent(to)}&objet=${encodeURIComponent(subject)}`);
  await expect(page.getByRole('toolbar', { name: 'Mise en forme' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Jeudi à 17 h.');
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
  await expect(page.getByText(/^Départ dans \d+ secondes?$/)).toBeVisible();
  await screenshot(page, 'annuler-envoi');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Annuler l’envoi' }).click();
  await expect(page.getByText('L’envoi est annulé')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Objet' })).toHaveValue(subject);

  await page.getByText('Envoyer plus tard').click();
  await page.getByLabel('Le', { exact: true }).fill('2020-01-01');
  await page.getByRole('button', { name: 'Programmer l’envoi' }).click();
  await expect(page.getByText('Cette heure est déjà passée').first()).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'envoyer-plus-tard');
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('Le', { exact: true }).fill(day);
  await page.getByLabel('à', { exact: true }).fill('07:45');
  await page.getByRole('button', { name: 'Programmer l’envoi' }).click();
  await expect(page.getByText(/^Envoi programmé/)).toBeVisible();

  await page.goto('/webmel/envois');
  await expect(page.getByRole('heading', { level: 1, name: 'Envois programmés' })).toBeVisible();
  const line = page.getByRole('listitem').filter({ hasText: subject });
  await expect(line).toContainText('à 07:45');
  await expectAccessible(page);
  await screenshot(page, 'envois-programmes');
  await line.getByRole('button', { name: /Envoyer maintenant/ }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
  await expect(async () => {
    await page.goto('/webmel/dossiers/envoyes');
    await expect(page.locator('.mail-subject').first()).toContainText(subject, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  // As others rely on it.
  await page.goto('/webmel/reglages');
  await page.getByRole('combobox', { name: 'Annuler l’envoi' }).selectOption('10');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Réglages enregistrés.')).toBeVisible();
});
