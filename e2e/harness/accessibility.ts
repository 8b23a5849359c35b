// What every page owes to every reader, checked where a browser can check it.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { passed, passes } from './alike.ts';

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** WCAG 2.2 AA by axe, then what axe leaves out: one title of level 1, and no sideways scrolling. */
export async function expectAccessible(page: Page): Promise<void> {
  if (await runsScripts(page)) await expectNoViolation(page);
  await expect(page.getByRole('heading', { level: 1 }), `one h1 on ${page.url()}`).toHaveCount(1);
  await expectNoSidewaysScroll(page);
}

/** axe is itself a script: it would wait for ever in a journey that switches JavaScript off. */
function runsScripts(page: Page): Promise<boolean> {
  return page.evaluate(() => !matchMedia('(scripting: none)').matches);
}

/** What changes with the colour scheme, and nothing else: for a page that has been looked at in the other. */
export async function expectContrast(page: Page): Promise<void> {
  await expectNone(page, { type: 'rule', values: ['color-contrast'] });
}

async function expectNoViolation(page: Page): Promise<void> {
  await expectNone(page, { type: 'tag', values: WCAG_22_AA });
}

async function expectNone(page: Page, runOnly: { type: 'rule' | 'tag'; values: string[] }): Promise<void> {
  await transitionsOver(page);
  const alike = await passed(page, runOnly.values);
  if (alike === true) return;
  // A letter's own content is its author's; its frame runs no script, not even axe. No other frame is looked into, so that
  // the results need no blank page to be put together in; and what is well is not listed.
  const axe = new AxeBuilder({ page }).exclude('.message-frame').setLegacyMode(true);
  const found = await axe.options({ runOnly, resultTypes: ['violations'] }).analyze();
  const told = found.violations.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 5).map((node) => `    ${node.target.join(' ')}\n      ${node.failureSummary ?? ''}`);
    return `${id}: ${help}\n${where.join('\n')}`;
  });
  expect(told.join('\n'), `accessibility of ${page.url()}`).toBe('');
  await passes(alike);
}

/** A colour on its way to another is neither; nobody reads by it. Asked again and again: a transition that its page cuts
 * short never says that it has ended. */
async function transitionsOver(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.getAnimations().some((one) => one instanceof CSSTransition && one.playState === 'running'));
}

/** WCAG 1.4.10: the page fits its width; only a part that scrolls by itself, such as a table, may be wider. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  expect(content, `width of ${page.url()}`).toBeLessThanOrEqual(window);
}
