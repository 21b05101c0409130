/** Each call is opened once, ends once, has one CDR that its events and legs agree with. */
import type { CallEventSaid, CallRow, LegRow } from '../../../daemon/terms/rows.js';
import type { Violations } from './violations.js';

/** What may still change of a call that has ended. */
const afterTheEnd = new Set(['disposition']);
/** Events that may follow 'ended'. */
const lateEvents = new Set(['disposition', 'rating', 'called-back', 'data', 'wrap-up-extended', 'pop-shown']);
/** A leg whose end is on its way when the call ends. */
const legGraceMs = 20_000;

const none: readonly LegRow[] = [];

interface Known {
  row: CallRow;
  nextSeq: number;
  talked: boolean;
  dialled: number;
  queued: number;
  endedEvents: number;
  lastEventAt: number;
  legs: number;
}

export class CallAudit {
  /** Calls in progress; those that are over are counted only. */
  readonly open = new Map<string, Known>();
  ended = 0;
  total = 0;
  /** Ended calls that may still be changed or noted; the oldest are forgotten. */
  private readonly recent = new Map<string, Known>();
  private readonly openLegs = new Map<string, LegRow>();
  private readonly legsByCall = new Map<string, Map<number, LegRow>>();
  private readonly legOnChannel = new Map<string, LegRow>();

  constructor(
    private readonly violations: Violations,
    private readonly nowMs: () => number,
  ) {}

  isOpen(callId: string): boolean {
    return this.open.has(callId);
  }

  row(callId: string): CallRow | null {
    return (this.open.get(callId) ?? this.recent.get(callId))?.row ?? null;
  }

  opened(row: CallRow): void {
    this.violations.expect(!this.known(row.id), 'call-opened-twice', () => row.id);
    this.total += 1;
    const known: Known = {
      row: { ...row },
      nextSeq: 0,
      talked: false,
      dialled: 0,
      queued: 0,
      endedEvents: 0,
      lastEventAt: row.startedAt,
      legs: 0,
    };
    this.open.set(row.id, known);
  }

  changed(id: string, change: Partial<Omit<CallRow, 'id'>>): void {
    const known = this.open.get(id);
    if (known === undefined) {
      const keys = Object.keys(change).filter((key) => !afterTheEnd.has(key));
      // A call that ended long ago, or before a restart, may still be given its disposition.
      this.violations.expect(keys.length === 0, 'call-changed-after-end', () => `${id}: ${keys.join()}`);
      return;
    }
    Object.assign(known.row, change);
    if (change.endedAt !== undefined && change.endedAt !== null) this.end(known);
  }

  event({ callId, seq, at, what, agent }: CallEventSaid): void {
    this.violations.expect(agent !== '', 'event-of-nobody', () => `${callId}: ${what}`);
    const known = this.open.get(callId) ?? this.recent.get(callId);
    if (known === undefined) return;
    this.violations.expect(seq === known.nextSeq, 'events-jump', () => `${callId}: ${known.nextSeq} to ${seq}`);
    this.violations.expect(at >= known.lastEventAt, 'events-go-back', () => `${callId}: ${what}`);
    known.nextSeq = seq + 1;
    known.lastEventAt = at;
    if (known.endedEvents > 0 && !lateEvents.has(what)) {
      this.violations.add('event-after-end', `${callId}: ${what}`);
    }
    switch (what) {
      case 'ended':
        known.endedEvents += 1;
        this.violations.expect(known.endedEvents === 1, 'ended-twice', () => callId);
        return;
      case 'talking':
        known.talked = true;
        return;
      case 'dialled':
        known.dialled += 1;
        return;
      case 'queued':
        known.queued += 1;
    }
  }

  /** This row says that it has just answered. */
  isAnswering({ callId, leg, answeredAt }: LegRow): boolean {
    return answeredAt !== null && this.openLegs.get(`${callId} ${leg}`)?.answeredAt === null;
  }

  leg(leg: LegRow): void {
    const known = this.open.get(leg.callId) ?? this.recent.get(leg.callId);
    const key = `${leg.callId} ${leg.leg}`;
    if (known === undefined) {
      this.violations.add('leg-without-call', key);
      return;
    }
    if (leg.leg > known.legs) {
      this.violations.expect(leg.leg === known.legs + 1, 'legs-jump', () => `${key} after ${known.legs}`);
      known.legs = leg.leg;
    }
    const ordered =
      (leg.answeredAt ?? leg.startedAt) >= leg.startedAt && (leg.endedAt ?? leg.startedAt) >= leg.startedAt;
    this.violations.expect(ordered, 'leg-times', () => JSON.stringify(leg));
    if (leg.endedAt === null) {
      const before = this.openLegs.get(key);
      this.openLegs.set(key, leg);
      const legs = this.legsByCall.get(leg.callId) ?? new Map<number, LegRow>();
      this.legsByCall.set(leg.callId, legs.set(leg.leg, leg));
      if (before !== undefined && before.channel !== leg.channel) this.offChannel(before);
      if (before?.channel !== leg.channel) this.oneLegPerChannel(leg);
      if (before === undefined && leg.role === 'agent') this.oneCallPerAgent(leg);
    } else {
      this.openLegs.delete(key);
      const legs = this.legsByCall.get(leg.callId);
      legs?.delete(leg.leg);
      if (legs?.size === 0) this.legsByCall.delete(leg.callId);
      this.offChannel(leg);
    }
  }

  /** Of calls that are not over. */
  get legs(): Iterable<LegRow> {
    return this.openLegs.values();
  }

  legsOf(callId: string): Iterable<LegRow> {
    return this.legsByCall.get(callId)?.values() ?? none;
  }

  /** Legs must not outlive their call for long. */
  tick(): void {
    for (const [key, leg] of this.openLegs) {
      if (this.open.has(leg.callId)) continue;
      const endedAt = this.recent.get(leg.callId)?.row.endedAt ?? null;
      if (endedAt === null || this.nowMs() - endedAt < legGraceMs) continue;
      this.violations.add(
        'leg-never-ended',
        `${key} (${leg.role}, ${leg.channel}) ${this.nowMs() - endedAt} ms after its call`,
      );
      this.openLegs.delete(key);
    }
  }

  /** The daemon was killed: what was open is closed as interrupted when the next one starts. */
  killed(): void {
    this.ended += this.open.size;
    this.open.clear();
    this.openLegs.clear();
    this.legsByCall.clear();
    this.legOnChannel.clear();
  }

  atRest(): void {
    for (const id of this.open.keys()) this.violations.add('call-never-ended', id);
    for (const key of this.openLegs.keys()) this.violations.add('leg-never-ended', key);
  }

  // ---- within

  private known(id: string): boolean {
    return this.open.has(id) || this.recent.has(id);
  }

  private end(known: Known): void {
    const { row } = known;
    this.open.delete(row.id);
    this.recent.set(row.id, known);
    if (this.recent.size > 2_000) for (const id of [...this.recent.keys()].slice(0, 500)) this.recent.delete(id);
    this.ended += 1;
    this.closing(known);
  }

  private closing({ row, talked, dialled, queued }: Known): void {
    const { id, cause, endedBy, ending } = row;
    const expect = (truth: boolean, code: string, story: string | (() => string)) => {
      if (truth) return;
      const told = typeof story === 'string' ? story : story();
      this.violations.add(code, `${id} (${row.direction}, ${ending}): ${told}`);
    };
    expect(cause !== null && endedBy !== null && ending !== null, 'cdr-open-ended', 'no cause, side or ending');
    const answeredAt = row.answeredAt ?? row.startedAt;
    const talkStartedAt = row.talkStartedAt ?? answeredAt;
    const endedAt = row.endedAt ?? talkStartedAt;
    const inOrder = answeredAt >= row.startedAt && talkStartedAt >= answeredAt && endedAt >= talkStartedAt;
    expect(inOrder, 'cdr-times', () => `${row.startedAt}, ${row.answeredAt}, ${row.talkStartedAt}, ${row.endedAt}`);
    expect((row.talkStartedAt !== null) === talked, 'cdr-talk', () => `talk ${row.talkStartedAt}, event ${talked}`);
    // Who was sent to a queue by his agent was not waiting for one from the beginning.
    if (!talked)
      expect(
        (row.queuedAt === null) === (queued === 0) || ending === 'overflowed',
        'cdr-queue',
        () => `${queued} queued events`,
      );
    if (ending === 'completed') expect(talked, 'cdr-ending', 'completed without a conversation');
    if (ending === 'unanswered') expect(!talked && row.direction !== 'inbound', 'cdr-ending', 'unanswered');
    if (ending === 'abandoned') expect(!talked || queued > 0, 'cdr-ending', 'abandoned after a conversation');
    const came = row.direction === 'inbound'; // whom a campaign has called may give up before he is in a queue
    if (ending === 'abandoned' && came) expect(row.queuedAt !== null, 'cdr-ending', 'abandoned outside a queue');
    if (row.direction === 'outbound' && ending === 'refused')
      expect(dialled === 0, 'cdr-ending', 'refused after dialling');
  }

  private offChannel(leg: LegRow): void {
    const on = this.legOnChannel.get(leg.channel);
    if (on?.callId === leg.callId && on.leg === leg.leg) this.legOnChannel.delete(leg.channel);
  }

  private oneLegPerChannel(leg: LegRow): void {
    if (leg.channel === '') return;
    const other = this.legOnChannel.get(leg.channel);
    this.legOnChannel.set(leg.channel, leg);
    // Of a call that is over the end is on its way.
    if (other === undefined || !this.open.has(other.callId)) return;
    if (other.callId === leg.callId && other.leg === leg.leg) return;
    const story = `${leg.channel}: ${other.callId} ${other.leg}, ${leg.callId} ${leg.leg}`;
    this.violations.add('two-legs-on-channel', story);
  }

  private oneCallPerAgent(leg: LegRow): void {
    if (leg.agent === null || leg.purpose === 'listen') return;
    for (const other of this.openLegs.values()) {
      if (other.agent !== leg.agent || other.role !== 'agent' || other.callId === leg.callId) continue;
      if (!this.open.has(other.callId)) continue;
      this.violations.add('agent-in-two-calls', `${leg.agent}: ${other.callId} ${other.leg}, ${leg.callId} ${leg.leg}`);
    }
  }
}
