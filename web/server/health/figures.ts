/** What is too much of each figure, and in which words it is told. */
import type { HealthFigure, HealthLevel } from '../../../daemon/terms/box-health.js';
import type { Words } from '../../../daemon/terms/cause-words.js';
import type { Readings } from './readings.js';

/** A level is reached at its figure, and left only when the figure has gone back by `slack`, so that it doesn't flutter. */
export interface Rule {
  readonly id: keyof Readings;
  readonly name: Words;
  readonly unit: string;
  readonly warnAt: number | null;
  readonly criticalAt: number | null;
  readonly slack: number;
  /** Less is worse. */
  readonly falling?: true;
  /** So many readings in a row before a level rises: a busy second is no illness. */
  readonly inRow: number;
  readonly decimals: number;
  readonly bad: Words;
  readonly next: Words;
}

const minutes = 6; // of readings each ten seconds

export const rules: readonly Rule[] = [
  {
    id: 'cpuPercent',
    name: { zh: '处理器', en: 'Processor' },
    unit: '%',
    warnAt: 80,
    criticalAt: 95,
    slack: 10,
    inRow: 3 * minutes,
    decimals: 0,
    bad: { zh: '处理器长时间很忙，声音可能断续', en: 'busy for minutes: sound may stutter' },
    next: {
      zh: '看看是否有报表、导入或别的程序在跑；把它们放到下班后',
      en: 'see whether reports, imports or other programs run; put them off until after work',
    },
  },
  {
    id: 'memoryPercent',
    name: { zh: '内存', en: 'Memory' },
    unit: '%',
    warnAt: 85,
    criticalAt: 95,
    slack: 5,
    inRow: 6,
    decimals: 0,
    bad: { zh: '内存快用完了', en: 'nearly used up' },
    next: {
      zh: '关掉本机上别的程序；仍不够就加内存',
      en: 'end other programs on this machine; if it stays, add memory',
    },
  },
  {
    id: 'diskPercent',
    name: { zh: '硬盘', en: 'Disk' },
    unit: '%',
    warnAt: 80,
    criticalAt: 95,
    slack: 2,
    inRow: 1,
    decimals: 0,
    bad: { zh: '硬盘快满了；到 95% 外呼会停', en: 'filling up; at 95 % campaigns stop' },
    next: {
      zh: '缩短录音保留天数，或把旧录音和备份移走，或换大硬盘',
      en: 'keep recordings for fewer days, move old recordings and backups away, or put in a larger disk',
    },
  },
  {
    id: 'recordingDays',
    name: { zh: '录音还能存', en: 'Room for recordings' },
    unit: 'days',
    warnAt: 30,
    criticalAt: 7,
    slack: 2,
    falling: true,
    inRow: 1,
    decimals: 0,
    bad: { zh: '按上周的速度，录音不久就存不下', en: 'as last week went, recordings will soon have no room' },
    next: {
      zh: '缩短录音保留天数，或换大硬盘',
      en: 'keep recordings for fewer days, or put in a larger disk',
    },
  },
  {
    id: 'temperatureC',
    name: { zh: '温度', en: 'Temperature' },
    unit: '°C',
    warnAt: 75,
    criticalAt: 90,
    slack: 5,
    inRow: 3,
    decimals: 0,
    bad: { zh: '机器太热，会变慢甚至自己关机', en: 'too hot: it will slow down or switch itself off' },
    next: {
      zh: '看风扇和灰尘，机柜是否通风',
      en: 'look at fans and dust, and whether air gets through the cabinet',
    },
  },
  {
    id: 'portsDown',
    name: { zh: '没插好的网口', en: 'Network ports without a link' },
    unit: '',
    warnAt: 1,
    criticalAt: null,
    slack: 0,
    inRow: 2,
    decimals: 0,
    bad: { zh: '有网口断开：通话不受影响，座席网页打不开', en: 'a port is unplugged: calls go on, pages do not open' },
    next: { zh: '检查网线和交换机', en: 'look at the cable and the switch' },
  },
  {
    id: 'arraysDegraded',
    name: { zh: '缺盘的磁盘阵列', en: 'Disk arrays with a disk missing' },
    unit: '',
    warnAt: null,
    criticalAt: 1,
    slack: 0,
    inRow: 1,
    decimals: 0,
    bad: {
      zh: '阵列里坏了一块硬盘，再坏一块就会丢数据',
      en: 'a disk of the array has failed; with another one data is lost',
    },
    next: { zh: '先做一次备份，再换硬盘', en: 'make a backup now, then replace the disk' },
  },
  {
    id: 'clockAlone',
    name: { zh: '不对时', en: 'Clock without a time server' },
    unit: '',
    warnAt: 1,
    criticalAt: null,
    slack: 0,
    inRow: minutes,
    decimals: 0,
    bad: { zh: '时钟没有和时间服务器对上，时间会慢慢走偏', en: 'nothing corrects the clock: it will drift' },
    next: {
      zh: '没有外网时，可以指向局域网里的时间服务器；每月手工核对一次',
      en: 'without the internet name a time server of the office network, or check the time by hand each month',
    },
  },
  {
    id: 'clockJumpMs',
    name: { zh: '时钟跳变', en: 'Jump of the clock' },
    unit: 'ms',
    warnAt: 1_000,
    criticalAt: 60_000,
    slack: 0,
    inRow: 1,
    decimals: 0,
    bad: {
      zh: '有人改了系统时间；跳变前后的时长和报表会不准',
      en: 'somebody set the clock; lengths and reports around it are off',
    },
    next: {
      zh: '在没有通话的时候改时间；日志里有这次的时刻',
      en: 'set the clock when there are no calls; the log has the moment',
    },
  },
  {
    id: 'daemonDelayMs',
    name: { zh: '呼叫处理的迟滞', en: 'Delay of call control' },
    unit: 'ms',
    warnAt: 100,
    criticalAt: 500,
    slack: 30,
    inRow: 3,
    decimals: 0,
    bad: { zh: '电话进程变慢，接起和转接会迟', en: 'the telephone process is slow: answers and transfers come late' },
    next: {
      zh: '看处理器和硬盘；把诊断结果发给支持',
      en: 'look at processor and disk; send the examination to support',
    },
  },
  {
    id: 'lateBlocks',
    name: { zh: '迟到的声音块', en: 'Late blocks of sound' },
    unit: '/min',
    warnAt: 2,
    criticalAt: 60,
    slack: 1,
    inRow: 2,
    decimals: 0,
    bad: { zh: '声音处理迟到，通话里会有咔哒声', en: 'sound is worked on too late: clicks in conversations' },
    next: {
      zh: '看实时优先级是否允许，别的程序是否抢处理器',
      en: 'is real-time priority allowed, does another program take the processor',
    },
  },
  {
    id: 'backupDays',
    name: { zh: '距上次备份', en: 'Since the last backup' },
    unit: 'days',
    warnAt: 2,
    criticalAt: 7,
    slack: 0,
    inRow: 1,
    decimals: 0,
    bad: { zh: '好几天没有完整的备份了', en: 'no whole backup for days' },
    next: {
      zh: '看备份盘是否插好、有空间；在本机运行 sudo callbox backup 看原因',
      en: 'is the backup disk there and has room; run sudo callbox backup on the box to see why',
    },
  },
  {
    id: 'restoreFails',
    name: { zh: '恢复演练失败', en: 'Rehearsed restore failed' },
    unit: '',
    warnAt: null,
    criticalAt: 1,
    slack: 0,
    inRow: 1,
    decimals: 0,
    bad: {
      zh: '最近的备份试着恢复时没有成功：它可能救不了您',
      en: 'the newest backup could not be restored: it may not save you',
    },
    next: {
      zh: '换一块盘再备份，然后运行 sudo callbox backup-check',
      en: 'back up to another disk, then run sudo callbox backup-check',
    },
  },
  {
    id: 'certificateDays',
    name: { zh: '网页证书还有', en: 'Certificate good for' },
    unit: 'days',
    // The box renews its own thirty days before: what comes this far is the company's, or nobody could renew it.
    warnAt: 21,
    criticalAt: 7,
    slack: 0,
    falling: true,
    inRow: 1,
    decimals: 0,
    bad: {
      zh: '网页证书快到期或已过期，浏览器会提示不安全',
      en: 'the certificate of the pages ends soon or has ended: browsers warn',
    },
    next: {
      zh: '在“管理 → 本机”上传新的证书，或改回本机自己的',
      en: 'put a new one under “Administration → This box”, or go back to the box’s own',
    },
  },
  {
    id: 'webDelayMs',
    name: { zh: '网页的迟滞', en: 'Delay of the pages' },
    unit: 'ms',
    warnAt: 200,
    criticalAt: 2_000,
    slack: 50,
    inRow: 3,
    decimals: 0,
    bad: { zh: '网页变慢；通话不受影响', en: 'pages are slow; calls are not touched' },
    next: {
      zh: '等报表或导入结束；总是这样就加处理器',
      en: 'wait for a report or import to end; if it stays, a faster processor',
    },
  },
];

/** Where one figure stands, from reading to reading. */
export interface Standing {
  readonly level: HealthLevel;
  /** Readings in a row that would raise it. */
  readonly rising: number;
}

export const unknownStanding: Standing = { level: 'unknown', rising: 0 };

const order: readonly HealthLevel[] = ['unknown', 'good', 'warning', 'critical'];

export function worst(levels: readonly HealthLevel[]): HealthLevel {
  return levels.reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), 'unknown');
}

/** The level after this reading. */
export function standingAfter(before: Standing, value: number | null, rule: Rule): Standing {
  if (value === null) return unknownStanding;
  const entered = levelOf(value, rule, 0);
  const kept = levelOf(value, rule, rule.slack);
  const was = order.indexOf(before.level === 'unknown' ? 'good' : before.level);
  if (order.indexOf(entered) > was) {
    const rising = before.rising + 1;
    return rising >= rule.inRow ? { level: entered, rising: 0 } : { level: order[was] ?? 'good', rising };
  }
  // Down only as far as the slack lets it.
  const level = order[Math.min(was, order.indexOf(kept))] ?? 'good';
  return { level, rising: 0 };
}

function levelOf(value: number, { warnAt, criticalAt, falling }: Rule, slack: number): HealthLevel {
  const reached = (at: number | null): boolean =>
    at !== null && (falling === true ? value <= at + slack : value >= at - slack);
  // A slack that would swallow the whole way to 0 leaves a figure of 0 alone.
  const isNothing = falling !== true && value === 0;
  if (isNothing) return 'good';
  return reached(criticalAt) ? 'critical' : reached(warnAt) ? 'warning' : 'good';
}

const well: Words = { zh: '正常', en: 'well' };
const notKnown: Words = { zh: '这台机器不提供', en: 'this machine does not tell' };
const nothing: Words = { zh: '', en: '' };

export function figureOf(rule: Rule, value: number | null, { level }: Standing): HealthFigure {
  const isBad = level === 'warning' || level === 'critical';
  const factor = 10 ** rule.decimals;
  return {
    id: rule.id,
    name: rule.name,
    value: value === null ? null : Math.round(value * factor) / factor,
    unit: rule.unit,
    level,
    warnAt: rule.warnAt,
    criticalAt: rule.criticalAt,
    words: isBad ? rule.bad : level === 'unknown' ? notKnown : well,
    next: isBad ? rule.next : nothing,
  };
}
