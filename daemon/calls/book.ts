import type { Detail } from '../base/step.js';
import type { LiveCall, LiveParty } from '../terms/live.js';
import type { Refusal } from '../terms/requests.js';
import type { CallRow, RowChange } from '../terms/rows.js';
import type { Call } from './call.js';
import type { Party } from './conversation/party.js';
import { CallData, type DataEntry, maxCallDataOctets } from './data.js';
import type { CallsStep } from './notices.js';

/** What is known of a call when it begins. */
export type Opening = Pick<Call, 'id' | 'stage' | 'callingName'> &
  Pick<CallRow, 'direction' | 'callingNumber' | 'presentation' | 'calledNumber' | 'channel' | 'agent'>;

/** The calls that pages may see, and their rows: each change is written when it is made. */
export class CallBook {
  private readonly calls = new Map<string, Call>();
  /** Rows of calls that may never be one: an agent who clicked has not lifted yet. */
  private readonly drafts = new Map<string, RowChange[]>();

  get(callId: string): Call | null {
    return this.calls.get(callId) ?? null;
  }

  all(): readonly Call[] {
    return [...this.calls.values()];
  }

  /** `detail`: of the event 'started'. `draft`: nothing is written before `keep`, and nothing ever if it ends first. */
  open(opening: Opening, detail: Detail, step: CallsStep, draft = false): Call {
    const { id, stage, callingName } = opening;
    const row: CallRow = {
      id,
      direction: opening.direction,
      callingNumber: opening.callingNumber,
      presentation: opening.presentation,
      calledNumber: opening.calledNumber,
      channel: opening.channel,
      agent: opening.agent,
      startedAt: step.atMs,
      answeredAt: null,
      queuedAt: null,
      talkStartedAt: null,
      endedAt: null,
      cause: null,
      endedBy: null,
      ending: null,
      disposition: null,
      queue: null,
      flowPath: '',
    };
    const call: Call = {
      id,
      stage,
      row,
      callingName,
      seq: 0,
      recording: false,
      farewell: null,
      wrappedUpBy: new Set(),
      parties: [],
      lastParty: 0,
      attempts: [],
      lastAttempt: 0,
      aside: null,
      handedOff: row.direction === 'inbound',
      sound: { kind: 'none' },
      customerOver: null,
      waitingSince: null,
      data: new CallData(),
      parkedIn: null,
      serviceNumber: null,
    };
    this.calls.set(id, call);
    if (draft) this.drafts.set(id, []);
    this.write(id, { row: 'call-open', call: row }, step);
    this.note(call, 'started', row.agent, detail, step);
    step.touch('call', id);
    return call;
  }

  /** It has become a call. */
  keep(call: Call, step: CallsStep): void {
    for (const row of this.drafts.get(call.id) ?? []) step.row(row);
    this.drafts.delete(call.id);
  }

  isDraft(call: Call): boolean {
    return this.drafts.has(call.id);
  }

  forget(call: Call, step: CallsStep): void {
    this.drafts.delete(call.id);
    this.calls.delete(call.id);
    step.touch('call', call.id);
  }

  change(call: Call, change: Partial<Omit<CallRow, 'id'>>, step: CallsStep): void {
    const keys = Object.keys(change) as (keyof typeof change)[];
    if (keys.every((key) => call.row[key] === change[key])) return;
    const row: Record<string, unknown> = { ...call.row };
    for (const key of keys) row[key] = change[key];
    call.row = row as unknown as CallRow;
    this.write(call.id, { row: 'call-change', id: call.id, change }, step);
    step.touch('call', call.id);
  }

  note(call: Call, what: string, agent: string | null, detail: Detail, step: CallsStep): void {
    const event = { callId: call.id, seq: call.seq, at: step.atMs, what, agent, detail };
    call.seq += 1;
    this.write(call.id, { row: 'call-event', event }, step);
  }

  /** Associated data (ACD-26). A refusal: nothing has changed. */
  setData(call: Call, { section, key, value }: DataEntry, by: string, step: CallsStep): Refusal | null {
    const { version } = call.data;
    const refused = call.data.set(section, key, value);
    if (refused?.code === 'limit') step.incident('call-data-full', { callId: call.id, octets: maxCallDataOctets });
    if (refused !== null || call.data.version === version) return refused;
    const data = { callId: call.id, section, key, value, at: step.atMs, by };
    this.write(call.id, { row: 'call-data', data }, step);
    step.touch('call', call.id);
    return null;
  }

  /**
   * A row of this call, or of its legs; of a draft it waits. A leg's row then stands for the one before: the channel
   * on which it was tried first may be another call's when they are written.
   */
  write(callId: string, row: RowChange, step: CallsStep): void {
    const draft = this.drafts.get(callId);
    if (draft === undefined) {
      step.row(row);
      return;
    }
    const before = row.row === 'leg' ? draft.findIndex((kept) => isSameLeg(kept, row)) : -1;
    if (before >= 0) draft[before] = row;
    else draft.push(row);
  }

  /** Spelled out, and parts that have not changed are the same objects: it is asked for after nearly every input. */
  live(callId: string): Spelled<LiveCall> | null {
    const call = this.calls.get(callId);
    if (call === undefined) return null;
    const { row } = call;
    const live: Spelled<LiveCall> = {
      id: row.id,
      direction: row.direction,
      stage: call.stage,
      callingNumber: row.callingNumber,
      presentation: row.presentation,
      calledNumber: row.calledNumber,
      channel: row.channel,
      queue: row.queue,
      agent: row.agent,
      startedAt: row.startedAt,
      queuedAt: call.waitingSince ?? row.queuedAt,
      talkStartedAt: row.talkStartedAt,
      recording: call.recording,
      flowPath: row.flowPath,
      disposition: row.disposition,
      endedBy: row.endedBy,
      cause: row.cause,
      parties: call.parties.map(liveParty),
    };
    if (call.callingName !== '') live.callingName = call.callingName;
    for (const { role, shown } of call.parties) if (role === 'customer' && shown === 'held') live.onHold = true;
    if (call.serviceNumber !== null) live.serviceNumber = call.serviceNumber;
    if (call.parkedIn !== null) live.parkedIn = call.parkedIn;
    if (call.data.version !== 0) live.data = { entries: call.data.entries, version: call.data.version };
    return live;
  }
}

type Spelled<T> = { -readonly [Key in keyof T]: T[Key] };

function liveParty(of: Party): LiveParty {
  const { live, number, shown, muted, since, purpose } = of;
  const isSame = live?.state === shown && live.since === since && live.muted === muted && live.number === number;
  if (isSame && live.purpose === purpose) return live;
  const agent = of.agentId === '' ? null : of.agentId;
  of.live = { party: of.party, role: of.role, purpose, agent, number, state: shown, muted, since };
  return of.live;
}

/** Q.931 allows any IA5 character in a number; a telephone's caller ID shows at most 20 of 0-9 * # (ETSI EN 300 659-3). */
export function telephoneNumber(row: CallRow): string {
  return shownNumber(row)
    .replace(/[^0-9*#]/g, '')
    .slice(0, 20);
}

function isSameLeg(one: RowChange, other: RowChange): boolean {
  return one.row === 'leg' && other.row === 'leg' && one.leg.leg === other.leg.leg;
}

/** What a telephone and a page may show of the customer's number: nothing if it is withheld. */
export function shownNumber(row: CallRow): string {
  if (row.direction === 'outbound') return row.calledNumber;
  return row.presentation === 'allowed' ? row.callingNumber : '';
}
