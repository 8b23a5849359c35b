// A designer writes a parcours: sections, a page with the rich-text editor, a file, a label, a link; order by keyboard
// and by mouse; renaming, and deleting after one question.
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
  // It is the last now and goes no further: the keyboard stands on its other button.
  await expect(page.getByRole('button', { name: 'Descendre « Comprendre »' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Monter « Comprendre »' })).toBeFocused();
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

test('labels and links, other names, another section, and what goes', async ({ page, preau, isMobile }, info) => {
  await signIn(page, preau.people.manager);
  await page.goto('/magistere/ac-creteil/concevoir/nouveau');
  await page.getByRole('textbox', { name: 'Titre' }).fill(`Préparer une sortie ${info.project.name}`);
  await page.getByRole('button', { name: 'Créer le parcours' }).click();
  await addSection(page, 'Avant');
  await addSection(page, 'Après');
  const workshop = page.url().replace(/#.*/, '');

  await page.getByText('Ajouter une activité').first().click();
  await page.getByRole('link', { name: 'Étiquette dans « Avant »' }).click();
  await page.getByRole('textbox', { name: 'Titre' }).fill('Accueil');
  await page.locator('[contenteditable]').click();
  await page.keyboard.type('Bienvenue à tous.');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Ajouter une activité').first().click();
  await page.getByRole('link', { name: 'Lien dans « Avant »' }).click();
  await page.getByRole('textbox', { name: 'Titre' }).fill('Le musée');
  await page.getByRole('textbox', { name: 'Adresse' }).fill('pas une adresse');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('alert')).toContainText('commence par https://');
  await page.getByRole('textbox', { name: 'Adresse' }).fill('https://www.louvre.fr/');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText(/^Lien vers .*louvre.fr/)).toBeVisible();

  await page.getByRole('link', { name: 'Renommer « Après »' }).click();
  await expectAccessible(page);
  await page.getByRole('textbox').last().fill('Au retour');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Au retour' })).toBeVisible();
  await page.getByRole('link', { name: 'Modifier « Le musée »' }).click();
  await page.getByRole('textbox', { name: 'Titre' }).fill('Le Louvre');
  await page.getByRole('button', { name: 'Enregistrer' }).click();

  const before = page.getByRole('list', { name: 'Activités de « Avant »' }).getByRole('heading', { level: 3 });
  const after = page.getByRole('list', { name: 'Activités de « Au retour »' }).getByRole('heading', { level: 3 });
  await expect(before).toHaveText(['Accueil', 'Le Louvre']);
  // By the keyboard: past the end of its section it enters the next, and the button is still under the finger.
  const down = page.getByRole('button', { name: 'Descendre « Le Louvre »' });
  await down.focus();
  await page.keyboard.press('Enter');
  await expect(after).toHaveText(['Le Louvre']);
  await expect(down).toBeFocused();
  if (!isMobile) {
    const dragged = page.locator('.sortable-item', { has: page.getByRole('heading', { level: 3, name: 'Accueil' }) }).last();
    const onto = page.locator('.sortable-item', { has: page.getByRole('heading', { level: 3, name: 'Le Louvre' }) }).last();
    await dragged.locator('.sortable-handle').hover();
    await page.mouse.down();
    const there = await onto.locator('.sortable-handle').boundingBox();
    const saved = page.waitForResponse((answer) => answer.url().endsWith('/activites/ordre'));
    await page.mouse.move((there?.x ?? 0) + 5, (there?.y ?? 0) + 10, { steps: 20 });
    await page.mouse.move((there?.x ?? 0) + 5, (there?.y ?? 0) + 40, { steps: 5 });
    await page.mouse.up();
    expect((await saved).ok()).toBe(true);
    await page.goto(workshop);
    await expect(before).toHaveCount(0);
    expect((await after.allInnerTexts()).sort()).toEqual(['Accueil', 'Le Louvre']);
  }

  await page.getByRole('link', { name: 'Supprimer « Le Louvre »' }).click();
  await expect(page.getByText('L’activité « Le Louvre » sera supprimée.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Annuler' }).click();
  await page.getByRole('link', { name: 'Supprimer « Le Louvre »' }).click();
  await page.getByRole('button', { name: 'Supprimer l’activité' }).click();
  await expect(page.getByText('L’activité est supprimée.')).toBeVisible();
  await page.getByRole('link', { name: 'Supprimer « Au retour »' }).click();
  await page.getByRole('button', { name: 'Supprimer la section' }).click();
  await expect(page.getByText('La section est supprimée.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['Avant']);
});
