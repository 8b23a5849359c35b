// French by default, English when the browser asks for it or the person does.
import { expect, expectAccessible, signIn, test } from '../harness/index.ts';

test('the language is switched in the page', async ({ page, preau }) => {
  await page.goto('/portail/ac-creteil');
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Identifier' }).fill(preau.people.manager.identifier);
  await page.getByRole('textbox', { name: 'Password' }).fill(preau.people.manager.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  for (const [address, heading] of [
    ['/magistere/ac-creteil/calendrier', 'Calendar'],
    ['/webmel', 'Inbox'],
    ['/compte', 'My account'],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  }
});

test.describe('a browser set to English', () => {
  test.use({ locale: 'en-GB' });
  test('is answered in English', async ({ page, preau }) => {
    await page.goto(`${preau.baseURL}/magistere/ac-creteil`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});

test.describe('the language a person chose', () => {
  test.use({ fresh: true });
  test('follows them to another browser', async ({ page, preau, browser }) => {
    await signIn(page, preau.people.active);
    await page.goto('/magistere/ac-creteil');
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    const other = await (await browser.newContext({ baseURL: preau.baseURL })).newPage();
    await signIn(other, preau.people.active);
    await expect(other.locator('html')).toHaveAttribute('lang', 'en');
    await other.context().close();
  });
});

test('colours can be dark and stay readable', async ({ page, preau }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await signIn(page, preau.people.active);
  for (const address of ['/portail/ac-creteil', '/magistere/ac-creteil', '/magistere/ac-creteil/calendrier', '/webmel', '/compte']) {
    await page.goto(address);
    await expectAccessible(page);
  }
});
