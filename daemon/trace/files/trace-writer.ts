/**
 * Writes every frame of the D-channels into data/traces, within half a second. It may lose frames, counted; it never
 * waits for a disk with anybody waiting for it, and never keeps a call's disk from the recordings.
 */
import { chmod, type FileHandle, mkdir, open, rename, statfs } from 'node:fs/promises';
import type { Clock } from '../../base/clock.js';
import type { Timers } from '../../base/timers.js';
import { fileHeaderOctets, isPcapHeader, pcapHeader, pcapRecord, readRecord, type TracedFrame } from '../pcap.js';
import { sweepTraces, traceFileOf } from './trace-folder.js';
import { readAt } from './trace-reader.js';

export interface TraceLimits {
  /** Files, one a day. Default 14. */
  readonly keepDays: number;
  /** All files together, bytes. Default 2 GiB: a busy box of 8 spans makes about 100 MiB a day. */
  readonly maxOctets: number;
  /** Less free than this, bytes: old traces go, then nothing is written; the room is the recordings'. Default 1 GiB. */
  readonly minFreeOctets: number;
  /** Frames that wait for the disk, bytes. Default 4 MiB. */
  readonly maxWaitingOctets: number;
}

export interface TraceTrouble {
  readonly code: 'trace-lost' | 'trace-recovered' | 'trace-mended';
  readonly detail: Readonly<Record<string, string | number>>;
}

export interface TraceCounts {
  readonly written: number;
  readonly lost: number;
}

export interface TraceWriterNeeds {
  /** Absolute; made if it is not there. */
  readonly folder: string;
  /** "YYYY-MM-DD" where the site is. */
  dayOf(atMs: number): string;
  readonly clock: Clock;
  readonly timers: Timers;
  onTrouble(trouble: TraceTrouble): void;
  readonly limits?: Partial<TraceLimits>;
}

const usualLimits: TraceLimits = {
  keepDays: 14,
  maxOctets: 2 * 2 ** 30,
  minFreeOctets: 2 ** 30,
  maxWaitingOctets: 4 * 2 ** 20,
};
const flushMs = 200;
/** The disk is looked at, and old files go, at most so often. */
const lookMs = 10_000;
const mendPieceOctets = 1_048_576;

interface OpenFile {
  readonly day: string;
  readonly handle: FileHandle;
  octets: number;
}

export class TraceWriter {
  private readonly limits: TraceLimits;
  private waiting: Buffer[] = [];
  private waitingOctets = 0;
  private written = 0;
  private lost = 0;
  private lostTold = 0;
  private file: OpenFile | null = null;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private full = false;
  private cancel: (() => void) | null = null;
  private writing: Promise<void> | null = null;
  private closed = false;

  constructor(private readonly needs: TraceWriterNeeds) {
    this.limits = { ...usualLimits, ...needs.limits };
  }

  /** Never waits and never throws; frames that cannot be kept are counted. */
  take(frames: readonly TracedFrame[]): void {
    for (const frame of frames) {
      if (this.closed || this.waitingOctets >= this.limits.maxWaitingOctets) {
        this.lost += 1;
        continue;
      }
      const record = pcapRecord(frame);
      this.waiting.push(record);
      this.waitingOctets += record.length;
    }
    if (this.waiting.length > 0) this.plan();
  }

  counts(): TraceCounts {
    return { written: this.written, lost: this.lost };
  }

  /** Everything taken so far is written, or counted as lost. */
  async flush(): Promise<void> {
    await this.writing;
    if (this.waiting.length > 0) await this.begin();
  }

  async close(): Promise<void> {
    this.cancel?.();
    await this.flush();
    this.closed = true;
    await this.file?.handle.close().catch(() => {});
    this.file = null;
  }

  private plan(): void {
    if (this.cancel !== null || this.writing !== null) return;
    this.cancel = this.needs.timers.after(flushMs, () => {
      this.cancel = null;
      void this.begin();
    });
  }

  private begin(): Promise<void> {
    this.cancel?.();
    this.cancel = null;
    this.writing ??= this.write().finally(() => {
      this.writing = null;
      if (this.waiting.length > 0 && !this.closed) this.plan();
    });
    return this.writing;
  }

  /** Never rejects. */
  private async write(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    this.waitingOctets = 0;
    const nowMs = this.needs.clock.nowMs();
    let reason = 'disk-low';
    try {
      const file = await this.fileOf(this.needs.dayOf(nowMs));
      await this.look(file, nowMs);
      if (!this.full) {
        await append(file, Buffer.concat(batch));
        this.written += batch.length;
        this.recovered();
        return;
      }
    } catch (error) {
      reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
      await this.cutOff();
    }
    this.lost += batch.length;
    if (this.lostTold === 0) this.tell('trace-lost', { reason, frames: this.lost });
    this.lostTold = this.lost;
  }

  /** What was half written goes; a file that cannot even do that is opened anew, and is mended then. */
  private async cutOff(): Promise<void> {
    const { file } = this;
    if (file === null) return;
    await file.handle.truncate(file.octets).catch(async () => {
      this.file = null;
      await file.handle.close().catch(() => {});
    });
  }

  private recovered(): void {
    if (this.lostTold === 0) return;
    this.lostTold = 0;
    this.tell('trace-recovered', { lost: this.lost });
  }

  private tell(code: TraceTrouble['code'], detail: TraceTrouble['detail']): void {
    this.needs.onTrouble({ code, detail });
  }

  private async fileOf(day: string): Promise<OpenFile> {
    if (this.file?.day === day) return this.file;
    await this.file?.handle.close();
    this.file = null;
    if ((await mkdir(this.needs.folder, { recursive: true })) !== undefined) await chmod(this.needs.folder, 0o2770);
    const path = traceFileOf(this.needs.folder, day);
    const { file, cut } = await openMended(path, day);
    if (cut > 0) this.tell('trace-mended', { day, cut });
    this.file = file;
    this.lookedAt = Number.NEGATIVE_INFINITY;
    return file;
  }

  /** Old files go; says in `full` whether there is room for more. */
  private async look(file: OpenFile, nowMs: number): Promise<void> {
    // A clock that was set back is no reason to look no more.
    if (Math.abs(nowMs - this.lookedAt) < lookMs) return;
    this.lookedAt = nowMs;
    const { folder } = this.needs;
    const { keepDays, maxOctets, minFreeOctets } = this.limits;
    await sweepTraces(folder, file.day, { keepDays, maxOctets });
    let free = await freeOctets(folder);
    if (free < minFreeOctets && (await sweepTraces(folder, file.day, { keepDays: 1, maxOctets })) > 0) {
      free = await freeOctets(folder);
    }
    this.full = free < minFreeOctets || file.octets >= maxOctets;
  }
}

async function freeOctets(folder: string): Promise<number> {
  const { bsize, bavail } = await statfs(folder);
  return bsize * bavail;
}

async function append(file: OpenFile, octets: Buffer): Promise<void> {
  for (let done = 0; done < octets.length; ) {
    const { bytesWritten } = await file.handle.write(octets, done, octets.length - done, file.octets + done);
    if (bytesWritten === 0) throw Object.assign(new Error('the disk took nothing'), { code: 'ENOSPC' });
    done += bytesWritten;
  }
  file.octets += octets.length;
}

/** A file that a killed process left is cut off behind its last whole record; one that is no trace is put aside. */
async function openMended(path: string, day: string): Promise<{ file: OpenFile; cut: number }> {
  const handle = await open(path, 'a+').then(async (made) => {
    await made.close();
    return open(path, 'r+');
  });
  try {
    const { size } = await handle.stat();
    const header = await readAt(handle, 0, fileHeaderOctets);
    if (size >= fileHeaderOctets && !isPcapHeader(header)) {
      await handle.close();
      await rename(path, `${path}.unreadable`);
      const { file } = await openMended(path, day);
      return { file, cut: size };
    }
    const end = size < fileHeaderOctets ? 0 : await endOfRecords(handle);
    if (end < size) await handle.truncate(end);
    const file = { day, handle, octets: end };
    if (end === 0) await append(file, pcapHeader());
    return { file, cut: size - end };
  } catch (error) {
    await handle.close().catch(() => {});
    throw error;
  }
}

/** Behind the last whole record. */
async function endOfRecords(handle: FileHandle): Promise<number> {
  for (let end = fileHeaderOctets; ; ) {
    const piece = await readAt(handle, end, mendPieceOctets);
    let at = 0;
    for (let record = readRecord(piece, at); typeof record !== 'string'; record = readRecord(piece, at)) {
      at += record.octets;
    }
    end += at;
    if (at === 0) return end;
  }
}
