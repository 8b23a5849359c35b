// A fictitious agent for the protocols: brought in by a staff file, and activated through the pages as agents do.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Empty } from '../harness/server.ts';
import { Browser } from './browser.ts';

const NUMEN = '24E9912345ABC';

export const JEANNE = { identifier: 'jdupont', password: 'girafe tambour neige violon' };

const STAFF = `numen;nom;prenom;naissance;civilite;fonction;uai;corps;mel_secours
${NUMEN};Dupont;Jeanne;12/03/1980;Mme;ENS;;CERT;
`;

/** Founds the Académie de Créteil and lets Jeanne choose her password. */
export async function welcome(preau: Empty): Promise<void> {
  const domain = ['--mail-domain', 'ac-creteil.fr'];
  await preau.command('academy', 'create', '--slug', 'ac-creteil', '--name', 'Académie de Créteil', ...domain);
  const folder = await mkdtemp(join(tmpdir(), 'preau-staff-'));
  const file = join(folder, 'staff.csv');
  await writeFile(file, STAFF);
  await preau.command('import', 'staff', file, '--academy', 'ac-creteil');
  await rm(folder, { recursive: true });
  const browser = new Browser(preau.baseURL);
  const { identifier, password } = JEANNE;
  const form = await browser.go('/compte/connexion');
  const choice = await browser.submit(form, '/compte/connexion', { identifier, password: NUMEN });
  await browser.submit(choice, '/compte/activation', { new_password: password, confirmation: password });
}
