// Without a network the last lists and what was read in them are there, on a device whose owner asked for it; signing out
// takes them away.
import { expect, expectAccessible, signIn, test } from '../harness/index.ts';

test('lists are kept on the device until the session ends', async ({ page, context, preau }) => {
  await signIn(page, preau.people.active);
  await page.goto('/webmel/reglages');
  await page.getByRole('button', { name: 'Garder mes dernières listes' }).click();
  await expect(page.getByText('Cet appareil garde vos dernières listes.')).toBeVisible();
  await expectAccessible(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto('/webmel');
  await page.locator('.mail-link').filter({ hasText: 'Échange d’heure' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Échange d’heure');

  await context.setOffline(true);
  await page.goto('/webmel');
  await expect(page.getByRole('status').filter({ hasText: 'Pas de réseau' })).toBeVisible();
  await expectAccessible(page);
  await page.locator('.mail-link').filter({ hasText: 'Échange d’heure' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Échange d’heure');
  await page.goto('/webmel/ecrire');
  await expect(page.getByRole('heading', { level: 1, name: 'Pas de réseau' })).toBeVisible();
  await page.getByRole('link', { name: 'Voir ma dernière liste' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Boîte de réception' })).toBeVisible();

  await context.setOffline(false);
  await page.goto('/webmel');
  await expect(page.getByText('Pas de réseau')).toHaveCount(0);
  await page.locator('.topbar-person summary').click();
  await page.getByRole('button', { name: 'Déconnexion' }).click();
  await expect(page.getByText('Vous êtes déconnecté')).toBeVisible();
  await context.setOffline(true);
  await page.goto('/webmel');
  await expect(page.getByRole('heading', { level: 1, name: 'Pas de réseau' })).toBeVisible();
  await context.setOffline(false);
});

test('lists are forgotten when the session has ended elsewhere', async ({ page, context, preau }) => {
  await signIn(page, preau.people.active);
  await page.goto('/webmel/reglages');
  await page.getByRole('button', { name: 'Garder mes dernières listes' }).click();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto('/webmel/dossiers/envoyes');
  await expect(page.getByRole('heading', { level: 1, name: 'Envoyés', exact: true })).toBeVisible();
  // What another browser, an administrator or an hour without anybody does to a session.
  await context.clearCookies();
  await page.goto('/webmel/dossiers/envoyes');
  await expect(page.getByRole('textbox', { name: 'Mot de passe' })).toBeVisible();
  await context.setOffline(true);
  await page.goto('/webmel/dossiers/envoyes');
  await expect(page.getByRole('heading', { level: 1, name: 'Pas de réseau' })).toBeVisible();
  await context.setOffline(false);
});
