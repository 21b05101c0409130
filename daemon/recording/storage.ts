import type { Step } from '../base/step.js';
import type { LiveStorage, StorageLook, StorageState } from '../terms/recordings.js';
import type { RecordingAlarms } from './alarms.js';

/** Percent of the disk in use. Each state is entered at `on` and left below `off`, so that it doesn't flutter. */
export const storageLimits = {
  warn: { on: 80, off: 78 },
  /** Campaigns stop, so that the calls that come in are recorded for longer. */
  'campaigns-stopped': { on: 95, off: 93 },
  full: { on: 99.5, off: 99 },
} as const satisfies Record<Exclude<StorageState, 'ok'>, { on: number; off: number }>;

const worstFirst = ['full', 'campaigns-stopped', 'warn'] as const;

export interface StorageNotice {
  /** The dialer places no calls while it is 'campaigns-stopped' or 'full'. */
  readonly notice: 'storage';
  readonly state: StorageState;
}

/** The state after a look. A disk that takes no byte is full, whatever its numbers say. */
export function storageAfter(before: StorageState, look: StorageLook): StorageState {
  if (look.unwritable !== undefined) return 'full';
  const used = usedPercent(look);
  const rank = worstFirst.indexOf(before as (typeof worstFirst)[number]);
  for (const [at, state] of worstFirst.entries()) {
    const isIn = rank >= 0 && rank <= at;
    if (used >= (isIn ? storageLimits[state].off : storageLimits[state].on)) return state;
  }
  return 'ok';
}

/** 0-100, two decimals; a disk without size is full. */
export function usedPercent({ totalBytes, freeBytes }: StorageLook): number {
  if (!(totalBytes > 0)) return 100;
  const used = 1 - Math.max(0, Math.min(totalBytes, freeBytes)) / totalBytes;
  return Math.round(used * 10_000) / 100;
}

/** Whole days until campaigns are stopped, as the last week went; null: not known, or nothing is recorded. */
export function daysLeft({ totalBytes, freeBytes, bytesPerDay }: StorageLook): number | null {
  if (bytesPerDay === null || !(bytesPerDay > 0)) return null;
  const kept = (totalBytes * (100 - storageLimits['campaigns-stopped'].on)) / 100;
  return Math.max(0, Math.floor((freeBytes - kept) / bytesPerDay));
}

/** The disk of the recordings, as it was looked at last. */
export class Storage {
  private live: LiveStorage | null = null;

  constructor(private readonly alarms: RecordingAlarms) {}

  look(look: StorageLook, failures: number, step: Step<StorageNotice>): void {
    const before = this.state;
    const state = storageAfter(before, look);
    if (state !== before) this.changed(before, state, look, step);
    const used = usedPercent(look);
    this.live = {
      state,
      since: state === before && this.live !== null ? this.live.since : step.atMs,
      usedPercent: Math.round(used * 10) / 10,
      freeBytes: look.freeBytes,
      daysLeft: daysLeft(look),
      failures,
    };
    if (state === 'full') this.alarms.raise('storage-full', Math.round(used), storageLimits.full.on, step);
    else this.alarms.clear('storage-full', step);
    if (state === 'ok') this.alarms.clear('storage-low', step);
    else this.alarms.raise('storage-low', Math.round(used), storageLimits.warn.on, step);
    step.touch('storage', 'recordings');
  }

  failed(failures: number, step: Step<StorageNotice>): void {
    if (this.live === null) return;
    this.live = { ...this.live, failures };
    step.touch('storage', 'recordings');
  }

  /** Before the first look: well. */
  get state(): StorageState {
    return this.live?.state ?? 'ok';
  }

  get now(): LiveStorage | null {
    return this.live;
  }

  private changed(before: StorageState, state: StorageState, look: StorageLook, step: Step<StorageNotice>): void {
    const detail = { before, state, freeBytes: look.freeBytes, totalBytes: look.totalBytes };
    step.incident('storage', look.unwritable === undefined ? detail : { ...detail, reason: look.unwritable });
    step.tell({ notice: 'storage', state });
  }
}
