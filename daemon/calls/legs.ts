import type { Table } from '../base/machine.js';
import type { ChannelIndex, LineEvent, Seizure, Watch } from '../lines/lines.js';

/** Where one channel's part in a call is. An ended leg is forgotten. */
export type LegState =
  /** Incoming, nothing said yet. */
  | 'offered'
  /** Incoming, the far end hears ring-back. */
  | 'alerted'
  /** Outgoing: the telephone rings. */
  | 'ringing'
  /** Outgoing to the network: sent, not answered. */
  | 'dialling'
  | 'connected'
  /** We have cleared it; the lines have not yet said that it is over. */
  | 'clearing';

export type LegEvent =
  // orders
  | 'alert'
  | 'answer'
  | 'clear'
  // what the lines say
  | 'alerting'
  | 'proceeding'
  | 'progress'
  | 'answered'
  | 'cleared'
  | 'digit'
  | 'play-ended'
  | 'command-failed';

type SpokenLegEvent = Extract<LegEvent, LineEvent['event']>;
const spoken: Readonly<Record<SpokenLegEvent, true>> = {
  alerting: true,
  proceeding: true,
  progress: true,
  answered: true,
  cleared: true,
  digit: true,
  'play-ended': true,
  'command-failed': true,
};

/** Null: nothing that moves a leg. */
export function legEventOf(event: LineEvent): LegEvent | null {
  return event.event in spoken ? (event.event as SpokenLegEvent) : null;
}

export type LegAction =
  | 'send-alert'
  | 'send-answer'
  | 'send-clear'
  | 'tell-answered'
  /** The far end has said which channel it is. */
  | 'take-channel'
  | 'tell-alerting'
  | 'tell-progress'
  | 'tell-digit'
  | 'tell-play-ended'
  | 'tell-ring-failed'
  | 'report-failure'
  /** Over, and not because we cleared it. */
  | 'tell-over'
  | 'forget';

const none: readonly LegAction[] = [];

/** Rows with no action are crossings that must be expected, such as a digit while our clear is on its way. */
export const legTable: Table<LegState, LegEvent, LegAction> = {
  offered: {
    alert: { to: 'alerted', actions: ['send-alert'] },
    answer: { to: 'connected', actions: ['send-answer'] },
    clear: { to: 'clearing', actions: ['send-clear'] },
    cleared: { to: 'clearing', actions: ['tell-over', 'forget'] },
    'command-failed': { to: 'offered', actions: ['report-failure'] },
  },
  alerted: {
    answer: { to: 'connected', actions: ['send-answer'] },
    clear: { to: 'clearing', actions: ['send-clear'] },
    cleared: { to: 'clearing', actions: ['tell-over', 'forget'] },
    'command-failed': { to: 'alerted', actions: ['report-failure'] },
  },
  ringing: {
    proceeding: { to: 'ringing', actions: none },
    alerting: { to: 'ringing', actions: none },
    progress: { to: 'ringing', actions: none },
    answered: { to: 'connected', actions: ['tell-answered'] },
    clear: { to: 'clearing', actions: ['send-clear'] },
    cleared: { to: 'clearing', actions: ['tell-over', 'forget'] },
    // The ring itself was not carried out, so the lines will never say that it is over.
    'command-failed': { to: 'clearing', actions: ['report-failure', 'send-clear', 'tell-ring-failed', 'forget'] },
  },
  dialling: {
    proceeding: { to: 'dialling', actions: ['take-channel'] },
    alerting: { to: 'dialling', actions: ['tell-alerting'] },
    progress: { to: 'dialling', actions: ['tell-progress'] },
    answered: { to: 'connected', actions: ['tell-answered'] },
    digit: { to: 'dialling', actions: none },
    'play-ended': { to: 'dialling', actions: none },
    clear: { to: 'clearing', actions: ['send-clear'] },
    cleared: { to: 'clearing', actions: ['tell-over', 'forget'] },
    // As with 'ringing': what was not carried out never ends by itself.
    'command-failed': { to: 'clearing', actions: ['report-failure', 'send-clear', 'tell-over', 'forget'] },
  },
  connected: {
    // An exchange line counts as answered from its seizure on; a reversed polarity may say so again.
    answered: { to: 'connected', actions: none },
    proceeding: { to: 'connected', actions: ['take-channel'] },
    alerting: { to: 'connected', actions: none },
    progress: { to: 'connected', actions: none },
    digit: { to: 'connected', actions: ['tell-digit'] },
    'play-ended': { to: 'connected', actions: ['tell-play-ended'] },
    clear: { to: 'clearing', actions: ['send-clear'] },
    cleared: { to: 'clearing', actions: ['tell-over', 'forget'] },
    'command-failed': { to: 'connected', actions: ['report-failure'] },
  },
  clearing: {
    proceeding: { to: 'clearing', actions: none },
    alerting: { to: 'clearing', actions: none },
    progress: { to: 'clearing', actions: none },
    answered: { to: 'clearing', actions: none },
    digit: { to: 'clearing', actions: none },
    'play-ended': { to: 'clearing', actions: none },
    // Perhaps it was our clear that found no room: for a seizure that is ending it does nothing.
    'command-failed': { to: 'clearing', actions: ['send-clear'] },
    cleared: { to: 'clearing', actions: ['forget'] },
  },
};

export type LegRole = 'customer' | 'agent' | 'outside' | 'supervisor';

export interface Leg {
  readonly seizure: Seizure;
  /** Of an outgoing call: as hunted for, until the far end has taken it or chosen another. */
  channel: ChannelIndex;
  /** Dialling: the far end has answered our SETUP, the channel is certain. */
  taken?: boolean;
  readonly role: LegRole;
  readonly callId: string;
  /** Number of its party in the call; see conversation/party.ts. */
  readonly party: number;
  /** Whose telephone, an agent's or a supervisor's; '' nobody's. */
  readonly agentId: string;
  state: LegState;
  /** A headset left off the hook: the telephone stays when the call goes. */
  readonly standing?: boolean;
  /** Before the answer, besides what its trunk wants. */
  readonly listenFor?: readonly Watch[];
  /** Prompts that its telephone hears once it is out of the call, in place of a busy tone. */
  afterwards?: readonly string[];
  /** What plays to this leg now: our play number and why. */
  play: Play | null;
}

export interface Play {
  readonly number: number;
  readonly purpose: PlayPurpose;
  readonly prompts: readonly string[];
  readonly loop: boolean;
}

/** Whose prompt it is, so that the right room hears of its end. */
export type PlayPurpose = 'flow' | 'queue' | 'music' | 'farewell' | 'greeting' | 'tone' | 'beep' | 'keypad';
