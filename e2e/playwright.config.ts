// Each journey runs twice: on a wide screen and on a phone, in the browser the system provides. What other programs
// speak with the server (protocols/) runs once, without a browser.
import { defineConfig } from '@playwright/test';

const CI = Boolean(process.env['CI']);

export default defineConfig({
  testMatch: '**/*.ts',
  outputDir: './report/results',
  // A journey reads from top to bottom; journeys run side by side, each worker with its own Préau.
  fullyParallel: false,
  workers: 2,
  // A journey that fails once fails: a retry would only hide a race in the product.
  retries: 0,
  forbidOnly: CI,
  timeout: 60_000,
  expect: { timeout: 5_000 },
  reporter: [['list'], ['html', { outputFolder: './report/html', open: 'never' }]],
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: 'only-on-failure',
    // A trace is written all along, to be thrown away at each success; and nobody can open one there.
    trace: CI ? 'off' : 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'protocols', testDir: './protocols', testIgnore: ['**/browser.ts', '**/people.ts'] },
    { name: 'wide', testDir: './journeys', use: { viewport: { width: 1280, height: 800 } } },
    // The webmel once more, its messages in another server: what is done is seen here, what lies there is asked in Rust.
    { name: 'dovecot', testDir: './journeys', testMatch: /webmel(-sorting)?\.ts/, use: { viewport: { width: 1280, height: 800 } } },
    { name: 'phone', testDir: './journeys', use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } },
  ],
});
