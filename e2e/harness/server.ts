// Starts and stops a Préau of its own, on a free port, with a data folder that leaves with it.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

export type Credentials = { identifier: string; password: string };

/** What `preau demo` writes to `demo-credentials.json` in its data folder. */
export type DemoCredentials = {
  base_url: string;
  /** Was never signed in: the account waits for its owner, the mailbox too. */
  not_activated: { numen: string; birth_date: string; identifier: string };
  active: Credentials;
  manager: Credentials;
  /** Looks after the mail with the manager. */
  postmaster?: Credentials;
};

export type Preau = {
  baseURL: string;
  people: DemoCredentials;
  /** The data folder of this server, for journeys that look at what was written. */
  data: string;
  stop: () => Promise<void>;
};

const HERE = import.meta.dirname;
const BINARY = process.env['PREAU_BINARY'] ?? resolve(HERE, '../../target/debug/preau');
const PEOPLE = process.env['PREAU_E2E_PEOPLE'] ?? '300';
const LOGS = resolve(HERE, '../report/logs');
const START_MS = 90_000;
const STOP_MS = 10_000;

/** `preau demo`: what journeys share; `settings` are those of its environment. */
export async function startPreau(name: string, settings: Record<string, string> = {}): Promise<Preau> {
  const data = await newData();
  const address = `127.0.0.1:${await freePort()}`;
  const args = ['demo', '--data', data, '--listen', address, '--people', PEOPLE];
  const started = await launch(name, data, args, () => demoIsReady(`http://${address}`, data), settings);
  return { baseURL: started.ready.base_url, people: started.ready, data, stop: started.stop };
}

export type Empty = {
  baseURL: string;
  /** One of the operator's commands on this server's data; answers what it printed. */
  command: (...args: string[]) => Promise<string>;
  stop: () => Promise<void>;
};

/** `preau serve` over an empty database, for tests that bring in what they need by the operator's commands. */
export async function startEmpty(name: string): Promise<Empty> {
  const data = await newData();
  const address = `127.0.0.1:${await freePort()}`;
  const baseURL = `http://${address}`;
  const site = ['--data', data, '--listen', address];
  const { stop } = await launch(name, data, [...site, 'serve'], async () => (await healthy(baseURL)) || undefined);
  const command = async (...args: string[]) => (await promisify(execFile)(BINARY, [...site, ...args])).stdout;
  return { baseURL, command, stop };
}

async function newData(): Promise<string> {
  await access(BINARY).catch(() => {
    throw new Error(`${BINARY} is missing: build it with \`cargo build --workspace --bin preau\``);
  });
  return mkdtemp(join(tmpdir(), 'preau-e2e-'));
}

/** Starts the program, and waits until `ready` answers something. */
async function launch<T>(
  name: string,
  data: string,
  args: string[],
  ready: () => Promise<T | undefined>,
  settings: Record<string, string> = {},
) {
  const log = await openLog(name);
  const child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...settings } });
  child.stdout.pipe(log.stream);
  child.stderr.pipe(log.stream);
  const stop = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { ready: await patiently(child, ready), stop };
  } catch (error) {
    await stop();
    const said = await readFile(log.path, 'utf8').catch(() => '');
    throw new Error(`${String(error)}\nThe end of ${log.path}:\n${said.slice(-2_000)}`);
  }
}

async function patiently<T>(child: ChildProcess, ready: () => Promise<T | undefined>): Promise<T> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await pause(100)) {
    if (failure) throw failure;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`preau stopped at once (${child.exitCode ?? child.signalCode})`);
    }
    const answer = await ready();
    if (answer !== undefined) return answer;
  }
  throw new Error(`preau was not ready after ${START_MS / 1000} s`);
}

/** Ready means healthy and the credentials written, in whatever order the server does them. */
async function demoIsReady(baseURL: string, data: string): Promise<DemoCredentials | undefined> {
  const people = await readCredentials(join(data, 'demo-credentials.json'));
  return people && (await healthy(baseURL)) ? people : undefined;
}

/** Half-written is the same as not written yet. */
async function readCredentials(path: string): Promise<DemoCredentials | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as DemoCredentials;
  } catch {
    return undefined;
  }
}

async function healthy(baseURL: string): Promise<boolean> {
  try {
    return (await fetch(`${baseURL}/sante`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  const waiting = new AbortController();
  const late = pause(STOP_MS, 'late', { signal: waiting.signal }).catch(() => undefined);
  if ((await Promise.race([gone, late])) === 'late') child.kill('SIGKILL');
  await gone;
  waiting.abort();
}

async function openLog(name: string) {
  await mkdir(LOGS, { recursive: true });
  const path = join(LOGS, `${name}.log`);
  return { path, stream: createWriteStream(path) };
}

/** Whether something listens there. */
export function reaches(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createConnection({ port, host: '127.0.0.1' }, () => {
      probe.destroy();
      done(true);
    });
    probe.once('error', () => done(false));
  });
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') done(address.port);
        else fail(new Error('no free port'));
      });
    });
  });
}
