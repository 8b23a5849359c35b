// Reading is safe: letters that try to call home, to run something or to lead away do nothing, whatever they are made of.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostileLetters } from '../harness/hostile.ts';
import { expect, freePort, signIn, startPreau, test } from '../harness/index.ts';
import { handOver } from '../harness/lmtp.ts';

test('no letter calls home, runs or leads away', async ({ browser }, info) => {
  test.skip(info.project.name === 'phone', 'the same pages');
  test.setTimeout(300_000);
  const called: string[] = [];
  const beacon = createServer((request, answer) => {
    called.push(request.url ?? '');
    answer.end();
  });
  await new Promise<void>((ready) => beacon.listen(0, '127.0.0.1', ready));
  const home = `http://127.0.0.1:${(beacon.address() as AddressInfo).port}`;
  const lmtp = await freePort();
  const preau = await startPreau(`hostile-${info.project.name}`, { PREAU_LMTP: `127.0.0.1:${lmtp}` });
  try {
    const page = await (await browser.newContext({ baseURL: preau.baseURL, locale: 'fr-FR' })).newPage();
    page.on('dialog', (dialog) => called.push(`dialog: ${dialog.message()}`));
    await page.exposeFunction('pwned', () => called.push('script'));
    await signIn(page, preau.people.active);
    await page.goto('/webmel/reglages');
    const to = (await page.locator('.message-page .facts dd').first().innerText()).trim();
    const letters = hostileLetters(home);
    expect(letters.length).toBeGreaterThan(40);
    await handOver(lmtp, to, letters.map((letter) => letter.raw));
    let shown = 0;
    const unread = new Set(letters.map((letter) => letter.subject));
    // From page to page of the list, each letter in turn.
    for (let list: string | null = '/webmel'; list !== null && unread.size > 0; ) {
      await page.goto(list);
      const rows = await page.locator('.mail-link').evaluateAll((all) =>
        all.map((link) => ({ href: (link as HTMLAnchorElement).href, subject: link.querySelector('.mail-subject')?.textContent?.trim() ?? '' })),
      );
      list = await page.locator('.pagination a[rel=next]').getAttribute('href', { timeout: 1_000 }).catch(() => null);
      for (const row of rows.filter(({ subject }) => unread.has(subject))) {
        unread.delete(row.subject);
        await page.goto(row.href);
        await expect(page.getByRole('heading', { level: 1 }), row.subject).toHaveText(row.subject);
        shown += page.frames().length - 1;
        for (const frame of page.frames()) {
          await frame.waitForLoadState();
          const made = await frame.evaluate(() => document.querySelectorAll('script:not([src^="/statique/"]), iframe[srcdoc], object, embed, portal, base, meta[http-equiv]').length);
          expect(made, `${row.subject}: ${frame.url()}`).toBe(0);
        }
        expect(new URL(page.url()).pathname, row.subject).toBe(new URL(row.href).pathname);
        expect(called, row.subject).toEqual([]);
      }
    }
    expect([...unread], 'every letter was opened').toEqual([]);
    // A moment for whatever waits.
    await page.waitForTimeout(1_500);
    expect(called).toEqual([]);
    expect(shown, 'letters in a frame of their own').toBeGreaterThan(40);
    await page.request.get(`${home}/heard`);
    expect(called).toEqual(['/heard']);
  } finally {
    await preau.stop();
    beacon.close();
  }
});
