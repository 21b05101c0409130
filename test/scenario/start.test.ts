import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Role } from '../../daemon/terms/rights.js';
import { root } from '../rig/child.js';
import { Visitor } from '../rig/pages.js';
import { PhonesPage } from '../rig/phones-page.js';
import { decodeAlaw, readStereo } from '../rig/sound.js';
import { freePort } from '../rig/supervised.js';

/** `npm start` as a newcomer has it: the simulator's callers, the demo's desk telephones, the printed logins. */
const data = mkdtempSync(join(tmpdir(), 'callbox-'));
let port: number;
let demo: Run;

class Run {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  output = '';

  constructor(...args: string[]) {
    this.process = spawn(process.execPath, [`${root}installer/run.mjs`, 'start', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = once(this.process, 'close').then(([code]) => code as number | null);
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (text: Buffer) => {
        this.output += text;
        this.process.emit('printed');
      });
  }

  async printed(text: string): Promise<void> {
    const over = this.ended.then((code) => {
      throw new Error(`ended with ${code}:\n${this.output}`);
    });
    while (!this.output.includes(text)) await Promise.race([once(this.process, 'printed'), over]);
  }
}

function loudness(alaw: Uint8Array): number {
  return Math.sqrt(alaw.reduce((sum, octet) => sum + decodeAlaw(octet) ** 2, 0) / Math.max(alaw.length, 1));
}

/** Of the loudest 20 ms: people pause. */
function loudest(alaw: Uint8Array): number {
  let most = 0;
  for (let at = 0; at + 160 <= alaw.length; at += 160) most = Math.max(most, loudness(alaw.subarray(at, at + 160)));
  return most;
}

beforeAll(async () => {
  port = await freePort();
  demo = new Run('--port', String(port), '--data', data, '--callers', '1800');
  await demo.printed('Ctrl-C');
});
afterAll(async () => {
  demo.process.kill('SIGTERM');
  await demo.ended;
  rmSync(data, { recursive: true, force: true });
});

it('prints an address and logins for each role, and keeps them in a file that only its owner reads', () => {
  const file = join(data, 'demo-logins.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { url, logins } = JSON.parse(readFileSync(file, 'utf8')) as { url: string; logins: { role: Role }[] };
  expect(demo.output).toContain(url);
  expect([...new Set(logins.map((login) => login.role))].sort()).toEqual([
    'admin',
    'agent',
    'manager',
    'quality',
    'supervisor',
    'technician',
    'trainer',
  ]);
});

it('lets a newcomer take a call of a simulated caller and hear both sides in the recording', async () => {
  const { logins } = JSON.parse(readFileSync(join(data, 'demo-logins.json'), 'utf8')) as {
    logins: { role: Role; user: string; password: string }[];
  };
  const visitor = new Visitor(`http://127.0.0.1:${port}`);
  await visitor.signIn(logins.find((login) => login.role === 'agent') ?? { user: '', password: '' });
  const page = visitor.live();
  await page.opened();
  await page.say({ do: 'sign-in' });
  await page.say({ do: 'ready' });

  const phones = await PhonesPage.open(join(data, 'run/phones.sock'));
  const { phrases } = await phones.next('phones');
  await phones.next('desk', ({ desk }) => desk.line === 1 && desk.state === 'ringing');
  phones.tell({ do: 'listen', at: 'desk', line: 1 });
  phones.tell({ do: 'lift', line: 1 });
  await page.when(
    (message) =>
      message.live === 'change' &&
      message.changes.some((change) => change.topic === 'agent' && change.value?.state === 'talking'),
  );
  await phones.next('audio', ({ audio }) => loudness(Buffer.from(audio, 'base64')) > 300); // the caller speaks
  phones.tell({ do: 'say', at: 'desk', line: 1, phrase: phrases.find((phrase) => phrase.by === 'agent')?.id ?? '' });
  const ear = await PhonesPage.open(join(data, 'run/phones.sock')); // hears from now on, nothing kept from before
  ear.tell({ do: 'listen', at: 'desk', line: 1 });
  for (let heard = 0; heard < 150; heard++) await ear.next('audio'); // 3 s
  ear.socket.end();
  await page.say({ do: 'hang-up' });
  phones.tell({ do: 'lay', line: 1 });
  await page.when(
    (message) =>
      message.live === 'change' &&
      message.changes.some((change) => change.topic === 'agent' && change.value?.state === 'wrap-up'),
  );
  await page.say({ do: 'end-wrap-up' }); // done means stored, this and what was before

  const call = (await visitor.calls()).find((candidate) => candidate.recorded);
  expect(call).toMatchObject({ direction: 'inbound', agent: '8001', cause: 16, ending: 'completed' });
  expect(call?.callingNumber).toMatch(/^(13|0)\d+$/);
  const { left, right } = readStereo(await visitor.recording(call?.id ?? ''));
  expect(loudest(left), 'the caller').toBeGreaterThan(300);
  expect(loudest(right), 'the agent').toBeGreaterThan(300);
  phones.socket.end();
  page.close();
});

it('refuses a second start on the same data, a port in use and a wrong option, each with what to do', async () => {
  const again = new Run('--port', String(await freePort()), '--data', data);
  expect(await again.ended).not.toBe(0);
  expect(again.output).toContain(data);

  const elsewhere = mkdtempSync(join(tmpdir(), 'callbox-'));
  const taken = new Run('--port', String(port), '--data', elsewhere);
  expect(await taken.ended).not.toBe(0);
  expect(taken.output).toMatch(new RegExp(`${port}.*--port`, 's'));
  rmSync(elsewhere, { recursive: true, force: true });

  const wrong = new Run('--prot', '8080');
  expect(await wrong.ended).not.toBe(0);
  expect(wrong.output).toContain('--port');
});

it('ends everything cleanly on Ctrl-C', async () => {
  demo.process.kill('SIGINT');
  expect(await demo.ended).toBe(0);
  await expect(fetch(`http://127.0.0.1:${port}/api/v1/health`)).rejects.toThrow();
});
