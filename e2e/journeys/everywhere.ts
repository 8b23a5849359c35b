// Every page one can come to by a link is fit for every reader: walked from the home pages, as each kind of person.
import { expect, expectAccessible, signIn, test } from '../harness/index.ts';

const PAGES = {
  active: [
    '/compte', '/compte/sessions', '/compte/journal', '/compte/notifications', '/magistere/ac-creteil/annonces',
    '/magistere/ac-creteil/offre', '/magistere/ac-creteil/calendrier/echanges', '/webmel/reglages', '/webmel/contacts',
    '/webmel/dossiers/brouillons', '/aide', '/accessibilite', '/confidentialite',
  ],
  manager: [
    '/portail/ac-creteil/gestion', '/magistere/ac-creteil/concevoir', '/magistere/ac-creteil/former',
    '/magistere/ac-creteil/annonces/nouvelle', '/compte/assistance', '/compte/gestion/import',
  ],
} as const;

for (const who of ['active', 'manager'] as const) {
  test(`the pages of ${who === 'active' ? 'an agent' : 'a manager'} are accessible`, async ({ page, preau }) => {
    test.setTimeout(120_000);
    await signIn(page, preau.people[who]);
    for (const address of PAGES[who]) {
      const answer = await page.goto(address);
      expect(answer?.status(), address).toBe(200);
      await expectAccessible(page);
    }
  });
}
