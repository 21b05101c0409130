/** Rows of the telephony database. Times are epoch milliseconds, UTC. Written by the daemon only. */
import type { AgentState, Disposition, NotReadyReason } from './agents.js';
import type { CallEnding, Direction, EndedBy } from './calls.js';

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

/** One interval of an agent's day; `endedAt` null while it lasts. */
export interface AgentStateRow {
  readonly agent: string;
  readonly state: AgentState;
  readonly reason: NotReadyReason | null;
  readonly callId: string | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** The ledger: the row stands before the first sample is written. */
export interface RecordingRow {
  readonly id: string;
  readonly callId: string;
  /** Relative to the recordings folder. */
  readonly path: string;
  readonly agent: string | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** 'recording', 'complete', 'interrupted' (daemon stopped), or why it is short. */
  readonly state: 'recording' | 'complete' | 'interrupted' | 'disk-full' | 'failed';
  readonly samples: number | null;
}

/** A repair, a refusal, a limit hit: what a technician should see. */
export interface IncidentRow {
  readonly at: number;
  /** Listed code, put into words when read. */
  readonly code: string;
  /** JSON object. */
  readonly detail: string;
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

/** One change to the telephony database; the writer applies batches in order, in a transaction. */
export type RowChange =
  | { readonly row: 'call-open'; readonly call: CallRow }
  | { readonly row: 'call-change'; readonly id: string; readonly change: Partial<Omit<CallRow, 'id'>> }
  | { readonly row: 'call-event'; readonly event: CallEventRow }
  | { readonly row: 'agent-state'; readonly state: AgentStateRow }
  | { readonly row: 'recording-open'; readonly recording: RecordingRow }
  | {
      readonly row: 'recording-close';
      readonly id: string;
      readonly endedAt: number;
      readonly state: RecordingRow['state'];
      readonly samples: number | null;
    }
  | { readonly row: 'channel-setting'; readonly setting: ChannelSettingRow }
  | { readonly row: 'incident'; readonly incident: IncidentRow };
