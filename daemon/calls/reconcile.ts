import type { ChannelIndex, ChannelState, LineEvent, LineSnapshot, Seizure, SpanState } from '../lines/lines.js';
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
}

/** Where the lines' truth and what we believe part. Plain data: the watchdog's looks are journalled. */
export type Difference =
  | { readonly differs: 'span'; readonly state: SpanState }
  /** A leg, or a telephone without a call, that no channel carries any more. */
  | { readonly differs: 'seizure-gone'; readonly seizure: Seizure }
  | { readonly differs: 'answer-missed'; readonly seizure: Seizure }
  /** An outgoing call is on another channel than we think. */
  | { readonly differs: 'moved'; readonly seizure: Seizure; readonly channel: ChannelIndex }
  | { readonly differs: 'lift-missed'; readonly seizure: Seizure; readonly channel: ChannelIndex }
  | { readonly differs: 'unknown-seizure'; readonly seizure: Seizure; readonly channel: ChannelIndex }
  /** A channel that was to be drained has no call any more. */
  | { readonly differs: 'drained'; readonly channel: ChannelIndex }
  | { readonly differs: 'hook'; readonly channel: ChannelIndex; readonly offHook: boolean };

const none: readonly Difference[] = [];

/**
 * `patient`: for a look in between, when all is well: a call that has just been sent to the network
 * may have no channel yet. After lost events there is no such excuse.
 */
export function differences(snapshot: LineSnapshot, belief: Belief, patient: boolean): readonly Difference[] {
  const living = new Map<Seizure, ChannelState>();
  for (const channel of snapshot.channels) if (channel.seizure !== 0) living.set(channel.seizure, channel);
  // Nearly always there is none: the look costs no lists, every time for every channel.
  const found: Difference[] = [];
  for (const state of snapshot.spans) found.push(...spanDifference(state, belief));
  for (const leg of belief.legs) found.push(...legDifference(leg, living.get(leg.seizure), patient));
  for (const state of snapshot.channels) {
    if (belief.channels.isBelieved(state)) continue;
    for (const look of looksAtChannel) {
      const differences = look(state, belief);
      if (differences.length > 0) found.push(...differences);
    }
  }
  return found;
}

function spanDifference(state: SpanState, belief: Belief): readonly Difference[] {
  const believed = belief.spans.live(state.span);
  if (believed === null) return none;
  const same = believed.dChannel === state.dChannel && believed.alarms.join() === state.alarms.join();
  return same ? none : [{ differs: 'span', state }];
}

function legDifference(leg: Leg, state: ChannelState | undefined, patient: boolean): readonly Difference[] {
  const { seizure } = leg;
  const onItsWay = leg.state === 'dialling' && !leg.taken;
  if (state === undefined) return patient && onItsWay ? none : [{ differs: 'seizure-gone', seizure }];
  const unheard = state.answered && (leg.state === 'ringing' || leg.state === 'dialling');
  return unheard ? [{ differs: 'answer-missed', seizure }] : none;
}

function seizureDifference(state: ChannelState, belief: Belief): readonly Difference[] {
  const { channel: index, seizure } = state;
  const believed = belief.channels.seizureOn(index);
  const channel = belief.channels.get(index);
  if (seizure === (believed ?? 0) || channel === null) return none;
  if (seizure === 0) {
    // A telephone without a call that was laid down unheard; legs are looked at by themselves.
    if (believed === null || belief.legs.some((leg) => leg.seizure === believed)) return none;
    return [{ differs: 'seizure-gone', seizure: believed }];
  }
  const leg = belief.legs.find((each) => each.seizure === seizure);
  if (leg !== undefined) {
    const mayMove = leg.state === 'dialling' || leg.state === 'connected';
    return mayMove ? [{ differs: 'moved', seizure, channel: index }] : none;
  }
  const lifted = channel.kind === 'fxs' && seizure % 2 === 1;
  return [{ differs: lifted ? 'lift-missed' : 'unknown-seizure', seizure, channel: index }];
}

function serviceDifference({ channel, service }: ChannelState, belief: Belief): readonly Difference[] {
  const drained = service === 'blocked' && belief.channels.service(channel) === 'draining';
  return drained ? [{ differs: 'drained', channel }] : none;
}

function hookDifference(state: ChannelState, belief: Belief): readonly Difference[] {
  const { channel, offHook } = state;
  if (belief.channels.get(channel)?.kind !== 'fxs' || belief.channels.isOffHook(channel) === offHook) return none;
  return [{ differs: 'hook', channel, offHook }];
}

const looksAtChannel = [seizureDifference, serviceDifference, hookDifference] as const;

/** Takes over the lines' truth; every repair is an incident (design rule 3). `say`: an event in the lines' place. */
export function mend(difference: Difference, belief: Belief, say: (event: LineEvent) => void, step: CallsStep): void {
  switch (difference.differs) {
    case 'span':
      say({ event: 'span', ...difference.state });
      return;
    case 'seizure-gone':
      seizureGone(difference.seizure, belief, say, step);
      return;
    case 'answer-missed':
      step.incident('repair-answer-missed', {
        seizure: difference.seizure,
        callId: callOf(difference.seizure, belief),
      });
      say({ event: 'answered', seizure: difference.seizure });
      return;
    case 'moved': {
      const { seizure, channel } = difference;
      step.incident('repair-channel-moved', { seizure, channel: nameOf(channel, belief) });
      say({ event: 'proceeding', seizure, channel });
      return;
    }
    case 'lift-missed': {
      const { seizure, channel } = difference;
      step.incident('repair-lift-missed', { seizure, channel: nameOf(channel, belief) });
      const unheard = { callingNumber: '', presentation: 'unavailable', calledNumber: '' } as const;
      say({ event: 'incoming', seizure, channel, ...unheard });
      return;
    }
    case 'unknown-seizure': {
      // A caller's numbers were lost with his SETUP, so it cannot become a call; a ring nobody knows is to stop.
      const { seizure, channel } = difference;
      step.incident('repair-unknown-seizure', { seizure, channel: nameOf(channel, belief) });
      step.line({ do: 'clear', seizure, cause: cause.temporaryFailure });
      return;
    }
    case 'drained': {
      const { channel } = difference;
      step.incident('repair-drained', { channel: nameOf(channel, belief) });
      say({ event: 'service', channel, service: 'blocked', by: 'near-end' });
      return;
    }
    case 'hook': {
      const { channel, offHook } = difference;
      step.incident('repair-hook', { channel: nameOf(channel, belief), offHook });
      say({ event: 'hook', channel, offHook });
    }
  }
}

function seizureGone(seizure: Seizure, belief: Belief, say: (event: LineEvent) => void, step: CallsStep): void {
  const leg = belief.legs.find((each) => each.seizure === seizure);
  const detail = leg === undefined ? { seizure } : { seizure, callId: leg.callId, state: leg.state };
  step.incident('repair-seizure-gone', detail);
  // Our own ring or dial may only be on its way to the lines: this also stops it. For an ended seizure it does nothing.
  if (leg?.state === 'ringing' || leg?.state === 'dialling') {
    step.line({ do: 'clear', seizure, cause: cause.temporaryFailure });
  }
  say({ event: 'cleared', seizure, cause: cause.temporaryFailure, by: 'network' });
}

function callOf(seizure: Seizure, belief: Belief): string {
  return belief.legs.find((leg) => leg.seizure === seizure)?.callId ?? '';
}

function nameOf(channel: ChannelIndex, belief: Belief): string {
  return belief.channels.get(channel)?.name ?? '';
}

/** The watchdog: what differs in two looks in a row is no event on its way, and is mended. */
export class Watchdog {
  private lastSeen = new Set<string>();

  /** Those to be mended now. */
  look(found: readonly Difference[]): readonly Difference[] {
    const keys = found.map((difference) => JSON.stringify(difference));
    const certain = found.filter((_, at) => this.lastSeen.has(keys[at] ?? ''));
    this.lastSeen = new Set(keys);
    return certain;
  }

  /** A difference was seen in the last look: the next one must be told of, even if all is well again. */
  get suspects(): boolean {
    return this.lastSeen.size > 0;
  }
}
