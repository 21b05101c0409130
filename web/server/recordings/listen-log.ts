import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import type { ByteRange } from '../http/byte-range.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import type { Listens } from '../store/listens.js';

/** A player asks for many ranges: what comes within this time of the last is the same hearing. */
const sameHearingMs = 600_000;
const maxHearings = 2_000;
/** Ranges of one hearing that do not touch; more count as the whole between the first and the last. */
const maxRanges = 64;

interface Hearing {
  readonly row: string;
  lastMs: number;
  ranges: readonly ByteRange[];
}

/** Turns the requests of a player into hearings: one row each, with how much of the file was sent. */
export class ListenLog {
  private readonly hearings = new Map<string, Hearing>();
  private readonly writes = new Set<Promise<void>>();

  constructor(
    private readonly listens: Listens,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** Resolves when the row of this hearing stands; only then may sound go out. */
  async playing(
    holder: SignedIn,
    recordingId: string,
    from: string,
    ofOctets: number,
  ): Promise<(range: ByteRange) => void> {
    const key = keyOf(holder, recordingId);
    const known = this.hearings.get(key);
    const nowMs = this.clock.nowMs();
    let hearing: Hearing;
    if (known && nowMs - known.lastMs < sameHearingMs) hearing = known;
    else {
      const { user } = holder;
      const row = await this.listens.begin({ recordingId, user: user.id, how: 'play', from, ofOctets, reason: '' });
      // Two requests at once began one hearing each: the first stands for both from now on.
      hearing = { row, lastMs: nowMs, ranges: [] };
      this.hearings.delete(key);
      this.hearings.set(key, hearing);
      const oldest = this.hearings.size > maxHearings ? this.hearings.keys().next().value : undefined;
      if (oldest !== undefined) this.hearings.delete(oldest);
    }
    hearing.lastMs = nowMs;
    return (range) => {
      hearing.ranges = united(hearing.ranges, range);
      hearing.lastMs = this.clock.nowMs();
      this.write(this.listens.sent(hearing.row, octetsIn(hearing.ranges)));
    };
  }

  /** What the page says was played; nothing when this session has not begun to hear it. */
  async heard(holder: SignedIn, recordingId: string, heardMs: number): Promise<void> {
    const hearing = this.hearings.get(keyOf(holder, recordingId));
    if (hearing) await this.listens.heard(hearing.row, heardMs);
  }

  async downloading(
    { user }: SignedIn,
    recordingId: string,
    from: string,
    ofOctets: number,
    reason: string,
  ): Promise<(range: ByteRange) => void> {
    const row = await this.listens.begin({ recordingId, user: user.id, how: 'download', from, ofOctets, reason });
    return (range) => this.write(this.listens.sent(row, octetsIn([range])));
  }

  /** Everything so far is written. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.writes);
  }

  private write(write: Promise<void>): void {
    const written = write
      .catch((error: unknown) => this.log.error({ err: error }, 'how much was listened to could not be stored'))
      .finally(() => this.writes.delete(written));
    this.writes.add(written);
  }
}

function keyOf({ tokenHash }: SignedIn, recordingId: string): string {
  return `${tokenHash} ${recordingId}`;
}

/** Sorted, none touching another. */
export function united(ranges: readonly ByteRange[], more: ByteRange): readonly ByteRange[] {
  const all = [...ranges, more].sort((a, b) => a.first - b.first);
  const found: ByteRange[] = [];
  for (const range of all) {
    const last = found.at(-1);
    if (last && range.first <= last.last + 1) {
      found[found.length - 1] = { first: last.first, last: Math.max(last.last, range.last) };
    } else found.push(range);
  }
  const [first] = found;
  const end = found.at(-1);
  return found.length > maxRanges && first && end ? [{ first: first.first, last: end.last }] : found;
}

function octetsIn(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}
