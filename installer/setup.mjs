// @ts-check
/**
 * Finds what is missing on this machine and in this checkout, says what it does, and does only that.
 * Plain JavaScript without packages, because it runs before there are any.
 */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { addonStep, pagesStep, programsStep, soundsStep } from './setup/builds.mjs';
import { dahdiStep } from './setup/dahdi.mjs';
import { debianStep } from './setup/debian.mjs';
import { machineStep } from './setup/machine.mjs';
import { modulesStep, sqliteStep } from './setup/modules.mjs';
import { inRoot } from './setup/places.mjs';
import { ProgramFailed } from './setup/run-program.mjs';
import { SetupProblem } from './setup/steps.mjs';

const atOnce = 2; // cores of a small box
const stillAliveMs = 10_000;

/** @typedef {import('./setup/steps.mjs').Step} Step */

/** @typedef {import('./setup/debian.mjs').Purpose | 'check' | 'simulate'} Purpose */

/**
 * @param {Purpose} purpose
 * @returns {Step[]} in the order in which they would run one by one; the longest first
 */
export function stepsFor(purpose) {
  if (purpose === 'sanitize' || purpose === 'fuzz') return [debianStep(purpose), dahdiStep]; // C++ and no more
  if (purpose === 'simulate') return [modulesStep, programsStep]; // TypeScript and no more
  const basic = [debianStep(purpose === 'check' ? 'test' : purpose), modulesStep];
  if (purpose === 'check') return basic;
  if (purpose === 'hardware') return [...basic, dahdiStep, machineStep, sqliteStep, addonStep, programsStep];
  return [...basic, dahdiStep, sqliteStep, addonStep, programsStep, pagesStep, soundsStep];
}

/** @param {Purpose} purpose */
export async function setUp(purpose) {
  const steps = stepsFor(purpose);
  if (steps.every((step) => step.needed() === null)) return;
  const release = takeLock();
  try {
    await runSteps(steps, (line) => console.log(line));
  } finally {
    release();
  }
}

/**
 * Runs the steps that are needed, two at a time, each after those it builds on.
 * @param {readonly Step[]} steps @param {(line: string) => void} print
 */
export async function runSteps(steps, print) {
  const startedAt = performance.now();
  const seconds = (since = startedAt) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
  const stop = new AbortController();
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  const done = new Set();
  const waiting = [...steps];
  print(`Callbox 安装 / set-up`);

  /** @param {Step} step */
  const runOne = async (step) => {
    const reason = step.needed();
    if (reason !== null) {
      const began = performance.now();
      let last = '';
      print(`[${seconds()}] ▸ ${step.title}: ${reason}`);
      const sign = setInterval(
        () => print(`[${seconds()}]   ${step.title} … ${seconds(began)}  ${last.slice(0, 90)}`),
        stillAliveMs,
      );
      try {
        await step.run({
          tell: (text) => {
            if (/\w\w/.test(text)) last = text; // not a compiler's "^~~~"
          },
          signal: stop.signal,
        });
      } finally {
        clearInterval(sign);
      }
      print(`[${seconds()}] ✓ ${step.title} (${seconds(began)})`);
    }
  };
  /** @param {Step} step */
  const begin = (step) => {
    const ended = runOne(step).then(
      () => {
        done.add(step.id);
        running.delete(step.id);
      },
      (error) => Promise.reject(named(step, error)),
    );
    running.set(step.id, ended);
  };

  try {
    while (waiting.length + running.size > 0) {
      for (const step of waiting.filter(({ after }) => after.every((id) => done.has(id)))) {
        if (running.size >= atOnce) break;
        waiting.splice(waiting.indexOf(step), 1);
        begin(step);
      }
      await Promise.race(running.values());
    }
  } catch (error) {
    stop.abort();
    await Promise.allSettled(running.values());
    throw error;
  }
  print(`[${seconds()}] ✓ 安装完成 / set-up done`);
}

/** @param {Step} step @param {unknown} error */
function named(step, error) {
  if (!(error instanceof ProgramFailed)) return error;
  return new SetupProblem(`${step.title}: ${error.message}`, error.tail);
}

/** One set-up at a time in a checkout; the kernel's process table tells a dead one's lock from a living one's. */
function takeLock() {
  const path = inRoot('build/setup/lock');
  mkdirSync(inRoot('build/setup'), { recursive: true });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch {
      const holder = Number(readLock(path));
      if (Number.isInteger(holder) && holder > 0 && isAlive(holder)) {
        throw new SetupProblem(
          `另一个安装正在进行（进程 ${holder}），请等它结束。 / Another set-up is running here (process ${holder}): wait for it.`,
        );
      }
      rmSync(path, { force: true });
    }
  }
  throw new SetupProblem(`${path} cannot be made: may this user write to build/ ?`);
}

/** @param {string} path */
function readLock(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
