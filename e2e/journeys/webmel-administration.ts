// Looking after the mail of an académie: boxes and their room, rules, requests that take two people, figures.
import { expect, expectAccessible, screenshot, signIn, test } from '../harness/index.ts';

test.use({ fresh: true });

test('boxes are found, given room, closed and restored', async ({ page, preau }) => {
  test.setTimeout(120_000);
  await signIn(page, preau.people.manager);
  await page.goto('/webmel/gestion/boites');
  await expect(page.getByRole('heading', { level: 1, name: 'Boîtes aux lettres' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'gestion-boites');
  await page.getByLabel('État').selectOption({ label: 'Supprimée, restaurable' });
  await page.getByRole('button', { name: 'Rechercher' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await page.locator('tbody a').click();
  await expect(page.getByText('peut être restaurée jusqu’au')).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'gestion-boite');
  await page.getByRole('link', { name: 'Restaurer la boîte' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Restaurer la boîte' }).click();
  await expect(page.getByText('La boîte est restaurée.')).toBeVisible();
  await page.getByLabel('Place, en gigaoctets').fill('999');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Rien n’est encore enregistré')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Place, en gigaoctets').fill('10');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('La place de la boîte est enregistrée.')).toBeVisible();

  await page.goto('/webmel/gestion/regles');
  await expectAccessible(page);
  await screenshot(page, 'gestion-regles');
  await page.getByLabel('Corbeille, en jours').fill('3');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Donnez un nombre entier de 7 à 180.').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Corbeille, en jours').fill('15');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Les règles sont enregistrées.')).toBeVisible();

  await page.goto('/webmel/gestion/statistiques');
  await expectAccessible(page);
  await screenshot(page, 'gestion-statistiques');
  await page.getByText('Les nombres, jour par jour').click();
  await expectAccessible(page);
});

test('a head of school sees which boxes nobody has entered', async ({ page, preau }) => {
  await signIn(page, preau.people.manager);
  await page.goto('/webmel');
  await page.goto('/webmel/gestion/non-activees');
  await expect(page.getByText(/ne sont pas activées sur/)).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'gestion-non-activees');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /Télécharger pour un tableur/ }).click();
  expect((await download).suggestedFilename()).toMatch(/^boites-non-activees/);
});

test('one asks, another decides, and the box is read', async ({ page, preau, browser, baseURL }) => {
  test.setTimeout(120_000);
  const postmaster = preau.people.postmaster;
  if (!postmaster) throw new Error('the demo has nobody else who looks after the mail');
  await signIn(page, preau.people.manager);
  await page.goto('/webmel/gestion/acces');
  await expectAccessible(page);
  await screenshot(page, 'gestion-acces');
  await page.getByRole('link', { name: /^Lecture de la boîte/ }).first().click();
  await expect(page.getByRole('heading', { level: 2, name: 'Votre décision' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'gestion-demande');
  await page.getByRole('button', { name: 'Accorder' }).click();
  await expect(page.getByText('La demande est accordée ; le demandeur est averti.')).toBeVisible();
  const request = page.url();

  const elsewhere = await browser.newContext(baseURL ? { baseURL } : {});
  const asker = await elsewhere.newPage();
  await signIn(asker, postmaster);
  await asker.goto(request);
  await screenshot(asker, 'gestion-acces-accorde');
  await asker.getByRole('link', { name: 'Messages détruits par le titulaire' }).click();
  await expect(asker.getByText('Rien n’a été détruit')).toBeVisible();
  await expectAccessible(asker);
  await asker.goBack();
  await asker.getByRole('link', { name: 'Lire la boîte' }).click();
  await expect(asker.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(asker);
  await screenshot(asker, 'gestion-boite-lue');

  await asker.goto('/webmel/gestion/acces/demande');
  await asker.getByRole('button', { name: 'Demander' }).click();
  await expect(asker.getByText('Rien n’est encore enregistré')).toBeVisible();
  await expectAccessible(asker);
  await screenshot(asker, 'gestion-nouvelle-demande');
  await elsewhere.close();
});
