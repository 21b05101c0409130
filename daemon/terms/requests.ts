import type { AgentState, choosableReasons, Disposition, NotReadyReason } from './agents.js';
import type { ErrorCode } from './errors.js';
import type { OutboundAsk } from './outbound.js';
import type { CallBackRow, ChannelSettingRow, QueueVisitRow } from './rows.js';
import type { Agent } from './site.js';
import type { SpanSetup } from './span-setup.js';
import type { Target } from './targets.js';
import type { SentNumberType } from './trunks.js';

/** What a person asks by key. */
export type PersonRequest = AgentAsk | CallAsk | SupervisorAsk | OutboundAsk | RecordingAsk;

/** Of an agent's state, his page and what belongs to him. */
export type AgentAsk =
  /** Binds the agent to his line; not-ready (just-signed-in). Asking twice is fine. */
  | { readonly ask: 'sign-in'; readonly agentId: string }
  /** In a call or wrap-up: taken afterwards, shown as `next`. */
  | { readonly ask: 'sign-out'; readonly agentId: string }
  | { readonly ask: 'ready'; readonly agentId: string }
  | { readonly ask: 'not-ready'; readonly agentId: string; readonly reason: (typeof choosableReasons)[number] }
  | { readonly ask: 'end-wrap-up'; readonly agentId: string }
  /** Ends the agent's conversation; the caller is cleared with cause 16. */
  | { readonly ask: 'hang-up'; readonly agentId: string }
  | {
      readonly ask: 'dispose';
      readonly agentId: string;
      readonly callId: string;
      readonly disposition: Disposition;
    }
  /** How many pages of this agent are open now; 0 when the web process is gone. */
  | { readonly ask: 'presence'; readonly agentId: string; readonly pages: number }
  | { readonly ask: 'pop-shown'; readonly agentId: string; readonly callId: string }
  /** Once in a wrap-up: as long again, and why. */
  | { readonly ask: 'extend-wrap-up'; readonly agentId: string; readonly reason: string }
  /** The oldest open call-back of his queues: his telephone rings, then the customer is dialled (ACD-23). */
  | { readonly ask: 'next-call-back'; readonly agentId: string }
  /** What he may set himself (AGT-14); what is absent stays. */
  | {
      readonly ask: 'set-own';
      readonly agentId: string;
      readonly own: {
        readonly headset?: boolean | undefined;
        readonly forwards?: Agent['forwards'] | undefined;
      };
    };

/** What an agent asks of the call he is in, or of a new one. */
export type CallAsk = {
  readonly agentId: string;
} /** His telephone rings first; lifted, the target is called (AGT-06). A telephone off its hook with a headset needs no ring. */ & (
  | { readonly ask: 'dial'; readonly target: Target }
  | { readonly ask: 'hold' | 'retrieve' }
  /** The others don't hear him. */
  | { readonly ask: 'mute'; readonly on: boolean }
  /** Blind: he is free at once; if nobody takes it, it comes back to him (AGT-09). */
  | { readonly ask: 'transfer'; readonly target: Target }
  /** The caller is held and hears music, the agent talks to the target (AGT-10). */
  | { readonly ask: 'consult'; readonly target: Target }
  /** Consulting: back to the caller, and again to the consulted. */
  | { readonly ask: 'toggle' }
  /** Consulting: the caller and the consulted go on without him. */
  | { readonly ask: 'complete' }
  /** Consulting: the consulted leaves, back to the caller. */
  | { readonly ask: 'cancel' }
  /** Consulting: all three together, and more the same way (AGT-11). */
  | { readonly ask: 'conference' }
  /** One party of a conference leaves; `party` as in LiveCall. */
  | { readonly ask: 'drop'; readonly party: number }
  | { readonly ask: 'park'; readonly slot?: number | undefined }
  | { readonly ask: 'pick-up'; readonly slot: number }
  /** A telephone that rings in his queue or group. */
  | { readonly ask: 'pick-up-call'; readonly callId: string }
  /** The caller rates him; he is out of the call at once (AGT-13). */
  | { readonly ask: 'rate' }
  /** Associated data of his call (ACD-26). null: takes it away. */
  | {
      readonly ask: 'set-data';
      readonly callId: string;
      readonly section: string;
      readonly key: string;
      readonly value: string | null;
    }
);

/** What an agent asks of the recording of a call he is in. */
export type RecordingAsk = { readonly agentId: string; readonly callId: string; readonly on: boolean } & (
  | /** Nothing of what is said is kept while it is on: a card number (REC-14). The recording goes on with silence. */ {
      readonly ask: 'recording-pause';
    }
  /** Begins and ends recording on demand (REC-02). */
  | { readonly ask: 'record' }
);

/** `by`: the supervisor's login; his telephone is the one the site gives him. */
export type SupervisorAsk = {
  readonly by: string;
} /** His telephone rings once; then the mode changes without a new call (SUP-02-04). */ & (
  | { readonly ask: 'supervise'; readonly agentId: string; readonly mode: 'listen' | 'whisper' | 'barge' }
  | { readonly ask: 'stop-supervising' }
  /** He gets the caller, the agent is released (SUP-05). */
  | { readonly ask: 'take-over'; readonly agentId: string }
  /** The agent's conversation ends (强拆). */
  | { readonly ask: 'force-release'; readonly agentId: string; readonly reason: string }
  /** At once if idle, else after the call; the agent sees who and why (SUP-06). */
  | {
      readonly ask: 'force-state';
      readonly agentId: string;
      readonly state: 'ready' | 'not-ready' | 'signed-out';
      readonly reason: string;
    }
);

/** Channels a technician means: one, several (all of them or none is done), all of a span, or all of a trunk. */
export type ChannelsMeant =
  | { readonly channel: number }
  | { readonly channels: readonly number[] }
  | { readonly span: number }
  | { readonly trunk: string };

/** What a technician asks of the lines. `by`: his login, for the audit. */
export type TechnicianRequest = { readonly by: string } & (
  | { readonly ask: 'block' | 'unblock' | 'drain'; readonly of: ChannelsMeant }
  /** RESTART of one bearer (ITU-T Q.931 §5.5): its call is cleared. */
  | { readonly ask: 'restart'; readonly channel: number }
  /** Its channels take no new calls; what technicians have set on them stands, and is back when it is given back. */
  | { readonly ask: 'hold-span'; readonly span: number }
  | { readonly ask: 'give-span-back'; readonly span: number }
  /** Only of a held span. With calls on it only if `clear`: they end with cause 41. */
  | { readonly ask: 'set-up-span'; readonly span: number; readonly setup: SpanSetup; readonly clear: boolean }
  | { readonly ask: 'loopback'; readonly span: number; readonly loopback: 'off' | 'towards-line' | 'towards-box' }
  /** Only on an idle bearer that is blocked. */
  | { readonly ask: 'bit-test'; readonly channel: number; readonly on: boolean }
  | {
      readonly ask: 'adjust';
      readonly channel: number;
      /** -24 to 24. */
      readonly receiveDb: number;
      readonly sendDb: number;
      /** Of 125 µs, 0: off. */
      readonly echoTaps: number;
    }
  /** The exchange line must be in a call whose far end has just hung up. */
  | { readonly ask: 'learn-hangup'; readonly channel: number }
  | {
      readonly ask: 'set-hangup-tone';
      readonly channel: number;
      readonly tone: {
        readonly frequencyHz: number;
        readonly onMs: number;
        readonly offMs: number;
        readonly levelDbm0: number;
      };
    }
  /** See TestCall in terms/diagnosis; `id` is the asker's own, 26 characters. */
  | {
      readonly ask: 'test-call';
      readonly id: string;
      readonly span: number;
      /** Null: any idle one. */
      readonly timeslot: number | null;
      readonly direction: 'in' | 'out';
      /** As it is dialled; '' of an incoming one. */
      readonly number: string;
      /** Of a call out, in place of the trunk's own. */
      readonly calledType?: SentNumberType;
    }
  | { readonly ask: 'end-test-call'; readonly id: string }
);

/** What the last run left: agents get back what they had, as far as it is honest. Calls are closed by the store. */
export interface LastRun {
  readonly agents: readonly {
    readonly agentId: string;
    readonly state: AgentState;
    readonly reason: NotReadyReason | null;
  }[];
  /** What technicians had set; applied before anything else. */
  readonly channels?: readonly ChannelSettingRow[];
  /** Counts since local midnight, so that a restart does not show zero. */
  readonly today?: {
    readonly agents: readonly { readonly agentId: string; readonly answered: number }[];
    readonly queues: readonly { readonly queueId: string; readonly answered: number; readonly abandoned: number }[];
    /** Every queue leg since midnight, from which the wallboard's numbers are built again. */
    readonly visits?: readonly QueueVisitRow[];
    /** Milliseconds by agent and state since midnight. */
    readonly times?: readonly { readonly agentId: string; readonly state: AgentState; readonly ms: number }[];
    /**
     * What agents did in calls that queues gave them and whose visit began since midnight: by queue, the ms of the
     * agent's intervals of that call. `talkMs`: talking, held, consulting and conference.
     */
    readonly work?: readonly { readonly queueId: string; readonly talkMs: number; readonly wrapUpMs: number }[];
    /** How often each agent said or was made not-ready since midnight. */
    readonly notReady?: readonly { readonly agentId: string; readonly times: number }[];
  };
  /** Still to be called back. */
  readonly callBacks?: readonly CallBackRow[];
}

/** Why something asked for was not done. */
export interface Refusal {
  readonly code: ErrorCode;
  /** English: what happened and what to do. */
  readonly message: string;
  /** The same in Chinese, where a page shows it; absent: the code's own words do. */
  readonly zh?: string;
}
