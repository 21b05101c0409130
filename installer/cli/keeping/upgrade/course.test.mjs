// @ts-check
/** Upgrades on the real dpkg: good ones, bad ones, and each killed (kill -9) at the beginning of every phase. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SampleBox } from '../../../package/sample-box.mjs';
import { schemaOf } from '../database.mjs';
import { follow, resumed, steps } from './course.mjs';
import { checkPackage } from './package-file.mjs';
import { systemPrograms } from './programs.mjs';
import { readProgress } from './progress.mjs';
import { changedParts } from './release-parts.mjs';
import { controlOf, repackInstalled } from './repack.mjs';

/** @type {SampleBox} */
let box;
beforeEach(async () => {
  box = new SampleBox();
  await box.open();
  box.installed({ version: '1.0' });
});
afterEach(() => box.close());

const changedDaemon = { 'usr/lib/callbox/js/daemon/calls.js': '// other calls' };
const run = () => systemPrograms(box.environment());

/** @param {string} file @returns {Promise<import('./progress.mjs').Progress>} */
async function offered(file) {
  const nothing = { parts: [], units: [], schemas: {}, raised: [], raiseMs: 0, spansUp: [], lines: [], why: '' };
  const startedAt = '2026-11-23T00:00:00Z';
  return { ...(await checkPackage(run(), file)), phase: 'keep', startedAt, now: false, waitMs: 0, ...nothing };
}

/** Time passes when it is waited for. @param {(phase: string) => void} [onPhase] @returns {import('./course.mjs').World} */
function world(onPhase = () => {}) {
  let nowMs = Date.now();
  return {
    ...box.world(),
    run: run(),
    nowMs: () => nowMs,
    async wait(ms) {
      nowMs += ms;
    },
    cancelled: new AbortController().signal,
    tell: () => {},
    onPhase,
  };
}

const version = () => readFileSync(join(box.root, 'usr/lib/callbox/version'), 'utf8');
const running = (/** @type {string} */ unit) => readFileSync(join(box.root, `run/units/${unit}.service`), 'utf8');
const orders = () => readFileSync(join(box.folder, 'systemctl.log'), 'utf8').replace(/^is-active.*\n/gm, '');
// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
const asked = ['-W', '-f', '${Version} ${db:Status-Status}', 'callbox'];
const status = () => execFileSync(join(box.bin, 'dpkg-query'), asked, { encoding: 'utf8' });

describe('an upgrade', () => {
  it('of the pages alone restarts nothing else', async () => {
    const file = box.package({ version: '1.1', files: { 'usr/share/callbox/pages/index.html': 'new' } });
    writeFileSync(join(box.folder, 'systemctl.log'), '');
    expect(await follow(world(), await offered(file))).toEqual({ result: 'upgraded', why: '' });
    expect(orders()).toBe('restart --no-block callbox-web.service\n');
    expect([running('callbox-web'), running('callbox-daemon'), status()]).toEqual(['1.1', '1.0', '1.1 installed']);
  });

  it('of telephony restarts both, and raises the database', async () => {
    const file = box.package({ version: '1.1', files: changedDaemon, schema: 4 });
    expect(await follow(world(), await offered(file))).toMatchObject({ result: 'upgraded' });
    expect([running('callbox-web'), running('callbox-daemon')]).toEqual(['1.1', '1.1']);
    expect(await schemaOf(join(box.data, 'telephony.db'))).toBe(4);
    expect(readProgress(world().work)).toBeNull();
  });

  it('that fails in the rehearsal has changed nothing, and says why', async () => {
    const file = box.package({ version: '1.1', files: changedDaemon, rehearses: false });
    writeFileSync(join(box.folder, 'systemctl.log'), '');
    const { result, why } = await follow(world(), await offered(file));
    expect([result, version(), orders()]).toEqual(['abandoned', '1.0', '']);
    expect(why).toContain('no sound');
    // What the pages tell of it afterwards.
    const last = JSON.parse(readFileSync(join(world().work, 'last.json'), 'utf8'));
    expect(last.steps.map((/** @type {{ phase: string }} */ { phase }) => phase)).toEqual([
      'keep',
      'rehearse',
      'abandon',
    ]);
    expect([last.steps[0].why, last.steps[1].why, last.steps[2].endedAt !== null]).toEqual(['', why, true]);
  });

  it('that does not come up is taken back, its database too', async () => {
    const file = box.package({ version: '1.1', files: changedDaemon, schema: 4, starts: false });
    const { result, why } = await follow(world(), await offered(file));
    expect([result, status(), running('callbox-daemon')]).toEqual(['taken-back', '1.0 installed', '1.0']);
    expect(why).toContain('callbox-daemon.service');
    expect(await schemaOf(join(box.data, 'telephony.db'))).toBe(3);
  });
});

describe('killed at the beginning of', () => {
  const good = { version: '1.1', files: changedDaemon, schema: 4 };
  /** @type {readonly [string, string, import('../../../package/sample-box.mjs').Release][]} */
  const cuts = [
    ['keep', 'abandoned', good],
    ['rehearse', 'abandoned', good],
    ['drain', 'abandoned', good],
    ['hold', 'taken-back', good],
    ['install', 'taken-back', good],
    ['start', 'upgraded', good],
    ['watch', 'upgraded', good],
    ['give-back', 'upgraded', good],
    ['take-back', 'taken-back', { ...good, starts: false }],
    ['abandon', 'abandoned', { ...good, rehearses: false }],
  ];
  it.each(cuts)('%s: %s by the next one', async (phase, result, release) => {
    await killedAt(phase, box.package(release));
    const left = readProgress(world().work);
    expect(left?.phase).toBe(phase);
    if (left === null) return;
    const ended = await follow(world(), resumed(left));
    expect(ended.result).toBe(result);
    const is = result === 'upgraded' ? '1.1' : '1.0';
    expect([status(), running('callbox-daemon'), running('callbox-web')]).toEqual([`${is} installed`, is, is]);
    expect(await schemaOf(join(box.data, 'telephony.db'))).toBe(result === 'upgraded' ? 4 : 3);
    expect(readProgress(world().work)).toBeNull();
    expect(existsSync(join(world().work, 'runner'))).toBe(false);
  });

  it('every phase there is', () => {
    expect(cuts.map(([phase]) => phase).sort()).toEqual(Object.keys(steps).sort());
  });
});

/** A process of its own follows the course, and kills itself. @param {string} phase @param {string} file */
async function killedAt(phase, file) {
  const program = `
    const { follow } = await import(${JSON.stringify(new URL('course.mjs', import.meta.url).href)});
    const { systemPrograms } = await import(${JSON.stringify(new URL('programs.mjs', import.meta.url).href)});
    const [world, progress, phase] = JSON.parse(process.argv[1]);
    let nowMs = Date.now();
    await follow({ ...world, run: systemPrograms(process.env), nowMs: () => nowMs, wait: async (ms) => void (nowMs += ms),
      cancelled: new AbortController().signal, tell() {},
      onPhase(at) { if (at === phase) process.kill(process.pid, 'SIGKILL'); } }, progress);`;
  const given = JSON.stringify([box.world(), await offered(file), phase]);
  const env = { ...process.env, ...box.environment() };
  // Not spawnSync: this process serves the pages meanwhile.
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, given], { env, stdio: 'inherit' });
  expect(await new Promise((done) => child.on('close', (_, signal) => done(signal)))).toBe('SIGKILL');
}

describe('a package is refused', () => {
  const refusal = (/** @type {string} */ file) => checkPackage(run(), file);
  it('that is not there, or is none', async () => {
    await expect(refusal(join(box.folder, 'nothing'))).rejects.toThrow(/There is no file/);
    const file = join(box.folder, 'text.deb');
    writeFileSync(file, 'no package');
    await expect(refusal(file)).rejects.toThrow(/no Debian package/);
  });
  it('of another program', async () => {
    await expect(refusal(box.package({ version: '2', name: 'otherbox' }))).rejects.toThrow(/package of otherbox/);
  });
  it('for another machine', async () => {
    await expect(refusal(box.package({ version: '2', architecture: 's390x' }))).rejects.toThrow(/is for s390x/);
  });
  it.each(['0.9', '1.0', '1.0~rc1'])('that is not newer: %s', async (offeredVersion) => {
    await expect(refusal(box.package({ version: offeredVersion }))).rejects.toThrow(/is not newer/);
  });
  it('that was cut off', async () => {
    const file = box.package({ version: '2' });
    truncateSync(file, readFileSync(file).length - 200);
    await expect(refusal(file)).rejects.toThrow(/is not whole/);
  });
});

describe('the installed release', () => {
  it('packed again is the same package', async () => {
    const to = join(box.folder, 'again.deb');
    await repackInstalled({ run: run(), root: box.root, work: join(box.folder, 'repack'), to });
    const of = (/** @type {string} */ file, /** @type {string} */ what) =>
      spawnSync('dpkg-deb', [what, file], { encoding: 'utf8' }).stdout;
    const first = join(box.folder, `callbox_1.0_${of(to, '-f').match(/^Architecture: (.*)$/m)?.[1]}.deb`);
    const names = (/** @type {string} */ file) => of(file, '-c').replace(/\d{4}-\d\d-\d\d \d\d:\d\d /g, '');
    expect(names(to)).toBe(names(first));
    expect(of(to, '-f').split('\n').sort()).toEqual(of(first, '-f').split('\n').sort());
  });
  it('with a file missing cannot be kept', async () => {
    execFileSync('rm', [join(box.root, 'usr/lib/callbox/js/daemon/calls.js')]);
    const how = { run: run(), root: box.root, work: join(box.folder, 'repack'), to: join(box.folder, 'again.deb') };
    await expect(repackInstalled(how)).rejects.toThrow(/calls.js of the installed release is missing/);
  });
  it('loses what dpkg has added', () => {
    const text =
      'Package: callbox\nStatus: install ok installed\nConffiles:\n /etc/a 12\n /etc/b 34\nDescription: a\n b\n';
    expect(controlOf(text)).toBe('Package: callbox\nDescription: a\n b\n');
  });
});

describe('a process changes', () => {
  it.each([
    ['nothing', {}, ['web']],
    ['usr/lib/callbox/js/daemon/calls.js', changedDaemon, ['daemon', 'web']],
    ['usr/lib/callbox/js/daemon/words.js', { 'usr/lib/callbox/js/daemon/words.js': 'other' }, ['web']],
    ['usr/lib/callbox/js/web/server/thread.js', { 'usr/lib/callbox/js/web/server/thread.js': 'other' }, ['web']],
    ['usr/lib/callbox/callbox.node', { 'usr/lib/callbox/callbox.node': 'x' }, ['daemon', 'simulator', 'web']],
    [
      'lib/systemd/system/callbox-daemon.service',
      { 'lib/systemd/system/callbox-daemon.service': 'x' },
      ['daemon', 'web'],
    ],
  ])('with %s', (_, files, parts) => {
    const root = (/** @type {string} */ of) => join(box.folder, `package-${of}`);
    box.package({ version: '1.1', files });
    expect(changedParts(root('1.0'), root('1.1'))).toEqual(parts);
  });
});
