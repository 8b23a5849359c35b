// A Dovecot of one's own, configured as docs/operating/mail.md says, in which the messages of a Préau lie.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, reaches } from './server.ts';

export type Dovecot = {
  /** What Préau is told. */
  url: string;
  stop: () => Promise<void>;
};

const run = promisify(execFile);

/** Only root starts it: it serves each box as another user. */
async function asRoot(program: string, ...args: string[]): Promise<string> {
  const command = process.getuid?.() === 0 ? [program, ...args] : ['sudo', '-n', program, ...args];
  return (await run(command[0] ?? program, command.slice(1))).stdout;
}

async function documented(): Promise<string> {
  const page = await readFile(resolve(import.meta.dirname, '../../docs/operating/mail.md'), 'utf8');
  return page.split('## Dovecot behind\n')[1]?.split('```')[1] ?? '';
}

export async function startDovecot(): Promise<Dovecot> {
  const root = await mkdtemp(join(tmpdir(), 'preau-dovecot-'));
  const [imap, sieve] = [await freePort(), await freePort()];
  await mkdir(join(root, 'boxes'));
  await asRoot('chmod', '755', root);
  await asRoot('chown', 'mail:mail', join(root, 'boxes'));
  await writeFile(join(root, 'masters'), 'preau:{PLAIN}secret\n');
  const own = `base_dir = ${root}/run
state_dir = ${root}/state
log_path = ${root}/log
ssl = no
first_valid_uid = 1
mail_uid = mail
mail_gid = mail
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service managesieve-login {
  inet_listener sieve {
    address = 127.0.0.1
    port = ${sieve}
  }
}
`;
  const told = (await documented()).replaceAll('/etc/dovecot/preau-master', `${root}/masters`).replaceAll('/var/vmail', `${root}/boxes`);
  await writeFile(join(root, 'dovecot.conf'), own + told);
  await asRoot('sh', '-c', `exec dovecot -c ${root}/dovecot.conf >/dev/null 2>&1`);
  for (let turn = 0; turn < 100 && !((await reaches(imap)) && (await reaches(sieve))); turn += 1) await pause(100);
  return {
    url: `imap://preau:secret@127.0.0.1:${imap}?sieve=${sieve}`,
    stop: async () => {
      await asRoot('doveadm', '-c', `${root}/dovecot.conf`, 'stop').catch(() => undefined);
      await asRoot('rm', '-rf', root);
      await rm(root, { recursive: true, force: true });
    },
  };
}
