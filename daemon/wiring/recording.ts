/** Part of the composition root: who looks after recordings once they are files. */
import { Archive } from '../archive/archive.js';
import type { Clock } from '../base/clock.js';
import { SortableIds } from '../base/ids.js';
import type { Random } from '../base/random.js';
import type { Timers } from '../base/timers.js';
import type { RecordingDesk } from '../control/control-server.js';
import { RecordingKeys } from '../encryption/recording-keys.js';
import type { Runtime } from '../runtime/runtime.js';
import type { TelephonyStore } from '../store/telephony-store.js';
import { intlDays } from '../switch/days.js';
import { lookedAfterAtMs } from '../terms/recordings.js';
import type { RowChange } from '../terms/rows.js';
import { type Site, usualKeepDays } from '../terms/site.js';

/** A disk that takes no row for so long is told of elsewhere; the check is made another time. */
const flushWithinMs = 30_000;

export interface RecordingParts {
  readonly store: TelephonyStore;
  /** Absolute. */
  readonly folder: string;
  /** Absolute; null: this box has no keys. */
  readonly keyFile: string | null;
  /** Not asked before `start`. */
  readonly runtime: () => Runtime;
  readonly site: () => Site;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: { warn(detail: Readonly<Record<string, string | number>>, message: string): void };
}

export interface RecordingWork {
  readonly desk: RecordingDesk;
  start(): void;
  /** Rows on their way to the database: a closed recording is sealed soon. */
  saw(changes: readonly RowChange[]): void;
  close(): Promise<void>;
}

export function recordingWork(parts: RecordingParts): RecordingWork {
  const { store, clock } = parts;
  const keys = new RecordingKeys(parts.keyFile);
  const archive = new Archive({
    folder: parts.folder,
    books: store.books,
    rows: {
      apply: (changes) => store.writer.apply(changes),
      flush: () => store.writer.flush(flushWithinMs),
    },
    clock,
    timers: parts.timers,
    ids: new SortableIds(clock, parts.random),
    idAt: (ms) => new SortableIds({ nowMs: () => ms }, parts.random).next(),
    policy: () => parts.site().recordings ?? { keepDays: usualKeepDays },
    encryption: { keys, wanted: () => parts.site().recordings?.encrypt === true },
    nextNight: (afterMs) => intlDays.nextMidnight(afterMs - lookedAfterAtMs, parts.site().timeZone) + lookedAfterAtMs,
    onLook: (look) => parts.runtime().looked(look),
    onTrouble: ({ code, detail }) => {
      parts.log.warn(detail, code);
      store.writer.apply([{ row: 'incident', incident: { at: clock.nowMs(), code, detail: JSON.stringify(detail) } }]);
    },
  });
  return {
    desk: { check: (by) => archive.check(by), keys: () => keys.shown, hold: (hold) => archive.hold(hold) },
    start: () => archive.start(),
    saw: (changes) => {
      if (changes.some(({ row }) => row === 'recording-close')) archive.closedOne();
    },
    close: () => archive.close(),
  };
}
