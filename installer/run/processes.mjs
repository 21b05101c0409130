// @ts-check
import { readFileSync } from 'node:fs';

/**
 * When a process began, in clock ticks since boot (proc(5), stat field 22); with the pid it names one
 * process for good, as pids are used again. Null: there is no such process, or it has ended.
 * @param {number} pid
 * @returns {string | null}
 */
export function processStart(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** @typedef {{ pid: number, start: string }} ProcessName */

/** @param {number} pid @returns {ProcessName} */
export function nameProcess(pid) {
  return { pid, start: processStart(pid) ?? '' };
}

/** @param {ProcessName} name */
export function isRunning({ pid, start }) {
  return start !== '' && processStart(pid) === start;
}
