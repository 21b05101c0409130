/** A real folder of recordings with its database and whoever looks after them, and keys to encrypt them with. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Archive, type ArchiveTrouble } from '../../daemon/archive/archive.js';
import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { ManualTime } from '../../daemon/base/timers.js';
import { keyFileText, type RecordingKey, recordingKey } from '../../daemon/encryption/key-file.js';
import { RecordingKeys } from '../../daemon/encryption/recording-keys.js';
import { pathOf } from '../../daemon/recording/ledger.js';
import { TelephonyStore } from '../../daemon/store/telephony-store.js';
import type { RecordingDifferenceRow, RecordingRow } from '../../daemon/terms/recordings.js';
import type { RowChange } from '../../daemon/terms/rows.js';

const dayMs = 86_400_000;
const t0 = 1_800_000_000_000;

/** Key `n`, always the same. */
export function keyNo(n: number): RecordingKey {
  return recordingKey(Buffer.alloc(32, n), '2027-01-15T08:00:00.000Z');
}

/** Stereo A-law of 8,000 samples a second, no two seconds alike. */
export function someWav(samples: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples * 2, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(6, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples * 2, 40);
  const sound = Buffer.alloc(samples * 2);
  for (let at = 0; at < sound.length; at++) sound[at] = (at * 7 + (at >> 9)) & 255;
  return Buffer.concat([head, sound]);
}

export class KeptRecordings {
  readonly time = new ManualTime(t0);
  readonly troubles: ArchiveTrouble[] = [];
  readonly keyFile: string;
  readonly keys: RecordingKeys;
  readonly ids = new SortableIds(this.time, new SeededRandom(3));
  encrypt = true;
  archive: Archive;

  private constructor(
    private readonly home: string,
    readonly folder: string,
    readonly store: TelephonyStore,
  ) {
    this.keyFile = join(home, 'recording.keys');
    this.keys = new RecordingKeys(this.keyFile);
    this.archive = this.begin();
  }

  /** `recordings`: their folder, if not one beside the database. */
  static async open(recordings?: string): Promise<KeptRecordings> {
    const home = mkdtempSync(join(tmpdir(), 'callbox-kept-'));
    const folder = recordings ?? join(home, 'recordings');
    mkdirSync(folder, { recursive: true });
    const clock = { nowMs: () => t0 };
    const file = join(home, 'telephony.db');
    return new KeptRecordings(
      home,
      folder,
      await TelephonyStore.open({ kind: 'sqlite', file }, { clock, onTrouble() {} }),
    );
  }

  private begin(): Archive {
    return new Archive({
      folder: this.folder,
      books: this.store.books,
      rows: { apply: (changes) => this.store.writer.apply(changes), flush: () => this.store.writer.flush() },
      clock: this.time,
      timers: this.time,
      ids: this.ids,
      idAt: (ms) => new SortableIds({ nowMs: () => ms }, new SeededRandom(5)).next(),
      policy: () => ({ keepDays: 30 }),
      nextNight: (afterMs) => afterMs + dayMs,
      encryption: { keys: this.keys, wanted: () => this.encrypt },
      onLook() {},
      onTrouble: (trouble) => this.troubles.push(trouble),
    });
  }

  /** Writes the file of these keys, the last one for new recordings. */
  useKeys(...keys: readonly RecordingKey[]): void {
    writeFileSync(this.keyFile, keyFileText(keys), { mode: 0o600 });
  }

  /** A recording of a call that is over: its rows and its file. */
  async recorded(
    content: Buffer = someWav(40_000),
  ): Promise<{ readonly id: string; readonly path: string; readonly file: string }> {
    const at = this.time.nowMs();
    const id = this.ids.next();
    const path = pathOf(id, at);
    const file = this.put(path, content);
    const samples = (content.length - 44) / 2;
    const change: RowChange = {
      row: 'recording-open',
      recording: {
        ...{ id, callId: this.ids.next(), path, agent: '8001', startedAt: at, endedAt: at + Math.round(samples / 8) },
        ...{ state: 'complete', samples, lengthMs: Math.round(samples / 8), number: '13800000001' },
      },
    };
    this.store.writer.apply([change]);
    await this.store.writer.flush();
    this.time.advance(5_000);
    return { id, path, file };
  }

  put(path: string, content: Buffer): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  async row(id: string): Promise<RecordingRow> {
    const found = await this.store.reader.recordings.one(id);
    if (found === null) throw new Error(`there is no recording ${id}`);
    return found.recording;
  }

  /** Looks after the recordings now; what was found. */
  async check(): Promise<readonly RecordingDifferenceRow[]> {
    const { checkId } = await this.archive.check('test');
    return this.store.reader.recordings.differences(checkId);
  }

  /** Closed recordings are hashed and encrypted until nothing is left that can be. */
  async encrypted(): Promise<void> {
    await this.atRest();
    await this.check();
    await this.atRest();
    await this.store.writer.flush();
  }

  private async atRest(): Promise<void> {
    while (!this.archive.isAtRest) {
      this.time.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async end(): Promise<void> {
    await this.archive.close();
    await this.store.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

export function sha256Of(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
