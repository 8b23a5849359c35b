// The home page of M@gistère: its blocks are moved, taken off, put back; favourites follow the stars.
import { expect, expectAccessible, signIn, test } from '../harness/index.ts';

const HERE = '/magistere/ac-creteil';

test('blocks are arranged with the keyboard alone and put back as they were', async ({ page, preau }) => {
  await signIn(page, preau.people.manager);
  await page.goto(HERE);
  await page.getByRole('link', { name: 'Personnaliser cette page' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Terminer' })).toBeVisible();
  await expectAccessible(page);
  const titles = page.locator('.sortable .row-title');
  const before = await titles.allInnerTexts();
  await page.getByRole('button', { name: 'Descendre le bloc « Mes parcours favoris »' }).focus();
  await page.keyboard.press('Enter');
  await expect(titles.first()).not.toHaveText(before[0] ?? '');
  await expect(page.getByText('Bloc déplacé.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Monter le bloc « Mes parcours favoris »' })).toBeFocused();
  await page.getByRole('button', { name: 'Retirer le bloc « Annonces »' }).press('Enter');
  await expect(titles).toHaveCount(before.length - 1);
  await page.getByRole('button', { name: 'Ajouter le bloc « Annonces »' }).press('Enter');
  await expect(titles).toHaveCount(before.length);
  await page.getByRole('button', { name: 'Rétablir la page d’origine' }).press('Enter');
  await expect(titles).toHaveText(before);
});

test('a block is dragged to another place', async ({ page, preau, isMobile }) => {
  test.skip(isMobile, 'the mouse');
  await signIn(page, preau.people.manager);
  await page.goto(`${HERE}?personnaliser=oui`);
  const titles = page.locator('.layout-main .sortable .row-title');
  const before = await titles.allInnerTexts();
  const handles = page.locator('.layout-main .sortable-handle');
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/blocs/ordre'));
  await handles.nth(0).hover();
  await page.mouse.down();
  const below = await handles.nth(1).boundingBox();
  await page.mouse.move((below?.x ?? 0) + 5, (below?.y ?? 0) + 30, { steps: 12 });
  await page.mouse.up();
  await saved;
  await page.reload();
  await expect(titles).toHaveText([...before].reverse());
  await page.getByRole('button', { name: 'Rétablir la page d’origine' }).click();
});

test('a star beside a title puts the parcours on the home page', async ({ page, preau }) => {
  await signIn(page, preau.people.active);
  await page.goto(HERE);
  const name = 'Évaluer par compétences, équipes de sciences';
  await page.getByRole('button', { name: `Ajouter « ${name} » aux favoris` }).click();
  const block = page.getByRole('region', { name: 'Mes parcours favoris' });
  await expect(block.getByRole('link', { name })).toBeVisible();
  await block.getByRole('button', { name: `Retirer « ${name} » des favoris` }).click();
  await expect(block.getByRole('link', { name })).toHaveCount(0);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false, fresh: true });

  test('blocks are moved, taken off and added where one looks', async ({ page, preau }) => {
    await signIn(page, preau.people.active);
    await page.goto(HERE);
    await page.getByRole('link', { name: 'Personnaliser cette page' }).click();
    const main = page.locator('.layout-main .sortable .row-title');
    await page.getByRole('button', { name: 'Monter le bloc « Mes parcours »' }).click();
    await expect(page.getByText('Bloc déplacé.')).toBeVisible();
    await expect(page).toHaveURL(/#bloc-parcours$/);
    await expect(main).toHaveText(['Mes parcours', 'Mes parcours favoris']);
    await expect(page.getByRole('button', { name: 'Monter le bloc « Mes parcours »' })).toBeDisabled();
    await page.getByRole('button', { name: 'Passer le bloc « Annonces » dans l’autre colonne' }).click();
    await expect(main).toHaveText(['Mes parcours', 'Mes parcours favoris', 'Annonces']);
    await page.getByRole('button', { name: 'Retirer le bloc « Annonces »' }).click();
    await expect(page.getByText('Bloc retiré de la page.')).toBeVisible();
    await page.getByRole('button', { name: 'Ajouter le bloc « Annonces »' }).click();
    await expect(main).toHaveCount(3);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Terminer' }).click();
    await expect(page.locator('.layout-main .block-title').first()).toHaveText('Mes parcours');
  });
});
