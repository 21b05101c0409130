import type { AlarmCode } from '../terms/calls.js';
import type { LiveAgent, LiveAlarm, LiveQueue, LiveTopic } from '../terms/live.js';
import { percent, serviceLevel } from '../terms/metrics.js';
import type { AlarmRow } from '../terms/rows.js';
import type { Site, Threshold } from '../terms/site.js';
import { inCallStates } from './agents.js';
import type { AcdStep } from './notices.js';

/** With fewer calls a day's service level is an accident. */
export const fewestCallsForServiceLevel = 10;

const timerName = 'acd threshold next';
const nobody: ReadonlySet<string> = new Set();

/** What is compared of a queue. */
export interface QueueMeasures {
  readonly waiting: number;
  /** Since when the longest waiting caller waits, epoch ms; null: nobody does. */
  readonly oldestSince: number | null;
  readonly agentsReady: number;
  readonly closed: boolean;
  readonly day: Required<Pick<LiveQueue, 'today' | 'serviceLevel'>>;
}

export interface ThresholdParts {
  readonly agent: (id: string) => Pick<LiveAgent, 'state' | 'since'> | null;
  readonly queue: (id: string) => QueueMeasures | null;
}

type Topic = 'queue' | 'agent';

/** One alarm that may be: of one code, about one queue or agent. */
interface Watched {
  readonly code: AlarmCode;
  readonly topic: Topic;
  readonly about: string;
  /** Undefined: no longer watched. */
  threshold: Threshold | undefined;
  /** On now. */
  alarm: AlarmRow | null;
  /** When its running time will pass the threshold, epoch ms; null: it doesn't run, or is on. */
  crossesAt: number | null;
}

const queueCodes: readonly AlarmCode[] = [
  'queue-waiting',
  'queue-longest-wait',
  'queue-service-level',
  'queue-agents-ready',
];
const agentCodes: readonly AlarmCode[] = ['agent-not-ready', 'agent-wrap-up', 'agent-talk'];

/**
 * Alarms of the floor. Each goes on at one value and off at another, so that it doesn't flutter: high is bad where
 * `on` is above `off` or equal, low is bad where it is below. What runs with time has one timer, armed for the next
 * crossing. Nearly every input leads here, so what is watched is kept and not made anew.
 */
export class Thresholds {
  private floor: NonNullable<Site['thresholds']> = {};
  private queues = new Map<string, NonNullable<Site['queues'][number]['thresholds']>>();
  private readonly watched: Readonly<Record<Topic, Map<string, readonly Watched[]>>> = {
    queue: new Map(),
    agent: new Map(),
  };
  /** On now, by the alarm's id, in the order they went on. */
  private readonly on = new Map<string, Watched>();
  private readonly crossings = new Set<Watched>();
  /** Agents' states since when, whatever reason or call changed meanwhile. */
  private readonly states = new Map<string, { readonly kind: AlarmCode; readonly since: number }>();
  private nothingIsWatched = true;
  private armedFor: number | null = null;
  /** Of the crossings that were added since it was armed. */
  private soonest = Number.POSITIVE_INFINITY;

  constructor(private readonly parts: ThresholdParts) {}

  /** What is no longer watched goes off. `topics` of everything there is are to be looked at afterwards. */
  load(site: Site): void {
    this.floor = site.thresholds ?? {};
    this.queues = new Map(site.queues.flatMap(({ id, thresholds }) => (thresholds ? [[id, thresholds]] : [])));
    this.nothingIsWatched = this.queues.size === 0 && Object.keys(this.floor).length === 0;
    for (const topic of ['queue', 'agent'] as const) {
      for (const [id, all] of this.watched[topic]) {
        for (const one of all) one.threshold = this.thresholdOf(one.code, id);
      }
    }
  }

  /** After each input: what changed. */
  look(touched: ReadonlyMap<LiveTopic, ReadonlySet<string>>, step: AcdStep): void {
    if (this.nothingIsWatched && this.on.size === 0) return;
    for (const id of touched.get('queue') ?? nobody) this.lookAtQueue(id, step);
    for (const id of touched.get('agent') ?? nobody) this.lookAtAgent(id, step);
    this.arm(step);
  }

  /** The next crossing has come, or would have. */
  timer(step: AcdStep): void {
    this.armedFor = null;
    const due = new Map<Topic, Set<string>>([
      ['queue', new Set()],
      ['agent', new Set()],
    ]);
    for (const { crossesAt, topic, about } of this.crossings) {
      if (crossesAt !== null && crossesAt <= step.atMs) due.get(topic)?.add(about);
    }
    this.look(due, step);
  }

  live(id: string): LiveAlarm | null {
    const alarm = this.on.get(id)?.alarm ?? null;
    return alarm === null ? null : shown(alarm);
  }

  all(): readonly LiveAlarm[] {
    return [...this.on.values()].flatMap(({ alarm }) => (alarm === null ? [] : [shown(alarm)]));
  }

  private of(topic: Topic, id: string): readonly Watched[] {
    let all = this.watched[topic].get(id);
    if (all === undefined) {
      const codes = topic === 'queue' ? queueCodes : agentCodes;
      all = codes.map((code) => {
        return { code, topic, about: id, threshold: this.thresholdOf(code, id), alarm: null, crossesAt: null };
      });
      this.watched[topic].set(id, all);
    }
    return all;
  }

  private thresholdOf(code: AlarmCode, id: string): Threshold | undefined {
    const { floor } = this;
    switch (code) {
      case 'queue-waiting':
        return this.queues.get(id)?.waiting;
      case 'queue-longest-wait':
        return this.queues.get(id)?.longestWaitMs;
      case 'queue-service-level':
        return this.queues.get(id)?.serviceLevelPercent;
      case 'queue-agents-ready':
        return this.queues.get(id)?.agentsReady;
      case 'agent-not-ready':
        return floor.notReadyMs;
      case 'agent-wrap-up':
        return floor.wrapUpMs;
      case 'agent-talk':
        return floor.talkMs;
      default:
        return undefined;
    }
  }

  private lookAtQueue(id: string, step: AcdStep): void {
    const queue = this.parts.queue(id);
    for (const one of this.of('queue', id)) {
      if (one.threshold === undefined && one.alarm === null && one.crossesAt === null) continue;
      if (one.code === 'queue-longest-wait') this.lookAt(one, null, queue?.oldestSince ?? null, step);
      else this.lookAt(one, queue === null ? null : measureOf(one.code, queue), null, step);
    }
    if (queue === null) this.forget('queue', id);
  }

  private lookAtAgent(id: string, step: AcdStep): void {
    const agent = this.parts.agent(id);
    const kind = agent === null ? null : kindOf(agent.state);
    const before = this.states.get(id);
    const since = before !== undefined && before.kind === kind ? before.since : (agent?.since ?? 0);
    if (kind === null) {
      if (before !== undefined) this.states.delete(id);
    } else if (before?.kind !== kind || before.since !== since) this.states.set(id, { kind, since });
    for (const one of this.of('agent', id)) {
      if (one.threshold === undefined && one.alarm === null && one.crossesAt === null) continue;
      this.lookAt(one, null, one.code === kind ? since : null, step);
    }
    if (agent === null) this.forget('agent', id);
  }

  /** Gone from the site. */
  private forget(topic: Topic, id: string): void {
    if (this.of(topic, id).every(({ alarm, crossesAt }) => alarm === null && crossesAt === null)) {
      this.watched[topic].delete(id);
    }
  }

  /** A count, or a time that has run since then; both null: there is nothing to compare. */
  private lookAt(one: Watched, count: number | null, since: number | null, step: AcdStep): void {
    const { threshold, alarm } = one;
    this.cross(one, null);
    if (threshold === undefined) {
      if (alarm !== null) this.turnOff(one, alarm, step);
      return;
    }
    const value = since === null ? count : step.atMs - since;
    if (alarm === null) {
      if (value !== null && passes(value, threshold)) this.turnOn(one, threshold, value, step);
      else if (since !== null) this.cross(one, since + threshold.on);
    } else if (value === null || isBack(value, threshold)) this.turnOff(one, alarm, step);
    else if (since === null && alarm.value !== value) {
      one.alarm = { ...alarm, value };
      step.touch('alarm', alarm.id);
    }
  }

  private cross(one: Watched, at: number | null): void {
    if (one.crossesAt === null && at === null) return;
    one.crossesAt = at;
    this.crossings.delete(one);
    if (at === null) return;
    this.crossings.add(one);
    if (at < this.soonest) this.soonest = at;
  }

  private turnOn(one: Watched, threshold: Threshold, value: number, step: AcdStep): void {
    const { code, about } = one;
    const id = step.newId();
    const alarm: AlarmRow = { id, code, about, value, threshold: threshold.on, onAt: step.atMs, offAt: null };
    one.alarm = alarm;
    this.on.set(id, one);
    step.row({ row: 'alarm', alarm });
    step.touch('alarm', id);
  }

  private turnOff(one: Watched, alarm: AlarmRow, step: AcdStep): void {
    one.alarm = null;
    this.on.delete(alarm.id);
    step.row({ row: 'alarm', alarm: { ...alarm, offAt: step.atMs } });
    step.touch('alarm', alarm.id);
  }

  /** A crossing that is no more may leave its timer behind: it fires once, for nothing. */
  private arm(step: AcdStep): void {
    if (this.crossings.size === 0) {
      if (this.armedFor !== null) step.cancelTimer(timerName);
      this.armedFor = null;
      return;
    }
    let next = this.soonest;
    // Its timer has fired: the next one is to be found among all.
    if (this.armedFor === null) {
      for (const { crossesAt } of this.crossings) if (crossesAt !== null && crossesAt < next) next = crossesAt;
    }
    this.soonest = Number.POSITIVE_INFINITY;
    if (this.armedFor !== null && this.armedFor <= next) return;
    this.armedFor = next;
    step.setTimer(timerName, Math.max(0, next - step.atMs));
  }
}

function kindOf(state: LiveAgent['state']): AlarmCode | null {
  if (state === 'not-ready') return 'agent-not-ready';
  if (state === 'wrap-up') return 'agent-wrap-up';
  return inCallStates.has(state) ? 'agent-talk' : null;
}

function measureOf(code: AlarmCode, { waiting, agentsReady, closed, day }: QueueMeasures): number | null {
  if (code === 'queue-waiting') return waiting;
  if (code === 'queue-agents-ready') return closed ? null : agentsReady;
  const share = serviceLevel(day.today, day.serviceLevel.formula);
  return share.whole < fewestCallsForServiceLevel ? null : percent(share);
}

function isLowBad({ on, off }: Threshold): boolean {
  return on < off;
}

function passes(value: number, threshold: Threshold): boolean {
  return isLowBad(threshold) ? value <= threshold.on : value >= threshold.on;
}

function isBack(value: number, threshold: Threshold): boolean {
  if (isLowBad(threshold)) return value >= threshold.off;
  return threshold.on === threshold.off ? value < threshold.off : value <= threshold.off;
}

function shown({ id, code, about, value, threshold, onAt }: AlarmRow): LiveAlarm {
  return { id, code, about, value, threshold, since: onAt };
}
