/** Rows of the telephony database. Times are epoch milliseconds, UTC. Written by the daemon only. */
import type { AgentState, Disposition, NotReadyReason } from './agents.js';
import type { AlarmCode, CallEnding, Direction, EndedBy } from './calls.js';
import type { CommissioningRow } from './commissioning.js';
import type { Diagnosis } from './diagnosis.js';
import type { AttemptRow, CampaignRow, DncRow, LeadRow } from './outbound.js';
import type { SkipRow } from './outbound-figures.js';
import type {
  RecordingAgentRow,
  RecordingBegun,
  RecordingCheckRow,
  RecordingDifferenceRow,
  RecordingGapRow,
  RecordingRow,
} from './recordings.js';
import type { SpanChange } from './span-setup.js';
import type { LegPurpose } from './targets.js';

export type { RecordingRow };

/** One row per call: the CDR. Opened at the call's first moment, closed exactly once. */
export interface CallRow {
  readonly id: string;
  readonly direction: Direction;
  /** After its trunk's number rules (what the network sent is in the event 'started'); '' if none. */
  readonly callingNumber: string;
  readonly presentation: 'allowed' | 'withheld' | 'unavailable';
  readonly calledNumber: string;
  /** The customer's channel: "E1-1:5"; '' for an outbound call that no channel took. */
  readonly channel: string;
  readonly startedAt: number;
  /** When the line was answered (CONNECT), by flow or agent. */
  readonly answeredAt: number | null;
  readonly queuedAt: number | null;
  /** When an agent and the caller first heard each other. */
  readonly talkStartedAt: number | null;
  readonly endedAt: number | null;
  /** ITU-T Q.850. */
  readonly cause: number | null;
  readonly endedBy: EndedBy | null;
  readonly ending: CallEnding | null;
  readonly disposition: Disposition | null;
  readonly agent: string | null;
  readonly queue: string | null;
  /** Keys pressed in the flow, in order: the path. */
  readonly flowPath: string;
}

/** What happened to a call, in order; the source of every report. */
export interface CallEventRow {
  readonly callId: string;
  readonly seq: number;
  readonly at: number;
  /** 'started', 'answered', 'flow-node', 'digit', 'queued', 'offered', 'pop-shown', 'ringing', 'ring-timeout', 'talking', 'ended', 'repaired', … */
  readonly what: string;
  readonly agent: string | null;
  /** JSON object of codes and numbers, '{}' if nothing. */
  readonly detail: string;
}

/** Codes and numbers beside a call's event. */
export type EventDetail = Readonly<Record<string, string | number | boolean | null>>;

/** As the switch says it: `detail` becomes JSON when it is stored. As text it is JSON already, as older daemons wrote. */
export type CallEventSaid = Omit<CallEventRow, 'detail'> & { readonly detail: EventDetail | string };

/** One interval of an agent's day; `endedAt` null while it lasts. */
export interface AgentStateRow {
  readonly agent: string;
  readonly state: AgentState;
  readonly reason: NotReadyReason | null;
  readonly callId: string | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** A repair, a refusal, a limit hit: what a technician should see. */
export interface IncidentRow {
  readonly at: number;
  /** Listed code, put into words when read. */
  readonly code: string;
  /** JSON object. */
  readonly detail: string;
}

/** A span's alarm, or its D-channel, has changed. */
export interface SpanEventRow {
  readonly span: number;
  readonly at: number;
  /** 'started': the lines were opened; what counted before began anew. */
  readonly what: 'alarm-on' | 'alarm-off' | 'd-channel-up' | 'd-channel-down' | 'started';
  /** Of alarm-on and alarm-off. */
  readonly alarm: 'LOS' | 'LOF' | 'AIS' | 'RAI' | null;
}

/** What a span counted since its row before, at most a minute. */
export interface SpanMetersRow {
  readonly span: number;
  readonly at: number;
  readonly slips: number;
  readonly crcErrors: number;
  readonly farEndErrors: number;
  readonly codeViolations: number;
  readonly framesIn: number;
  readonly framesOut: number;
  readonly framesBadFcs: number;
}

/** What technicians have set on a channel; stands until they change it, and is applied again at each start. */
export interface ChannelSettingRow {
  /** Its name: "E1-1:5", "L3". */
  readonly channel: string;
  readonly service: 'in-service' | 'blocked' | 'draining';
  /** dB; null: never set. */
  readonly receiveDb: number | null;
  readonly sendDb: number | null;
  /** Of 125 µs. */
  readonly echoTaps: number | null;
  /** JSON of a HangupTone; null: the country's. */
  readonly hangupTone: string | null;
  readonly changedAt: number;
  /** Login of who did it; 'system' for what the box learnt by itself. */
  readonly changedBy: string;
}

/** One channel's part in a call; a call has one for each telephone and each try. */
export interface LegRow {
  readonly callId: string;
  /** 1-based within the call. */
  readonly leg: number;
  readonly role: 'customer' | 'agent' | 'outside' | 'supervisor';
  readonly purpose: LegPurpose;
  readonly agent: string | null;
  /** Dialled or calling number; '' an inside telephone. */
  readonly number: string;
  /** "E1-1:5", "L3"; '' none was found. */
  readonly channel: string;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  /** ITU-T Q.850. */
  readonly cause: number | null;
}

/** One stay of a call in one queue (china.md 5: N_q counts these). Written when it ends, and open rows when it begins. */
export interface QueueVisitRow {
  readonly callId: string;
  /** 1-based within the call. */
  readonly visit: number;
  readonly queue: string;
  readonly enteredAt: number;
  readonly leftAt: number | null;
  /** null while it lasts. */
  readonly how: 'answered' | 'abandoned' | 'overflowed' | null;
  readonly agent: string | null;
}

/** Associated data: what flow, agents and other systems know of a call. */
export interface CallDataRow {
  readonly callId: string;
  readonly section: string;
  readonly key: string;
  /** null: taken away. */
  readonly value: string | null;
  readonly at: number;
  /** Agent id, or 'flow'. */
  readonly by: string;
}

export interface CallBackRow {
  readonly id: string;
  readonly number: string;
  readonly queue: string;
  /** The call in which it was promised. */
  readonly callId: string;
  readonly at: number;
  readonly points: number;
  readonly state: 'open' | 'taken' | 'done' | 'given-up';
  readonly agent: string | null;
  readonly tries: number;
}

/** china.md 6: of each call whose agent asked for it. 1 very satisfied - 5 very dissatisfied. */
export interface RatingRow {
  readonly callId: string;
  readonly agent: string;
  readonly queue: string | null;
  readonly at: number;
  readonly result: 'no-key' | 'invalid-key' | 'hung-up' | '1' | '2' | '3' | '4' | '5';
}

/** A threshold was passed, or is no longer. */
export interface AlarmRow {
  readonly id: string;
  readonly code: AlarmCode;
  /** Queue or agent id; '' the floor. */
  readonly about: string;
  readonly value: number;
  readonly threshold: number;
  readonly onAt: number;
  readonly offAt: number | null;
}

/** What a supervisor did to somebody. */
export interface SupervisionRow {
  readonly at: number;
  readonly by: string;
  readonly what: string;
  readonly agent: string | null;
  readonly callId: string | null;
  readonly reason: string;
}

/** One change to the telephony database; the writer applies batches in order, in a transaction. */
export type RowChange =
  | { readonly row: 'call-open'; readonly call: CallRow }
  | { readonly row: 'call-change'; readonly id: string; readonly change: Partial<Omit<CallRow, 'id'>> }
  | { readonly row: 'call-event'; readonly event: CallEventSaid }
  | { readonly row: 'agent-state'; readonly state: AgentStateRow }
  | { readonly row: 'recording-open'; readonly recording: RecordingBegun }
  | {
      readonly row: 'recording-close';
      readonly id: string;
      readonly endedAt: number;
      readonly state: RecordingRow['state'];
      readonly samples: number | null;
      readonly reason?: RecordingRow['reason'];
      readonly lengthMs?: number | null;
    }
  | { readonly row: 'recording-change'; readonly id: string; readonly change: Partial<Omit<RecordingRow, 'id'>> }
  /** Opens the gap, or says when it ended. */
  | { readonly row: 'recording-gap'; readonly gap: RecordingGapRow }
  | { readonly row: 'recording-agent'; readonly agent: RecordingAgentRow }
  | {
      readonly row: 'recording-check';
      readonly check: RecordingCheckRow;
      readonly differences: readonly RecordingDifferenceRow[];
    }
  | { readonly row: 'channel-setting'; readonly setting: ChannelSettingRow }
  | { readonly row: 'incident'; readonly incident: IncidentRow }
  /** Opens the change or replaces what is known of it, by its id. */
  | { readonly row: 'span-change'; readonly change: SpanChange }
  | { readonly row: 'commissioning'; readonly kept: CommissioningRow }
  /** One that has ended; replaces what is known of it, by its id. */
  | { readonly row: 'diagnosis'; readonly diagnosis: Diagnosis }
  | { readonly row: 'span-event'; readonly event: SpanEventRow }
  /** Deletes those of the span that are older than `keepSpanMetersMs`. */
  | { readonly row: 'span-meters'; readonly meters: SpanMetersRow }
  /** Opens the leg or replaces what is known of it, by call and leg. */
  | { readonly row: 'leg'; readonly leg: LegRow }
  | { readonly row: 'queue-visit'; readonly visit: QueueVisitRow }
  | { readonly row: 'call-data'; readonly data: CallDataRow }
  | { readonly row: 'call-back'; readonly callBack: CallBackRow }
  | { readonly row: 'rating'; readonly rating: RatingRow }
  | { readonly row: 'alarm'; readonly alarm: AlarmRow }
  | { readonly row: 'supervision'; readonly supervision: SupervisionRow }
  | { readonly row: 'campaign'; readonly campaign: CampaignRow }
  /** Opens the attempt or replaces what is known of it, by its id. */
  | { readonly row: 'attempt'; readonly attempt: AttemptRow }
  | {
      readonly row: 'lead-change';
      readonly id: string;
      readonly change: Partial<
        Pick<LeadRow, 'state' | 'result' | 'tries' | 'lastTriedAt' | 'notBefore' | 'agent' | 'timed'>
      >;
    }
  | { readonly row: 'dnc'; readonly dnc: DncRow }
  | { readonly row: 'skip'; readonly skip: SkipRow };
