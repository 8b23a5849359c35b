// A designer writes a parcours: sections, a page with the rich-text editor, a file; order by keyboard and by mouse.
import { expect, expectAccessible, type Page, signIn, test } from '../harness/index.ts';

async function addSection(page: Page, title: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Nouvelle section' }).fill(title);
  await page.getByRole('button', { name: 'Ajouter la section' }).click();
  await expect(page.getByRole('heading', { level: 2, name: title })).toBeVisible();
}

test('a parcours is written in the browser', async ({ page, preau, isMobile }, info) => {
  await signIn(page, preau.people.manager);
  await page.goto('/magistere/ac-creteil/concevoir');
  await page.getByRole('link', { name: 'Nouveau parcours' }).click();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Titre' }).fill(`Observer une classe ${info.project.name}`);
  await page.getByRole('button', { name: 'Créer le parcours' }).click();
  await expect(page.getByText('Ce parcours est vide.')).toBeVisible();
  await addSection(page, 'Comprendre');
  await addSection(page, 'Agir');
  await expectAccessible(page);

  await page.getByText('Ajouter une activité').first().click();
  await page.getByRole('link', { name: 'Page dans « Comprendre »' }).click();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByRole('textbox', { name: 'Titre' }).fill('Avant la visite');
  const text = page.locator('[contenteditable]');
  await text.click();
  await page.keyboard.type('Trois choses à regarder');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Liste à puces' }).click();
  await page.keyboard.type('les regards');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('link', { name: 'Avant la visite' }).first()).toBeVisible();

  await page.getByText('Ajouter une activité').first().click();
  await page.getByRole('link', { name: 'Fichier dans « Comprendre »' }).click();
  await page.getByRole('textbox', { name: 'Titre' }).fill('Grille');
  await page.locator('input[type=file]').first().setInputFiles({ name: '../grille.csv', mimeType: 'text/csv', buffer: Buffer.from('a;b') });
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('link', { name: 'Grille' }).first()).toBeVisible();
  await expectAccessible(page);

  const sections = page.getByRole('list', { name: 'Sections' }).getByRole('heading', { level: 2 });
  await expect(sections).toHaveText(['Comprendre', 'Agir']);
  await page.getByRole('button', { name: 'Descendre « Comprendre »' }).focus();
  await page.keyboard.press('Enter');
  await expect(sections).toHaveText(['Agir', 'Comprendre']);
  if (isMobile) return;
  const items = page.getByRole('list', { name: 'Activités de « Comprendre »' });
  await expect(items.getByRole('link', { name: /^(Avant la visite|Grille)$/ })).toHaveText(['Avant la visite', 'Grille']);
  const handles = items.locator('.sortable-handle');
  await handles.nth(0).hover();
  await page.mouse.down();
  const below = await handles.nth(1).boundingBox();
  const saved = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.mouse.move((below?.x ?? 0) + 5, (below?.y ?? 0) + 30, { steps: 12 });
  await page.mouse.up();
  await saved;
  await page.reload();
  await expect(items.getByRole('link', { name: /^(Avant la visite|Grille)$/ })).toHaveText(['Grille', 'Avant la visite']);
});
