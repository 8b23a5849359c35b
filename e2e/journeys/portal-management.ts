// The portal's management: a category and an application, for whom it is, what is to be known of it, and its end.
import { expect, expectAccessible, type Page, signIn, test } from '../harness/index.ts';

const HERE = '/portail/ac-creteil';

async function sees(page: Page, name: string): Promise<number> {
  await page.goto(`${HERE}/recherche?q=${encodeURIComponent(name)}`);
  await expectAccessible(page);
  return page.locator('.app').filter({ hasText: name }).count();
}

test('an application is created for one person, announced and deleted', async ({ page, preau, browser }, info) => {
  test.setTimeout(120_000);
  const category = `Essais ${info.project.name}`;
  const name = `Barème ${info.project.name}`;
  const other = await (await browser.newContext({ baseURL: preau.baseURL })).newPage();
  await signIn(other, preau.people.active);
  await signIn(page, preau.people.manager);

  // By the keyboard alone, from the empty form refused to the category in the list.
  await page.goto(`${HERE}/gestion`);
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Nom de la rubrique' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Écrivez le nom de la rubrique');
  await expectAccessible(page);
  await page.getByRole('alert').getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type(category);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: category })).toBeVisible();
  await page.getByRole('button', { name: `Monter « ${category} »` }).press('Enter');

  await page.getByRole('link', { name: 'Nouvelle application' }).click();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Nom', exact: true }).fill(name);
  await page.getByRole('combobox', { name: 'Rubrique' }).selectOption(category);
  await page.getByRole('textbox', { name: 'Adresse' }).fill('bareme');
  await page.getByRole('textbox', { name: /^Personnes/ }).fill(preau.people.active.identifier);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('alert')).toContainText('adresse complète');
  await expect(page.getByRole('alert')).toContainText('Tous les personnels');
  await expect(page.getByRole('textbox', { name: /^Personnes/ })).toHaveValue(preau.people.active.identifier);
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Adresse' }).fill('https://bareme.example/');
  await page.getByRole('checkbox', { name: /^Tous les personnels/ }).press('Space');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('C’est enregistré.')).toBeVisible();
  expect(await sees(other, name), 'the person named').toBe(1);
  expect(await sees(page, name), 'somebody else').toBe(0);

  await page.goto(`${HERE}/gestion`);
  await page.getByRole('link', { name }).click();
  await page.getByRole('combobox', { name: 'Genre' }).selectOption('Maintenance');
  await page.getByRole('textbox', { name: 'Texte de l’avis' }).fill('Mise à jour des barèmes.');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  expect(await sees(other, name)).toBe(1);
  await expect(other.getByText('Mise à jour des barèmes.')).toBeVisible();
  await expect(other.locator('.app').getByRole('link', { name })).toHaveAttribute('aria-disabled', 'true');
  const launch = await other.locator('.sidenav').getByText(name, { exact: true }).getAttribute('href');
  await other.goto(launch ?? '');
  await expect(other.getByRole('heading', { level: 1, name: `${name} est en maintenance` })).toBeVisible();
  await expectAccessible(other);

  await page.getByRole('link', { name }).click();
  await page.getByRole('link', { name: 'Supprimer l’application' }).click();
  await expect(page.locator('.lede')).toContainText(name);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Supprimer l’application' }).click();
  await expect(page.getByText('C’est supprimé.')).toBeVisible();
  expect(await sees(other, name)).toBe(0);

  await page.getByRole('link', { name: `Modifier ${category}` }).click();
  await page.getByRole('link', { name: 'Supprimer la rubrique' }).click();
  await page.getByRole('button', { name: 'Supprimer la rubrique' }).click();
  await expect(page.getByRole('heading', { level: 2, name: category })).toHaveCount(0);
  await other.context().close();
});

test('an application is given by delegation and taken back', async ({ page, preau, browser }) => {
  const other = await (await browser.newContext({ baseURL: preau.baseURL })).newPage();
  await signIn(other, preau.people.active);
  expect(await sees(other, 'GAIA, accès responsable')).toBe(0);
  await signIn(page, preau.people.manager);
  await page.goto(`${HERE}/delegations`);
  await expectAccessible(page);
  await page.getByRole('combobox', { name: 'Application' }).selectOption('GAIA, accès responsable');
  await page.getByRole('textbox', { name: 'Personne' }).fill(preau.people.active.identifier);
  await page.getByRole('button', { name: 'Donner la délégation' }).click();
  await expect(page.getByRole('alert')).toContainText('Indiquez un jour.');
  await expectAccessible(page);
  await page.getByRole('textbox', { name: /^Établissements/ }).fill(await establishment(other));
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('Au', { exact: true }).fill(until);
  await page.getByRole('button', { name: 'Donner la délégation' }).click();
  await expect(page.getByText('La délégation est donnée')).toBeVisible();
  await expectAccessible(page);
  expect(await sees(other, 'GAIA, accès responsable')).toBe(1);
  await page.getByRole('link', { name: /^Retirer/ }).first().click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Retirer' }).click();
  await expect(page.getByText('La délégation est retirée')).toBeVisible();
  expect(await sees(other, 'GAIA, accès responsable')).toBe(0);
  await other.context().close();
});

/** Where the person works, as their account says it. */
async function establishment(page: Page): Promise<string> {
  await page.goto('/compte');
  const uai = /\b\d{7}[A-Z]\b/.exec(await page.getByRole('main').innerText());
  return uai?.[0] ?? '';
}
