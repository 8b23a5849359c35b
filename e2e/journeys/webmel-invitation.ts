// An invitation is read above its letter, answered, and stands in the calendar of M@gistère, or does not.
import { expect, expectAccessible, screenshot, signIn, test } from '../harness/index.ts';

const LETTER = 'Invitation : journée du numérique, atelier du CDI';

test('an invitation is answered and put in the calendar', async ({ page, preau }) => {
  await signIn(page, preau.people.active);
  await page.goto('/webmel');
  await page.locator('.mail-link').filter({ hasText: LETTER }).click();
  const invitation = page.getByRole('region', { name: 'Invitation', exact: true });
  await expect(invitation.getByText('Atelier du CDI : tablettes')).toBeVisible();
  await expect(invitation).toContainText('de 14:00 à 15:00');
  await expect(invitation).toContainText('CDI, salle de lecture');
  await invitation.getByText('3 personnes invitées').click();
  await expect(invitation.getByRole('listitem')).toHaveCount(3);
  await expectAccessible(page);
  await screenshot(page, 'invitation');

  await invitation.getByText('Ajouter un mot à votre réponse').click();
  await invitation.getByRole('textbox').fill('J’apporte deux tablettes.');
  // By the keyboard alone.
  await invitation.getByRole('button', { name: 'Accepter' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Réponse envoyée\u00a0: accepté.')).toBeVisible();
  await expect(invitation).toContainText('Vous avez répondu «\u00a0accepté\u00a0»');
  await invitation.getByRole('link', { name: 'Voir dans mon agenda' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Atelier du CDI : tablettes');
  await expect(page.getByRole('main')).toContainText('CDI, salle de lecture');

  await page.goto('/webmel');
  await page.locator('.mail-link').filter({ hasText: LETTER }).click();
  await invitation.getByRole('button', { name: 'Refuser' }).click();
  await expect(page.getByText('Réponse envoyée\u00a0: refusé.')).toBeVisible();
  await expect(invitation.getByRole('link', { name: 'Voir dans mon agenda' })).toHaveCount(0);
});
