// What becomes of mail as it comes: rules, the answer of absence, junk and phishing, labels; each set up on its page and
// seen at work in the boxes.
import type { Browser } from '@playwright/test';
import { type Credentials, expect, expectAccessible, type Page, type Preau, screenshot, signIn, test } from '../harness/index.ts';

const row = (page: Page, subject: string) => page.locator('.mail-row', { hasText: subject });

async function another(browser: Browser, page: Page, preau: Preau, who: Credentials): Promise<Page> {
  const context = await browser.newContext({ baseURL: preau.baseURL, viewport: page.viewportSize(), locale: 'fr-FR' });
  const theirs = await context.newPage();
  await signIn(theirs, who);
  return theirs;
}

async function address(page: Page): Promise<string> {
  await page.goto('/webmel/reglages');
  return (await page.locator('.message-page .facts dd').first().innerText()).trim();
}

/** A plain letter, whether or not scripts run. */
async function write(page: Page, to: string, subject: string, words = 'Pour mémoire.'): Promise<void> {
  await page.goto(`/webmel/ecrire?a=${encodeURIComponent(to)}&objet=${encodeURIComponent(subject)}`);
  await expect(page.getByRole('toolbar', { name: 'Mise en forme' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill(words);
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
}

async function comes(page: Page, folder: string, subject: string): Promise<void> {
  await expect(async () => {
    await page.goto(folder);
    await expect(row(page, subject).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a rule is written condition by condition, and nothing typed is lost', async ({ page, preau }, info) => {
    const name = `Sans script ${info.project.name}`;
    await signIn(page, preau.people.active);
    await page.goto('/webmel/regles/nouvelle');
    await page.getByLabel('Nom de la règle').fill(name);
    await page.getByLabel('Texte de la condition 1').fill('inspection');
    await page.getByRole('button', { name: 'Ajouter une condition' }).click();
    await expect(page.getByLabel('Nom de la règle')).toHaveValue(name);
    await page.getByLabel('Condition 2', { exact: true }).selectOption('size-over');
    await page.getByLabel('Texte de la condition 2').fill('beaucoup');
    await page.getByRole('button', { name: 'Enregistrer' }).last().click();
    await expect(page.getByText('Écrivez une taille en kilooctets')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Retirer la condition 2' }).click();
    await page.getByLabel('Ranger dans').selectOption('archives');
    await page.getByRole('button', { name: 'Enregistrer' }).last().click();
    await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
    await page.getByRole('button', { name: `Supprimer la règle ${name}` }).click();
    await page.getByRole('button', { name: 'Annuler' }).click();
    await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
    await page.getByRole('button', { name: `Supprimer la règle ${name}` }).click();
    await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
  });
});

test('a rule made from a message files the next ones, and those that lie there', async ({ page, preau }, info) => {
  test.setTimeout(120_000);
  const subject = `Circulaire ${info.project.name}`;
  await signIn(page, preau.people.active);
  const me = await address(page);
  await write(page, me, `${subject} 1`);
  await comes(page, '/webmel', `${subject} 1`);
  await row(page, `${subject} 1`).locator('.mail-link').click();
  await page.locator('summary[aria-label="Autres actions"]').last().click();
  await page.getByRole('link', { name: 'Créer une règle à partir de ce message' }).last().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Nouvelle règle' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'webmel-rule');
  await page.getByLabel('Nom de la règle').fill(subject);
  await page.getByLabel('Condition 1', { exact: true }).selectOption('subject');
  await page.getByLabel('Texte de la condition 1').fill(subject);
  await page.getByLabel('Ranger dans').selectOption('archives');
  await page.getByLabel('Marquer comme lu').check();
  // By keyboard: the field sends the form, and does not take a condition away.
  await page.getByLabel('Nom de la règle').press('Enter');
  await expect(page.getByText('La règle est créée')).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'webmel-rules');
  await write(page, me, `${subject} 2`);
  await comes(page, '/webmel/dossiers/archives', `${subject} 2`);
  await page.goto('/webmel/regles');
  await page.getByRole('button', { name: 'Appliquer aux messages déjà reçus' }).click();
  await comes(page, '/webmel/dossiers/archives', `${subject} 1`);
  await page.goto('/webmel/regles/sieve');
  await expect(page.locator('pre')).toContainText('fileinto "Archive"');
  await expectAccessible(page);
  const [script] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Télécharger le script' }).click()]);
  expect(script.suggestedFilename()).toBe('webmel.sieve');
  await page.goto('/webmel/regles');
  await page.getByRole('button', { name: `Supprimer la règle ${subject}` }).click();
  await expect(page.getByText('La règle est supprimée.')).toBeVisible();
});

test('who is away answers those who write, and says so on every page until it is stopped', async ({ browser, page, preau }, info) => {
  test.setTimeout(120_000);
  const subject = `Absence ${info.project.name}`;
  await signIn(page, preau.people.active);
  const me = await address(page);
  await page.goto('/webmel/absence');
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Votre réponse' }).fill('Je reviens lundi.');
  const first = await page.getByLabel('Premier jour').inputValue();
  await page.getByLabel('Dernier jour').fill(`${Number(first.slice(0, 4)) - 1}${first.slice(4)}`);
  await page.getByRole('button', { name: 'Activer la réponse d’absence' }).click();
  await expect(page.getByText('Le dernier jour vient avant le premier.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Votre réponse' })).toHaveValue('Je reviens lundi.');
  await expectAccessible(page);
  await page.getByLabel('Dernier jour').fill(first);
  await page.getByRole('button', { name: 'Activer la réponse d’absence' }).click();
  await expect(page.getByText('La réponse d’absence est enregistrée.')).toBeVisible();
  await screenshot(page, 'webmel-absence');
  await page.goto('/webmel');
  await expect(page.getByText('Votre réponse d’absence est active')).toBeVisible();
  await expectAccessible(page);
  const theirs = await another(browser, page, preau, preau.people.manager);
  await write(theirs, me, subject);
  await comes(theirs, '/webmel', `Réponse automatique : ${subject}`);
  await theirs.context().close();
  await page.goto('/webmel');
  await page.getByRole('button', { name: 'Arrêter la réponse d’absence' }).click();
  await expect(page.getByText('La réponse d’absence est arrêtée.')).toBeVisible();
  await expect(page.getByText('Votre réponse d’absence est active')).toHaveCount(0);
});

test('a sender called junk is forgiven, and phishing is told to those who see to it', async ({ browser, page, preau }, info) => {
  test.setTimeout(120_000);
  const subject = `Placement ${info.project.name}`;
  await signIn(page, preau.people.active);
  const me = await address(page);
  const theirs = await another(browser, page, preau, preau.people.manager);
  const sender = await address(theirs);
  await write(theirs, me, subject, 'Gagnez vite : https://piege.example/offre');
  await comes(page, '/webmel', subject);
  await row(page, subject).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Signaler comme indésirable' }).click();
  await expect(page.getByText('signalé comme indésirable')).toBeVisible();
  await write(theirs, me, `${subject} encore`);
  await comes(page, '/webmel/dossiers/indesirables', `${subject} encore`);
  await page.goto('/webmel/expediteurs');
  await expectAccessible(page);
  await page.getByRole('button', { name: `Débloquer ${sender}` }).click();
  await expect(page.getByText(`${sender} n’est plus dans cette liste.`)).toBeVisible();
  await page.goto('/webmel/dossiers/indesirables');
  await row(page, `${subject} encore`).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Ce n’est pas un indésirable' }).click();
  await expect(page.getByText('remis dans la boîte de réception')).toBeVisible();
  await row(page, subject).last().locator('.mail-link').click();
  await page.locator('summary[aria-label="Autres actions"]').last().click();
  await page.getByRole('link', { name: 'Signaler un hameçonnage' }).last().click();
  await expect(page.locator('.message-page .facts')).toContainText('piege.example');
  await expectAccessible(page);
  await screenshot(page, 'webmel-phishing');
  await page.getByRole('checkbox', { name: 'Montrer aussi le message' }).check();
  await page.getByRole('button', { name: 'Signaler', exact: true }).click();
  await expect(page.getByText('Merci')).toBeVisible();
  await theirs.goto('/webmel/hameconnages');
  await expectAccessible(theirs);
  await theirs.getByRole('link', { name: subject }).first().click();
  await expect(theirs.locator('pre')).toContainText('Gagnez vite');
  await expectAccessible(theirs);
  await screenshot(theirs, 'webmel-phishing-report');
  await theirs.getByRole('button', { name: 'Marquer comme traité' }).click();
  await expect(theirs.getByText('Le signalement est traité.')).toBeVisible();
  await theirs.context().close();
  await page.goto('/webmel/expediteurs');
  await page.getByRole('button', { name: `Débloquer ${sender}` }).click();
});

test('a label is made, put on a message and opened', async ({ page, preau }, info) => {
  test.setTimeout(120_000);
  const name = `Projet ${info.project.name}`;
  const subject = `Étiquetage ${info.project.name}`;
  await signIn(page, preau.people.active);
  await page.goto('/webmel/etiquettes');
  await page.getByLabel('Nom de la nouvelle étiquette').fill(name);
  await page.getByRole('radio', { name: 'Brique' }).check();
  await page.getByRole('button', { name: 'Créer l’étiquette' }).click();
  await expect(page.getByText('L’étiquette est créée.')).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'webmel-labels');
  await write(page, await address(page), subject);
  await comes(page, '/webmel', subject);
  await row(page, subject).getByRole('checkbox').check();
  await page.locator('details.menu > summary[aria-label="Étiqueter"]').click();
  await page.getByRole('button', { name, exact: true }).click();
  await expect(row(page, subject).locator('.badge')).toContainText(name);
  await expectAccessible(page);
  await screenshot(page, 'webmel-labelled');
  await row(page, subject).locator('.mail-link').click();
  await page.locator('.message-page').getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(row(page, subject)).toHaveCount(1);
  await expectAccessible(page);
  await page.goto(`/webmel/recherche?q=${encodeURIComponent(`étiquette:"${name}"`)}`);
  await expect(row(page, subject)).toHaveCount(1);
  await page.goto('/webmel/etiquettes');
  await page.getByRole('button', { name: `Supprimer ${name}` }).click();
  await expect(page.getByText('L’étiquette est supprimée.')).toBeVisible();
});
