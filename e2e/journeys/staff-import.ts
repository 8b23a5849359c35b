// The manager's staff file in the browser: what is right is taken in, what is wrong is told by line and field.
import { expect, expectAccessible, signIn, test } from '../harness/index.ts';

const HEAD = 'numen;nom;prenom;naissance;civilite;fonction;uai;corps;mel_secours\n';

test('a staff file is imported and its wrong lines are told', async ({ page, preau }, info) => {
  await signIn(page, preau.people.manager);
  await page.goto('/compte/gestion/import');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Importer' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  const number = info.project.name === 'wide' ? '90001' : '90002';
  const lines = [
    `24E01${number}ZZZ;Préauval;Zélie;12/03/1988;MME;ENS;;CERT;`,
    '24E0190009ZZ;Trop;Court;12/03/1988;M;ENS;;CERT;',
    `24E01${number}ZZY;Sansdate;Noé;31/02/1990;M;ENS;;CERT;`,
  ];
  const file = { name: 'personnels.csv', mimeType: 'text/csv', buffer: Buffer.from(HEAD + lines.join('\n')) };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Importer' }).click();
  await expect(page).toHaveURL(/\/import\/.+/);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('table').getByText('naissance').first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await expectAccessible(page);
});
