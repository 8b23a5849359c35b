// The provider, driven by openid-client, a library certified by the OpenID Foundation, as an application would: it
// checks every signature, claim and parameter by itself.
import { expect, test } from '@playwright/test';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { type Empty, startEmpty } from '../harness/server.ts';
import { Browser } from './browser.ts';
import { JEANNE, welcome } from './people.ts';

const RETURN = 'https://nuage.example/retour';
const GOODBYE = 'https://nuage.example/au-revoir';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

let preau: Empty;
let application: Application;
let config: oidc.Configuration;

test.beforeAll(async () => {
  preau = await startEmpty('openid-connect');
  await welcome(preau);
  application = await Application.start();
  const secret = await register('nuage', ['--backchannel-logout-uri', application.address]);
  config = await discover('nuage', oidc.ClientSecretBasic(secret));
});

test.afterAll(async () => {
  application?.stop();
  await preau?.stop();
});

test('a person signs in, is known, stays known, and signs out everywhere', async () => {
  const browser = new Browser(preau.baseURL);
  const trip = await leave(config, 'openid profile email affectation offline_access');
  const form = await browser.go(trip.url);
  expect(form.url.pathname).toBe('/compte/connexion');
  const back = await signedIn(browser, form);
  const tokens = await trip.arrive(back);
  const claims = tokens.claims();
  expect(claims).toMatchObject({ iss: preau.baseURL, aud: 'nuage', amr: ['pwd'], acr: '1' });

  const sub = claims?.sub ?? '';
  const told = await oidc.fetchUserInfo(config, tokens.access_token, sub);
  expect(told).toMatchObject({ uid: JEANNE.identifier, mail: 'jeanne.dupont@ac-creteil.fr' });
  expect(Object.keys(told)).toEqual(expect.arrayContaining(['given_name', 'family_name', 'title', 'codaca']));
  expect(told).not.toHaveProperty('employeeNumber');

  const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
  expect(fresh.claims()?.sub).toBe(sub);
  await oidc.fetchUserInfo(config, fresh.access_token, sub);

  const leaving = oidc.buildEndSessionUrl(config, {
    id_token_hint: fresh.id_token ?? '',
    post_logout_redirect_uri: GOODBYE,
    state: 'parti',
  });
  const gone = await browser.go(leaving);
  expect(gone.url.href).toBe(`${GOODBYE}?state=parti`);
  expect((await browser.go('/compte')).url.pathname).toBe('/compte/connexion');
  await application.isTold({ sub, sid: claims?.['sid'] });
});

test('who is signed in is known without a page, and freshly when asked', async () => {
  const browser = new Browser(preau.baseURL);
  const silent = await leave(config, 'openid', { prompt: 'none' });
  await expect(silent.arrive(await browser.go(silent.url))).rejects.toMatchObject({ error: 'login_required' });
  await signedIn(browser, await browser.go('/compte/connexion'));
  const known = await leave(config, 'openid', { prompt: 'none' });
  await known.arrive(await browser.go(known.url));
  const again = await leave(config, 'openid', { prompt: 'login', max_age: '0' });
  const form = await browser.go(again.url);
  expect(form.url.pathname).toBe('/compte/connexion');
  await again.arrive(await signedIn(browser, form), 0);
});

test('a stolen code or refresh token is worth nothing, and spoils what it gave', async () => {
  const browser = new Browser(preau.baseURL);
  await signedIn(browser, await browser.go('/compte/connexion'));
  const trip = await leave(config, 'openid offline_access');
  const back = await browser.go(trip.url);
  const tokens = await trip.arrive(back);
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
  const replay = oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
  await expect(replay).rejects.toMatchObject({ error: 'invalid_grant' });
  const family = oidc.refreshTokenGrant(config, refreshed.refresh_token ?? '');
  await expect(family).rejects.toMatchObject({ error: 'invalid_grant' });
  await expect(trip.arrive(back)).rejects.toMatchObject({ error: 'invalid_grant' });
  const second = await leave(config, 'openid');
  const taken = await browser.go(second.url);
  await expect(trip.arrive(taken, undefined, second)).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('an application on a phone signs in without a secret', async () => {
  await register('carnet', ['--public']);
  const phone = await discover('carnet', oidc.None());
  const browser = new Browser(preau.baseURL);
  const trip = await leave(phone, 'openid profile offline_access');
  const tokens = await trip.arrive(await signedIn(browser, await browser.go(trip.url)));
  await oidc.refreshTokenGrant(phone, tokens.refresh_token ?? '');
  await oidc.tokenRevocation(phone, tokens.access_token);
  await expect(oidc.fetchUserInfo(phone, tokens.access_token, oidc.skipSubjectCheck)).rejects.toThrow();
});

/** Registers an application with the operator's command, beside the running server; answers its secret. */
async function register(id: string, more: string[]): Promise<string> {
  const address = ['--redirect-uri', RETURN, '--post-logout-redirect-uri', GOODBYE];
  const scope = ['--scope', 'profile email affectation offline_access'];
  const printed = await preau.command('oidc', 'client', 'add', id, '--name', id, ...address, ...scope, ...more);
  return printed.match(/^client_secret: (.+)$/m)?.[1] ?? '';
}

function discover(id: string, proof: oidc.ClientAuth): Promise<oidc.Configuration> {
  // Plain HTTP on the loopback address is for this test alone.
  return oidc.discovery(new URL(preau.baseURL), id, undefined, proof, { execute: [oidc.allowInsecureRequests] });
}

type Trip = {
  url: URL;
  state: string;
  nonce: string;
  arrive: (page: { url: URL; body?: string }, maxAge?: number, as?: Trip) => ReturnType<typeof oidc.authorizationCodeGrant>;
};

/** A sign-on about to start, with all the checks of its end. */
async function leave(of: oidc.Configuration, scope: string, more: Record<string, string> = {}): Promise<Trip> {
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(of, {
    redirect_uri: RETURN,
    scope,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...more,
  });
  const trip: Trip = {
    url,
    state,
    nonce,
    arrive: (page, maxAge, as = trip) =>
      oidc.authorizationCodeGrant(of, page.url, {
        pkceCodeVerifier: verifier,
        expectedState: as.state,
        expectedNonce: as.nonce,
        idTokenExpected: true,
        ...(maxAge === undefined ? {} : { maxAge }),
      }),
  };
  return trip;
}

/** Sends the sign-in form; answers where the browser is taken, also by a page that moves on by itself. */
async function signedIn(browser: Browser, form: Awaited<ReturnType<Browser['go']>>) {
  const { identifier, password } = JEANNE;
  const page = await browser.submit(form, '/compte/connexion', { identifier, password });
  const there = page.headers.get('refresh')?.match(/^0; ?url=(.+)$/)?.[1];
  return there === undefined ? page : browser.go(there);
}

/** The application's side of the back channel. */
class Application {
  readonly #server: Server;
  readonly #told: string[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        this.#told.push(new URLSearchParams(body).get('logout_token') ?? '');
        response.writeHead(200).end();
      });
    });
  }

  static async start(): Promise<Application> {
    const application = new Application(createServer());
    await new Promise<void>((done) => application.#server.listen(0, '127.0.0.1', done));
    return application;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/fin`;
  }

  stop(): void {
    this.#server.close();
  }

  /** A logout token of this session comes, signed and addressed as the specification says. */
  async isTold(expected: Record<string, unknown>): Promise<void> {
    await expect.poll(() => this.#told.length, { timeout: 10_000 }).toBeGreaterThan(0);
    const keys = createRemoteJWKSet(new URL(`${preau.baseURL}/oidc/cles`));
    const { payload } = await jwtVerify(this.#told.at(-1) ?? '', keys, {
      issuer: preau.baseURL,
      audience: 'nuage',
      typ: 'logout+jwt',
      algorithms: ['ES256'],
      requiredClaims: ['jti', 'iat', 'exp'],
    });
    expect(payload).toMatchObject({ ...expected, events: { [EVENT]: {} } });
    expect(payload).not.toHaveProperty('nonce');
  }
}
