// @ts-check
/**
 * One supervisor for each data folder. The lock names the supervisor and its children, so that after
 * a kill -9 of the supervisor the next one ends what was left running.
 */
import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, nameProcess } from './processes.mjs';

const leftoverWaitMs = 5000;
const lookAgainMs = 50;

/** @typedef {import('./processes.mjs').ProcessName} ProcessName */
/** @typedef {{ supervisor: ProcessName, children: ProcessName[] }} Holder */

/** The folder is in use by a living supervisor. */
export class DataInUse extends Error {
  /** @param {string} folder @param {number} pid */
  constructor(folder, pid) {
    super(
      `数据目录 ${folder} 正被进程 ${pid} 使用：请先结束它，或用 --data 另选目录。\n` +
        `The data folder ${folder} is in use by process ${pid}: end that one first, or choose another with --data.`,
    );
    this.name = 'DataInUse';
    this.pid = pid;
  }
}

export class DataLock {
  /** @param {string} folder which exists @returns {Promise<DataLock>} */
  static async take(folder) {
    const path = join(folder, 'supervisor.json');
    const holder = readHolder(path);
    if (holder !== null) {
      if (isRunning(holder.supervisor)) throw new DataInUse(folder, holder.supervisor.pid);
      await endLeftovers(holder.children);
    }
    rmSync(path, { force: true });
    try {
      const file = openSync(path, 'wx', 0o640);
      writeSync(file, content([]));
      closeSync(file);
    } catch (error) {
      const winner = readHolder(path); // another one was as quick as we
      if (winner !== null) throw new DataInUse(folder, winner.supervisor.pid);
      throw error;
    }
    return new DataLock(path);
  }

  /** @param {string} path */
  constructor(path) {
    this.path = path;
  }

  /** @param {readonly number[]} pids of the children running now */
  noteChildren(pids) {
    writeFileSync(this.path, content(pids));
  }

  release() {
    rmSync(this.path, { force: true });
  }
}

/** @param {readonly number[]} pids */
function content(pids) {
  return `${JSON.stringify({ supervisor: nameProcess(process.pid), children: pids.map(nameProcess) })}\n`;
}

/** @param {string} path @returns {Holder | null} */
function readHolder(path) {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8'));
    const names = [holder.supervisor, ...holder.children];
    return names.every(({ pid, start }) => Number.isInteger(pid) && pid > 1 && typeof start === 'string')
      ? holder
      : null;
  } catch {
    return null; // none, or cut off by a crash: nobody writes a broken one and lives
  }
}

/** @param {readonly ProcessName[]} children */
async function endLeftovers(children) {
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    for (const child of children.filter(isRunning)) process.kill(child.pid, signal);
    for (let waitedMs = 0; children.some(isRunning) && waitedMs < leftoverWaitMs; waitedMs += lookAgainMs) {
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs)); // not our children: no event tells their end
    }
  }
}
