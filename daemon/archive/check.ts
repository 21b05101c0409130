import { join } from 'node:path';
import { CallboxError } from '../base/errors.js';
import { encryptedOctets } from '../encryption/container.js';
import { encryptingSuffix } from '../encryption/encrypt-file.js';
import type { KeySource } from '../encryption/recording-keys.js';
import { digestOf, openSound, type Sound } from '../encryption/sound.js';
import { compare, type Difference, type FileSeen, recordingOfPath, strange } from '../recording/reconcile.js';
import {
  maxDifferencesKept,
  type RecordingCheckRow,
  type RecordingDifferenceRow,
  type RecordingRow,
} from '../terms/recordings.js';
import type { ArchiveParts } from './archive.js';
import type { CallMissing } from './books.js';
import { codeOf, dayFolders, type Folders, filesOfDay, removeFile } from './files.js';

const dayMs = 86_400_000;
const spanMs = 7 * dayMs;
const usualVerifyBytes = 2 * 1024 ** 3;
const verifiedAtOnce = 100;
const samplesPerMs = 8;
/** A WAV's chunks before its samples fit into it. */
const wavHeadOctets = 4_096;

/** One look at calls, ledger and files. */
export class Check {
  private readonly differences: Difference[] = [];
  private count = 0;
  private files = 0;
  private bytes = 0;
  private hashed = 0;
  private adopted = 0;
  private answeredCalls = 0;
  private recorded = 0;
  private explained = 0;

  constructor(
    private readonly parts: ArchiveParts,
    private readonly archive: {
      readonly isClosed: () => boolean;
      /** The encrypted file of this recording is under way. */
      readonly isBeingMade: (path: string) => boolean;
    },
  ) {}

  /** Day by day: first the folder, then the rows, which were with the database before their files began. */
  async compare(): Promise<void> {
    const { folder, books, rows } = this.parts;
    const found = await dayFolders(folder);
    for (const path of found.strange) this.tell(strange(path));
    this.unreadable(found.unreadable);
    for (const day of [...new Set([...found.days, ...(await books.days())])].sort()) {
      if (this.archive.isClosed()) return;
      const { files, halves, unreadable } = await filesOfDay(folder, day);
      this.unreadable(unreadable);
      for (const half of halves) await this.removeHalf(half);
      await rows.flush();
      const compared = compare(await books.ofDay(day), files, encryptedOctets);
      this.files += compared.files;
      this.bytes += compared.bytes;
      for (const difference of compared.differences) this.tell(difference);
      for (const orphan of compared.orphans) await this.adopt(orphan);
    }
    await this.calls();
  }

  /** Reads files again, those first that were not read for longest. */
  async verify(): Promise<void> {
    const { books, clock, rows, folder, onTrouble, encryption, verifyBytes = usualVerifyBytes } = this.parts;
    let left = verifyBytes;
    const startedAt = clock.nowMs();
    while (left > 0 && !this.archive.isClosed()) {
      const due = (await books.toVerify(verifiedAtOnce)).filter(({ checkedAt }) => (checkedAt ?? 0) < startedAt);
      if (due.length === 0) return;
      for (const row of due) {
        if (left <= 0 || this.archive.isClosed()) return;
        left -= Math.max(1, row.bytes ?? 0);
        this.hashed += 1;
        const found = await isChanged(row, folder, encryption.keys);
        if (found !== null) {
          this.tell({ ...found, recordingId: row.id, callId: row.callId, path: row.path });
          if (found.what === 'hash-differs') onTrouble({ code: 'recording-changed', detail: { recording: row.id } });
        }
        rows.apply([{ row: 'recording-change', id: row.id, change: { checkedAt: startedAt } }]);
      }
      await rows.flush();
    }
  }

  result(of: Pick<RecordingCheckRow, 'id' | 'by' | 'startedAt' | 'endedAt' | 'deleted'>): {
    readonly row: RecordingCheckRow;
    readonly differences: readonly RecordingDifferenceRow[];
  } {
    const { answeredCalls, recorded, explained, files, bytes, hashed, adopted } = this;
    return {
      row: { ...of, answeredCalls, recorded, explained, files, bytes, hashed, adopted, differences: this.count },
      differences: this.differences.map(({ detail, ...rest }, at) => ({
        ...rest,
        checkId: of.id,
        seq: at + 1,
        detail: JSON.stringify(detail),
      })),
    };
  }

  private async calls(): Promise<void> {
    const { books, clock } = this.parts;
    const first = await books.firstCallAt();
    if (first === null) return;
    const until = Math.max(clock.nowMs(), first) + 1;
    for (let from = first; from < until && !this.archive.isClosed(); from += spanMs) {
      const { answered, recorded, explained, missing } = await books.callsRecorded(
        from,
        Math.min(until, from + spanMs),
        maxDifferencesKept,
      );
      this.answeredCalls += answered;
      this.recorded += recorded;
      this.explained += explained;
      for (const call of missing) this.withoutRecording(call);
    }
  }

  /** A kill between the answer and the ledger's row: told now, and from now on the ledger says why. */
  private withoutRecording(call: CallMissing): void {
    const { id: callId, direction, agent, queue, ending, talkStartedAt, endedAt } = call;
    this.tell({ what: 'call-without-recording', recordingId: null, callId, path: '', detail: {} });
    if (ending !== 'interrupted' || talkStartedAt === null || endedAt === null) return;
    this.parts.rows.apply([
      {
        row: 'recording-open',
        recording: {
          id: this.parts.idAt(talkStartedAt),
          callId,
          path: '',
          agent,
          startedAt: talkStartedAt,
          endedAt,
          state: 'none',
          samples: null,
          reason: 'stopped',
          direction,
          number: numberOf(call),
          queue,
          lengthMs: Math.max(0, endedAt - talkStartedAt),
        },
      },
    ]);
  }

  /** The row was lost, the file was not: it gets a row again, and its call if that can be told. */
  private async adopt(file: FileSeen): Promise<void> {
    const { books, rows } = this.parts;
    const known = recordingOfPath(file.path);
    const samples = known === null ? null : await this.samplesIn(file.path);
    if (known === null || samples === null || (await books.one(known.id)) !== null) {
      this.tell(strange(file.path));
      return;
    }
    const call = await books.callBehind(known.atMs);
    const { id, atMs } = known;
    const lengthMs = Math.round(samples / samplesPerMs);
    rows.apply([
      {
        row: 'recording-open',
        recording: {
          id,
          callId: call?.id ?? '',
          path: file.path,
          agent: call?.agent ?? null,
          startedAt: atMs,
          endedAt: atMs + lengthMs,
          state: 'interrupted',
          samples,
          kind: 'call',
          reason: 'orphan',
          lengthMs,
          ...(call === null ? {} : { direction: call.direction, number: numberOf(call), queue: call.queue }),
        },
      },
    ]);
    this.adopted += 1;
    this.files += 1;
    this.bytes += file.bytes;
    this.tell({
      what: 'orphan-adopted',
      recordingId: id,
      callId: call?.id ?? null,
      path: file.path,
      detail: { samples },
    });
    await rows.flush();
  }

  /** Null: no recording, or it cannot be opened. */
  private async samplesIn(path: string): Promise<number | null> {
    const { folder, encryption, books } = this.parts;
    try {
      return await withSound(join(folder, path), encryption.keys, async (sound) =>
        books.samplesIn(await sound.read(0, wavHeadOctets), sound.size),
      );
    } catch {
      return null;
    }
  }

  /** A kill left it; the recording itself is whole. */
  private async removeHalf(path: string): Promise<void> {
    const of = path.slice(0, -encryptingSuffix.length);
    if (this.archive.isBeingMade(of)) return;
    if (recordingOfPath(of) === null) this.tell(strange(path));
    else await removeFile(this.parts.folder, path).catch(() => this.tell(strange(path)));
  }

  private unreadable(all: Folders['unreadable']): void {
    for (const { path, code } of all) {
      this.tell({ what: 'unreadable', recordingId: null, callId: null, path, detail: { code } });
    }
  }

  private tell(difference: Difference): void {
    this.count += 1;
    if (this.differences.length < maxDifferencesKept) this.differences.push(difference);
  }
}

/** The customer's. */
function numberOf({ direction, callingNumber, calledNumber }: CallMissing): string {
  return direction === 'inbound' ? callingNumber : calledNumber;
}

/** Null: it is what it was, or its absence was told already. */
async function isChanged(
  row: RecordingRow,
  folder: string,
  keys: KeySource,
): Promise<Pick<Difference, 'what' | 'detail'> | null> {
  if (recordingOfPath(row.path) === null) return { what: 'unreadable', detail: {} };
  try {
    const { sha256 } = await withSound(join(folder, row.path), keys, digestOf);
    return sha256 === row.sha256 ? null : { what: 'hash-differs', detail: {} };
  } catch (error) {
    const code = error instanceof CallboxError ? error.code : codeOf(error);
    if (code === 'damaged') return { what: 'hash-differs', detail: {} };
    return code === 'ENOENT' ? null : { what: 'unreadable', detail: code === 'key-missing' ? { code } : {} };
  }
}

async function withSound<T>(path: string, keys: KeySource, use: (sound: Sound) => Promise<T>): Promise<T> {
  const sound = await openSound(path, keys);
  try {
    return await use(sound);
  } finally {
    await sound.close();
  }
}
