// The help sheet, method 1: through ARENA to M@gistère, and the link among one's favourites.
import { expect, expectAccessible, type Page, screenshot, signIn, test } from '../harness/index.ts';

const HERE = '/portail/ac-creteil';

/** On a phone the menu waits behind its button. */
async function openMenu(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Rubriques', exact: true });
  if (await button.isVisible()) await button.click();
}

test('ARENA leads to M@gistère by its left menu', async ({ page, preau }) => {
  await page.goto(HERE);
  await expect(page.getByText('ACADÉMIE DE CRÉTEIL').first()).toBeVisible();
  for (const link of ['Connaître son identifiant académique', 'Réinitialiser son mot de passe oublié', 'Changer son mot de passe']) {
    await expect(page.getByRole('link', { name: link })).toBeInViewport();
  }
  await expectAccessible(page);
  await screenshot(page, 'connexion');
  await page.getByRole('textbox', { name: 'Identifiant' }).fill(preau.people.active.identifier);
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(preau.people.active.password);
  await page.getByRole('button', { name: 'Connexion' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ARENA' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'arena');
  await page.emulateMedia({ colorScheme: 'dark' });
  await screenshot(page, 'arena-dark');
  await page.emulateMedia({ colorScheme: 'light' });
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

test('the M@gistère link is managed among the favourites and stands on the home page', async ({ page, preau }) => {
  await signIn(page, preau.people.manager, HERE);
  await page.getByRole('link', { name: 'Gérer mes favoris' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Gérer mes favoris' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'favoris');
  const mine = page.getByRole('region', { name: 'Mes favoris' });
  const training = page.getByRole('region', { name: 'Formation à Distance' });
  await mine.getByRole('button', { name: 'Retirer M@gistère des favoris' }).click();
  await page.goto(HERE);
  const home = page.locator('#favourites');
  await expect(home.getByRole('link', { name: 'M@gistère' })).toHaveCount(0);

  await page.getByRole('link', { name: 'Gérer mes favoris' }).click();
  await training.getByRole('button', { name: 'Ajouter M@gistère aux favoris' }).click();
  await expect(training.getByRole('button', { name: 'Retirer M@gistère des favoris' })).toBeVisible();
  const rows = mine.locator('.row-title');
  await expect(rows.last()).toHaveText('M@gistère');
  for (let place = await rows.count(); place > 1; place -= 1) {
    await mine.getByRole('button', { name: 'Avancer M@gistère' }).press('Enter');
    await expect(rows.nth(place - 2)).toHaveText('M@gistère');
  }
  await page.goto(HERE);
  await expect(home.getByRole('link').first()).toHaveText('M@gistère');
  await home.getByRole('link', { name: 'M@gistère' }).click();
  await expect(page).toHaveURL(/\/magistere\/ac-creteil$/);
});

test('favourites are dragged into another order', async ({ page, preau, isMobile }) => {
  test.skip(isMobile, 'the mouse');
  await signIn(page, preau.people.active, HERE);
  await page.goto(`${HERE}/favoris`);
  const rows = page.getByRole('region', { name: 'Mes favoris' }).locator('.row-title');
  const [first = '', second = '', ...rest] = await rows.allInnerTexts();
  const handles = page.locator('.sortable-handle');
  const saved = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await handles.nth(0).hover();
  await page.mouse.down();
  const below = await handles.nth(1).boundingBox();
  await page.mouse.move((below?.x ?? 0) + 5, (below?.y ?? 0) + 30, { steps: 12 });
  await page.mouse.up();
  await saved;
  await page.reload();
  await expect(rows).toHaveText([second, first, ...rest]);
  await page.getByRole('button', { name: `Reculer ${second}` }).press('Enter');
  await expect(rows).toHaveText([first, second, ...rest]);
});

test('an application is found from the page of another system', async ({ page, preau }) => {
  await signIn(page, preau.people.active);
  await page.goto('/compte');
  const field = page.getByRole('searchbox', { name: 'Rechercher une application' });
  // A phone has no room for the field: a link leads to the page of the search.
  if (!(await field.isVisible())) await page.getByRole('link', { name: 'Rechercher une application' }).click();
  await field.fill('déplacement');
  await field.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Résultats de la recherche' })).toBeVisible();
  await expect(page.locator('.app')).not.toHaveCount(0);
  await expectAccessible(page);
  await page.goto('/magistere/ac-creteil');
  const parcours = page.getByRole('searchbox', { name: 'Rechercher un parcours' });
  if (!(await parcours.isVisible())) return;
  await parcours.fill('inclusive');
  await parcours.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Trouver un parcours' })).toBeVisible();
  await expect(page.getByRole('searchbox')).toHaveValue('inclusive');
});
