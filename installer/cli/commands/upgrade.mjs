// @ts-check
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { follow, resumed } from '../keeping/upgrade/course.mjs';
import { checkPackage, requireRoom } from '../keeping/upgrade/package-file.mjs';
import { systemPrograms } from '../keeping/upgrade/programs.mjs';
import { readProgress } from '../keeping/upgrade/progress.mjs';
import { box } from '../layout.mjs';
import { Refusal } from '../refusal.mjs';

export const summary = {
  zh: '升级：upgrade 文件.deb [--now] [--wait 分钟] | --resume',
  en: 'upgrade FILE.deb [--now] [--wait MINUTES] | --resume',
};
export const needsRoot = true;

const usualWaitMinutes = 60;
const maxWaitMinutes = 24 * 60;

/** @param {readonly string[]} args */
export async function run(args) {
  const asked = options(args);
  const world = thisBox();
  const lock = await lockOf(world.work);
  try {
    const underway = readProgress(world.work);
    if (asked.resume) {
      if (underway !== null) return await end(world, resumed(underway));
      console.log('没有中断的升级。 / No upgrade was cut off.');
      return 0;
    }
    if (underway !== null) {
      throw new Refusal(
        '上次升级没有完成：请先运行 callbox upgrade --resume。 / The last upgrade did not come to its end: run callbox upgrade --resume first.',
      );
    }
    return await end(world, await beginning(world, asked));
  } finally {
    lock.close();
  }
}

/** @param {import('../keeping/upgrade/course.mjs').World} world @param {ReturnType<typeof options>} asked @returns {Promise<import('../keeping/upgrade/progress.mjs').Progress>} */
async function beginning(world, { file, now, waitMs }) {
  const offered = await checkPackage(world.run, file);
  // Unpacked, its package, the old one packed again; and dpkg's own room.
  requireRoom(join(world.work, '..'), 3 * offered.installedKb);
  requireRoom(join(world.root, 'usr'), offered.installedKb);
  return {
    ...offered,
    phase: 'keep',
    startedAt: new Date(world.nowMs()).toISOString(),
    now,
    waitMs,
    parts: [],
    units: [],
    schemas: {},
    raised: [],
    raiseMs: 0,
    spansUp: [],
    lines: [],
    why: '',
  };
}

/** @param {import('../keeping/upgrade/course.mjs').World} world @param {import('../keeping/upgrade/progress.mjs').Progress} progress */
async function end(world, progress) {
  const { from, to } = progress;
  const { result, why } = await follow(world, progress).catch((error) => {
    throw new Refusal(
      `${error.message}\n升级没有完成，请运行 callbox upgrade --resume。 / The upgrade did not come to its end: run callbox upgrade --resume.`,
    );
  });
  const words = {
    upgraded: `已从 ${from} 升级到 ${to}。 / Upgraded from ${from} to ${to}.`,
    abandoned: `没有升级，仍是 ${from}，没有任何改动：${why} / Not upgraded, still ${from}, nothing was changed: ${why}`,
    'taken-back': `升级到 ${to} 失败，已退回 ${from}：${why} / The upgrade to ${to} failed, back at ${from}: ${why}`,
  };
  world.tell(words[result]);
  return result === 'upgraded' ? 0 : 1;
}

/** @returns {import('../keeping/upgrade/course.mjs').World} */
function thisBox() {
  const run = systemPrograms(process.env);
  const cancel = new AbortController();
  process.on('SIGINT', () => cancel.abort());
  // The terminal may go: what was begun comes to its end, and the journal says how.
  process.on('SIGHUP', () => {});
  process.on('SIGTERM', () => cancel.abort());
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    root: box.root,
    work: box.upgrades,
    data: box.data,
    config: box.config,
    backups: box.backups,
    control: box.control,
    healthUrl: process.env.CALLBOX_HEALTH_URL ?? 'https://127.0.0.1/',
    run,
    nowMs: () => Date.now(),
    wait: (ms) => wait(ms),
    cancelled: cancel.signal,
    tell(line) {
      console.log(line);
      void run('logger', ['-t', 'callbox-upgrade', '--', line]);
    },
  };
}

/** One at a time; the system takes it back when we end, however that is. @param {string} work */
async function lockOf(work) {
  const server = createServer();
  await new Promise((done, failed) => {
    server.once('error', () => failed(new Refusal('另一个升级正在进行。 / Another upgrade is under way.')));
    server.listen(`\0callbox-upgrade:${work}`.slice(0, 100), () => done(undefined));
  });
  return server;
}

/** @param {readonly string[]} args */
function options(args) {
  try {
    const known = /** @type {const} */ ({
      now: { type: 'boolean' },
      wait: { type: 'string' },
      resume: { type: 'boolean' },
    });
    const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true });
    const minutes = Number(values.wait ?? usualWaitMinutes);
    if (!Number.isInteger(minutes) || minutes < 0 || minutes > maxWaitMinutes) {
      throw new Error(`--wait ${values.wait}: 0-${maxWaitMinutes}`);
    }
    const resume = values.resume === true;
    if (positionals.length !== (resume ? 0 : 1)) throw new Error('一个文件 / one FILE');
    return { file: resolve(positionals[0] ?? '.'), resume, now: values.now === true, waitMs: minutes * 60_000 };
  } catch (error) {
    throw new Refusal(`${/** @type {Error} */ (error).message}\ncallbox ${summary.en}`, 2);
  }
}
