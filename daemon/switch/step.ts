import type { AcdNotice } from '../acd/notices.js';
import type { Detail, Step } from '../base/step.js';
import type { CallsNotice } from '../calls/notices.js';
import type { AttemptNotice, CrewNotice, DialerNotice } from '../dialer/notices.js';
import type { IvrNotice } from '../ivr/flows.js';
import type { LineCommand } from '../lines/lines.js';
import type { RecordingNotice } from '../recording/ledger.js';
import type { LiveTopic } from '../terms/live.js';
import type { LeadsAsk } from '../terms/outbound.js';
import type { RowChange } from '../terms/rows.js';
import type { Effect, LogLevel, Offer } from './effects.js';

export type Notice = CallsNotice | IvrNotice | AcdNotice | RecordingNotice | DialerNotice | AttemptNotice | CrewNotice;

/** Timers that are set, by name. A new id for each setting, so that a late firing is known as stale. */
export class ArmedTimers {
  private readonly ids = new Map<string, number>();
  private lastId = 0;

  /** Its new id, and the one it had; null: it was not set. */
  arm(name: string): { readonly id: number; readonly replaced: number | null } {
    const replaced = this.ids.get(name) ?? null;
    this.lastId += 1;
    this.ids.set(name, this.lastId);
    return { id: this.lastId, replaced };
  }

  /** The id to cancel, or null if none is set. */
  disarm(name: string): number | null {
    const id = this.ids.get(name);
    if (id === undefined) return null;
    this.ids.delete(name);
    return id;
  }

  /** False: it was cancelled or set anew meanwhile. */
  fired(name: string, id: number): boolean {
    if (this.ids.get(name) !== id) return false;
    this.ids.delete(name);
    return true;
  }

  names(): readonly string[] {
    return [...this.ids.keys()];
  }
}

const noTopics: ReadonlyMap<LiveTopic, Set<string>> = new Map();
const noCalls: ReadonlySet<string> = new Set();

/** Collects what one input leads to. */
export class SwitchStep implements Step<Notice> {
  readonly effects: Effect[] = [];
  readonly notices: Notice[] = [];
  readonly offers: Offer[] = [];
  // Many inputs touch nothing: these are made when they are needed.
  private topics: Map<LiveTopic, Set<string>> | null = null;
  private whole: Set<string> | null = null;

  constructor(
    readonly atMs: number,
    private readonly timers: ArmedTimers,
    readonly newId: () => string,
  ) {}

  /** Each once, in the order of the first touch. */
  get touched(): ReadonlyMap<LiveTopic, Set<string>> {
    return this.topics ?? noTopics;
  }

  /** Those of the touched calls of which more than the place may have changed. */
  get wholeCalls(): ReadonlySet<string> {
    return this.whole ?? noCalls;
  }

  line(command: LineCommand): void {
    this.effects.push({ effect: 'line', command });
  }

  row(row: RowChange): void {
    this.effects.push({ effect: 'row', row });
  }

  incident(code: string, detail: Detail): void {
    this.row({ row: 'incident', incident: { at: this.atMs, code, detail: JSON.stringify(detail) } });
  }

  log(level: LogLevel, message: string, detail: Detail): void {
    this.effects.push({ effect: 'log', level, message, detail });
  }

  setTimer(name: string, delayMs: number): void {
    const { id, replaced } = this.timers.arm(name);
    if (replaced !== null) this.effects.push({ effect: 'cancel-timer', id: replaced });
    this.effects.push({ effect: 'set-timer', name, id, delayMs });
  }

  cancelTimer(name: string): void {
    const id = this.timers.disarm(name);
    if (id !== null) this.effects.push({ effect: 'cancel-timer', id });
  }

  touch(topic: LiveTopic, id: string | number): void {
    const name = typeof id === 'string' ? id : String(id);
    if (topic === 'call') {
      this.whole ??= new Set();
      this.whole.add(name);
    }
    this.add(topic, name);
  }

  touchPlace(callId: string): void {
    this.add('call', callId);
  }

  private add(topic: LiveTopic, name: string): void {
    this.topics ??= new Map();
    let ids = this.topics.get(topic);
    if (ids === undefined) {
      ids = new Set();
      this.topics.set(topic, ids);
    }
    ids.add(name);
  }

  /** Asks the world what is known of a caller. */
  lookup(callId: string, callingNumber: string): void {
    this.effects.push({ effect: 'lookup', callId, callingNumber });
  }

  /** Asks the database for leads to dial. */
  leads(ask: LeadsAsk): void {
    this.effects.push({ effect: 'leads', ask });
  }

  tell(notice: Notice): void {
    this.notices.push(notice);
  }
}
