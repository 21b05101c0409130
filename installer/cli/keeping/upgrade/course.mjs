// @ts-check
/**
 * The course of an upgrade, as a table: what each phase does, what follows it, and what follows when it fails or is cut
 * off. The phase is on the disk before it begins, and each may be done twice.
 *
 *   keep → rehearse → drain → hold → install → start → watch → give-back
 *   until `hold` nothing was changed: → abandon;  from `hold` on: → take-back
 */
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { databases, makeBackup } from '../backup.mjs';
import { copyDatabase, schemaOf } from '../database.mjs';
import { drain, giveBack, linesInService } from './draining.mjs';
import { askHealth, spansUp } from './health.mjs';
import { must } from './programs.mjs';
import { endProgress, readProgress, writeProgress } from './progress.mjs';
import { putBack } from './put-back.mjs';
import { changedParts } from './release-parts.mjs';
import { repackInstalled } from './repack.mjs';
import { endCalls, systemctl, unitsOf, watch, writerOf } from './services.mjs';

/**
 * @typedef {object} World what an upgrade works on
 * @property {string} root '/' but for rehearsals
 * @property {string} work folder of upgrades
 * @property {string} data
 * @property {string} config
 * @property {string} backups
 * @property {string} control socket of the daemon
 * @property {string} healthUrl
 * @property {import('./programs.mjs').RunProgram} run
 * @property {() => number} nowMs
 * @property {(ms: number) => Promise<void>} wait
 * @property {AbortSignal} cancelled heeded until something is changed
 * @property {(line: string) => void} tell
 * @property {(phase: string) => void} [onPhase]
 */
/** @typedef {import('./progress.mjs').Progress} Progress */
/** @typedef {import('./progress.mjs').Phase} Phase */

/** A service that has not come up by then is no good. */
const upWithinMs = 60_000;
/** The machine itself may just have started, with cards that are loaded first. */
const upAfterCutMs = 180_000;
const lockWithinMs = 60_000;
const lockLookMs = 1_000;

/** @param {World} world */
export const placesOf = ({ work }) => ({
  kept: join(work, 'previous.deb'),
  next: join(work, 'next'),
  nextDeb: join(work, 'next.deb'),
  rehearsal: join(work, 'rehearsal'),
  repack: join(work, 'repack'),
  final: join(work, 'before'),
  runner: join(work, 'runner'),
});

/**
 * @typedef {object} Step
 * @property {(world: World, progress: Progress) => Promise<Partial<Progress> | void>} work
 * @property {Phase | 'end'} next
 * @property {Phase | 'stay'} failed
 * @property {Phase} cut what goes on after a power cut in the midst of it
 */
/** @type {Readonly<Record<Phase, Step>>} */
export const steps = {
  keep: { work: keep, next: 'rehearse', failed: 'abandon', cut: 'abandon' },
  rehearse: { work: rehearse, next: 'drain', failed: 'abandon', cut: 'abandon' },
  drain: { work: emptyLines, next: 'hold', failed: 'abandon', cut: 'abandon' },
  hold: { work: hold, next: 'install', failed: 'take-back', cut: 'take-back' },
  install: { work: install, next: 'start', failed: 'take-back', cut: 'take-back' },
  start: { work: start, next: 'watch', failed: 'take-back', cut: 'start' },
  watch: { work: watchNew, next: 'give-back', failed: 'take-back', cut: 'watch' },
  'give-back': { work: giveLinesBack, next: 'end', failed: 'stay', cut: 'give-back' },
  abandon: { work: giveLinesBack, next: 'end', failed: 'stay', cut: 'abandon' },
  'take-back': { work: takeBack, next: 'end', failed: 'stay', cut: 'take-back' },
};

/**
 * From its phase to the end.
 * @param {World} world @param {Progress} begun
 * @returns {Promise<{ result: 'upgraded' | 'abandoned' | 'taken-back', why: string }>} throws when it could be brought to no
 * end: it is to be resumed
 */
export async function follow(world, begun) {
  let progress = begun;
  for (;;) {
    progress = stepBegun(progress, world.nowMs());
    writeProgress(world.work, progress);
    world.onPhase?.(progress.phase);
    const { work, next: after, failed } = steps[progress.phase];
    /** @type {Phase | 'end'} */
    let next = after;
    try {
      progress = { ...progress, ...(await work(world, progress)) };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (failed === 'stay') throw error;
      if (failed === 'take-back') world.tell(why);
      // What the phase itself has put there counts: lines that it took.
      progress = { ...(readProgress(world.work) ?? progress), why };
      next = failed;
    }
    progress = stepEnded(progress, world.nowMs(), next === failed ? progress.why : '');
    if (next === 'end') return ended(world, progress);
    progress = { ...progress, phase: next };
  }
}

/** One that is done again after a cut stands there twice. @param {Progress} progress @param {number} nowMs @returns {Progress} */
function stepBegun(progress, nowMs) {
  const { phase, steps: before = [] } = progress;
  return { ...progress, steps: [...before, { phase, at: new Date(nowMs).toISOString(), endedAt: null, why: '' }] };
}

/** @param {Progress} progress @param {number} nowMs @param {string} why @returns {Progress} */
function stepEnded(progress, nowMs, why) {
  const before = progress.steps ?? [];
  const endedAt = new Date(nowMs).toISOString();
  return {
    ...progress,
    steps: before.map((step, at) => (at === before.length - 1 ? { ...step, endedAt, why } : step)),
  };
}

/** @param {Progress} progress of an upgrade that was cut off @returns {Progress} */
export function resumed(progress) {
  const phase = steps[progress.phase].cut;
  const goesOn = phase === progress.phase;
  const why = progress.why === '' && !goesOn ? '升级被中断 / the upgrade was cut off' : progress.why;
  return { ...progress, phase, why, upWithinMs: upAfterCutMs };
}

/** @param {World} world @param {Progress} progress */
function ended(world, { phase, from, to, why, steps: taken = [] }) {
  const result =
    phase === 'give-back'
      ? /** @type {const} */ ('upgraded')
      : phase === 'abandon'
        ? /** @type {const} */ ('abandoned')
        : /** @type {const} */ ('taken-back');
  const { next, nextDeb, rehearsal, repack, final, runner } = placesOf(world);
  endProgress(world.work, { at: new Date(world.nowMs()).toISOString(), from, to, result, why, steps: taken });
  for (const place of [next, nextDeb, rehearsal, repack, final, runner])
    rmSync(place, { recursive: true, force: true });
  return { result, why };
}

/** What going back needs: the installed release as a package, programs that no dpkg touches, both databases. @param {World} world @param {Progress} progress */
async function keep(world, { file, from }) {
  const { run, root, work, tell } = world;
  const { kept, repack, next, nextDeb, runner } = placesOf(world);
  mkdirSync(work, { recursive: true, mode: 0o711 });
  tell(`留底：把已装的 ${from} 重新打包 / keeping what is installed (${from}) as a package …`);
  await repackInstalled({ run, root, work: repack, to: kept });
  rmSync(runner, { recursive: true, force: true });
  mkdirSync(join(runner, 'usr/lib'), { recursive: true });
  const installed = join(root, 'usr/lib/callbox');
  // dpkg puts new files beside the old ones and renames: links to the old ones keep them as they are.
  const linked = await run('cp', ['-al', installed, join(runner, 'usr/lib')]);
  if (linked.code !== 0) {
    rmSync(join(runner, 'usr/lib/callbox'), { recursive: true, force: true });
    await must(run, 'cp', ['-a', installed, join(runner, 'usr/lib')]);
  }
  copyFileSync(file, nextDeb);
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  await must(run, 'dpkg-deb', ['-x', nextDeb, next]);
  const source = { data: world.data, config: existsSync(world.config) ? world.config : null, release: from };
  const how = { to: world.backups, at: new Date(world.nowMs()), recordings: /** @type {const} */ ('no') };
  const { folder } = await makeBackup(source, how);
  tell(`备份 / backed up: ${folder}`);
  return { schemas: await schemasIn(world.data) };
}

/** @param {string} data */
async function schemasIn(data) {
  /** @type {Record<string, number>} */
  const schemas = {};
  for (const name of databases) schemas[name] = await schemaOf(join(data, `${name}.db`));
  return schemas;
}

/** The new programs on copies of this box's databases, with its configuration, against simulated lines. @param {World} world @param {Progress} progress */
async function rehearse(world, progress) {
  const { run, root, data, tell } = world;
  const { next, rehearsal } = placesOf(world);
  tell(`预演 ${progress.to}（不影响通话） / rehearsing ${progress.to}, which touches no call …`);
  rmSync(rehearsal, { recursive: true, force: true });
  mkdirSync(join(rehearsal, 'data'), { recursive: true, mode: 0o700 });
  for (const name of databases) await copyDatabase(join(data, `${name}.db`), join(rehearsal, 'data', `${name}.db`));
  const programs = join(next, 'usr/lib/callbox');
  const command = [join(programs, 'bin/node'), join(programs, 'cli/main.mjs'), 'rehearse', join(rehearsal, 'data')];
  const { code, out, said } = await run('nice', ['-n', '15', ...command]);
  if (code !== 0) throw new Error(`预演失败 / the rehearsal failed: ${said.trim().slice(-1_500)}`);
  const { schemas, raiseMs, words } = JSON.parse(out.trim().split('\n').at(-1) ?? '{}');
  tell(`预演通过 / the rehearsal was good: ${words}`);
  const parts = changedParts(root, next);
  const units = await unitsOf(world, parts);
  tell(`将重启 / to be restarted: ${units.join(', ')}`);
  const raised = databases.filter((name) => schemas[name] > (progress.schemas[name] ?? 0));
  return { parts, units, raised, raiseMs };
}

/** @param {World} world @param {Progress} progress */
async function emptyLines(world, progress) {
  const spans = spansUp(await askHealth(world.healthUrl));
  if (world.cancelled.aborted) throw new Error('已取消 / cancelled');
  if (!endCalls(progress.units)) {
    world.tell('只更新网页部分，通话不受影响。 / Only the pages change: no call is touched.');
    return { spansUp: spans };
  }
  const lines = progress.now ? null : await linesInService(world.control);
  if (lines === null) return { spansUp: spans };
  // On the disk before the first one is taken: who comes after a cut gives them back.
  writeProgress(world.work, { ...progress, spansUp: spans, lines: lines.channels });
  const left = await takeLines(world, progress, lines.channels);
  if (left === 0) return { spansUp: spans, lines: lines.channels };
  throw new Error(
    `${Math.round(progress.waitMs / 60_000)} 分钟后仍有 ${left} 个通话，没有升级；请稍后再试，或用 --now（会中断通话）。 / ${left} calls are still there after ${Math.round(progress.waitMs / 60_000)} min, nothing was upgraded: try later, or use --now, which ends them.`,
  );
}

/** @param {World} world @param {Progress} progress @param {readonly number[]} channels */
function takeLines(world, { waitMs }, channels) {
  world.tell(
    '不再接新通话，等现有通话结束（Ctrl-C 取消） / no new calls now, waiting for those there are (Ctrl-C cancels) …',
  );
  return drain(world.control, channels, {
    withinMs: waitMs,
    nowMs: world.nowMs,
    async wait(ms) {
      await world.wait(ms);
      if (world.cancelled.aborted) throw new Error('已取消 / cancelled');
    },
    tell: (calls) => world.tell(`通话 / calls: ${calls}`),
  });
}

/** The writers of databases that the new release raises stop, and a copy of their last state is kept. @param {World} world @param {Progress} progress */
async function hold(world, { raised, units }) {
  if (raised.length === 0) return;
  const writers = raised.map(writerOf);
  await systemctl(
    world,
    'stop',
    units.filter((unit) => writers.includes(unit)),
  );
  const { final } = placesOf(world);
  rmSync(final, { recursive: true, force: true });
  mkdirSync(final, { recursive: true, mode: 0o700 });
  for (const name of raised) await copyDatabase(join(world.data, `${name}.db`), join(final, `${name}.db`));
}

/** @param {World} world @param {Progress} progress */
async function install(world, { to }) {
  world.tell(`安装 / installing ${to} …`);
  await dpkgInstall(world, placesOf(world).nextDeb);
}

/** A dpkg that we began and were cut off from may still be at it: its lock is waited for. @param {World} world @param {string} deb */
async function dpkgInstall(world, deb) {
  const args = ['--force-confdef', '--force-confold', '-i', deb];
  const until = world.nowMs() + lockWithinMs;
  for (;;) {
    const { code, said } = await world.run('dpkg', args, { env: { CALLBOX_NO_RESTART: 'yes' } });
    if (code === 0) return;
    if (!/\block\b/.test(said) || world.nowMs() >= until) throw new Error(`dpkg: ${said.trim().slice(-1_000)}`);
    await world.wait(lockLookMs);
  }
}

/** @param {World} world @param {Progress} progress */
async function start(world, { units }) {
  await systemctl(world, 'restart', units);
}

/** @param {World} world @param {Progress} progress */
async function watchNew(world, { units, to, spansUp: spans, raiseMs, ...how }) {
  world.tell('观察新版本 / watching the new release …');
  const wrong = await watch(world, {
    units,
    version: to,
    spans,
    withinMs: (how.upWithinMs ?? upWithinMs) + 2 * raiseMs,
  });
  if (wrong !== '') throw new Error(wrong);
}

/** @param {World} world @param {Progress} progress */
async function giveLinesBack(world, { lines }) {
  if (lines.length > 0) await giveBack(world.control, lines);
}

/** @param {World} world @param {Progress} progress */
async function takeBack(world, progress) {
  const { from, units, raised, spansUp: spans, lines } = progress;
  const { kept, final } = placesOf(world);
  const began = world.nowMs();
  world.tell(`退回 ${from} / going back to ${from} …`);
  await systemctl(world, 'stop', units);
  await dpkgInstall(world, kept);
  for (const name of raised) {
    const copy = join(final, `${name}.db`);
    const file = join(world.data, `${name}.db`);
    // Cut off before the copy was whole, nothing had been raised.
    if (existsSync(copy) && (await schemaOf(file)) > (progress.schemas[name] ?? 0)) await putBack(file, copy);
  }
  await systemctl(world, 'start', units);
  const wrong = await watch(world, { units, version: from, spans, withinMs: progress.upWithinMs ?? upWithinMs });
  if (lines.length > 0) await giveBack(world.control, lines);
  const seconds = ((world.nowMs() - began) / 1000).toFixed(0);
  if (wrong !== '') throw new Error(`退回 ${from} 后 / after going back to ${from}: ${wrong}`);
  world.tell(`已退回 ${from}，用时 ${seconds} 秒 / back at ${from} after ${seconds} s`);
}
