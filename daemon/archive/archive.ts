import { join } from 'node:path';
import type { Clock } from '../base/clock.js';
import { CallboxError } from '../base/errors.js';
import type { Ids } from '../base/ids.js';
import type { Timers } from '../base/timers.js';
import { digestOf, openSound } from '../encryption/sound.js';
import { recordingOfPath } from '../recording/reconcile.js';
import { type KeepGroup, keepGroups, oldestKept, retentionPlan } from '../recording/retention.js';
import { usedPercent } from '../recording/storage.js';
import { heldForEver, type RecordingRow, type StorageLook } from '../terms/recordings.js';
import type { RowChange } from '../terms/rows.js';
import type { RecordingPolicy } from '../terms/site.js';
import type { Books, RowDesk } from './books.js';
import { Check } from './check.js';
import { RecordingDisk } from './disk.js';
import { type EncryptionParts, Encryptor } from './encryptor.js';
import { codeOf, removeFile } from './files.js';

export const lookEveryMs = 30_000;
/** After the start and after a recording's end, so that whoever talks comes first. */
const soonMs = 1_000;
const hashedAtOnce = 100;
const deletedAtOnce = 500;
const weekMs = 7 * 86_400_000;
/** How often the week's bytes are added up. */
const weekEveryMs = 600_000;
const warnPercent = 80;

export interface ArchiveTrouble {
  readonly code:
    | 'recording-unsealed'
    | 'recording-changed'
    | 'recordings-differ'
    | 'recording-not-deleted'
    | 'recordings-unchecked'
    /** Recordings are to be encrypted and there is no key for it: they stay in clear. */
    | 'recording-key-missing'
    | 'recording-not-encrypted';
  readonly detail: Readonly<Record<string, string | number>>;
}

export interface ArchiveParts {
  /** Absolute. */
  readonly folder: string;
  readonly books: Books;
  readonly rows: RowDesk;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  /** A new id as if it had been made then. */
  readonly idAt: (ms: number) => string;
  /** How long recordings are kept, as the site says now. */
  readonly policy: () => RecordingPolicy;
  /** When the next night's look after the recordings is due, epoch ms. */
  readonly nextNight: (afterMs: number) => number;
  readonly onLook: (look: StorageLook) => void;
  /** An incident. */
  readonly onTrouble: (trouble: ArchiveTrouble) => void;
  readonly encryption: EncryptionParts;
  /** Bytes of files read again in one check; absent: 2 GiB. */
  readonly verifyBytes?: number;
}

/** Recordings once they are files: sealed, compared with ledger and calls, deleted when their time is over. */
export class Archive {
  private readonly disk: RecordingDisk;
  private readonly encryptor: Encryptor;
  private readonly unreadable = new Set<string>();
  private readonly cancels = new Map<string, () => void>();
  private hashing: Promise<void> | null = null;
  private checking: Promise<{ readonly checkId: string }> | null = null;
  private looking: Promise<void> | null = null;
  private week: { atMs: number; bytesPerDay: number | null } | null = null;
  private closed = false;

  constructor(private readonly parts: ArchiveParts) {
    this.disk = new RecordingDisk(parts.folder);
    this.encryptor = new Encryptor({ ...parts, ...parts.encryption });
  }

  /** Looks at the disk at once and from then on; checks soon, and every night. */
  start(): void {
    this.lookAgain(0);
    this.after('check', soonMs, () => this.checkQuietly('start'));
    this.nightly();
  }

  /** A recording was closed. */
  closedOne(): void {
    if (this.hashing === null && !this.cancels.has('hash')) this.after('hash', soonMs, () => this.seal());
  }

  /** Compares calls, ledger and files, and deletes what the policy lets go. Rejects with 'not-now' while one runs. */
  check(by: string): Promise<{ readonly checkId: string }> {
    if (this.closed) return Promise.reject(new CallboxError('not-now', 'the daemon ends: ask the next one'));
    if (this.checking !== null) {
      return Promise.reject(
        new CallboxError('not-now', 'the recordings are being checked already; wait for the result'),
      );
    }
    this.checking = this.checked(by).finally(() => {
      this.checking = null;
    });
    return this.checking;
  }

  /** Nothing is being encrypted. */
  get isAtRest(): boolean {
    return !this.encryptor.isRunning;
  }

  /** Legal hold. Rejects with 'not-found'. */
  async hold(hold: {
    readonly by: string;
    readonly recordingId: string;
    readonly until: number | null;
    readonly reason: string;
  }): Promise<void> {
    const { by, recordingId, until, reason } = hold;
    await this.parts.rows.flush();
    const row = await this.parts.books.one(recordingId);
    if (row === null) throw new CallboxError('not-found', `there is no recording ${recordingId}`);
    if (row.deletedAt !== null && until !== null) {
      throw new CallboxError('conflict', `recording ${recordingId} was deleted by its policy; only its row is left`);
    }
    const heldUntil = until === null ? null : Math.min(until, heldForEver);
    this.change(recordingId, { heldUntil, heldBy: by, heldReason: reason });
    await this.parts.rows.flush();
  }

  /** What is under way ends by itself and soon. */
  async close(): Promise<void> {
    this.closed = true;
    this.disk.close();
    for (const cancel of this.cancels.values()) cancel();
    await Promise.allSettled([this.hashing, this.checking, this.looking, this.encryptor.close()]);
  }

  // ---- the disk

  private lookAgain(delayMs: number): void {
    this.after('look', delayMs, () => {
      this.looking = this.look().finally(() => {
        this.looking = null;
        if (!this.closed) this.lookAgain(lookEveryMs);
      });
    });
  }

  private async look(): Promise<void> {
    this.encryptor.start(); // a key or the site's wish may have come
    const look = await this.disk.look(await this.bytesPerDay());
    if (this.closed) return;
    this.parts.onLook(look);
    const tended = await this.disk.tend(look);
    if (tended === 'released' && !this.closed) this.parts.onLook(await this.disk.look(look.bytesPerDay));
    // What the policy lets go need not wait for the night.
    if (usedPercent(look) >= warnPercent && this.checking === null) await this.deleteOld().catch(() => 0);
  }

  private async bytesPerDay(): Promise<number | null> {
    const now = this.parts.clock.nowMs();
    if (this.week !== null && Math.abs(now - this.week.atMs) < weekEveryMs) return this.week.bytesPerDay;
    try {
      const first = await this.parts.books.firstCallAt();
      const bytes = await this.parts.books.bytesSince(now - weekMs);
      const days = first === null ? 7 : Math.max(1, Math.min(7, (now - first) / (weekMs / 7)));
      this.week = { atMs: now, bytesPerDay: bytes === 0 ? null : Math.round(bytes / days) };
    } catch {
      this.week = { atMs: now, bytesPerDay: null }; // the database does not answer now: no estimate
    }
    return this.week.bytesPerDay;
  }

  // ---- sealing

  private seal(): void {
    if (this.hashing !== null || this.closed) return;
    this.hashing = this.sealAll()
      .catch((error: unknown) =>
        this.parts.onTrouble({ code: 'recording-unsealed', detail: { reason: reasonOf(error) } }),
      )
      .finally(() => {
        this.hashing = null;
        this.encryptor.start();
      });
  }

  private async sealAll(): Promise<void> {
    await this.parts.rows.flush();
    for (let after = ''; !this.closed; ) {
      const rows = await this.parts.books.toHash(after, hashedAtOnce);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.id;
      for (const row of rows) if (!this.closed && !this.unreadable.has(row.id)) await this.sealOne(row);
      await this.parts.rows.flush();
    }
  }

  private async sealOne(row: RecordingRow): Promise<void> {
    const isOurs = recordingOfPath(row.path) !== null;
    try {
      if (!isOurs) throw Object.assign(new Error('no recording is called so'), { code: 'EINVAL' });
      const sound = await openSound(join(this.parts.folder, row.path), this.parts.encryption.keys);
      try {
        const { sha256, bytes } = await digestOf(sound);
        this.change(row.id, { sha256, bytes, checkedAt: this.parts.clock.nowMs() });
      } finally {
        await sound.close();
      }
    } catch (error) {
      this.unreadable.add(row.id);
      // A file that was never written is missing for the reason in its row.
      if (row.samples !== 0) {
        this.parts.onTrouble({ code: 'recording-unsealed', detail: { recording: row.id, reason: codeOf(error) } });
      }
    }
  }

  // ---- looking after all of them

  private nightly(): void {
    const now = this.parts.clock.nowMs();
    const delayMs = Math.max(60_000, Math.min(this.parts.nextNight(now) - now, 86_400_000));
    this.after('night', delayMs, () => {
      this.checkQuietly('night');
      this.nightly();
    });
  }

  private checkQuietly(by: string): void {
    this.check(by).catch((error: unknown) => {
      if (!this.closed) this.parts.onTrouble({ code: 'recordings-unchecked', detail: { reason: reasonOf(error) } });
    });
  }

  private async checked(by: string): Promise<{ readonly checkId: string }> {
    const { parts } = this;
    this.unreadable.clear();
    this.encryptor.anew();
    const startedAt = parts.clock.nowMs();
    await this.hashing;
    await this.sealAll();
    const check = new Check(parts, {
      isClosed: () => this.closed,
      isBeingMade: (path) => this.encryptor.isAt(path),
    });
    await check.compare();
    await this.sealAll(); // what was adopted
    await check.verify();
    this.encryptor.start();
    const deleted = await this.deleteOld();
    const checkId = parts.ids.next();
    const { row, differences } = check.result({ id: checkId, by, startedAt, endedAt: parts.clock.nowMs(), deleted });
    parts.rows.apply([{ row: 'recording-check', check: row, differences }]);
    await parts.rows.flush();
    if (row.differences > 0) {
      parts.onTrouble({ code: 'recordings-differ', detail: { check: checkId, differences: row.differences } });
    }
    return { checkId };
  }

  /** What the policy lets go; answers how many. */
  private async deleteOld(): Promise<number> {
    const last = await this.parts.books.lastCheck();
    let deleted = 0;
    for (const group of keepGroups(this.parts.policy())) deleted += await this.deleteOf(group, last?.endedAt ?? null);
    return deleted;
  }

  /** Oldest first. */
  private async deleteOf(group: KeepGroup, lastCheckAt: number | null): Promise<number> {
    const { parts } = this;
    const now = parts.clock.nowMs();
    const oldest = oldestKept(now, lastCheckAt, group.keepDays);
    let deleted = 0;
    for (let failed = false; !this.closed && !failed; ) {
      const rows = retentionPlan(await parts.books.before(group, oldest, now, deletedAtOnce), oldest, now);
      if (rows.length === 0) break;
      for (const row of rows) {
        if (await this.deleteOne(row, now)) deleted += 1;
        else failed = true;
      }
      await parts.rows.flush();
    }
    return deleted;
  }

  private async deleteOne(row: RecordingRow, atMs: number): Promise<boolean> {
    try {
      if (recordingOfPath(row.path) === null) throw Object.assign(new Error('not ours'), { code: 'EINVAL' });
      await this.encryptor.without(row.path, () => removeFile(this.parts.folder, row.path));
      this.change(row.id, { deletedAt: atMs });
      return true;
    } catch (error) {
      const detail = { recording: row.id, reason: codeOf(error) };
      this.parts.onTrouble({ code: 'recording-not-deleted', detail });
      return false;
    }
  }

  private change(id: string, change: Extract<RowChange, { row: 'recording-change' }>['change']): void {
    this.parts.rows.apply([{ row: 'recording-change', id, change }]);
  }

  private after(name: string, delayMs: number, run: () => void): void {
    this.cancels.get(name)?.();
    const cancel = this.parts.timers.after(delayMs, () => {
      this.cancels.delete(name);
      if (!this.closed) run();
    });
    this.cancels.set(name, cancel);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'unknown';
}
