import { join } from 'node:path';
import type { Clock } from '../base/clock.js';
import { CallboxError } from '../base/errors.js';
import type { Timers } from '../base/timers.js';
import { encryptFile, NotTheSame } from '../encryption/encrypt-file.js';
import type { RecordingKey } from '../encryption/key-file.js';
import type { KeySource } from '../encryption/recording-keys.js';
import { recordingOfPath } from '../recording/reconcile.js';
import type { KeyTrouble, RecordingRow } from '../terms/recordings.js';
import type { ArchiveTrouble } from './archive.js';
import type { Books, RowDesk } from './books.js';
import { codeOf } from './files.js';

const atOnce = 100;
/** Old recordings are encrypted no faster, so that the disk is there for those being made: four days of 30 calls in an hour. */
export const encryptedBytesPerMs = 8_000;

/** What encryption needs of the box. */
export interface EncryptionParts {
  readonly keys: KeySource & {
    readonly current: RecordingKey | null;
    readonly trouble: { readonly code: KeyTrouble } | null;
  };
  /** Recordings are to be encrypted, as the site says now. */
  readonly wanted: () => boolean;
}

export interface EncryptorParts extends EncryptionParts {
  /** Absolute. */
  readonly folder: string;
  readonly books: Pick<Books, 'toEncrypt'>;
  readonly rows: RowDesk;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onTrouble: (trouble: ArchiveTrouble) => void;
}

/** Encrypts closed recordings one after the other: the new ones first of all that wait, for there are few of them. */
export class Encryptor {
  private running: Promise<void> | null = null;
  private closed = false;
  private path: string | null = null;
  private file: Promise<void> = Promise.resolve();
  /** Being deleted. */
  private readonly barred = new Set<string>();
  /** Recordings that cannot be encrypted, until they are looked after again. */
  private readonly left = new Set<string>();
  /** Told already; a trouble that lasts is told once. */
  private told = '';
  private wake: (() => void) | null = null;

  constructor(private readonly parts: EncryptorParts) {}

  /** Goes on until nothing is left; does nothing while it runs, or if the site doesn't want it. */
  start(): void {
    if (this.running !== null || this.closed || !this.parts.wanted()) return;
    this.running = this.run()
      .catch((error: unknown) => this.tell('recording-not-encrypted', { reason: codeOf(error) }))
      .finally(() => {
        this.running = null;
      });
  }

  get isRunning(): boolean {
    return this.running !== null;
  }

  /** Tries again what it gave up, and tells again what is wrong. */
  anew(): void {
    this.left.clear();
    this.told = '';
  }

  /** A file half-made at this path is under way. */
  isAt(path: string): boolean {
    return this.path === path;
  }

  /** While `work` runs, this file is not encrypted: a file that is deleted would come back. */
  async without<T>(path: string, work: () => Promise<T>): Promise<T> {
    this.barred.add(path);
    try {
      if (this.isAt(path)) await this.file;
      return await work();
    } finally {
      this.barred.delete(path);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wake?.();
    await this.running;
  }

  private async run(): Promise<void> {
    const { books, rows, wanted, keys } = this.parts;
    await rows.flush();
    for (let after = ''; !this.closed && wanted(); ) {
      const batch = await books.toEncrypt(after, atOnce);
      const last = batch.at(-1);
      if (last === undefined) {
        this.told = '';
        return;
      }
      after = last.id;
      for (const row of batch) {
        const key = keys.current;
        if (key === null) return this.tell('recording-key-missing', { reason: keys.trouble?.code ?? 'none' });
        if (this.closed || !wanted()) break;
        if (this.left.has(row.id) || this.barred.has(row.path)) continue;
        this.path = row.path;
        const one = this.one(row, key);
        this.file = one.then(() => {});
        const goesOn = await one;
        this.path = null;
        if (!goesOn) return;
        await this.pause((row.bytes ?? 0) / encryptedBytesPerMs);
      }
      await rows.flush();
    }
  }

  /** False: none can be encrypted now. */
  private async one(row: RecordingRow, key: RecordingKey): Promise<boolean> {
    const { folder, keys, rows, clock } = this.parts;
    try {
      if (recordingOfPath(row.path) === null) throw Object.assign(new Error('not ours'), { code: 'EINVAL' });
      const { keyId } = await encryptFile(join(folder, row.path), key, keys, row.sha256);
      const change = { encryptedWith: keyId, checkedAt: clock.nowMs() };
      rows.apply([{ row: 'recording-change', id: row.id, change }]);
      return true;
    } catch (error) {
      return this.failed(row, error);
    }
  }

  private failed(row: RecordingRow, error: unknown): boolean {
    const reason = error instanceof CallboxError ? error.code : codeOf(error);
    if (reason === 'ENOSPC' || reason === 'EDQUOT') {
      this.tell('recording-not-encrypted', { reason });
      return false;
    }
    this.left.add(row.id);
    // What the check tells of anyway: gone, or changed since it was closed.
    if (error instanceof NotTheSame) this.parts.onTrouble({ code: 'recording-changed', detail: { recording: row.id } });
    else if (reason !== 'ENOENT') {
      this.parts.onTrouble({ code: 'recording-not-encrypted', detail: { recording: row.id, reason } });
    }
    return true;
  }

  private tell(code: 'recording-not-encrypted' | 'recording-key-missing', detail: { readonly reason: string }): void {
    const trouble = `${code} ${detail.reason}`;
    if (trouble === this.told) return;
    this.told = trouble;
    this.parts.onTrouble({ code, detail });
  }

  private pause(ms: number): Promise<void> {
    if (this.closed || !(ms >= 1)) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.parts.timers.after(Math.ceil(ms), () => this.wake?.());
      this.wake = () => {
        this.wake = null;
        cancel();
        resolve();
      };
    });
  }
}
