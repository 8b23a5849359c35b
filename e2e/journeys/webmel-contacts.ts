// The address book: a contact is kept, joins a group, is written to, goes out as a file and comes in from another.
import { readFile } from 'node:fs/promises';
import { expect, expectAccessible, screenshot, signIn, test } from '../harness/index.ts';

test('a contact is kept, written to with a group, taken out and brought in', async ({ page, preau }, info) => {
  test.setTimeout(120_000);
  const [name, group] = [`Atelier Papier ${info.project.name}`, `Sorties ${info.project.name}`];
  await signIn(page, preau.people.manager);
  await page.goto('/webmel/contacts/nouveau');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Nom', exact: true }).fill(name);
  await page.getByRole('textbox', { name: 'Adresses électroniques' }).fill(`contact@papier-${info.project.name}.example`);
  await page.getByRole('button', { name: 'Enregistrer' }).click();

  await page.goto('/webmel/contacts/groupes');
  await page.getByRole('textbox', { name: 'Nom du nouveau groupe' }).fill(group);
  await page.getByRole('button', { name: 'Créer le groupe' }).click();
  await page.getByRole('textbox', { name: 'Ajouter des personnes' }).fill(`contact@papier-${info.project.name}.example`);
  await page.getByRole('button', { name: 'Ajouter', exact: true }).click();
  await expect(page.getByRole('link', { name })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'groupe-de-contacts');
  await page.getByRole('link', { name: 'Écrire au groupe' }).click();
  await expect(page.getByRole('textbox', { name: 'À', exact: true })).toHaveValue(new RegExp(`papier-${info.project.name}`));

  await page.goto('/webmel/contacts/fichiers');
  await expectAccessible(page);
  const cards = page.waitForEvent('download');
  await page.locator('a[href$="format=vcf4"]').click();
  const kept = await readFile(await (await cards).path(), 'utf8');
  expect(kept).toContain(`FN:${name}`);
  const csv = `Nom;Adresse électronique\nMusée ${info.project.name};musee@${info.project.name}.example\nSans adresse;pas une adresse\n`;
  await page.locator('input[type=file]').setInputFiles({ name: 'carnet.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByRole('button', { name: 'Importer' }).click();
  await expect(page.getByRole('table')).toContainText('pas une adresse');
  await expectAccessible(page);
  await screenshot(page, 'import-de-contacts');
  await page.goto(`/webmel/contacts/personnels?q=${encodeURIComponent(`Musée ${info.project.name}`)}`);
  await expect(page.getByText(`Musée ${info.project.name}`)).toBeVisible();
});
