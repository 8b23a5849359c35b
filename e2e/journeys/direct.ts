// The help sheet, method 2: straight to M@gistère, to one's parcours under Se former, and through it.
import { expect, expectAccessible, screenshot, signIn, test } from '../harness/index.ts';

test('the direct way leads to a parcours that is followed', async ({ page, preau }) => {
  await page.goto('/magistere/ac-creteil');
  const left = page.locator('main').getByRole('link', { name: 'Connexion' });
  const box = await left.boundingBox();
  const width = page.viewportSize()?.width ?? 0;
  if (width > 1000) expect(box?.x ?? 999, 'in the left part of the page').toBeLessThan(width / 3);
  await expectAccessible(page);
  await left.click();
  await page.getByRole('textbox', { name: 'Identifiant' }).fill(preau.people.active.identifier);
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(preau.people.active.password);
  await page.getByRole('button', { name: 'Connexion' }).click();
  await expect(page).toHaveURL(/\/magistere\/ac-creteil$/);
  await expect(page.locator('.topbar-academy')).toHaveText('ACADÉMIE DE CRÉTEIL');
  await expectAccessible(page);
  await screenshot(page, 'magistere');

  await page.getByRole('link', { name: 'Se former', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Se former' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'se-former');
  await page.getByRole('link', { name: 'École inclusive, groupe de la Brie', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('École inclusive, groupe de la Brie');
  await expectAccessible(page);
  await screenshot(page, 'parcours');
  const before = Number((await page.locator('.progress-line').first().innerText()).trim().split(' ')[0]);
  await page.getByRole('button', { name: /^Marquer « Votre première production/ }).click();
  await expect(page.getByText(`${before + 1} sur`, { exact: false }).first()).toBeVisible();
  await page.getByRole('link', { name: 'Votre première production' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Votre première production' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: /Ne pas changer ce que l’on mesure/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ne pas changer ce que l’on mesure' })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await page.getByRole('button', { name: /n’est pas terminé$/ }).last().click();
});

test('a parcours is found in the offer, joined and left', async ({ page, preau }) => {
  await page.goto('/magistere/ac-creteil/offre');
  await page.getByRole('textbox', { name: 'Identifiant' }).fill(preau.people.active.identifier);
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(preau.people.active.password);
  await page.getByRole('button', { name: 'Connexion' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Trouver un parcours' })).toBeVisible();
  await page.getByRole('searchbox').fill('inclusive');
  await page.getByRole('button', { name: 'Rechercher' }).click();
  await expectAccessible(page);
  await page.getByRole('link', { name: /^École inclusive, nouveau groupe$/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('École inclusive, nouveau groupe');
  await expectAccessible(page);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false, fresh: true });

  test('a parcours is followed to its end and starred', async ({ page, preau }) => {
    await signIn(page, preau.people.active);
    await page.goto('/magistere/ac-creteil');
    const title = 'Évaluer par compétences, équipes de sciences';
    await expect(page.getByRole('region', { name: `Reprendre « ${title} »` })).toBeVisible();
    await page.getByRole('link', { name: title, exact: true }).first().click();
    const parcours = page.url();
    const next = page.locator('.next-action a');
    for (let step = 0; step < 20 && (await next.count()) > 0; step++) {
      await next.click();
      // What is looked at is done; the rest is ticked, on its page or, when it has none, in the parcours itself.
      const tick = page.locator(page.url().includes('#') ? 'li:target' : 'main').getByRole('button', { name: /^Marquer .*comme terminé$/ });
      if ((await tick.count()) > 0) await tick.click();
      await page.goto(parcours);
    }
    await expect(page.getByText('Vous avez terminé toutes les activités de ce parcours.')).toBeVisible();
    await expect(page.locator('.progress-line').first()).toHaveText('12 sur 12');
    await page.getByRole('button', { name: `Ajouter « ${title} » aux favoris` }).click();
    await expect(page.getByRole('button', { name: `Retirer « ${title} » des favoris` })).toBeVisible();
    await expectAccessible(page);
    await page.goto('/magistere/ac-creteil');
    await expect(page.getByRole('region', { name: 'Mes parcours favoris' }).getByRole('link', { name: title })).toBeVisible();
  });
});
