// The four questions of the help sheet, and the activation of the mailbox, by somebody known from the staff file only.
import { expect, expectAccessible, type Page, type Preau, screenshot, test } from '../harness/index.ts';

test.use({ fresh: true });

const FIRST = 'un ballon rouge sous le préau';
const SECOND = 'trois billes sous la marelle';

function born(preau: Preau): string {
  return preau.people.not_activated.birth_date.split('-').reverse().join('/');
}

async function prove(page: Page, preau: Preau): Promise<void> {
  await page.getByRole('textbox', { name: 'NUMEN' }).fill(preau.people.not_activated.numen);
  await page.getByRole('textbox', { name: 'Date de naissance' }).fill(born(preau));
}

async function enter(page: Page, identifier: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Identifiant' }).fill(identifier);
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(password);
  await page.getByRole('button', { name: 'Connexion' }).click();
}

async function choose(page: Page, password: string): Promise<void> {
  const fields = page.getByRole('textbox', { name: /^(nouveau )?mot de passe/i });
  await fields.nth(0).fill(password);
  await fields.nth(1).fill(password);
  await page.getByRole('button', { name: /choisir|enregistrer/i }).click();
}

test('an agent learns their identifier, activates the mailbox, resets and changes the password', async ({ page, preau }) => {
  test.setTimeout(150_000);
  const { numen, identifier } = preau.people.not_activated;
  // 1. « Vous ne connaissez pas votre identifiant »
  await page.goto('/portail/ac-creteil');
  await page.getByRole('link', { name: 'Connaître son identifiant académique' }).click();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'NUMEN' }).fill(numen);
  await page.getByRole('textbox', { name: 'Date de naissance' }).fill('31/02/1980');
  await page.getByRole('button', { name: 'Afficher mon identifiant' }).click();
  await expect(page.getByText('Ce jour n’existe pas dans le calendrier.').first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Date de naissance' })).toHaveValue('31/02/1980');
  await expectAccessible(page);
  await prove(page, preau);
  await page.getByRole('button', { name: 'Afficher mon identifiant' }).click();
  await expect(page.getByText(identifier, { exact: true }).first()).toBeVisible();
  await expectAccessible(page);

  // 2. « Le mot de passe par défaut est votre NUMEN » ; activation on the webmel.
  await page.goto('/webmel');
  for (const link of ['Connaître son identifiant académique', 'Réinitialiser son mot de passe oublié', 'Changer son mot de passe']) {
    await expect(page.getByRole('link', { name: link })).toBeVisible();
  }
  await expectAccessible(page);
  await enter(page, identifier, numen);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/mot de passe/i);
  await expectAccessible(page);
  await screenshot(page, 'choisir-mot-de-passe');
  await choose(page, FIRST);
  await expect(page).toHaveURL(/\/webmel/);
  await expect(page.getByRole('heading', { level: 1, name: 'Boîte de réception' })).toBeVisible();
  await expect(page.getByText(/^Bienvenue\s: votre boîte aux lettres est activée/)).toBeVisible();
  await expectAccessible(page);

  // 3. « Vous avez oublié votre mot de passe après l’avoir changé »
  await page.context().clearCookies();
  await page.goto('/portail/ac-creteil');
  await page.getByRole('link', { name: 'Réinitialiser son mot de passe oublié' }).click();
  await expectAccessible(page);
  await prove(page, preau);
  await page.getByRole('button', { name: 'Réinitialiser mon mot de passe' }).click();
  await expect(page.getByRole('main')).toContainText('NUMEN');
  await page.goto('/portail/ac-creteil');
  await enter(page, identifier, FIRST);
  await expect(page.getByRole('alert')).toBeVisible();
  await enter(page, identifier, numen);
  await choose(page, SECOND);
  await expect(page.getByRole('heading', { level: 1, name: 'ARENA' })).toBeVisible();

  // 4. « Vous voulez changer votre mot de passe »
  await page.context().clearCookies();
  await page.goto('/portail/ac-creteil');
  await page.getByRole('link', { name: 'Changer son mot de passe' }).click();
  await prove(page, preau);
  await page.getByRole('textbox', { name: 'Mot de passe actuel' }).fill(SECOND);
  await page.getByRole('textbox', { name: 'Nouveau mot de passe', exact: true }).fill(FIRST);
  await page.getByRole('textbox', { name: /une seconde fois/ }).fill(FIRST);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Changer mon mot de passe' }).click();
  await page.goto('/portail/ac-creteil');
  await enter(page, identifier, FIRST);
  await expect(page.getByRole('heading', { level: 1, name: 'ARENA' })).toBeVisible();

  // What was done can be read, and every session closed.
  await page.goto('/compte/journal');
  await expect(page.getByRole('heading', { level: 1, name: 'Journal du compte' })).toBeVisible();
  await expectAccessible(page);
  await page.goto('/compte/sessions');
  await expectAccessible(page);
});
