// @ts-check
/**
 * The training floor (KB-10): a simulator, a daemon and a web process of their own beside the real ones, from the start
 * that somebody asked for to its end, which comes by itself at the latest when its time is over. On an installed box this
 * is the unit callbox-training, with `npm start` a part of the supervisor. Nothing here writes outside the training folder
 * and the folder of sockets.
 */
import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Supervisor } from '../../supervisor.mjs';
import { askHealth } from '../keeping/upgrade/health.mjs';
import { floorPrograms } from '../simulated/floor.mjs';
import { TrainingFiles, trainingContract } from './files.mjs';
import { TrainingRefusal, wordsOf } from './refusal.mjs';
import { endingLimits, readMachine, shortage, usualLimits } from './room.mjs';
import { seedTraining } from './seed.mjs';

const usualHourMs = 3_600_000;
const lookForAsksMs = 300;
const lookAtMachineMs = 30_000;
const upWithinMs = 120_000;
/** Spans that are not up by then may be broken by the site itself; people can train on what there is. */
const spansWithinMs = 30_000;
const lookEveryMs = 300;
/** Ends of a process, before it is up and in all. */
const maxEndsAtStart = 5;
const maxEnds = 50;

/** @typedef {import('./room.mjs').Words} Words */
/** @typedef {import('./files.mjs').Ask} Ask */

/**
 * @typedef {object} TrainingNeeds
 * @property {import('../simulated/floor.mjs').Programs & { node: string }} programs
 * @property {string} real data folder of the real floor, which is only read
 * @property {string} folder of the training floor: asks, state and data
 * @property {string} run short path of a folder for sockets
 * @property {number} port of its pages
 * @property {string} [realFloor] how a browser gets back to the real pages on the same host name: "https:443"
 * @property {readonly string[]} hosts addresses to listen on, the first that this machine has
 * @property {(data: string) => string | null} [tls] lays keys and certificates for HTTPS below `data`; null, absent: HTTP
 * @property {(command: string, args: string[]) => { command: string, args: string[] }} [calmly] gives way to the real floor
 * @property {(name: string) => (line: string) => void} [log]
 * @property {(pids: readonly number[]) => void} [running]
 * @property {(folder: string) => import('./room.mjs').Machine} [machine]
 * @property {number} [hourMs] shorter where a test would wait for it
 * @property {{ atStart: import('./room.mjs').Limits, later: import('./room.mjs').Limits }} [limits]
 */

export class TrainingFloor {
  /** @param {TrainingNeeds} needs @returns {Promise<TrainingFloor>} */
  static async open(needs) {
    return new TrainingFloor(needs, await trainingContract(needs.programs.js));
  }

  /** @param {TrainingNeeds} needs @param {import('./files.mjs').Contract} contract */
  constructor(needs, contract) {
    this.needs = needs;
    this.files = new TrainingFiles(needs.folder, contract);
    this.beatMs = contract.trainingBeatMs;
    /** @type {Supervisor | null} */
    this.supervisor = null;
    this.isOver = false;
    /** @type {(why: { words: Words, failed: boolean }) => void} */
    this.conclude = () => {};
    /** @type {Promise<{ words: Words, failed: boolean }>} */
    this.over = new Promise((resolve) => {
      this.conclude = (why) => {
        this.isOver = true;
        resolve(why);
      };
    });
    this.shown = {
      callersPerHour: /** @type {number | null} */ (null),
      by: /** @type {string | null} */ (null),
      tls: false,
    };
  }

  /** Ends it; `run` resolves when nothing of it is left. @param {Words} words why */
  end(words) {
    this.conclude({ words, failed: false });
  }

  /** Carries out the start that was asked for. @returns {Promise<boolean>} false: it failed; the state says why */
  async run() {
    const timers = [setInterval(() => this.files.beat(), this.beatMs)];
    let end;
    try {
      const words = { zh: '正在准备培训环境…', en: 'The training floor is being prepared …' };
      this.say('starting', words, null); // before the ask is gone: whoever looks sees one or the other
      const ask = this.files.takeStart();
      this.shown = { ...this.shown, callersPerHour: ask.callersPerHour, by: ask.by };
      this.say('starting', words, Date.now() + ask.hours * usualHourMs);
      timers.push(setInterval(() => this.lookForAsks(), lookForAsksMs));
      end = await this.whole(ask, timers);
    } catch (error) {
      end = { words: wordsOf(error), failed: true };
    }
    try {
      if (this.supervisor !== null) {
        this.say('stopping', { zh: '正在结束培训…', en: 'Training is being ended …' }, null);
        await this.supervisor.stop();
      }
    } finally {
      for (const timer of timers) clearInterval(timer);
      this.files.forget();
      this.say(end.failed ? 'failed' : 'off', end.words, null);
    }
    return !end.failed;
  }

  /** From the preparation to the reason of the end. @param {Ask} ask @param {NodeJS.Timeout[]} timers */
  async whole(ask, timers) {
    const { folder, machine = readMachine, limits, hourMs = usualHourMs } = this.needs;
    const short = shortage(machine(folder), ask, limits?.atStart ?? usualLimits);
    if (short !== null) throw new TrainingRefusal(short.zh, short.en);
    const up = this.bringUp(ask);
    up.catch(() => {}); // an end that was asked for meanwhile stands before it
    const early = await Promise.race([up.then(() => null), this.over]);
    if (early !== null) {
      if (this.supervisor === null) await up.catch(() => {}); // nothing may begin after the end
      return early;
    }
    const { hours } = ask;
    const ends = Date.now() + hours * hourMs;
    timers.push(
      setTimeout(
        () => this.end({ zh: `培训已满 ${hours} 小时，自动结束。`, en: `Training ended by itself after ${hours} h.` }),
        hours * hourMs,
      ),
      setInterval(() => this.lookAtMachine(), lookAtMachineMs),
    );
    this.say('running', { zh: '培训进行中。', en: 'Training is on.' }, ends);
    return this.over;
  }

  /** @param {Ask} ask */
  async bringUp({ callersPerHour, keep }) {
    const { programs, real, folder, run, port, hosts, realFloor, tls = () => null } = this.needs;
    const host = await freeHost(port, hosts);
    const data = join(folder, 'data');
    const siteFile = join(folder, 'site.json');
    await seedTraining({ js: programs.js, real, data, siteFile, keep });
    mkdirSync(run, { recursive: true, mode: 0o700 });
    const tlsFolder = tls(data);
    this.shown.tls = tlsFolder !== null;
    const web = ['--host', host, '--phones', join(run, 'phones.sock'), '--training', '--training-folder', folder];
    if (realFloor !== undefined) web.push('--real-floor', realFloor);
    if (tlsFolder !== null) web.push('--tls', tlsFolder);
    const seed = randomInt(1, 2 ** 31);
    const parts = floorPrograms(programs, { data, run, siteFile }, { callersPerHour, seed, port, web });
    await this.start(parts);
    await this.wellUp(`${tlsFolder === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}/`);
  }

  /** Resolves when each has said that it is ready. @param {readonly import('../simulated/floor.mjs').FloorProgram[]} parts */
  async start(parts) {
    if (this.isOver) return;
    const { programs, calmly = (command, args) => ({ command, args }), log = () => () => {}, running } = this.needs;
    const supervisor = new Supervisor(
      parts.map(({ name, main, args }) => ({
        name,
        ...calmly(programs.node, ['--enable-source-maps', join(programs.js, main), ...args]),
        env: { NODE_ENV: 'production' },
        log: log(name),
      })),
    );
    this.supervisor = supervisor;
    if (running) supervisor.on('running', running);
    let ends = 0;
    const waitedFor = new Set(parts.map(({ name }) => name));
    const ready = new Promise((resolve) => {
      supervisor.on('ready', (name) => {
        waitedFor.delete(name);
        if (waitedFor.size === 0) resolve(null);
      });
    });
    supervisor.on('exited', (name, how, tail) => {
      ends += 1;
      if (ends >= (waitedFor.size > 0 ? maxEndsAtStart : maxEnds)) this.fail(`${name} ${how}`, tail);
    });
    supervisor.on('configuration-error', (name, message) => this.fail(name, message));
    supervisor.start();
    await within(ready, upWithinMs, () => [...waitedFor].join(', '));
  }

  /** Its pages answer, and reach its daemon. @param {string} url */
  async wellUp(url) {
    const began = performance.now();
    while (!this.isOver) {
      const health = await askHealth(url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:'));
      const tookMs = performance.now() - began;
      if (health?.status === 'ok' || (health?.daemon === 'up' && tookMs > spansWithinMs)) return;
      if (tookMs > upWithinMs)
        throw new TrainingRefusal('培训环境的网页没有应答。', 'The pages of the training floor do not answer.');
      await wait(lookEveryMs);
    }
  }

  lookForAsks() {
    const by = this.files.takeStop();
    if (by !== null) this.end({ zh: `${by} 结束了培训。`, en: `${by} ended the training.` });
    this.files.take(this.files.start); // it runs already
  }

  /** The real floor comes first. */
  lookAtMachine() {
    const { folder, machine = readMachine, limits } = this.needs;
    const short = shortage(machine(folder), { callersPerHour: 0, hours: 0 }, limits?.later ?? endingLimits);
    if (short === null) return;
    const words = { zh: `培训已自动结束。${short.zh}`, en: `Training ended by itself. ${short.en}` };
    this.conclude({ words, failed: true });
  }

  /** @param {string} what @param {string} detail */
  fail(what, detail) {
    const tail = detail.split('\n').slice(-6).join('\n').slice(0, 1_500);
    const words = {
      zh: `培训环境无法运行（${what}）：${tail}`,
      en: `The training floor does not work (${what}): ${tail}`,
    };
    this.conclude({ words, failed: true });
  }

  /** @param {import('./files.mjs').State['state']} state @param {Words} words @param {number | null} ends */
  say(state, words, ends) {
    const port = state === 'running' ? this.needs.port : null;
    this.files.say({ state, words, since: Date.now(), ends, port, ...this.shown });
  }
}

/**
 * @param {number} port @param {readonly string[]} hosts
 * @returns {Promise<string>} the first address at which it is free; throws a TrainingRefusal
 */
async function freeHost(port, hosts) {
  for (const host of hosts) {
    const code = await new Promise((resolve) => {
      const probe = createServer();
      probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code));
      probe.listen(port, host, () => probe.close(() => resolve(null)));
    });
    if (code === null) return host;
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') continue;
    const why =
      code === 'EADDRINUSE'
        ? { zh: '已被占用', en: 'is in use' }
        : { zh: `不可用 ${code}`, en: `cannot be used (${code})` };
    throw new TrainingRefusal(
      `培训网页的端口 ${port} ${why.zh}：请结束占用者，或另选端口。`,
      `Port ${port} for the training pages ${why.en}: end what uses it, or choose another.`,
    );
  }
  throw new TrainingRefusal(
    `没有可用的地址：${hosts.join(', ')}`,
    `None of these addresses is there: ${hosts.join(', ')}`,
  );
}

/** @param {Promise<unknown>} done @param {number} ms @param {() => string} missing */
async function within(done, ms, missing) {
  const limit = new AbortController();
  const late = wait(ms, 'late', { signal: limit.signal, ref: false }).catch(() => null);
  const outcome = await Promise.race([done, late]);
  limit.abort();
  if (outcome === 'late') {
    throw new TrainingRefusal(`没有启动：${missing()}`, `Did not start within ${ms / 1000} s: ${missing()}`);
  }
}
