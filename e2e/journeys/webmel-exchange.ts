// A box out and in: an archive is made and fetched, files from elsewhere are filed, and a report says what was not.
import { expect, expectAccessible, screenshot, signIn, test } from '../harness/index.ts';

const letter = (id: string, subject: string) =>
  `Message-ID: <${id}@ailleurs.example>\r\nFrom: Anne Petit <anne@ailleurs.example>\r\nSubject: ${subject}\r\n` +
  `Date: Tue, 12 Nov 2024 10:00:00 +0100\r\n\r\nBonjour.\r\n`;

test('a box goes out as an archive and files from elsewhere come in', async ({ page, preau }, info) => {
  test.setTimeout(120_000);
  const subject = `Reprise ${info.project.name}`;
  await signIn(page, preau.people.manager);
  await page.goto('/webmel/reglages');
  await page.getByRole('link', { name: 'Exporter, importer' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Exporter, importer' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'export-import');

  await page.getByRole('button', { name: 'Préparer l’archive' }).click();
  await expect(page.getByRole('link', { name: 'Télécharger l’archive' })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await screenshot(page, 'archive-prete');
  const arriving = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Télécharger l’archive' }).click();
  expect((await arriving).suggestedFilename()).toMatch(/^webmel-.+\.zip$/);

  await page.getByRole('button', { name: 'Importer', exact: true }).click();
  await expect(page.getByText('Choisissez un fichier.')).toBeVisible();
  await expectAccessible(page);
  const mbox = `From - Tue Nov 12 10:00:00 2024\r\nX-Mozilla-Status: 0001\r\n${letter(`1${info.project.name}`, subject)}\r\n`;
  await page.locator('input[type=file]').setInputFiles([
    { name: 'Anciens.mbox', mimeType: 'application/mbox', buffer: Buffer.from(mbox) },
    { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('x') },
  ]);
  await page.getByRole('button', { name: 'Importer', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Compte rendu de l’import' })).toBeVisible();
  await expect(page.getByText('1 message rangé.')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('table')).toContainText('photo.png');
  await expectAccessible(page);
  await screenshot(page, 'compte-rendu-import');

  await page.goto(`/webmel/recherche?q=${encodeURIComponent(subject)}`);
  await expect(page.locator('.mail-subject').first()).toContainText(subject);

  // Erased again, so that the next one finds the page as it was.
  await page.goto('/webmel/export-import');
  await page.getByRole('button', { name: 'Effacer l’archive' }).click();
  await expect(page.getByText('L’archive est effacée.')).toBeVisible();
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('the pages are asked for again until it is done', async ({ page, preau }, info) => {
    await signIn(page, preau.people.manager);
    await page.goto('/webmel/export-import');
    await page.getByRole('button', { name: 'Préparer l’archive' }).click();
    await expect(async () => {
      await page.goto('/webmel/export-import');
      await expect(page.getByRole('link', { name: 'Télécharger l’archive' })).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 30_000 });
    await page.locator('input[type=file]').setInputFiles({
      name: 'un.eml', mimeType: 'message/rfc822', buffer: Buffer.from(letter(`2${info.project.name}`, 'Sans script')),
    });
    await page.getByRole('button', { name: 'Importer', exact: true }).click();
    await expect(async () => {
      await page.reload();
      await expect(page.getByText('1 message rangé.')).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 20_000 });
    await page.goto('/webmel/export-import');
    await page.getByRole('button', { name: 'Effacer l’archive' }).click();
    await expect(page.getByText('L’archive est effacée.')).toBeVisible();
  });
});
