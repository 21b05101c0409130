// @ts-check
/** Whether the machine can carry a second floor without the first one noticing. */
import { readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';

/**
 * @typedef {{ zh: string, en: string }} Words
 *
 * @typedef {object} Machine
 * @property {number} memoryMb that programs may still take
 * @property {number} diskMb free below the training folder @property {number} diskTotalMb
 * @property {number} cores
 * @property {number} load mean of runnable processes in the last minute
 *
 * @typedef {object} Limits
 * @property {number} memoryMb @property {number} diskMb beside what it will record
 * @property {number} diskUsedPercent when it has recorded all; at 95 % the real floor stops its campaigns
 * @property {number} cores @property {number} loadPerCore
 */

/** Three processes and their databases take 350 MB; the rest is for the real floor. @type {Limits} */
export const usualLimits = { memoryMb: 700, diskMb: 2_000, diskUsedPercent: 94, cores: 2, loadPerCore: 1.5 };
/** While it runs: no more than what keeps the real floor whole. @type {Limits} */
export const endingLimits = { memoryMb: 250, diskMb: 700, diskUsedPercent: 94.5, cores: 1, loadPerCore: Infinity };

/** A call of two minutes, both sides as A-law: 2 · 8,000 octets a second. */
const recordingMb = (120 * 16_000) / 1e6;

/** @param {string} folder @returns {Machine} */
export function readMachine(folder) {
  const { bavail, blocks, bsize } = statfsSync(folder);
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  return {
    memoryMb: Number(available ?? Infinity) / 1000,
    diskMb: (bavail * bsize) / 1e6,
    diskTotalMb: (blocks * bsize) / 1e6,
    cores: availableParallelism(),
    load: loadavg()[0] ?? 0,
  };
}

/**
 * What is short; null: nothing.
 * @param {Machine} machine @param {{ callersPerHour: number, hours: number }} wanted @param {Limits} limits
 * @returns {Words | null}
 */
export function shortage(machine, { callersPerHour, hours }, limits) {
  const { memoryMb, diskMb, diskTotalMb, cores, load } = machine;
  if (memoryMb < limits.memoryMb) {
    return {
      zh: `内存不足：可用 ${whole(memoryMb)} MB，培训需要 ${limits.memoryMb} MB。请先关闭其他程序。`,
      en: `Memory is short: ${whole(memoryMb)} MB are available, training needs ${limits.memoryMb} MB. End other programs first.`,
    };
  }
  const willTakeMb = callersPerHour * hours * recordingMb;
  const neededMb = whole(limits.diskMb + willTakeMb);
  if (diskMb < neededMb) {
    return {
      zh: `磁盘空间不足：可用 ${whole(diskMb)} MB，培训需要 ${neededMb} MB（含录音）。请减少来电数或时长，或腾出空间。`,
      en: `The disk is short: ${whole(diskMb)} MB are free, training needs ${neededMb} MB with its recordings. Ask for fewer callers or hours, or make room.`,
    };
  }
  const usedPercent = 100 * (1 - (diskMb - willTakeMb) / diskTotalMb);
  if (usedPercent > limits.diskUsedPercent) {
    return {
      zh: `磁盘将占用 ${whole(usedPercent)} %，会影响正式录音；上限 ${limits.diskUsedPercent} %。请先腾出空间。`,
      en: `The disk would be ${whole(usedPercent)} % full, which would touch the real recordings; ${limits.diskUsedPercent} % is the most. Make room first.`,
    };
  }
  if (cores < limits.cores || load > limits.loadPerCore * cores) {
    return {
      zh: `处理器不足：${cores} 核，负载 ${load.toFixed(1)}；需要至少 ${limits.cores} 核且负载不高于 ${(limits.loadPerCore * cores).toFixed(1)}。请在话务清闲时开启。`,
      en: `The processor is short: ${cores} cores with a load of ${load.toFixed(1)}; it takes ${limits.cores} cores and a load of ${(limits.loadPerCore * cores).toFixed(1)} at most. Start training when fewer calls are up.`,
    };
  }
  return null;
}

/** @param {number} figure */
function whole(figure) {
  return Math.ceil(figure);
}
