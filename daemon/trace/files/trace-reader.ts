/** Frames of a time, out of the files that the daemon writes. */
import { type FileHandle, open } from 'node:fs/promises';
import { fileHeaderOctets, isPcapHeader, readRecord, type TracedFrame } from '../pcap.js';
import { type TraceFile, traceFiles } from './trace-folder.js';

/** Octets in one read. */
const pieceOctets = 262_144;
const dayMs = 86_400_000;
/** Files whose places are remembered; more days are seldom looked at. */
const maxIndexes = 64;

/** One whole piece of a file: where it is and between which times its frames are. A clock may have been set back. */
interface Piece {
  readonly at: number;
  readonly octets: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

interface Index {
  readonly pieces: Piece[];
  /** Behind the last whole piece. */
  end: number;
  /** What stands at `end` is no record: nothing behind it can be read. */
  broken: boolean;
}

export class TraceReader {
  private readonly indexes = new Map<string, Index>();

  constructor(private readonly folder: string) {}

  /** Frames in [fromUs, toUs), a piece of a file at a time. Files of others, and what is broken in ours, are passed over. */
  async *read(fromUs: number, toUs: number): AsyncGenerator<TracedFrame[]> {
    for (const file of await this.filesOf(fromUs, toUs)) yield* this.readFile(file, fromUs, toUs);
  }

  /** Whether there is a file of this day, "YYYY-MM-DD" where the site is. */
  async has(day: string): Promise<boolean> {
    return (await traceFiles(this.folder)).some((file) => file.day === day);
  }

  /** A day more at each end: days are those of the site's zone. */
  private async filesOf(fromUs: number, toUs: number): Promise<TraceFile[]> {
    const [first, last] = [dayOf(fromUs / 1_000 - dayMs), dayOf(toUs / 1_000 + dayMs)];
    return (await traceFiles(this.folder)).filter(({ day }) => day >= first && day <= last);
  }

  private async *readFile(file: TraceFile, fromUs: number, toUs: number): AsyncGenerator<TracedFrame[]> {
    const handle = await open(file.path, 'r').catch(() => null); // swept away meanwhile
    if (handle === null) return;
    try {
      const index = await this.indexOf(file, handle);
      if (index === null) return;
      for (const piece of [...index.pieces]) {
        if (piece.lastUs >= fromUs && piece.firstUs < toUs) yield await framesAt(handle, piece.at, fromUs, toUs);
      }
      // Behind the last whole piece: this may still grow.
      if (!index.broken) yield await framesAt(handle, index.end, fromUs, toUs);
    } finally {
      await handle.close();
    }
  }

  /** What is known of the file, and what has come since; null: it is no trace. */
  private async indexOf(file: TraceFile, handle: FileHandle): Promise<Index | null> {
    const known = this.indexes.get(file.path);
    // One that has become shorter was cut off at a start of the daemon.
    const index = known !== undefined && known.end <= file.octets ? known : await begin(handle);
    if (index === null) return null;
    this.indexes.delete(file.path);
    this.indexes.set(file.path, index);
    const oldest = this.indexes.size > maxIndexes ? this.indexes.keys().next().value : undefined;
    if (oldest !== undefined) this.indexes.delete(oldest);
    while (!index.broken && file.octets - index.end >= pieceOctets) {
      const piece = await indexPiece(handle, index.end);
      if (piece === null || piece.octets === 0) index.broken = true;
      else {
        index.pieces.push(piece);
        index.end += piece.octets;
      }
    }
    return index;
  }
}

function dayOf(atMs: number): string {
  const date = new Date(Math.min(Math.max(atMs, 0), 8.64e15));
  return date.toISOString().slice(0, 10);
}

async function begin(handle: FileHandle): Promise<Index | null> {
  const header = await readAt(handle, 0, fileHeaderOctets);
  return isPcapHeader(header) ? { pieces: [], end: fileHeaderOctets, broken: false } : null;
}

export async function readAt(handle: FileHandle, at: number, octets: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(octets);
  const { bytesRead } = await handle.read(buffer, 0, octets, at);
  return buffer.subarray(0, bytesRead);
}

/** null: there is no record at all. */
async function indexPiece(handle: FileHandle, at: number): Promise<Piece | null> {
  const octets = await readAt(handle, at, pieceOctets);
  let firstUs = Number.POSITIVE_INFINITY;
  let lastUs = Number.NEGATIVE_INFINITY;
  let end = 0;
  for (;;) {
    const record = readRecord(octets, end);
    if (typeof record === 'string') break;
    end += record.octets;
    firstUs = Math.min(firstUs, record.frame.atUs);
    lastUs = Math.max(lastUs, record.frame.atUs);
  }
  return end === 0 ? null : { at, octets: end, firstUs, lastUs };
}

async function framesAt(handle: FileHandle, at: number, fromUs: number, toUs: number): Promise<TracedFrame[]> {
  const octets = await readAt(handle, at, pieceOctets);
  const frames: TracedFrame[] = [];
  let end = 0;
  for (let record = readRecord(octets, end); typeof record !== 'string'; record = readRecord(octets, end)) {
    end += record.octets;
    if (record.frame.atUs >= fromUs && record.frame.atUs < toUs) frames.push(record.frame);
  }
  return frames;
}
