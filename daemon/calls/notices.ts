import type { Step } from '../base/step.js';
import type { LineCommand, Seizure } from '../lines/lines.js';
import type { CallEnding } from '../terms/calls.js';
import type { PlayPurpose } from './legs.js';

/** What the calls room tells the others. */
export type CallsNotice =
  | { readonly notice: 'call-arrived'; readonly callId: string; readonly calledNumber: string }
  /** The first digit on a telephone that was lifted without a call. */
  | { readonly notice: 'dialling'; readonly line: number }
  /** It was laid down before the number was whole. */
  | { readonly notice: 'dialling-over'; readonly line: number }
  /** To be answered with `placeCall`. */
  | { readonly notice: 'number-dialled'; readonly line: number; readonly seizure: Seizure; readonly number: string }
  /** A call of this agent is on its way out. */
  | { readonly notice: 'call-out'; readonly callId: string; readonly agentId: string }
  | { readonly notice: 'digit'; readonly callId: string; readonly digit: string }
  | { readonly notice: 'prompt-ended'; readonly callId: string; readonly purpose: PlayPurpose }
  /** `agentId` '': nobody is signed in at the telephone, an emergency call. */
  | { readonly notice: 'talking'; readonly callId: string; readonly agentId: string; readonly customer: Seizure }
  /** The telephone could not be rung, or went away while it rang. */
  | { readonly notice: 'ring-failed'; readonly callId: string; readonly agentId: string }
  /** Once for each call. */
  | { readonly notice: 'call-ended'; readonly callId: string; readonly ending: CallEnding }
  /** `free`: no seizure on it; an off-hook telephone without a call is not free. */
  | {
      readonly notice: 'station';
      readonly line: number;
      readonly name: string;
      readonly offHook: boolean;
      readonly free: boolean;
    };

export interface CallsStep extends Step<CallsNotice> {
  line(command: LineCommand): void;
}
