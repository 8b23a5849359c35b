// Boxes that several use: a school's, read and answered by its members; one made by who looks after the mail; one's own,
// opened to a colleague.
import { expect, expectAccessible, type Page, screenshot, signIn, test } from '../harness/index.ts';

test.use({ fresh: true });

const BOX = 'Secrétariat du collège';

/** Through the pane of folders, which a phone opens first. */
async function enter(page: Page, box: string): Promise<void> {
  await page.goto('/webmel');
  const toggle = page.getByRole('button', { name: 'Dossiers' });
  if (await toggle.isVisible()) await toggle.click();
  const pane = page.getByRole('navigation', { name: 'Dossiers' });
  await pane.getByRole('link', { name: new RegExp(`^${box}`) }).click();
}

async function address(page: Page): Promise<string> {
  await page.goto('/webmel/reglages');
  return (await page.locator('.message-page .facts dd').first().innerText()).trim();
}

test('the box of a school is read by each member and answered by one', async ({ page, preau, browser }) => {
  test.setTimeout(150_000);
  await signIn(page, preau.people.active);
  await page.goto('/webmel');
  await expectAccessible(page);
  await enter(page, BOX);
  await expect(page.getByRole('heading', { level: 1, name: /Boîte de réception/ })).toBeVisible();
  const row = page.locator('.mail-row', { hasText: 'Inscription en cours d’année' });
  await expect(row).toHaveClass(/is-unread/);
  await expectAccessible(page);
  await screenshot(page, 'boite-partagee');
  // What she has read before is read.
  await page.getByRole('link', { name: /Absence de Yanis/ }).click();
  await expect(page.getByText(/a répondu le/)).toBeVisible();
  await expect(page.getByText(/^Écrit par/)).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'boite-partagee-message');

  await enter(page, BOX);
  await page.getByRole('link', { name: /Inscription en cours d’année/ }).click();
  await page.getByRole('link', { name: 'Répondre', exact: true }).last().click();
  await expect(page.getByLabel('De', { exact: true })).toHaveValue(new RegExp(`^${BOX} <ce[.]`));
  await expect(page.getByRole('toolbar', { name: 'Mise en forme' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Le livret de famille et un justificatif de domicile.');
  await page.getByRole('button', { name: 'Enregistrer le brouillon' }).click();
  await expect(page.getByText('Brouillon enregistré').first()).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'boite-partagee-reponse');

  // Her colleague sees that she is writing, and has not read it yet.
  const other = await browser.newContext();
  const his = await other.newPage();
  await signIn(his, preau.people.manager, `${preau.baseURL}/compte/connexion`);
  await his.goto(`${preau.baseURL}/webmel`);
  const box = await his.locator('.mail-boxes a', { hasText: BOX }).getAttribute('href');
  await his.goto(`${preau.baseURL}${box}/dossiers/brouillons`);
  await expect(his.getByText(/écrit à/)).toBeVisible();
  await expectAccessible(his);
  await screenshot(his, 'boite-partagee-brouillons');
  await his.goto(`${preau.baseURL}${box}`);
  await expect(his.locator('.mail-row', { hasText: 'Inscription en cours' })).toHaveClass(/is-unread/);

  // He decides who is a member.
  await his.goto(`${preau.baseURL}${box}/acces`);
  await expect(his.getByRole('heading', { level: 1, name: /^Membres de la boîte/ })).toBeVisible();
  await expectAccessible(his);
  await screenshot(his, 'boite-partagee-membres');
  await his.getByRole('button', { name: 'Ajouter', exact: true }).click();
  await expect(his.getByText('Indiquez au moins une personne.')).toBeVisible();
  await expectAccessible(his);
  await other.close();

  await page.goto(`${box}/acces`);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Quitter cette boîte' }).click();
  await expect(page.getByText('Vous n’avez plus accès à cette boîte.')).toBeVisible();
  await page.goto(`${box}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/introuvable|n’existe pas/i);
});

test('the box of a service is made, and its messages stay with its owners', async ({ page, preau, browser }) => {
  test.setTimeout(120_000);
  const other = await browser.newContext();
  const hers = await other.newPage();
  await signIn(hers, preau.people.active, `${preau.baseURL}/compte/connexion`);
  await hers.goto(`${preau.baseURL}/webmel/reglages`);
  const owner = (await hers.locator('.message-page .facts dd').first().innerText()).trim();
  await signIn(page, preau.people.manager);
  await page.goto('/webmel/gestion/boites-partagees');
  await expect(page.getByText(BOX)).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'boites-partagees');
  await page.getByRole('link', { name: 'Nouvelle boîte partagée' }).click();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Donnez un nom à la boîte.').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Adresse', { exact: true }).fill('drh');
  await page.getByLabel('Nom', { exact: true }).fill('Ressources humaines');
  await page.getByRole('textbox', { name: 'Responsables' }).fill(owner);
  await screenshot(page, 'boite-partagee-nouvelle');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('La boîte est créée.')).toBeVisible();
  await page.getByRole('link', { name: 'Ressources humaines' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Responsables' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'boite-partagee-gestion');

  await hers.goto(`${preau.baseURL}/webmel`);
  const box = await hers.locator('.mail-boxes a', { hasText: 'Ressources humaines' }).getAttribute('href');
  await hers.goto(`${preau.baseURL}${box}`);
  await expect(hers.getByRole('heading', { level: 1, name: /Boîte de réception/ })).toBeVisible();
  await other.close();
  await page.goto(`${box}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/introuvable|n’existe pas/i);
});

test('one’s own box is opened to a colleague until a day', async ({ page, preau, browser }) => {
  test.setTimeout(120_000);
  const other = await browser.newContext();
  const his = await other.newPage();
  await signIn(his, preau.people.manager, `${preau.baseURL}/compte/connexion`);
  await his.goto(`${preau.baseURL}/webmel/reglages`);
  const colleague = (await his.locator('.message-page .facts dd').first().innerText()).trim();
  await signIn(page, preau.people.active);
  const me = await address(page);
  await page.getByRole('link', { name: 'Délégations' }).click();
  await expectAccessible(page);
  await page.getByLabel('Ouvrir ma boîte à').fill(colleague);
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel(/^Jusqu’au/).first().fill(day);
  await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
  await expect(page.getByText('L’accès est donné.')).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'delegations');

  await his.goto(`${preau.baseURL}/webmel`);
  const boxes = his.locator('.mail-boxes a');
  const href = await boxes.last().getAttribute('href');
  await his.goto(`${preau.baseURL}${href}`);
  await expect(his.getByRole('heading', { level: 1, name: /Boîte de réception/ })).toBeVisible();
  await expect(his.getByRole('link', { name: 'Écrire', exact: true })).toHaveCount(0);
  await expectAccessible(his);
  await screenshot(his, 'delegation-lue');
  await other.close();

  await page.getByText('Modifier').click();
  await page.getByRole('button', { name: /^Retirer l’accès/ }).click();
  await expect(page.getByText('L’accès est retiré.')).toBeVisible();
  await expect(page.getByText('Personne d’autre n’a accès à cette boîte.')).toBeVisible();
  expect(me).toContain('@');
});
