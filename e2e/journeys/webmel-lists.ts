// Lists: made, filled, written to, looked at, read, left; and aliases that lead to people.
import { expect, expectAccessible, screenshot, sendAtOnce, signIn, test } from '../harness/index.ts';

test.use({ fresh: true });

test('a list is made and written to, and an alias leads to it', async ({ page, preau }) => {
  test.setTimeout(150_000);
  await signIn(page, preau.people.manager);
  await sendAtOnce(page);
  await page.goto('/webmel/reglages');
  const me = (await page.locator('.message-page .facts dd').first().innerText()).trim();
  const domain = me.split('@')[1];

  await page.goto('/webmel/gestion/listes');
  await expect(page.getByRole('heading', { level: 1, name: 'Toutes les listes' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'listes-gestion');
  await page.getByRole('link', { name: 'Nouvelle liste' }).click();
  await page.getByRole('button', { name: 'Créer la liste' }).click();
  await expect(page.getByText('Rien n’est encore enregistré')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Adresse', { exact: true }).fill('club.echecs');
  await page.getByLabel('Nom', { exact: true }).fill('Club d’échecs');
  await page.getByRole('textbox', { name: 'Responsables' }).fill(me);
  await screenshot(page, 'liste-nouvelle');
  await page.getByRole('button', { name: 'Créer la liste' }).click();
  await expect(page.getByText('La liste est créée.')).toBeVisible();
  await page.getByLabel('Ajouter des membres').fill(`${me}\npersonne@${domain}`);
  await page.getByRole('button', { name: 'Ajouter', exact: true }).click();
  await expect(page.getByText('1 membre ajouté.')).toBeVisible();
  await expect(page.getByText(`personne@${domain}`).first()).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'liste-membres');

  await page.goto(`/webmel/listes/club.echecs@${domain}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Club d’échecs' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'liste');
  await page.getByRole('link', { name: 'Écrire à la liste' }).click();
  await page.getByRole('textbox', { name: 'Objet' }).fill('Tournoi de vendredi');
  await expect(page.getByRole('toolbar', { name: 'Mise en forme' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Salle 12, à 13 h.');
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
  await expect(async () => {
    await page.goto(`/webmel/listes/club.echecs@${domain}/archives`);
    await expect(page.getByRole('link', { name: 'Tournoi de vendredi' })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 40_000 });
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Tournoi de vendredi' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tournoi de vendredi' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'liste-message');

  await expect(async () => {
    await page.goto('/webmel');
    await page.locator('.mail-subject', { hasText: 'Tournoi de vendredi' }).first().click({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByText('Par la liste Club d’échecs')).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'liste-recu');
  await page.getByRole('link', { name: 'Quitter la liste' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Quitter la liste' }).click();
  await expect(page.getByText('Vous avez quitté la liste « Club d’échecs ».')).toBeVisible();

  await page.goto('/webmel/gestion/alias');
  await expectAccessible(page);
  await screenshot(page, 'alias');
  await page.getByRole('link', { name: 'Nouvel alias' }).click();
  await page.getByLabel('Adresse', { exact: true }).fill('echecs');
  await page.getByLabel('Mène à').fill('ailleurs@exemple.example');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('est extérieure à l’académie').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Mène à').fill(`club.echecs@${domain}`);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('L’alias est créé.')).toBeVisible();
  await expect(page.getByRole('link', { name: `echecs@${domain}` })).toBeVisible();
});

test('what waits is read, let pass, and found in the archive', async ({ page, preau }) => {
  await signIn(page, preau.people.active);
  await page.goto('/webmel/listes');
  await expect(page.getByRole('heading', { level: 2, name: 'Listes dont vous êtes responsable' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'listes');
  await page.getByRole('link', { name: /1 message en attente/ }).click();
  await expectAccessible(page);
  await screenshot(page, 'liste-moderation');
  await page.getByRole('button', { name: /^Accepter/ }).click();
  await expect(page.getByText('Le message est diffusé.')).toBeVisible();
  await expect(page.getByText('Rien n’attend votre accord.')).toBeVisible();
  await expect(async () => {
    await page.getByRole('link', { name: 'Archives', exact: true }).last().click();
    await expect(page.getByRole('link', { name: 'Mur d’expression du hall' })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole('link', { name: 'Réglages', exact: true }).first().click();
  await expectAccessible(page);
  await screenshot(page, 'liste-reglages');
});
