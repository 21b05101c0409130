// @ts-check
/**
 * A release tries itself: its own programs, on copies of the box's databases raised to its schemas, with the box's own
 * configuration, against simulated lines. It needs no right and no card, and talks to nobody.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { Refusal } from '../../refusal.mjs';
import { floorPrograms, siteIn, virtual } from '../../simulated/floor.mjs';
import { columnOf } from '../database.mjs';
import { schemasOf } from '../schemas.mjs';
import { askHealth } from './health.mjs';

const readyWithinMs = 60_000;
const upWithinMs = 45_000;
const callWithinMs = 30_000;
const endWithinMs = 5_000;
const lookEveryMs = 500;
/** Of the caller; no subscriber has it. */
const from = '13800000000';
const user = 'callbox-daemon';

/** @typedef {typeof import('../../layout.mjs').box} Box */

/**
 * @param {Box} box the release's own places
 * @param {string} data folder with copies of both databases; sockets are made beside it
 * @returns {Promise<{ schemas: Record<string, number>, raiseMs: number, words: string }>} throws a Refusal that says what did not work
 */
export async function rehearseRelease(box, data) {
  const { versions, raise } = await schemasOf(box.js);
  const began = performance.now();
  await raise(data);
  const raiseMs = Math.round(performance.now() - began);
  const site = virtual(await siteIn(box.js, data));
  const place = dirname(data);
  const siteFile = join(place, 'site.json');
  writeFileSync(siteFile, JSON.stringify(site), { mode: 0o644 });
  mkdirSync(join(place, 'run'), { recursive: true });
  const owner = ownerOf([place, data, join(place, 'run'), ...readdirSync(data).map((name) => join(data, name))]);
  const programs = new Programs(box, owner);
  try {
    const health = await startAll(programs, box, place, data, siteFile);
    const [first] = site.numbers;
    const called = first === undefined ? '' : await callOnce(place, data, first.number);
    return { schemas: versions, raiseMs, words: [`${health.spans.length} E1`, called].filter(Boolean).join(', ') };
  } finally {
    await programs.end();
  }
}

/** Root lends its rights to nothing it only tries. @param {readonly string[]} paths @returns {{ uid?: number, gid?: number }} */
function ownerOf(paths) {
  if (process.getuid?.() !== 0) return {};
  const asked = (/** @type {string} */ what) =>
    Number(spawnSync('id', [what, user], { encoding: 'utf8' }).stdout || 'NaN');
  const [uid, gid] = [asked('-u'), asked('-g')];
  if (!Number.isInteger(uid) || !Number.isInteger(gid)) return {};
  for (const path of paths) chownSync(path, uid, gid);
  return { uid, gid };
}

/** @param {Programs} programs @param {Box} box @param {string} place @param {string} data @param {string} siteFile */
async function startAll(programs, box, place, data, siteFile) {
  const parts = { ...box, sounds: join(box.share, 'sounds'), pages: join(box.share, 'pages') };
  const floor = { data, run: join(place, 'run'), siteFile };
  let url = '';
  for (const { main, args } of floorPrograms(parts, floor, { callersPerHour: 0, port: 0 })) {
    ({ url } = await programs.start(main, args));
  }
  const until = performance.now() + upWithinMs;
  for (;;) {
    const health = await askHealth(url);
    if (health?.status === 'ok') return health;
    if (performance.now() > until) {
      throw new Refusal(`线路没有起来 / the lines did not come up: ${JSON.stringify(health)}`);
    }
    await wait(lookEveryMs);
  }
}

/** One call from outside, until its record is in the database. @param {string} place @param {string} data @param {string} number */
async function callOnce(place, data, number) {
  const phone = createConnection(join(place, 'run/phones.sock'));
  await once(phone, 'connect');
  const at = Date.now();
  const news = createInterface({ input: phone });
  const went = new Promise((resolve) => {
    news.on('line', (line) => {
      const { news: what, public: telephone, message } = JSON.parse(line);
      if (what === 'refused') return resolve(message);
      if (what !== 'public') return;
      if (telephone.state === 'talking' || telephone.state === 'ended') resolve(telephone.state);
    });
  });
  try {
    phone.write(`${JSON.stringify({ do: 'call', number, from })}\n`);
    const state = await Promise.race([went, wait(callWithinMs, 'no answer', { ref: false })]);
    if (state === 'talking' || state === 'no answer') phone.write('{"do":"hang-up"}\n');
    const until = performance.now() + callWithinMs;
    const sql = 'SELECT count(*) AS value FROM calls WHERE started_at >= ? AND ended_at IS NOT NULL';
    while ((await columnOf(join(data, 'telephony.db'), sql, [at])) === 0) {
      if (performance.now() > until) {
        throw new Refusal(`拨打 ${number} 没有话单（${state}） / a call to ${number} left no record (${state})`);
      }
      await wait(lookEveryMs);
    }
    return `${number} ✓`;
  } finally {
    news.close();
    phone.destroy();
  }
}

/** The release's processes, one started when the one before is ready. */
class Programs {
  /** @type {import('node:child_process').ChildProcess[]} */
  running = [];

  /** @param {Box} box @param {{ uid?: number, gid?: number }} owner */
  constructor(box, owner) {
    this.box = box;
    this.owner = owner;
  }

  /** @param {string} main @param {readonly string[]} args @returns {Promise<any>} its ready line */
  async start(main, args) {
    const child = spawn(this.box.node, [join(this.box.js, main), ...args], {
      ...this.owner,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    });
    this.running.push(child);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-2_000);
    });
    const ready = new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
    const ended = once(child, 'close').then(() => null);
    const line = await Promise.race([ready, ended, wait(readyWithinMs, null, { ref: false })]);
    if (line === null) throw new Refusal(`${main} 没有启动 / did not start: ${said.trim()}`);
    return JSON.parse(line);
  }

  async end() {
    for (const child of this.running.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, 'close');
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), endWithinMs);
      await gone;
      clearTimeout(force);
    }
  }
}
