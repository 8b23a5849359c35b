// A password for a mail program: made, shown once, listed, withdrawn; with the keyboard, and without a script.
import { expect, expectAccessible, type Page, screenshot, signIn, test } from '../harness/index.ts';

const PAGE = '/compte/applications-de-messagerie';
const SHOWN = /^([a-z]{6} ){3}[a-z]{6}$/;

async function name(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Nom du logiciel ou de l’appareil' }).fill(text);
}

test('an agent makes a password for a mail program and withdraws it', async ({ page, preau }, info) => {
  const program = `Thunderbird ${info.project.name}`;
  await signIn(page, preau.people.active);
  await page.goto('/compte');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Applications de messagerie' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Créer un mot de passe' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Donnez un nom');
  await expectAccessible(page);
  await name(page, program);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Votre mot de passe d’application' })).toBeVisible();
  await expect(page.locator('#app-password')).toHaveText(SHOWN);
  await expect(page.getByRole('main')).toContainText('port 993');
  await expectAccessible(page);
  await screenshot(page, 'mot-de-passe-application');
  await page.getByRole('link', { name: 'C’est fait, revenir à la liste' }).focus();
  await page.keyboard.press('Enter');
  const row = page.getByRole('row', { name: program });
  await expect(row).toContainText('Jamais');
  await expectAccessible(page);
  await screenshot(page, 'applications-messagerie');
  // Asked once; the gentle answer has the focus.
  await row.getByRole('button', { name: `Retirer (${program})` }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText(program);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: `Retirer (${program})` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retirer' }).click();
  await expect(page.getByText('Le mot de passe d’application est retiré.')).toBeVisible();
  await expect(page.getByRole('row', { name: program })).toHaveCount(0);
  await page.goto('/compte/journal');
  await expect(page.getByRole('main')).toContainText('Mot de passe d’application créé');
  await expectAccessible(page);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('a password for a mail program is made and withdrawn', async ({ page, preau }, info) => {
    const program = `Sans script ${info.project.name}`;
    await signIn(page, preau.people.active);
    await page.goto(PAGE);
    await name(page, program);
    await page.getByRole('button', { name: 'Créer un mot de passe' }).click();
    await expect(page.locator('#app-password')).toHaveText(SHOWN);
    await page.getByRole('link', { name: 'C’est fait, revenir à la liste' }).click();
    await page.getByRole('button', { name: `Retirer (${program})` }).click();
    await expect(page.getByText('Le mot de passe d’application est retiré.')).toBeVisible();
    await expect(page.getByRole('row', { name: program })).toHaveCount(0);
  });
});
