import type { Step } from '../base/step.js';
import type { LineCommand, Seizure } from '../lines/lines.js';
import type { CallEnding } from '../terms/calls.js';
import type { AttemptNotice } from '../terms/outbound-notices.js';
import type { LegPurpose } from '../terms/targets.js';
import type { PlayPurpose } from './legs.js';

/** What the calls room tells the others. */
export type CallsNotice =
  | AttemptNotice
  | { readonly notice: 'call-arrived'; readonly callId: string; readonly calledNumber: string }
  /** The first digit on a telephone that was lifted without a call. */
  | { readonly notice: 'dialling'; readonly line: number }
  /** It was laid down before the number was whole. */
  | { readonly notice: 'dialling-over'; readonly line: number }
  /** To be answered with `placeCall`. */
  | { readonly notice: 'number-dialled'; readonly line: number; readonly seizure: Seizure; readonly number: string }
  /** A call of this agent is on its way out. */
  | { readonly notice: 'call-out'; readonly callId: string; readonly agentId: string }
  /** A technician's test call is to be kept; answered with `testRecorded`. */
  | { readonly notice: 'record-test'; readonly callId: string; readonly seizure: Seizure; readonly number: string }
  | { readonly notice: 'stop-recording-test'; readonly recordingId: string }
  /** Its lines are cleared. */
  | { readonly notice: 'test-ended'; readonly callId: string }
  | { readonly notice: 'digit'; readonly callId: string; readonly digit: string }
  | { readonly notice: 'prompt-ended'; readonly callId: string; readonly purpose: PlayPurpose }
  /** `agentId` '': nobody is signed in at the telephone, an emergency call. `customer` 0: agents among themselves. */
  | { readonly notice: 'talking'; readonly callId: string; readonly agentId: string; readonly customer: Seizure }
  /** The telephone could not be rung, or went away while it rang. */
  | { readonly notice: 'ring-failed'; readonly callId: string; readonly agentId: string }
  /** What an agent does in a call, by his telephone (line truth): each change once, from the answer on. */
  | {
      readonly notice: 'agent-doing';
      readonly callId: string;
      readonly agentId: string;
      readonly doing: 'dialling' | 'talking' | 'held' | 'consulting' | 'conference';
    }
  /**
   * An agent's part in a call is over, whether the call is or not; before 'call-ended' if both are. `talked`: with a
   * customer, so he wraps up.
   */
  | { readonly notice: 'agent-left'; readonly callId: string; readonly agentId: string; readonly talked: boolean }
  /** What became of the transfer or consultation this agent asked for; null: he took it back. */
  | { readonly notice: 'agent-target'; readonly agentId: string; readonly name: string; readonly state: TargetState }
  /**
   * Somebody wants this agent in the call. Distribution reserves him, then 'offer' and 'ring' as for a queued call; or
   * 'want-refused' at once or later.
   */
  | {
      readonly notice: 'want-agent';
      readonly callId: string;
      readonly agentId: string;
      readonly purpose: LegPurpose;
      readonly ringTimeoutMs: number;
    }
  /** Who was wanted, is no longer: his telephone stops. */
  | { readonly notice: 'want-over'; readonly callId: string; readonly agentId: string }
  /** To the end of a queue, from an agent or a flow. */
  | { readonly notice: 'want-queue'; readonly callId: string; readonly queueId: string; readonly from: string | null }
  /** A flow again, with what it knew. */
  | { readonly notice: 'want-flow'; readonly callId: string; readonly flowId: string }
  /** A feature code from a telephone's keypad that is about its agent: `argument` are the digits after the code. */
  | {
      readonly notice: 'feature';
      readonly line: number;
      readonly seizure: Seizure;
      readonly code: 'sign-in' | 'sign-out' | 'ready' | 'not-ready' | 'end-wrap-up' | 'next-call-back';
      readonly argument: string;
    }
  /** The customer of this call-back was called: `reached` or not. */
  | { readonly notice: 'called-back'; readonly callId: string; readonly callBackId: string; readonly reached: boolean }
  /** The agent has left; the flows ask the caller to rate him. */
  | { readonly notice: 'rate'; readonly callId: string; readonly agentId: string }
  /** Once for each call. `abandoned`: the caller gave up while he waited, whether he had talked before or not. */
  | {
      readonly notice: 'call-ended';
      readonly callId: string;
      readonly ending: CallEnding;
      readonly abandoned: boolean;
    }
  /** `free`: no seizure on it; an off-hook telephone without a call is not free. */
  | {
      readonly notice: 'station';
      readonly line: number;
      readonly name: string;
      readonly offHook: boolean;
      readonly free: boolean;
      /** A headset's: off its hook on purpose, it waits for calls; absent: no. */
      readonly standing?: boolean;
    };

export type TargetState = 'ringing' | 'answered' | 'busy' | 'no-answer' | 'refused' | null;

export interface CallsStep extends Step<CallsNotice> {
  line(command: LineCommand): void;
}
