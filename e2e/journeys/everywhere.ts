// Every page of the product is fit for every reader: walked by its own links from the home pages, as an agent, as a
// manager and as nobody, so that a page that is added is covered by itself; and the pages that only a refused form
// shows. Each in light and in dark, and (the projects see to it) on a wide screen and on a phone; the dark of a phone is
// that of a wide screen.
import { expect, expectAccessible, expectContrast, type Page, signIn, test } from '../harness/index.ts';

// The walks are long and touch nothing: side by side.
test.describe.configure({ mode: 'parallel' });
// What is wrong is told page by page; a recording of hundreds of pages costs more than the walk.
test.use({ trace: 'off' });

const HOMES = ['/', '/portail/ac-creteil', '/magistere/ac-creteil', '/webmel', '/compte', '/aide'];
/** What only a search leads to. */
const SEARCHES = {
  nobody: [],
  active: ['/portail/ac-creteil/recherche?q=efivol', '/magistere/ac-creteil/offre?q=inclusive', '/webmel/recherche?q=budget', '/webmel/contacts?q=ma'],
  manager: ['/compte/assistance?q=ma'],
};

/** So that a walk ends, whatever is added; it says when it did not see everything. */
const MOST = 200;

/** What is no page, or ends the walk. */
const NOT_PAGES = [
  /\/deconnexion/, // signs out
  /\/lancer\//, // leads to another site
  /^\/(assets|oidc|\.well-known)\//,
  /\/(pieces|images|fichiers|source|corps|telechargement)(\/|$)/,
  /\.(ics|csv|pdf|eml|vcf|zip|json|txt)(\?|$)/,
  /\/(portail|magistere)\/(?!ac-creteil)/, // the other académie of the demo is the same pages
];

/** Ids, dates and what follows the question mark do not make another kind of page. */
function kind(address: string): string {
  const [path = '', query = ''] = address.split('?');
  const keys = [...new URLSearchParams(query).keys()].sort().join('&');
  const named = path.replace(/\/[0-9a-z]{26}(?=\/|$)/g, "/{id}").replace(/\d{4}-\d{2}(-\d{2})?/g, '{day}').replace(/\d+/g, '{n}');
  return keys ? `${named}?${keys}` : named;
}

async function links(page: Page): Promise<string[]> {
  const hrefs = await page.locator('a[href]').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
  const origin = new URL(page.url()).origin;
  return hrefs
    .filter((href) => href.startsWith(`${origin}/`))
    .map((href) => href.slice(origin.length).replace(/#.*$/, ''))
    .filter((address) => !NOT_PAGES.some((pattern) => pattern.test(address)));
}

/** Whole in light, then what dark changes. */
async function look(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page);
  if (test.info().project.name === 'phone') return;
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectContrast(page);
}

/** One page of each kind; breadth first, so that what is near the home pages is seen if the walk is cut. */
async function walk(page: Page, begin: string[]): Promise<string[]> {
  const queue = [...begin];
  const kinds = new Set<string>();
  const wrong: string[] = [];
  for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
    if (kinds.has(kind(address))) continue;
    kinds.add(kind(address));
    expect(kinds.size, `pages left over: ${queue.slice(0, 5).join(' ')}`).toBeLessThan(MOST);
    const answer = await page.goto(address).catch((error: unknown) => {
      // A link that downloads is no page.
      if (String(error).includes('Download is starting') || String(error).includes('ERR_ABORTED')) return null;
      throw error;
    });
    if (!answer || !(answer.headers()['content-type'] ?? '').startsWith('text/html')) continue;
    expect.soft(answer.status(), address).toBe(200);
    // All that is wrong is told at the end, not the first of it.
    await look(page).catch((error: unknown) => wrong.push(String(error)));
    queue.push(...(await links(page)));
  }
  expect(wrong.join('\n\n')).toBe('');
  return [...kinds];
}

// The longest first, so that no worker is left waiting for it.
for (const who of ['manager', 'active', 'nobody'] as const) {
  const name = { nobody: 'somebody signed out', active: 'an agent', manager: 'a manager' }[who];
  test(`every page ${name} can come to is accessible`, async ({ page, preau }) => {
    test.setTimeout(900_000);
    if (who !== 'nobody') await signIn(page, preau.people[who]);
    const kinds = await walk(page, [...HOMES, ...SEARCHES[who]]);
    await test.info().attach('pages.txt', { body: kinds.sort().join('\n'), contentType: 'text/plain' });
    // A walk that finds few pages has lost its way.
    expect(kinds.length).toBeGreaterThan({ nobody: 8, active: 35, manager: 50 }[who]);
  });
}

/** Forms sent as they come: the page comes back with what is wrong. */
const REFUSED = [
  '/portail/ac-creteil/gestion',
  '/portail/ac-creteil/gestion/applications/nouvelle',
  '/portail/ac-creteil/delegations',
  '/magistere/ac-creteil/calendrier/nouveau',
  '/magistere/ac-creteil/annonces/nouvelle',
  '/magistere/ac-creteil/concevoir/nouveau',
  '/compte/mot-de-passe',
  '/compte/applications-de-messagerie',
];

/** The page of a new activity, in the first parcours one designs. */
async function newActivity(page: Page): Promise<string> {
  await page.goto('/magistere/ac-creteil/concevoir');
  await page.goto((await page.locator('main a[href*="/conception/"]').first().getAttribute('href')) ?? '');
  return (await page.locator('a[href$="/nouvelle/page"]').first().getAttribute('href')) ?? '';
}

test('forms that are refused are accessible', async ({ page, preau }) => {
  test.setTimeout(180_000);
  await signIn(page, preau.people.manager);
  for (const address of [...REFUSED, await newActivity(page)]) {
    await page.goto(address);
    const refused = page.waitForResponse((answer) => answer.request().method() === 'POST');
    await page.locator('main form .btn-primary').last().click();
    expect((await refused).status(), address).toBe(422);
    await expect(page.getByRole('main').getByRole('alert').first(), address).toBeVisible();
    await look(page);
  }
});
