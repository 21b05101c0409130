import type { ChannelState, LineEvent, LineSnapshot } from '../lines/lines.js';
import { cause } from './call.js';
import type { ChannelTable } from './channels.js';
import type { Leg } from './legs.js';
import type { CallsStep } from './notices.js';
import type { SpanTable } from './spans.js';

/** What this room believes, and how to tell it what it missed. */
export interface Belief {
  readonly legs: readonly Leg[];
  readonly channels: ChannelTable;
  readonly spans: SpanTable;
  /** Says an event in the lines' place. */
  say(event: LineEvent): void;
}

/** Compares the lines' truth with what we believe and mends; every repair is an incident (design rule 3). */
export function reconcile(snapshot: LineSnapshot, belief: Belief, step: CallsStep): void {
  for (const state of snapshot.spans) mendSpan(state, belief);
  const living = new Map<number, ChannelState>();
  for (const channel of snapshot.channels) if (channel.seizure !== 0) living.set(channel.seizure, channel);
  for (const leg of belief.legs) mendLeg(leg, living.get(leg.seizure), belief, step);
  for (const state of snapshot.channels) {
    mendSeizure(state, belief, step);
    mendHook(state, belief, step);
  }
}

function mendSpan(state: LineSnapshot['spans'][number], belief: Belief): void {
  const believed = belief.spans.live(state.span);
  if (believed === null) return;
  if (believed.dChannel === state.dChannel && believed.alarms.join() === state.alarms.join()) return;
  belief.say({ event: 'span', ...state });
}

function mendLeg(leg: Leg, state: ChannelState | undefined, belief: Belief, step: CallsStep): void {
  if (state === undefined) {
    step.incident('repair-seizure-gone', { seizure: leg.seizure, callId: leg.callId, state: leg.state });
    // Our own ring may only be on its way to the lines: this also stops it. For an ended seizure it does nothing.
    if (leg.state === 'ringing') step.line({ do: 'clear', seizure: leg.seizure, cause: cause.temporaryFailure });
    belief.say({ event: 'cleared', seizure: leg.seizure, cause: cause.temporaryFailure, by: 'network' });
  } else if (leg.state === 'ringing' && state.answered) {
    step.incident('repair-answer-missed', { seizure: leg.seizure, callId: leg.callId });
    belief.say({ event: 'answered', seizure: leg.seizure });
  }
}

function mendSeizure(state: ChannelState, belief: Belief, step: CallsStep): void {
  const believed = belief.channels.seizureOn(state.channel);
  if (state.seizure === (believed ?? 0)) return;
  const channel = belief.channels.get(state.channel);
  if (channel === null) return;
  if (state.seizure === 0) {
    // A telephone without a call that was laid down unheard; legs were mended before.
    if (believed === null || belief.legs.some((leg) => leg.seizure === believed)) return;
    step.incident('repair-seizure-gone', { seizure: believed, channel: channel.name });
    belief.say({ event: 'cleared', seizure: believed, cause: cause.temporaryFailure, by: 'network' });
  } else if (channel.kind === 'fxs' && state.seizure % 2 === 1) {
    step.incident('repair-lift-missed', { seizure: state.seizure, channel: channel.name });
    belief.channels.seize(state.channel, state.seizure, null, step);
  } else {
    // A caller's numbers were lost with his SETUP, so it cannot become a call; a ring nobody knows is to stop.
    step.incident('repair-unknown-seizure', { seizure: state.seizure, channel: channel.name });
    step.line({ do: 'clear', seizure: state.seizure, cause: cause.temporaryFailure });
  }
}

function mendHook(state: ChannelState, belief: Belief, step: CallsStep): void {
  const channel = belief.channels.get(state.channel);
  if (channel?.kind !== 'fxs' || belief.channels.isOffHook(state.channel) === state.offHook) return;
  step.incident('repair-hook', { channel: channel.name, offHook: state.offHook });
  belief.say({ event: 'hook', channel: state.channel, offHook: state.offHook });
}
