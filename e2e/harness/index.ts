// What a journey imports: `test` with a running Préau, and the few gestures all journeys share.
import { test as base, expect, type Page } from '@playwright/test';
import { basename, resolve } from 'node:path';
import { startDovecot } from './dovecot.ts';
import { type Credentials, type Preau, startPreau } from './server.ts';

export { expect, type Page } from '@playwright/test';
export { expectAccessible, expectContrast } from './accessibility.ts';
export { freePort, startPreau } from './server.ts';
export type { Credentials, DemoCredentials, Preau } from './server.ts';

type ForOneJourney = {
  /**
   * Asked for with `test.use({ fresh: true })`: a Préau for the journeys of this file alone, when they change what
   * others rely on, such as a password.
   */
  fresh: boolean;
  /** The running Préau; `page.goto('/portail/ac-creteil')` goes there. */
  preau: Preau;
  noScriptErrors: void;
};
type ForOneWorker = {
  /** Starts the Préau that the journeys of this worker share, the first time one asks for it. */
  shared: () => Promise<Preau>;
  /** The same for the journeys of one file, until one of another asks. */
  ofFile: (file: string) => Promise<Preau>;
};

export const test = base.extend<ForOneJourney, ForOneWorker>({
  fresh: [false, { option: true }],
  shared: [
    async ({}, use, worker) => {
      let started: Promise<Preau> | undefined;
      // In the project of this name messages lie in a Dovecot, and every journey is the same.
      const dovecot = worker.project.name === 'dovecot' ? await startDovecot() : undefined;
      const settings: Record<string, string> = dovecot ? { PREAU_IMAP_STORE: dovecot.url } : {};
      await use(() => (started ??= startPreau(`${worker.project.name}-${worker.workerIndex}`, settings)));
      await (await started?.catch(() => undefined))?.stop();
      await dovecot?.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  ofFile: [
    async ({}, use, worker) => {
      let begun: { file: string; preau: Promise<Preau> } | undefined;
      const stop = async () => (await begun?.preau.catch(() => undefined))?.stop();
      await use(async (file) => {
        if (begun?.file !== file) {
          await stop();
          begun = { file, preau: startPreau(`${worker.project.name}-${worker.workerIndex}-${basename(file, '.ts')}`) };
        }
        return begun.preau;
      });
      await stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  preau: [
    async ({ fresh, shared, ofFile }, use, info) => use(fresh ? await ofFile(info.file) : await shared()),
    { timeout: 120_000 },
  ],
  baseURL: async ({ preau }, use) => use(preau.baseURL),
  // A page that throws, or that asks for what its security policy forbids, fails the journey that met it.
  noScriptErrors: [
    async ({ context }, use) => {
      const errors: string[] = [];
      context.on('weberror', (error) => errors.push(String(error.error())));
      context.on('console', (message) => {
        if (message.type() === 'error' && /Content.Security.Policy/i.test(message.text())) {
          errors.push(message.text());
        }
      });
      await use();
      expect(errors, 'errors in the page').toEqual([]);
    },
    { auto: true },
  ],
});

/** Signs in through the form, as a person does, and waits to be let in. */
export async function signIn(page: Page, who: Credentials, from = '/compte/connexion'): Promise<void> {
  await page.goto(from);
  await page.getByRole('textbox', { name: /^identifiant/i }).fill(who.identifier);
  await page.getByLabel(/^mot de passe/i).fill(who.password);
  await page.getByRole('button', { name: /^(connexion|se connecter)$/i }).click();
  await expect(page).not.toHaveURL(/\/compte\/connexion/);
}

/** What one writes leaves at once from now on: no journey waits for what could be called back, but the one about it. */
export async function sendAtOnce(page: Page): Promise<void> {
  await page.goto('/webmel/reglages');
  await page.getByRole('combobox', { name: 'Annuler l’envoi' }).selectOption('0');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Réglages enregistrés.')).toBeVisible();
}

/**
 * Keeps the page as `NAME-wide.png` or `NAME-phone.png`: whole, under `report/`, to look at; or, when
 * `PREAU_SCREENSHOTS` is set, its first screen under `docs/screenshots/`, to be committed.
 */
export async function screenshot(page: Page, name: string): Promise<void> {
  const kept = Boolean(process.env['PREAU_SCREENSHOTS']);
  const folder = kept ? '../../docs/screenshots' : '../report/screenshots';
  const path = resolve(import.meta.dirname, folder, `${name}-${test.info().project.name}.png`);
  await page.screenshot({ path, fullPage: !kept, animations: 'disabled', caret: 'hide' });
}
