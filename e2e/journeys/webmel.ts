// The mailbox: reading, finding, answering, writing with a file, putting away, with the mouse and with single keys.
import type { Browser } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type Credentials, expect, expectAccessible, type Page, type Preau, screenshot, sendAtOnce, signIn, test } from '../harness/index.ts';

/** Somebody else, in a browser of their own that is as large as this one. */
async function another(browser: Browser, page: Page, preau: Preau, who: Credentials): Promise<Page> {
  const context = await browser.newContext({ baseURL: preau.baseURL, viewport: page.viewportSize(), locale: 'fr-FR' });
  const theirs = await context.newPage();
  await signIn(theirs, who);
  await sendAtOnce(theirs);
  return theirs;
}

const row = (page: Page, subject: string) => page.locator('.mail-row', { hasText: subject });

/** What leaves at once lies there a moment later. */
async function inSent(page: Page, subject: string): Promise<void> {
  await expect(async () => {
    await page.goto('/webmel/dossiers/envoyes');
    await expect(page.locator('.mail-subject').first()).toContainText(subject, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
}

/** Opens what has just been sent, once it has arrived. */
async function receive(page: Page, subject: string): Promise<void> {
  await expect(async () => {
    await page.goto('/webmel');
    await expect(row(page, subject).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
}

/** Writes the text of a letter, once the editor stands in the place of the plain field. */
async function type(page: Page, words: string): Promise<void> {
  await expect(page.getByRole('toolbar', { name: 'Mise en forme' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill(words);
}

async function address(page: Page): Promise<string> {
  await page.goto('/webmel/reglages');
  return (await page.locator('.message-page .facts dd').first().innerText()).trim();
}

/** A letter to oneself: what a journey may move about as it likes. */
async function writeToMyself(page: Page, subject: string): Promise<void> {
  const to = await address(page);
  await page.goto(`/webmel/ecrire?a=${encodeURIComponent(to)}&objet=${encodeURIComponent(subject)}`);
  await type(page, 'Pour mémoire.');
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
  await receive(page, subject);
}

test('a message is read, found, flagged and answered', async ({ page, preau }) => {
  test.setTimeout(90_000);
  await signIn(page, preau.people.active);
  await sendAtOnce(page);
  await page.goto('/webmel');
  await expect(page.getByRole('heading', { level: 1, name: 'Boîte de réception' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'webmel');
  await page.getByRole('searchbox', { name: 'Rechercher dans le courrier' }).fill('objet:vidéoprojecteur');
  await page.keyboard.press('Enter');
  await page.locator('.mail-link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Vidéoprojecteur');
  await expectAccessible(page);
  await screenshot(page, 'message');
  await page.getByRole('link', { name: 'Répondre', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Objet' })).toHaveValue(/^Re : /);
  await type(page, 'Merci, c’est noté.');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
  await inSent(page, 'Re : Vidéoprojecteur');
});

test('a letter with a file goes to a colleague, draft kept on the way', async ({ browser, page, preau }, info) => {
  test.setTimeout(180_000);
  const subject = `Compte rendu ${info.project.name}`;
  await signIn(page, preau.people.active);
  await sendAtOnce(page);
  const theirs = await another(browser, page, preau, preau.people.manager);
  const to = await address(theirs);
  await page.goto('/webmel/ecrire');
  await page.getByRole('textbox', { name: 'Objet' }).fill(subject);
  await type(page, 'Bonjour, voici le compte rendu.');
  await expect(page.getByRole('status').filter({ hasText: /enregistré/i }).first()).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText(/destinataire/i).first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Objet' })).toHaveValue(subject);
  await page.getByRole('textbox', { name: 'À', exact: true }).pressSequentially(preau.people.manager.identifier.slice(1));
  await page.getByRole('list', { name: 'Personnes de l’académie' }).getByRole('button', { name: to }).click();
  await page.locator('input[type=file]').first().setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Notes') });
  await expect(page.locator('.attachment-name').first()).toHaveText(/notes\.txt/);
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
  await inSent(page, subject);

  // What was written is read, kept, answered and sent on at the other end.
  await receive(theirs, subject);
  await row(theirs, subject).locator('.mail-link').click();
  await expect(theirs.getByRole('heading', { level: 1 })).toHaveText(subject);
  await expect(theirs.locator('.message-body').first()).toBeVisible();
  await expectAccessible(theirs);
  const [file] = await Promise.all([theirs.waitForEvent('download'), theirs.locator('a.attachment').click()]);
  expect(file.suggestedFilename()).toBe('notes.txt');
  expect(await readFile(await file.path(), 'utf8')).toBe('Notes');
  await theirs.getByRole('link', { name: 'Répondre à tous' }).click();
  await expect(theirs.getByRole('textbox', { name: 'Objet' })).toHaveValue(`Re : ${subject}`);
  await type(theirs, 'Merci pour le compte rendu.');
  await theirs.getByRole('button', { name: 'Envoyer' }).click();
  await expect(theirs.getByText('Message envoyé.')).toBeVisible();
  await theirs.getByRole('link', { name: 'Transférer' }).first().click();
  await expect(theirs.getByRole('checkbox', { name: /notes\.txt/ })).toBeChecked();
  await theirs.getByRole('textbox', { name: 'À', exact: true }).fill(await address(page));
  await type(theirs, 'Pour vos archives.');
  await expectAccessible(theirs);
  await theirs.getByRole('button', { name: 'Envoyer' }).click();
  await expect(theirs.getByText('Message envoyé.')).toBeVisible();
  await theirs.context().close();
  // One line for the whole conversation, the newest on it; what was sent, answered and sent on in it.
  await receive(page, `Tr : ${subject}`);
  await row(page, `Tr : ${subject}`).locator('.mail-link').click();
  await expect(page.locator('.message')).toHaveCount(3);
});

test('a letter sent while its draft is being saved leaves all the same', async ({ page, preau }, info) => {
  test.setTimeout(90_000);
  const subject = `Course ${info.project.name}`;
  await signIn(page, preau.people.active);
  await sendAtOnce(page);
  const to = await address(page);
  // The draft is saved at once, and the answer takes its time.
  await page.route(/\/webmel\/brouillons\/[^/]+$/, async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    const response = await route.fetch();
    await pause(2_500);
    await route.fulfill({ response });
  });
  await page.goto(`/webmel/ecrire?a=${encodeURIComponent(to)}&objet=${encodeURIComponent(subject)}`);
  const saving = page.waitForRequest(/\/webmel\/brouillons\/[^/]+$/);
  await type(page, 'Je pars tout de suite.');
  await saving;
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible({ timeout: 15_000 });
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await receive(page, subject);
});

test('a letter is followed, put away, thrown away and brought back', async ({ page, preau }, info) => {
  test.setTimeout(180_000);
  const subject = `Rangement ${info.project.name}`;
  await signIn(page, preau.people.active);
  await sendAtOnce(page);
  await writeToMyself(page, subject);
  const star = row(page, subject).locator('.star');
  await star.click();
  await expect(star).toHaveAttribute('aria-pressed', 'true');
  for (const [button, folder] of [['Archiver', 'archives'], ['Mettre à la corbeille', 'corbeille']] as const) {
    await page.goto('/webmel');
    await row(page, subject).getByRole('checkbox').check();
    await page.getByRole('button', { name: button }).click();
    await expect(page.getByText('1 message déplacé.')).toBeVisible();
    await expectAccessible(page);
    await expect(row(page, subject)).toHaveCount(0);
    await page.getByRole('button', { name: 'Annuler' }).click();
    await expect(page.getByText('C’est annulé')).toBeVisible();
    await expect(row(page, subject)).toHaveCount(1);
    await row(page, subject).getByRole('checkbox').check();
    await page.getByRole('button', { name: button }).click();
    await page.goto(`/webmel/dossiers/${folder}`);
    await expect(row(page, subject)).toHaveCount(1);
    await row(page, subject).getByRole('checkbox').check();
    await page.locator('details.menu > summary[aria-label="Déplacer vers"]').click();
    await page.getByRole('button', { name: 'Boîte de réception', exact: true }).click();
  }
  await page.goto('/webmel/ecrire');
  await page.getByRole('textbox', { name: 'Objet' }).fill(`${subject}, brouillon`);
  await page.getByRole('button', { name: 'Supprimer le brouillon' }).click();
  await expect(page.getByText('Brouillon supprimé.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Annuler' }).click();
  await expect(page.getByText('Le brouillon est revenu.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Objet' })).toHaveValue(`${subject}, brouillon`);
  await page.goto('/webmel/reglages');
  await expect(page.locator('.message-page .facts')).toContainText(/utilisés sur 2,1\sGo/);
  await page.goto('/webmel/contacts?q=a');
  await expectAccessible(page);
});

test('images from elsewhere are fetched only for the letter where they are asked for', async ({ page, preau }, info) => {
  test.skip(info.project.name === 'dovecot', 'a frame knows nothing of where its letter lies');
  const fetched: string[] = [];
  await page.route(/^https?:\/\/[^/]+\.example\//, (route) => {
    fetched.push(route.request().url());
    return route.fulfill({ contentType: 'image/gif', body: Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64') });
  });
  await signIn(page, preau.people.active);
  await page.goto('/webmel/recherche?q=objet:cahiers');
  await page.locator('.mail-link').first().click();
  const letter = page.frameLocator('iframe.message-frame');
  await expect(letter.getByRole('heading', { name: 'Dix idées pour faire relire les élèves' })).toBeVisible();
  await pause(500);
  expect(fetched).toEqual([]);
  await page.getByRole('link', { name: 'Afficher les images' }).click();
  await expect(letter.getByRole('heading', { name: 'Dix idées pour faire relire les élèves' })).toBeVisible();
  await expect.poll(() => fetched.some((url) => url.includes('bandeau.jpg'))).toBe(true);
  await expectAccessible(page);
  fetched.length = 0;
  await page.goto('/webmel/recherche?q=objet:cahiers');
  await page.locator('.mail-link').first().click();
  await expect(page.getByRole('link', { name: 'Afficher les images' })).toBeVisible();
  expect(fetched).toEqual([]);
});

test('single keys do what their list says, and nothing in a field', async ({ page, preau }, info) => {
  test.skip(info.project.name === 'phone', 'phones have no keys');
  test.skip(info.project.name === 'dovecot', 'keys press the buttons of the journeys above');
  test.setTimeout(180_000);
  const subject = `Touches ${info.project.name}`;
  await signIn(page, preau.people.active);
  await sendAtOnce(page);
  await writeToMyself(page, subject);
  const links = page.locator('.mail-link');
  const key = (name: string) => page.keyboard.press(name);
  await key('?');
  await expect(page.getByRole('dialog', { name: 'Raccourcis clavier' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Fermer' }).last().click();
  await key('j');
  await expect(links.nth(0)).toBeFocused();
  await key('j');
  await expect(links.nth(1)).toBeFocused();
  await key('k');
  await expect(links.nth(0)).toBeFocused();
  await key('x');
  await expect(row(page, subject).getByRole('checkbox')).toBeChecked();
  await key('e');
  await expect(page.getByText('1 message déplacé.')).toBeVisible();
  await key('z');
  await expect(page.getByText('C’est annulé')).toBeVisible();
  await key('j');
  await key('s');
  await expect(row(page, subject).locator('.star')).toHaveAttribute('aria-pressed', 'true');
  await key('j');
  await key('o');
  await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();
  for (const [name, title] of [['r', 'Répondre'], ['a', 'Répondre'], ['f', 'Transférer']] as const) {
    await key(name);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();
  }
  await key('#');
  await expect(page.getByText('1 message déplacé.')).toBeVisible();
  await key('z');
  await expect(page.getByText('C’est annulé')).toBeVisible();
  await row(page, subject).locator('.mail-link').click();
  await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();
  await key('u');
  await expect(page.getByRole('heading', { level: 1, name: 'Boîte de réception' })).toBeVisible();
  await key('/');
  const search = page.getByRole('searchbox');
  await expect(search).toBeFocused();
  await page.keyboard.type('jc#e');
  await expect(search).toHaveValue('jc#e');
  await expect(page).toHaveURL(/\/webmel(\?|$)/);
  await search.blur();
  await key('c');
  await expect(page.getByRole('heading', { level: 1, name: 'Nouveau message' })).toBeVisible();
});
