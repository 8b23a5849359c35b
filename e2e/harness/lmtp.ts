// Hands messages over as a front server does (RFC 2033).
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

/** Hands each message over to one address, from outside; fails at the first that is not taken. */
export async function handOver(port: number, to: string, messages: string[]): Promise<void> {
  const socket = createConnection({ port, host: '127.0.0.1' });
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const answer = async (code: string): Promise<void> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done || !value.startsWith(code)) throw new Error(`expected ${code}: ${value ?? 'closed'}`);
      if (value[3] !== '-') return;
    }
  };
  const say = async (line: string, code: string): Promise<void> => {
    socket.write(`${line}\r\n`);
    await answer(code);
  };
  await answer('220');
  await say('LHLO front.example', '250');
  for (const message of messages) {
    await say('MAIL FROM:<parent@ailleurs.example>', '250');
    await say(`RCPT TO:<${to}>`, '250');
    await say('DATA', '354');
    await say(`${message.replace(/^\./gm, '..')}\r\n.`, '250');
  }
  socket.end('QUIT\r\n');
}
