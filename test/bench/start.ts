/**
 * `npm start` as a newcomer does it: a fresh clone in an empty folder with empty caches until the pages answer,
 * then a second start. Baseline of the first: the second; of the second: what Node needs to start at all.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../rig/child.js';
import { printFigure } from './figure.js';

const folder = mkdtempSync(join(tmpdir(), 'callbox-start-'));
const clone = join(folder, 'callbox');
const home = join(folder, 'home');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function answers(url: string): Promise<boolean> {
  try {
    const health = (await (await fetch(`${url}/api/v1/health`)).json()) as { daemon: string };
    return health.daemon === 'up';
  } catch {
    return false; // nobody listens yet
  }
}

async function secondsToAnswer(): Promise<number> {
  const port = await freePort();
  const before = performance.now();
  const start = spawn('npm', ['start', '--', '--port', String(port), '--callers', '0'], {
    cwd: clone,
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
    env: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8' },
  });
  const ended = new Promise((resolve) => start.once('close', resolve));
  while (!(await answers(`http://127.0.0.1:${port}`))) {
    if (start.exitCode !== null) throw new Error(`npm start ended with ${start.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const seconds = (performance.now() - before) / 1000;
  process.kill(-(start.pid as number), 'SIGINT'); // Ctrl-C reaches the whole group
  await ended;
  return seconds;
}

execFileSync('git', ['clone', '--quiet', root, clone]);
execFileSync('mkdir', [home]);
const first = await secondsToAnswer();
const again = await secondsToAnswer();
const before = performance.now();
execFileSync(process.execPath, ['-e', '1']);
const node = (performance.now() - before) / 1000;
printFigure('start', 'fresh clone until the page answers', first, 's', again);
printFigure('start', 'again until the page answers', again, 's', node);
rmSync(folder, { recursive: true, force: true });
