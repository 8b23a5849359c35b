// The help sheet, method 1: through ARENA to M@gistère, and the link among one's favourites.
import { expect, expectAccessible, type Page, screenshot, test } from '../harness/index.ts';

/** On a phone the menu waits behind its button. */
async function openMenu(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Rubriques', exact: true });
  if (await button.isVisible()) await button.click();
}

test('ARENA leads to M@gistère by its left menu', async ({ page, preau }) => {
  await page.goto('/portail/ac-creteil');
  await expect(page.getByText('ACADÉMIE DE CRÉTEIL').first()).toBeVisible();
  for (const link of ['Connaître son identifiant académique', 'Réinitialiser son mot de passe oublié', 'Changer son mot de passe']) {
    await expect(page.getByRole('link', { name: link })).toBeVisible();
  }
  await expectAccessible(page);
  await screenshot(page, 'connexion');
  await page.getByRole('textbox', { name: 'Identifiant' }).fill(preau.people.active.identifier);
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(preau.people.active.password);
  await page.getByRole('button', { name: 'Connexion' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ARENA' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'arena');
  await openMenu(page);
  await expect(page.getByText('Formation à Distance', { exact: true })).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: 'M@gistère', exact: true }).last().click();
  await expect(page).toHaveURL(/\/magistere\/ac-creteil$/);
  const academy = page.locator('.topbar-academy');
  await expect(academy).toHaveText('ACADÉMIE DE CRÉTEIL');
  const box = await academy.boundingBox();
  expect(box?.x ?? 999, 'at the top left').toBeLessThan(100);
  expect(box?.y ?? 999, 'at the top left').toBeLessThan(60);
});

test('a link is put among the favourites of the home page, and taken off', async ({ page, preau }) => {
  await page.goto('/portail/ac-creteil');
  await page.getByRole('textbox', { name: 'Identifiant' }).fill(preau.people.manager.identifier);
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(preau.people.manager.password);
  await page.getByRole('button', { name: 'Connexion' }).click();
  await page.getByRole('searchbox', { name: 'Rechercher une application' }).fill('efivol');
  await page.getByRole('button', { name: 'Rechercher' }).click();
  await page.getByRole('button', { name: /Ajouter.*EFIVOL/ }).click();
  await page.goto('/portail/ac-creteil');
  const favourites = page.locator('#favourites');
  await expect(favourites.getByRole('link', { name: 'EFIVOL' })).toBeVisible();
  await favourites.getByRole('button', { name: /Retirer.*EFIVOL/ }).click();
  await expect(favourites.getByRole('link', { name: 'EFIVOL' })).toHaveCount(0);
});
