/** What this room needs of the rest of the daemon. */
import type { LineEvent, SpanMeters, SpanState } from '../lines/lines.js';
import type { CommissioningRow } from '../terms/commissioning.js';
import type { TechnicianRequest } from '../terms/requests.js';
import type { Site } from '../terms/site.js';
import type { SiteChange } from '../terms/site-change.js';
import type { SpanChange, SpanSetup } from '../terms/span-setup.js';

export interface LinesPort {
  /** As the lines are now; null: they know no such span. */
  span(span: number): SpanState | null;
  meters(span: number): SpanMeters | null;
  /** Blocks of the whole board that came late or were lost since the lines were opened. */
  lateBlocks(): number;
  /** Channels of the span that are in use, by calls or test calls. */
  calls(span: number): number;
  /** Rejects with a CallboxError that says why it is not possible. */
  order(request: TechnicianRequest): Promise<void>;
  /** What the lines say from now on; the result ends it. */
  listen(listener: (event: LineEvent) => void): () => void;
  /** A bearer without a call; null: none. */
  idleBearer(span: number): number | null;
}

export interface SitePort {
  readonly current: { readonly version: number; readonly site: Site };
  /** Rejects with 'conflict' or 'bad-request'. */
  change(by: string, version: number, change: SiteChange): Promise<{ readonly version: number }>;
  /** Throws CallboxError bad-request with all that is wrong, in both languages. */
  assertGood(site: Site, change: SiteChange): void;
}

/** The driver of a real card. '' done, else a code. */
export interface DriverPort {
  apply(span: number, setup: SpanSetup, by: string): Promise<string>;
}

export interface KeepPort {
  spanChange(change: SpanChange): void;
  commissioning(row: CommissioningRow): void;
  incident(code: string, detail: Readonly<Record<string, string | number | boolean>>): void;
  /** Resolves when what was kept so far is on the disk, or cannot be for now. */
  settled(): Promise<void>;
}
