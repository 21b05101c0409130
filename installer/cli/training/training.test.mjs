// @ts-check
/** The keeper of the training floor with programs that only say they are up; real ones run in test/scenario. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { places } from '../../setup/places.mjs';
import { copyRows, countRows } from '../keeping/database.mjs';
import { virtual } from '../simulated/floor.mjs';
import { calmly } from './calmly.mjs';
import { TrainingFiles, trainingContract } from './files.mjs';
import { TrainingFloor } from './floor.mjs';
import { shortage, usualLimits } from './room.mjs';

const roomy = { memoryMb: 8_000, diskMb: 100_000, diskTotalMb: 200_000, cores: 4, load: 0.5 };
const ask = { callersPerHour: 30, hours: 4, keep: false, by: 'floor' };
const contract = await trainingContract(places.js);
/** @type {string} */
let folder;
/** @type {TrainingFiles} */
let files;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'training-'));
  files = new TrainingFiles(join(folder, 'training'), contract);
  files.make();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('room on the machine', () => {
  it('is enough on a usual box, and what is short is named with what to do', () => {
    expect(shortage(roomy, ask, usualLimits)).toBeNull();
    const short = (/** @type {Partial<typeof roomy>} */ more) => shortage({ ...roomy, ...more }, ask, usualLimits)?.en;
    expect(short({ memoryMb: 500 })).toMatch(/500 MB are available, training needs 700 MB/);
    expect(short({ diskMb: 2_100 })).toMatch(/training needs 2231 MB with its recordings/);
    expect(short({ diskMb: 9_000 })).toMatch(/96 % full/);
    expect(short({ cores: 1, load: 0 })).toMatch(/1 cores/);
    expect(short({ load: 6.1 })).toMatch(/a load of 6.1; it takes 2 cores and a load of 6.0/);
  });
});

describe('asks from a folder that is open to the pages', () => {
  const hostile = [
    ['no JSON', '{"by":'],
    ['another make', '{"by":"x","hours":4,"callersPerHour":30,"run":"rm"}'],
    ['beyond the limits', JSON.stringify({ ...ask, hours: 1e6 })],
    ['a name without end', JSON.stringify({ ...ask, by: 'x'.repeat(10_000) })],
    ['huge', JSON.stringify({ ...ask, by: 'x'.repeat(1e6) })],
    ['empty', ''],
  ];
  it.each(hostile)('%s is refused, and gone', (_name, text = '') => {
    writeFileSync(files.start, text);
    expect(() => files.takeStart()).toThrow(/not understood/);
    expect(existsSync(files.start)).toBe(false);
  });

  it('a link, a pipe and a folder are none, and nothing behind a link is touched', () => {
    const other = join(folder, 'other.json');
    writeFileSync(other, JSON.stringify(ask));
    symlinkSync(other, files.start);
    expect(() => files.takeStart()).toThrow(/not understood/);
    execFileSync('mkfifo', [files.start]);
    expect(() => files.takeStart()).toThrow(/not understood/);
    mkdirSync(join(files.start, 'in'), { recursive: true });
    expect(() => files.takeStart()).toThrow(/not understood/);
    expect([existsSync(files.start), readFileSync(other, 'utf8')]).toEqual([false, JSON.stringify(ask)]);
  });

  it('a good one is what was asked, with what was left out', () => {
    files.ask('start', { by: 'floor' });
    expect(files.takeStart()).toEqual(ask);
    files.ask('stop', { by: 'coach' });
    expect([files.takeStop(), files.takeStop()]).toEqual(['coach', null]);
    writeFileSync(files.stop, 'what?');
    expect(files.takeStop()).toBe('?');
  });
});

it('cards become simulated lines, recordings are not encrypted, the rest of the site stays', () => {
  const site = {
    board: { kind: 'dahdi', spans: 2, lines: 0 },
    recordings: { encrypt: true, keepDays: 90 },
    queues: [1],
  };
  expect(virtual(site)).toEqual({
    board: { kind: 'virtual', spans: 2, lines: 1, exchangeLines: 0 },
    recordings: { keepDays: 90 },
    queues: [1],
  });
});

it('what is started calmly has no real-time priority, even for root', () => {
  const { command, args } = calmly('sh', ['-c', 'nice; chrt -f 1 true']);
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8' });
  expect([Number(stdout) >= 10, status]).toEqual([true, 1]);
});

/** A real floor's data, as its own programs make them. */
async function realFloor() {
  const real = join(folder, 'real');
  mkdirSync(real);
  const load = (/** @type {string} */ path) => import(pathToFileURL(join(places.js, path)).href);
  const { openBusiness } = await load('web/server/store/business.js');
  const { SortableIds } = await load('daemon/base/ids.js');
  const { SeededRandom } = await load('daemon/base/random.js');
  const { TelephonyStore } = await load('daemon/store/telephony-store.js');
  const { loadSiteFile } = await load('daemon/contract/site-file.js');
  const clock = { nowMs: () => Date.now() };
  const ids = new SortableIds(clock, new SeededRandom(1));
  const business = await openBusiness({ kind: 'sqlite', file: join(real, 'business.db') }, clock, ids);
  const login = { id: '8001', name: 'Li', role: 'agent', agentId: '8001', passwordHash: 'scrypt$1' };
  await business.users.put(login, clock.nowMs());
  await business.customers.make({ name: '王', company: '', phone: '13912345678', address: '' }, 'system');
  await business.close();
  const telephony = { kind: 'sqlite', file: join(real, 'telephony.db') };
  const store = await TelephonyStore.open(telephony, { clock, onTrouble: () => {} });
  const { site, written } = loadSiteFile(places.demoSite);
  await store.importSite({ site, written, source: 'site.yaml', atMs: clock.nowMs() });
  await store.close();
  return real;
}

/** All that this release has, but for three programs that say they are up; `daemon` is what the second one does. @param {string} daemon */
function programs(daemon = 'up()') {
  const js = join(folder, 'js');
  rmSync(js, { recursive: true, force: true });
  const linked = (/** @type {string} */ below, /** @type {readonly string[]} */ but) => {
    mkdirSync(join(js, below), { recursive: true });
    for (const name of readdirSync(join(places.js, below))) {
      if (!but.includes(name)) symlinkSync(join(places.js, below, name), join(js, below, name));
    }
  };
  linked('daemon', ['main.js', 'simulator']);
  linked('web/server', ['main.js']);
  mkdirSync(join(js, 'daemon/simulator'));
  const up = 'const up = () => { console.log(JSON.stringify({ ready: true })); setInterval(() => {}, 1000); };\n';
  const health = { status: 'ok', version: '1', daemon: 'up', spans: [] };
  const web = `import { createServer } from 'node:http';
    const port = process.argv[process.argv.indexOf('--port') + 1];
    createServer((_, answer) => answer.end('${JSON.stringify(health)}')).listen(port, '127.0.0.1', up);`;
  writeFileSync(join(js, 'package.json'), '{"type":"module"}');
  writeFileSync(join(js, 'daemon/main.js'), up + daemon);
  writeFileSync(join(js, 'daemon/simulator/main.js'), `${up}up()`);
  writeFileSync(join(js, 'web/server/main.js'), up + web);
  return { js, node: process.execPath, addon: 'none', sounds: 'none', pages: 'none' };
}

/**
 * Below those that the kernel lends to who connects: some connection of another test would have it by the time it is used.
 * @returns {Promise<number>}
 */
function freePort() {
  const port = randomInt(20_000, 32_000);
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(freePort())) // somebody's
      .listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
  });
}

/** @param {Partial<import('./floor.mjs').TrainingNeeds>} [more] */
async function floorOf(more = {}) {
  return TrainingFloor.open({
    programs: more.programs ?? programs(),
    real: join(folder, 'real'),
    folder: files.folder,
    run: join(folder, 'run'),
    port: await freePort(),
    hosts: ['127.0.0.1'],
    machine: () => roomy,
    ...more,
  });
}

const stateNow = () => files.state();

describe('a training', () => {
  it('has the logins and the site of the real floor, invented customers, and ends by itself with a word', async () => {
    const real = await realFloor();
    const before = statSync(join(real, 'business.db')).mtimeMs;
    files.ask('start', { ...ask, hours: 0.25 });
    const floor = await floorOf({ hourMs: 2_000 });
    expect(await floor.run()).toBe(true);
    expect(stateNow()).toMatchObject({
      state: 'off',
      words: { en: 'Training ended by itself after 0.25 h.' },
      port: null,
    });
    const own = join(files.folder, 'data/business.db');
    expect(await countRows(own, ['users'])).toEqual({ users: 1 });
    expect((await countRows(own, ['customers'])).customers).toBeGreaterThan(1);
    expect(readFileSync(own).includes('13912345678')).toBe(false);
    expect(JSON.parse(readFileSync(join(files.folder, 'site.json'), 'utf8')).board.kind).toBe('virtual');
    expect(statSync(join(real, 'business.db')).mtimeMs).toBe(before);
    expect([existsSync(files.start), existsSync(files.stop)]).toEqual([false, false]);
  });

  it('keeps what the last one left if it is told to, and takes logins anew all the same', async () => {
    const real = await realFloor();
    files.ask('start', ask);
    const first = await floorOf();
    first.end({ zh: '', en: '' });
    await first.run();
    const left = join(files.folder, 'data/left.wav');
    writeFileSync(left, 'sound');
    const own = join(files.folder, 'data/business.db');
    await copyRows(own, own, [], ['users']); // as if somebody had made a mess of them
    files.ask('start', { ...ask, keep: true });
    const second = await floorOf({ real, programs: first.needs.programs });
    second.end({ zh: '', en: '' });
    await second.run();
    expect([existsSync(left), await countRows(own, ['users'])]).toEqual([true, { users: 1 }]);
    files.ask('start', ask);
    const third = await floorOf({ real, programs: first.needs.programs });
    third.end({ zh: '', en: '' });
    await third.run();
    expect(existsSync(left)).toBe(false);
  });

  it('is ended by a word in the folder, and a second start meanwhile is none', async () => {
    await realFloor();
    files.ask('start', ask);
    const floor = await floorOf();
    const over = floor.run();
    await expect.poll(() => stateNow()?.state, { timeout: 30_000 }).toBe('running');
    files.ask('start', ask);
    await expect.poll(() => existsSync(files.start)).toBe(false);
    files.ask('stop', { by: 'coach' });
    expect(await over).toBe(true);
    expect(stateNow()).toMatchObject({ state: 'off', words: { en: 'coach ended the training.' } });
  });

  it('gives way when the machine runs short', async () => {
    await realFloor();
    files.ask('start', ask);
    let machine = roomy;
    const floor = await floorOf({ machine: () => machine });
    const over = floor.run();
    await expect.poll(() => stateNow()?.state, { timeout: 30_000 }).toBe('running');
    machine = { ...roomy, diskMb: 100 };
    floor.lookAtMachine();
    expect(await over).toBe(false);
    expect(stateNow()?.words.en).toMatch(/^Training ended by itself\. The disk is short: 100 MB/);
  });

  it.each([
    ['a machine without memory', { machine: () => ({ ...roomy, memoryMb: 100 }) }, /Memory is short/],
    ['a real floor that is not there', { real: '/nowhere' }, /start the real floor first/],
    ['no address of that kind', { hosts: ['203.0.113.1'] }, /None of these addresses/],
    ['a port that is none', { port: 65_536 }, /65536/],
  ])('%s is told, and nothing is started', async (_name, more, words) => {
    if (!('real' in more)) await realFloor();
    files.ask('start', ask);
    const floor = await floorOf(more);
    expect(await floor.run()).toBe(false);
    expect(floor.supervisor).toBeNull();
    expect(stateNow()).toMatchObject({ state: 'failed', port: null });
    expect(stateNow()?.words.en).toMatch(words);
  });

  it.each([
    [
      'that the configuration cannot work',
      "console.error('site.json:1: no such queue'); process.exit(78)",
      /no such queue/,
    ],
    [
      'again and again that it ends',
      "console.error('out of luck'); process.exit(1)",
      /ended with code 1.*out of luck/s,
    ],
  ])('a program that says %s is told with its last words', async (_name, daemon, words) => {
    await realFloor();
    files.ask('start', ask);
    const floor = await floorOf({ programs: programs(daemon) });
    expect(await floor.run()).toBe(false);
    expect(stateNow()?.words.en).toMatch(words);
    expect(floor.supervisor?.pids()).toEqual([]);
  });
});
