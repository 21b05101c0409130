import type { Channel, Loopback, SpanState } from '../lines/lines.js';
import type { LiveSpan } from '../terms/live.js';
import type { CallsStep } from './notices.js';

/** ITU-T Q.850. */
const causeNoChannel = 34;
const causeRequestedChannelBusy = 44;

interface Refused {
  readonly span: number;
  readonly timeslot: number;
  readonly cause: number;
  readonly callingNumber: string;
  readonly calledNumber: string;
}

/**
 * Lines that were just opened find their wires one after the other: what is missing meanwhile is shown, and is an
 * incident only if it is still missing after this time.
 */
export const settleMs = 5_000;

/** Alarms and D-channels of the spans, and what they had to refuse. Down until the lines say otherwise. */
export class SpanTable {
  private readonly spans = new Map<number, LiveSpan>();
  /** Spans that have been well since the start, or for which `settleMs` has gone by: their alarms are news. */
  private readonly settled = new Set<number>();

  start(channels: readonly Channel[], step: CallsStep): void {
    for (const { span } of channels) {
      if (span === 0 || this.spans.has(span)) continue;
      this.spans.set(span, {
        span,
        name: `E1-${span}`,
        alarms: [],
        dChannel: 'down',
        refused34: 0,
        refused44: 0,
      });
      step.touch('span', span);
    }
  }

  /** `settleMs` after the start: what never came up is told now. */
  settle(step: CallsStep): void {
    for (const [span, { alarms }] of this.spans) {
      if (this.settled.has(span)) continue;
      this.settled.add(span);
      for (const alarm of alarms) step.incident('span-alarm', { span, alarm });
    }
  }

  /** People's names for the spans. */
  load(names: ReadonlyMap<number, string>, step: CallsStep): void {
    for (const [span, before] of this.spans) {
      const name = names.get(span) ?? `E1-${span}`;
      if (name === before.name) continue;
      this.spans.set(span, { ...before, name });
      step.touch('span', span);
    }
  }

  /** Fit for a new call. */
  isUp(span: number): boolean {
    const state = this.spans.get(span);
    return state !== undefined && state.dChannel === 'up' && state.alarms.length === 0 && state.loopback === undefined;
  }

  setLoopback(span: number, loopback: Loopback, step: CallsStep): void {
    const before = this.spans.get(span);
    if (before === undefined) return;
    const { loopback: _, ...rest } = before;
    this.spans.set(span, loopback === 'off' ? rest : { ...rest, loopback });
    step.touch('span', span);
  }

  all(): readonly number[] {
    return [...this.spans.keys()];
  }

  live(span: number): LiveSpan | null {
    return this.spans.get(span) ?? null;
  }

  state(state: SpanState, step: CallsStep): void {
    const before = this.spans.get(state.span);
    if (before === undefined) {
      step.log('warn', 'state of a span that does not exist', { span: state.span });
      return;
    }
    this.spans.set(state.span, { ...before, alarms: [...state.alarms], dChannel: state.dChannel });
    step.touch('span', state.span);
    if (state.alarms.length === 0) this.settled.add(state.span);
    const appeared = state.alarms.filter((alarm) => !before.alarms.includes(alarm));
    if (this.settled.has(state.span)) {
      for (const alarm of appeared) step.incident('span-alarm', { span: state.span, alarm });
    }
    const wasUp = before.dChannel === 'up';
    if (wasUp && state.dChannel === 'down') {
      step.incident('d-channel-down', { span: state.span, alarms: state.alarms.join(' ') });
    }
  }

  /** No channel was seized, so there is no call: a counter and an incident. */
  refused(event: Refused, step: CallsStep): void {
    const { span, timeslot, cause, callingNumber, calledNumber } = event;
    const before = this.spans.get(span);
    if (before !== undefined) {
      const refused34 = before.refused34 + (cause === causeNoChannel ? 1 : 0);
      const refused44 = before.refused44 + (cause === causeRequestedChannelBusy ? 1 : 0);
      this.spans.set(span, { ...before, refused34, refused44 });
      step.touch('span', span);
    }
    const code =
      cause === causeNoChannel ? 'no-channel' : cause === causeRequestedChannelBusy ? 'channel-busy' : 'call-refused';
    step.incident(code, { span, timeslot, cause, callingNumber, calledNumber });
  }
}
