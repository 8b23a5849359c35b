// What puts a box in order and words in a letter: labels, rules, absences, signatures, templates.
import { expect, expectAccessible, type Page, screenshot, sendAtOnce, signIn, test } from '../harness/index.ts';

async function writeToMyself(page: Page, subject: string): Promise<void> {
  await page.goto('/webmel/reglages');
  const to = (await page.locator('.message-page .facts dd').first().innerText()).trim();
  await page.goto(`/webmel/ecrire?a=${encodeURIComponent(to)}&objet=${encodeURIComponent(subject)}`);
  await expect(page.getByRole('toolbar', { name: 'Mise en forme' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('À ranger.');
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await expect(page.getByText('Message envoyé.')).toBeVisible();
}

test('a rule labels and files what arrives', async ({ page, preau }, info) => {
  test.setTimeout(180_000);
  const [label, subject] = [`Sorties ${info.project.name}`, `Musée des automates ${info.project.name}`];
  await signIn(page, preau.people.manager);
  await sendAtOnce(page);
  await page.goto('/webmel/etiquettes');
  await page.getByRole('textbox', { name: 'Nom de la nouvelle étiquette' }).fill(label);
  await page.getByRole('button', { name: 'Créer l’étiquette' }).click();
  await expect(page.getByText('L’étiquette est créée.')).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'etiquettes');

  await page.goto('/webmel/regles/nouvelle');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).last().click();
  await expect(page.getByText('Donnez un nom à la règle.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Nom de la règle' }).fill(`Automates ${info.project.name}`);
  await page.getByRole('combobox', { name: 'Condition 1', exact: true }).selectOption('subject');
  await page.getByRole('textbox', { name: 'Texte de la condition 1' }).fill(subject);
  await page.locator('main label', { hasText: label }).click();
  await expect(page.getByRole('checkbox', { name: label })).toBeChecked();
  await page.getByRole('combobox', { name: 'Ranger dans' }).selectOption({ label: 'Archives' });
  await expectAccessible(page);
  await screenshot(page, 'regle');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).last().click();
  await expect(page.getByText('La règle est créée')).toBeVisible();
  await expectAccessible(page);

  await writeToMyself(page, subject);
  await expect(async () => {
    await page.goto('/webmel/dossiers/archives');
    const row = page.locator('.mail-row', { hasText: subject });
    await expect(row.locator('.badge', { hasText: label })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await page.goto('/webmel/regles');
  await page.getByRole('button', { name: `Supprimer la règle Automates ${info.project.name}` }).click();
  await expect(page.getByText('La règle est supprimée.')).toBeVisible();
  await page.getByRole('button', { name: 'Annuler' }).click();
  await expect(page.getByText('La règle est revenue')).toBeVisible();
});

test('an absence is announced and ended', async ({ page, preau }) => {
  await signIn(page, preau.people.manager);
  await page.goto('/webmel/absence');
  const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('Premier jour').fill(day(3));
  await page.getByLabel('Dernier jour').fill(day(1));
  await page.getByRole('button', { name: 'Activer la réponse d’absence' }).click();
  await expect(page.getByRole('main').getByRole('alert').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Premier jour').fill(day(0));
  await page.getByLabel('Dernier jour').fill(day(5));
  await page.getByRole('textbox', { name: 'Votre réponse' }).fill('Je reviens lundi.');
  await page.getByRole('button', { name: 'Activer la réponse d’absence' }).click();
  await expect(page.getByRole('button', { name: 'Arrêter la réponse d’absence' }).first()).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'absence');
  await page.getByRole('button', { name: 'Arrêter la réponse d’absence' }).first().click();
});

test('a signature and a template stand in the letter', async ({ page, preau }, info) => {
  test.skip(info.project.name === 'dovecot', 'neither lies with the messages');
  test.setTimeout(90_000);
  const name = `Sortie ${info.project.name}`;
  await signIn(page, preau.people.active);
  const editor = page.getByRole('toolbar', { name: 'Mise en forme' }).first();
  await page.goto('/webmel/identites');
  await expect(editor).toBeVisible();
  const signature = page.getByRole('textbox', { name: /^Signature/ }).first();
  await signature.fill(`Bien à vous, ${info.project.name}`);
  await page.getByRole('button', { name: /^Enregistrer/ }).first().click();
  await expect(page.getByText('Réglages enregistrés.')).toBeVisible();
  await expectAccessible(page);
  await page.goto('/webmel/modeles/nouveau');
  await expect(editor).toBeVisible();
  await page.getByRole('textbox', { name: 'Nom du modèle' }).fill(name);
  await page.getByRole('textbox', { name: /^Objet/ }).fill('Autorisation de sortie');
  await page.getByRole('textbox', { name: 'Message' }).fill('Merci de rendre ce papier signé.');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Modèle enregistré.')).toBeVisible();
  await expectAccessible(page);
  await page.goto('/webmel/ecrire');
  await expect(editor).toBeVisible();
  await expect(page.getByText(`Bien à vous, ${info.project.name}`).first()).toBeVisible();
  await page.locator('summary', { hasText: 'Modèles' }).click();
  await page.getByRole('combobox', { name: 'Modèle', exact: true }).selectOption({ label: name });
  await page.getByRole('button', { name: 'Insérer le modèle' }).click();
  await expect(page.getByRole('textbox', { name: 'Objet' })).toHaveValue('Autorisation de sortie');
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toContainText('Merci de rendre');
  await expectAccessible(page);
  await screenshot(page, 'modele');
});
