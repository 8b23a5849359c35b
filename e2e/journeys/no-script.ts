// The same without JavaScript: signing in, following a parcours, arranging the page, writing an event and a letter,
// reading, answering and searching the mail.
import { expect, expectAccessible, type Page, signIn, test } from '../harness/index.ts';

test.use({ javaScriptEnabled: false });

const HERE = '/magistere/ac-creteil';

/** Favourites of ARENA, the search of the top bar, and the manager's question before a deletion. */
async function favourites(page: Page): Promise<void> {
  await page.goto('/portail/ac-creteil/favoris');
  await expectAccessible(page);
  const rows = page.getByRole('region', { name: 'Mes favoris' }).locator('.row-title');
  const before = await rows.allInnerTexts();
  const last = before.at(-1) ?? '';
  await page.getByRole('button', { name: `Avancer ${last}` }).click();
  await expect(rows.nth(before.length - 2)).toHaveText(last);
  await page.getByRole('button', { name: `Reculer ${last}` }).click();
  await expect(rows).toHaveText(before);
  const field = page.getByRole('searchbox', { name: 'Rechercher une application' });
  if (!(await field.isVisible())) await page.getByRole('link', { name: 'Rechercher une application' }).click();
  await field.fill('efivol');
  await field.press('Enter');
  await expect(page.locator('.app')).toHaveCount(1);
  await page.goto('/portail/ac-creteil/gestion');
  await page.locator('.row-link').first().click();
  await page.getByRole('link', { name: 'Supprimer l’application' }).click();
  await expect(page.getByRole('button', { name: 'Supprimer l’application' })).toBeVisible();
  await page.getByRole('link', { name: 'Annuler' }).click();
  await expect(page.getByRole('textbox', { name: 'Nom', exact: true })).toBeVisible();
}

test('everything essential works without a script', async ({ page, preau }, info) => {
  const { manager } = preau.people;
  await signIn(page, manager);
  await page.goto('/portail/ac-creteil');
  await expect(page.getByRole('heading', { level: 1, name: 'ARENA' })).toBeVisible();
  await expectAccessible(page);
  await favourites(page);
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
  await page.getByRole('main').getByRole('searchbox').fill(preau.people.active.identifier.slice(1));
  await page.getByRole('button', { name: 'Rechercher' }).click();
  const colleague = await page.getByRole('checkbox').first().inputValue();
  await page.getByRole('checkbox').first().check({ force: true });
  await page.getByRole('button', { name: /écrire/i }).click();
  await page.getByRole('textbox', { name: 'Objet' }).fill(title);
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Écrit sans script.');
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
  // The way back stays on the page for as long as it is open.
  await expect(page.getByRole('button', { name: 'Annuler l’envoi' })).toBeVisible();
  await expect(async () => {
    await page.goto('/webmel/dossiers/envoyes');
    await expect(page.locator('.mail-subject').first()).toContainText(title, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expectAccessible(page);
  await page.goto('/webmel');
  await page.getByRole('searchbox').fill('objet:musée');
  await page.getByRole('searchbox').press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Résultats de la recherche' })).toBeVisible();
  await expectAccessible(page);
  await page.locator('.mail-link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: /musée des Horizons/ })).toBeVisible();
  await expect(page.locator('article.message').last()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Répondre', exact: true }).last().click();
  await page.getByRole('textbox', { name: 'À', exact: true }).fill(colleague);
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Répondu sans script.');
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
  await page.getByRole('button', { name: 'Annuler l’envoi' }).click();
  await expect(page.getByText('L’envoi est annulé')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toHaveValue('Répondu sans script.');
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await expect(async () => {
    await page.goto('/webmel/dossiers/envoyes');
    await expect(page.locator('.mail-subject').first()).toContainText(/^Re\s: .*musée des Horizons/, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
});
