// Événements à venir: the calendar, and events written, changed, repeated and deleted.
import { expect, expectAccessible, screenshot, signIn, test } from '../harness/index.ts';

const HERE = '/magistere/ac-creteil';

test('an event is written from the home page, changed and deleted', async ({ page, preau }, info) => {
  const title = `Réunion d’équipe ${info.project.name}`;
  await signIn(page, preau.people.manager);
  await page.goto(HERE);
  await page.getByRole('link', { name: 'Nouvel événement...' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Donnez un titre à l’événement.').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Titre' }).fill(title);
  await page.getByLabel('Répétition', { exact: true }).selectOption('week');
  await expect(page.getByRole('group', { name: 'Jours de la semaine' })).toBeVisible();
  await page.getByText('Après un nombre de fois', { exact: true }).click();
  await page.getByRole('spinbutton', { name: 'Nombre de fois' }).fill('3');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(page.getByText(/Toutes les semaines, le .*, 3 fois/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Modifier cette date', exact: true }).click();
  await expect(page.getByText('Seule cette date change')).toBeVisible();
  await page.getByRole('textbox', { name: 'Lieu' }).fill('Salle des maîtres');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.goto(HERE);
  await page.getByRole('link', { name: 'Aller au calendrier...' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Calendrier' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'calendrier');
  await page.getByRole('link', { name: 'Liste', exact: true }).click();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Semaine', exact: true }).click();
  await expectAccessible(page);
  for (;;) {
    await page.goto(`${HERE}/calendrier?vue=agenda`);
    const found = page.getByRole('link', { name: title }).first();
    if ((await found.count()) === 0) break;
    await found.click();
    await page.getByRole('link', { name: 'Supprimer' }).click();
    await expectAccessible(page);
    const all = page.getByRole('radio', { name: 'Toutes les dates' });
    if ((await all.count()) > 0) await page.getByText('Toutes les dates', { exact: true }).click();
    await page.getByRole('button', { name: 'Supprimer' }).click();
    await expect(page.getByText('L’événement est supprimé.')).toBeVisible();
  }
});

test('the calendar is given to a phone at a secret address', async ({ page, preau, request }) => {
  await signIn(page, preau.people.manager);
  await page.goto(`${HERE}/calendrier/echanges`);
  const make = page.getByRole('button', { name: 'Créer l’adresse' });
  if ((await make.count()) > 0) await make.click();
  await expectAccessible(page);
  const address = await page.getByRole('textbox', { name: 'Adresse de votre calendrier' }).inputValue();
  const feed = await request.get(address);
  expect(feed.headers()['content-type']).toContain('text/calendar');
  expect(await feed.text()).toContain('BEGIN:VEVENT');
  await page.getByRole('link', { name: 'Changer l’adresse' }).click();
  await expect(page.getByText('L’adresse actuelle cessera de fonctionner')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Changer l’adresse' }).click();
  await expect(page.getByText('Votre nouvelle adresse est prête.')).toBeVisible();
  expect((await request.get(address)).status()).toBe(404);
});
