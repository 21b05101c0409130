/** What the machine says of itself, read as it is; what it does not say is null. */
import { readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import systeminformation from 'systeminformation';
import type { LiveStorage } from '../../../daemon/terms/recordings.js';

export interface Readings {
  /** Of all cores, 0-100, since the reading before. */
  readonly cpuPercent: number | null;
  /** What programs hold and cannot be given back, 0-100. */
  readonly memoryPercent: number | null;
  /** Of the file system with the data, 0-100. */
  readonly diskPercent: number | null;
  /** Until campaigns stop for want of room, as the last week went; null: not known, or never. */
  readonly recordingDays: number | null;
  /** Of the processor. */
  readonly temperatureC: number | null;
  /** Network ports that have an address and no carrier; null: no ports are known. */
  readonly portsDown: number | null;
  /** Arrays of disks (Linux md) that have lost one; null: there is no array. */
  readonly arraysDegraded: number | null;
  /** 0 the clock follows a time server, 1 it does not; null: not known. */
  readonly clockAlone: number | null;
  /** How far the wall clock went from the steady one since the reading before, ms, without sign. */
  readonly clockJumpMs: number | null;
  /** How late the daemon's event loop comes, p99 of 10 s, ms. */
  readonly daemonDelayMs: number | null;
  /** Blocks of sound that the media thread finished too late, a minute. */
  readonly lateBlocks: number | null;
  /** Days since the last backup that is whole; null: this box makes none (the demo). */
  readonly backupDays: number | null;
  /** 0 the last rehearsed restore went well, 1 it did not; null: none was made. */
  readonly restoreFails: number | null;
  /** Days until the certificate of the pages ends, 0 once a company's own has; null: pages without one. */
  readonly certificateDays: number | null;
  /** Same of this process's own event loop. */
  readonly webDelayMs: number | null;
}

export const nothingKnown: Readings = {
  cpuPercent: null,
  memoryPercent: null,
  diskPercent: null,
  recordingDays: null,
  temperatureC: null,
  portsDown: null,
  arraysDegraded: null,
  clockAlone: null,
  clockJumpMs: null,
  daemonDelayMs: null,
  lateBlocks: null,
  webDelayMs: null,
  backupDays: null,
  restoreFails: null,
  certificateDays: null,
};

/** Counters of the daemon as its `meters` say them; null: it is away. */
export interface DaemonMeters {
  readonly loopDelayP99Ms: number | null;
  readonly lateTicks: number;
}

/** What only the rest of this process knows. */
export interface Inside {
  readonly storage: () => LiveStorage | undefined;
  readonly meters: () => Promise<DaemonMeters | null>;
  /** Epoch ms; 0: the company's own has ended and another one stands in for it. Null: none. */
  readonly certificateUntil?: () => number | null;
}
export type ReadBox = (inside: Inside) => Promise<Readings>;

export interface Sources {
  readonly dataFolder: string;
  /** p99 of this process's event loop since the last call, ms. */
  readonly ownDelayMs: () => number;
  readonly wallMs: () => number;
  /** Never set by anybody. */
  readonly steadyMs: () => number;
  /** '/' but in tests: where proc and run are looked for. */
  readonly root: string;
  /** Where backups and word of them are kept; null: none are made. */
  readonly backupsFolder: string | null;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const neverDays = 999;
/** A machine without a sensor, a container without a network: null, never an error. */
const unknown = (): null => null;

/** Each asks dozens of small programs: a hundredth of the processor, if it were every ten seconds. */
const slowEveryMs = minuteMs;
type Slow = Pick<Readings, 'temperatureC' | 'portsDown'>;

/** Reads again and again: several figures are differences. */
export class BoxReader {
  private before: { readonly wallMs: number; readonly steadyMs: number; readonly lateTicks: number | null } | null =
    null;

  private slow: { readonly atMs: number; readonly values: Slow } | null = null;

  constructor(private readonly from: Sources) {}

  async read({ storage, meters: ofDaemon, certificateUntil }: Inside): Promise<Readings> {
    const { ownDelayMs, wallMs } = this.from;
    const untilMs = certificateUntil?.() ?? null;
    const [cpuPercent, memoryPercent, diskPercent, slow, arraysDegraded, clockAlone, meters, keeping] =
      await Promise.all([
        systeminformation.currentLoad().then(({ currentLoad }) => finite(currentLoad), unknown),
        systeminformation.mem().then(({ total, available }) => share(total - available, total), unknown),
        this.disk().catch(unknown),
        this.slowOnes(),
        this.arrays().catch(unknown),
        this.clock().catch(unknown),
        ofDaemon().catch(unknown),
        this.keeping(),
      ]);
    return {
      cpuPercent,
      memoryPercent,
      diskPercent,
      recordingDays: storage()?.daysLeft ?? null,
      ...slow,
      arraysDegraded,
      clockAlone,
      daemonDelayMs: meters?.loopDelayP99Ms ?? null,
      webDelayMs: finite(ownDelayMs()),
      certificateDays: untilMs === null ? null : Math.max(0, (untilMs - wallMs()) / dayMs),
      ...keeping,
      ...this.differences(meters?.lateTicks ?? null),
    };
  }

  private async slowOnes(): Promise<Slow> {
    const nowMs = this.from.steadyMs();
    if (this.slow === null || nowMs - this.slow.atMs >= slowEveryMs) {
      const [temperatureC, portsDown] = await Promise.all([
        systeminformation.cpuTemperature().then(({ main }) => finite(main), unknown),
        this.ports().catch(unknown),
      ]);
      this.slow = { atMs: nowMs, values: { temperatureC, portsDown } };
    }
    return this.slow.values;
  }

  /** A daemon that was started anew counts from 0 again. */
  private differences(lateTicks: number | null): Pick<Readings, 'clockJumpMs' | 'lateBlocks'> {
    const now = { wallMs: this.from.wallMs(), steadyMs: this.from.steadyMs(), lateTicks };
    const { before } = this;
    this.before = now;
    if (before === null) return { clockJumpMs: null, lateBlocks: null };
    const passedMs = now.steadyMs - before.steadyMs;
    const clockJumpMs = Math.round(Math.abs(now.wallMs - before.wallMs - passedMs));
    if (lateTicks === null || before.lateTicks === null || lateTicks < before.lateTicks || passedMs <= 0) {
      return { clockJumpMs, lateBlocks: null };
    }
    return { clockJumpMs, lateBlocks: ((lateTicks - before.lateTicks) * minuteMs) / passedMs };
  }

  private async disk(): Promise<number | null> {
    const { blocks, bavail, bfree } = await statfs(this.from.dataFolder);
    // What only root may use is not room for recordings.
    const used = blocks - bfree;
    return share(used, used + bavail);
  }

  private async ports(): Promise<number | null> {
    const all = [await systeminformation.networkInterfaces()].flat();
    const real = all.filter(({ internal, virtual, ip4, ip6 }) => !internal && !virtual && (ip4 !== '' || ip6 !== ''));
    return real.length === 0 ? null : real.filter(({ operstate }) => operstate === 'down').length;
  }

  /** "[2/1] [U_]" in /proc/mdstat: an array of two with one left. */
  private async arrays(): Promise<number | null> {
    const text = await readFile(`${this.from.root}proc/mdstat`, 'utf8');
    const members = [...text.matchAll(/\[([U_]+)\]/g)];
    return members.length === 0 ? null : members.filter(([, state]) => state?.includes('_')).length;
  }

  /** As `callbox backup` and `callbox backup-check` leave word of it. */
  private async keeping(): Promise<Pick<Readings, 'backupDays' | 'restoreFails'>> {
    const { backupsFolder, dataFolder, wallMs } = this.from;
    if (backupsFolder === null) return { backupDays: null, restoreFails: null };
    const text = await readFile(join(backupsFolder, 'state.json'), 'utf8').catch(() => '{}');
    const { lastGood, rehearsal } = keepingState(text);
    // A box that never made one counts from its own beginning: a new one has its first night before it.
    const sinceMs = lastGood ?? (await stat(dataFolder).then(({ birthtimeMs }) => birthtimeMs, unknown));
    const since = sinceMs === null ? neverDays : Math.max(0, (wallMs() - sinceMs) / dayMs);
    return { backupDays: since, restoreFails: rehearsal === null ? null : rehearsal ? 0 : 1 };
  }

  /** systemd-timesyncd and chrony leave word of it; a box without either is not known. */
  private async clock(): Promise<number | null> {
    const { root } = this.from;
    const has = (path: string): Promise<boolean> =>
      stat(`${root}${path}`).then(
        () => true,
        () => false,
      );
    if (await has('run/systemd/timesync/synchronized')) return 0;
    return (await has('run/systemd/timesync')) ? 1 : null;
  }
}

function keepingState(text: string): { readonly lastGood: number | null; readonly rehearsal: boolean | null } {
  try {
    const { lastGoodAt, rehearsal } = JSON.parse(text) as { lastGoodAt?: unknown; rehearsal?: { ok?: unknown } };
    const atMs = typeof lastGoodAt === 'string' ? Date.parse(lastGoodAt) : Number.NaN;
    return { lastGood: Number.isNaN(atMs) ? null : atMs, rehearsal: rehearsal ? rehearsal.ok === true : null };
  } catch {
    return { lastGood: null, rehearsal: null };
  }
}

function finite(value: number | null): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? finite((100 * part) / whole) : null;
}
