import { Acd } from '../acd/acd.js';
import type { Clock } from '../base/clock.js';
import { SortableIds } from '../base/ids.js';
import type { Random } from '../base/random.js';
import { Calls } from '../calls/calls.js';
import type { CallSupervision } from '../calls/conversation/supervision.js';
import type { Difference } from '../calls/reconcile.js';
import { Dialer } from '../dialer/dialer.js';
import { createPacer } from '../dialer/pacing/pacer.js';
import { Flows } from '../ivr/flows.js';
import type { LineSnapshot } from '../lines/lines.js';
import { Ledger } from '../recording/ledger.js';
import { Areas, builtInAreas } from '../terms/areas.js';
import type { TestCall } from '../terms/diagnosis.js';
import type { CallExplained, LiveChange, LiveSnapshot } from '../terms/live.js';
import type { OutboundAsk } from '../terms/outbound.js';
import type { CallAsk, PersonRequest, RecordingAsk } from '../terms/requests.js';
import type { ChannelSettingRow } from '../terms/rows.js';
import type { Site } from '../terms/site.js';
import type { Days } from './days.js';
import type { Effect, Refusal } from './effects.js';
import type { Input } from './inputs.js';
import { LiveView } from './live-view.js';
import { Routing } from './routing.js';
import { ArmedTimers, type Notice, SwitchStep } from './step.js';

/** Notices that one input may lead to. A day's busiest step, every call of eight spans ending, needs some 2,000. */
export const maxNoticesPerInput = 20_000;

export interface SwitchParts {
  /** For ids; the same seed and the same inputs give the same effects. */
  readonly random: Random;
  readonly days: Days;
}

/**
 * Call control as a function of its inputs (design rule 1): `handle` takes one input through the
 * rooms until nothing is left to do and says what is to be done in the world. It reads no clock,
 * waits for nothing and touches nothing outside.
 */
export class Switch {
  private readonly calls = new Calls();
  private readonly flows = new Flows();
  private readonly acd: Acd;
  private readonly ledger = new Ledger();
  private readonly dialer: Dialer;
  private readonly view: LiveView;
  private readonly routing: Routing;
  private readonly timers = new ArmedTimers();
  private readonly inputClock = new InputClock();
  private readonly ids: SortableIds;
  private readonly newId = () => this.ids.next();
  private site: Site | null = null;
  /** When the present local day ends, epoch ms. */
  private midnightMs = Number.POSITIVE_INFINITY;

  constructor(private readonly parts: SwitchParts) {
    this.ids = new SortableIds(this.inputClock, parts.random);
    const areas = new Areas(builtInAreas);
    this.acd = new Acd({
      callers: this.calls,
      areaOf: (number) => areas.of(number),
      salt: parts.random.below(2 ** 32),
    });
    this.dialer = new Dialer({
      crew: (queueId) => this.acd.crew(queueId),
      freeChannels: (trunks) => this.calls.freeChannels(trunks),
      random: parts.random,
      createPacer,
    });
    this.view = new LiveView(this.calls, this.acd, this.flows, this.dialer, this.ledger);
    this.routing = new Routing(this.calls, this.flows, this.acd, this.ledger, this.dialer);
  }

  /** `atMs`: when the input came, epoch ms, not before the last one's. */
  handle(input: Input, atMs: number): readonly Effect[] {
    this.inputClock.atMs = atMs;
    const step = new SwitchStep(atMs, this.timers, this.newId);
    // The day begins before anything that happens in it, however late its timer is.
    if (atMs >= this.midnightMs) this.newDay(step);
    this.acd.doorsDue(step);
    const refused = this.take(input, step);
    this.untilNothingIsLeft(step);
    this.acd.watch(step.touched, step);
    this.view.touched(step);
    for (const offer of step.offers) {
      // Refused or given up within the step: there is nothing to show.
      if (this.calls.known(offer.callId) !== null) step.effects.push({ effect: 'offer', offer });
    }
    if (input.input === 'person' || input.input === 'technician') {
      step.effects.push({ effect: 'answer', request: input.request, refused });
    }
    return step.effects;
  }

  /**
   * What pages are to be told: what looks different since this was last asked. A view, not an effect: the runtime asks
   * when no input waits, and always before an offer.
   */
  changes(): readonly LiveChange[] {
    return this.view.changes();
  }

  snapshot(): LiveSnapshot {
    return this.view.snapshot();
  }

  /** Why nobody takes this call, as it is at `atMs`; null: it does not wait in a queue. Changes nothing. */
  explain(callId: string, atMs: number): CallExplained | null {
    return this.acd.explain(callId, atMs);
  }

  /**
   * The watchdog's question: where the lines and call control part. Null: nowhere, and nowhere the last
   * time, so that there is nothing to tell. Changes nothing: what is told comes back as the input 'look'.
   */
  differences(snapshot: LineSnapshot): readonly Difference[] | null {
    const found = this.calls.differences(snapshot);
    return found.length === 0 && !this.calls.hasSuspects ? null : found;
  }

  /** What technicians' test calls have heard; newest first. */
  testCalls(): readonly TestCall[] {
    return this.calls.testCalls.all();
  }

  /** What technicians have set on channels. */
  channelSettings(): readonly ChannelSettingRow[] {
    return this.calls.channelSettings();
  }

  /** What is in progress; all zero when everything has drained. */
  get inProgress(): {
    readonly legs: number;
    readonly calls: number;
    readonly flows: number;
    readonly recordings: number;
  } {
    return {
      legs: this.calls.openLegs,
      calls: this.calls.ids().calls.length,
      flows: this.flows.running,
      recordings: this.ledger.openCount,
    };
  }

  private take(input: Input, step: SwitchStep): Refusal | null {
    if (input.input === 'start') {
      this.start(input, step);
      return null;
    }
    if (this.site === null) {
      step.log('error', 'an input before the switch was started', { input: input.input });
      return { code: 'not-now', message: 'the switch is not started yet; ask again in a moment' };
    }
    switch (input.input) {
      case 'line':
        this.line(input.event, step);
        return null;
      case 'snapshot':
        this.calls.snapshot(input.snapshot, step);
        return null;
      case 'look':
        this.calls.look(input.differences, step);
        return null;
      case 'person':
        return this.person(input.person, step);
      case 'technician':
        return this.calls.order(input.technician, step);
      case 'timer':
        this.timer(input.name, input.id, step);
        return null;
      case 'facts':
        this.acd.facts(input.callId, input.facts, step);
        return null;
      case 'campaigns':
        this.dialer.campaigns(input.campaigns, step);
        return null;
      case 'leads':
        this.dialer.leads(input.leads, step);
        return null;
      case 'leads-changed':
        this.dialer.leadsChanged(input.lists, step);
        return null;
      case 'dnc':
        this.dialer.dnc(input.added, input.removed, step);
        return null;
      case 'consents':
        this.dialer.consents(input.said, step);
        return null;
      case 'storage':
        this.ledger.look(input.look, step);
        return null;
      case 'site':
        this.load(input.site, step);
        return null;
      case 'stop':
        this.dialer.stop(step);
        this.calls.stop(step);
        return null;
    }
  }

  private person(person: PersonRequest, step: SwitchStep): Refusal | null {
    if (person.ask === 'force-state') return this.acd.forceState(person, step);
    if (isCallAsk(person)) return this.mayAsk(person) ?? this.calls.ask(person, step);
    if (isSupervisorAsk(person)) return this.calls.supervise(person, step);
    if (isRecordingAsk(person)) {
      return this.ledger.ask(person, this.calls.talksIn(person.callId, person.agentId), step);
    }
    if (isOutboundAsk(person)) return this.dialer.ask(person, step);
    return this.acd.person(person, step);
  }

  /** What begins with an agent's own telephone is for who sits at it and has nothing else in hand. */
  private mayAsk({ ask, agentId }: CallAsk): Refusal | null {
    if (ask !== 'dial' && ask !== 'pick-up' && ask !== 'pick-up-call') return null;
    const agent = this.acd.liveAgent(agentId);
    switch (agent?.state) {
      case undefined:
        return { code: 'unknown-agent', message: `no agent ${agentId} is configured; add the agent to the site` };
      case 'signed-out':
        return { code: 'not-signed-in', message: `agent ${agentId} is not signed in; sign in first` };
      case 'ready':
      case 'not-ready':
      case 'wrap-up':
        return null;
      case 'unreachable':
        return { code: 'not-now', message: `the telephone of ${agentId} cannot be rung; look at its plug and hook` };
      default:
        return { code: 'not-now', message: `agent ${agentId} is ${agent?.state}; finish that first` };
    }
  }

  private start(input: Extract<Input, { input: 'start' }>, step: SwitchStep): void {
    if (this.site !== null) {
      step.log('error', 'the switch was started twice', {});
      return;
    }
    this.calls.start(input.channels, input.lastRun.channels ?? [], step);
    // The stations must be known before agents are bound to them.
    this.untilNothingIsLeft(step);
    this.load(input.site, step);
    this.acd.restore(input.lastRun, step);
  }

  private load(site: Site, step: SwitchStep): void {
    this.site = site;
    this.flows.load(site);
    step.touch('emergency', 'site');
    this.calls.load(site, step);
    this.acd.load(site, step);
    this.dialer.load(site, step);
    this.waitForMidnight(site, step);
  }

  private line(event: Extract<Input, { input: 'line' }>['event'], step: SwitchStep): void {
    if (event.event !== 'recording-ended') {
      this.calls.line(event, step);
      return;
    }
    const { recording, reason, samples } = event;
    this.ledger.ended(recording, reason, samples, (callId) => this.isLive(callId), step);
  }

  private timer(name: string, id: number, step: SwitchStep): void {
    if (!this.timers.fired(name, id)) {
      step.log('debug', 'a timer that was cancelled meanwhile', { timer: name, id });
      return;
    }
    const afterRoom = endOfWord(name, 0);
    const afterKind = endOfWord(name, afterRoom + 1);
    const kind = name.slice(afterRoom + 1, afterKind);
    const about = name.slice(afterKind + 1);
    switch (name.slice(0, afterRoom)) {
      case 'acd':
        this.acd.timer(kind, about, step);
        return;
      case 'dialer':
        this.dialer.timer(kind, about, step);
        return;
      case 'calls':
        this.calls.timer(kind, about, step);
        return;
      case 'ivr':
        this.flows.timer(kind, about, step);
        return;
      case 'recording':
        this.ledger.timer(kind, about, (callId) => this.isLive(callId), step);
        return;
      default:
        if (this.site !== null) this.waitForMidnight(this.site, step);
        return;
    }
  }

  private isLive(callId: string): boolean {
    const call = this.calls.known(callId);
    return call !== null && call.stage !== 'ended';
  }

  private newDay(step: SwitchStep): void {
    this.acd.newDay(step, this.midnightMs);
    this.dialer.newDay(step, this.midnightMs);
    if (this.site !== null) this.waitForMidnight(this.site, step);
  }

  private waitForMidnight(site: Site, step: SwitchStep): void {
    this.midnightMs = this.parts.days.nextMidnight(step.atMs, site.timeZone);
    step.setTimer('switch midnight', this.midnightMs - step.atMs);
  }

  /** Rooms hear what the others have told, first told first; only then is distributed, which may tell more. */
  private untilNothingIsLeft(step: SwitchStep): void {
    let taken = 0;
    for (;;) {
      const notice = step.notices.shift();
      if (notice !== undefined) {
        taken += 1;
        if (taken > maxNoticesPerInput) {
          this.giveUp(step, notice);
          return;
        }
        this.routing.route(notice, step);
        continue;
      }
      this.acd.distribute(step);
      if (step.notices.length === 0) this.dialer.decide(step);
      if (step.notices.length === 0) return;
    }
  }

  private giveUp(step: SwitchStep, notice: Notice): void {
    step.incident('switch-loop', { notice: notice.notice, left: step.notices.length });
    step.notices.length = 0;
  }
}

const callAsks: Readonly<Record<CallAsk['ask'], true>> = {
  dial: true,
  hold: true,
  retrieve: true,
  mute: true,
  transfer: true,
  consult: true,
  toggle: true,
  complete: true,
  cancel: true,
  conference: true,
  drop: true,
  park: true,
  'pick-up': true,
  'pick-up-call': true,
  rate: true,
  'set-data': true,
};

/** Where the word that begins at `from` ends. */
function endOfWord(text: string, from: number): number {
  const end = text.indexOf(' ', from);
  return end < 0 ? text.length : end;
}

const outboundAsks: Readonly<Record<OutboundAsk['ask'], true>> = {
  'take-lead': true,
  'dial-lead': true,
  'skip-lead': true,
  'outbound-result': true,
};

function isOutboundAsk(person: PersonRequest): person is OutboundAsk {
  return Object.hasOwn(outboundAsks, person.ask);
}

function isCallAsk(person: PersonRequest): person is CallAsk {
  return Object.hasOwn(callAsks, person.ask);
}

function isRecordingAsk(person: PersonRequest): person is RecordingAsk {
  return person.ask === 'recording-pause' || person.ask === 'record';
}

function isSupervisorAsk(person: PersonRequest): person is CallSupervision {
  return 'by' in person;
}

/** The time of the input in hand, as the ids' clock. */
class InputClock implements Clock {
  atMs = 0;

  nowMs(): number {
    return this.atMs;
  }
}
