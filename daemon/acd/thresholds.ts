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

export interface ThresholdParts {
  readonly agent: (id: string) => LiveAgent | null;
  readonly queue: (id: string) => LiveQueue | null;
}

/** What a threshold is compared with: a count, or a time that has run since then. Null: nothing to compare. */
type Measured = { readonly value: number } | { readonly since: number } | null;

interface Watched {
  readonly code: AlarmCode;
  readonly about: string;
  readonly threshold: Threshold;
  readonly measured: Measured;
}

/**
 * Alarms of the floor. Each goes on at one value and off at another, so that it doesn't flutter: high is bad where
 * `on` is above `off` or equal, low is bad where it is below. What runs with time has one timer, armed for the next
 * crossing.
 */
export class Thresholds {
  private floor: NonNullable<Site['thresholds']> = {};
  private queues = new Map<string, NonNullable<Site['queues'][number]['thresholds']>>();
  /** On now, by code and what it is about. */
  private readonly on = new Map<string, AlarmRow>();
  private readonly byId = new Map<string, string>();
  /** When a running time will pass its threshold, by code and agent or queue. Epoch ms. */
  private readonly crossings = new Map<
    string,
    { readonly at: number; readonly topic: LiveTopic; readonly id: string }
  >();
  /** Agents' states since when, whatever reason or call changed meanwhile. */
  private readonly states = new Map<string, { readonly kind: AlarmCode; readonly since: number }>();
  private armedFor: number | null = null;
  /** Of the crossings that were added since it was armed. */
  private soonest = Number.POSITIVE_INFINITY;

  constructor(private readonly parts: ThresholdParts) {}

  /** What is no longer watched goes off. `topics` of everything there is are to be looked at afterwards. */
  load(site: Site): void {
    this.floor = site.thresholds ?? {};
    this.queues = new Map(site.queues.flatMap(({ id, thresholds }) => (thresholds ? [[id, thresholds]] : [])));
  }

  /** After each input: what changed. */
  look(touched: Iterable<{ readonly topic: LiveTopic; readonly id: string }>, step: AcdStep): void {
    if (this.queues.size === 0 && this.on.size === 0 && Object.keys(this.floor).length === 0) return;
    for (const { topic, id } of touched) {
      if (topic === 'queue') this.lookAll(this.ofQueue(id), topic, id, step);
      else if (topic === 'agent') this.lookAll(this.ofAgent(id), topic, id, step);
    }
    this.arm(step);
  }

  /** The next crossing has come, or would have. */
  timer(step: AcdStep): void {
    this.armedFor = null;
    const due = [...this.crossings.values()].filter(({ at }) => at <= step.atMs);
    this.look(due, step);
  }

  live(id: string): LiveAlarm | null {
    const alarm = this.on.get(this.byId.get(id) ?? '');
    return alarm === undefined ? null : shown(alarm);
  }

  all(): readonly LiveAlarm[] {
    return [...this.on.values()].map(shown);
  }

  private ofQueue(id: string): readonly Watched[] {
    const thresholds = this.queues.get(id) ?? {};
    const queue = this.parts.queue(id);
    const open = queue !== null && queue.closed !== true ? queue : null;
    return watchedOf(id, [
      ['queue-waiting', thresholds.waiting, queue === null ? null : { value: queue.waiting }],
      [
        'queue-longest-wait',
        thresholds.longestWaitMs,
        queue?.oldestSince == null ? null : { since: queue.oldestSince },
      ],
      ['queue-service-level', thresholds.serviceLevelPercent, levelOf(queue)],
      ['queue-agents-ready', thresholds.agentsReady, open === null ? null : { value: open.agentsReady }],
    ]);
  }

  private ofAgent(id: string): readonly Watched[] {
    const agent = this.parts.agent(id);
    const kind = agent === null ? null : kindOf(agent);
    const before = this.states.get(id);
    const since = before !== undefined && before.kind === kind ? before.since : (agent?.since ?? 0);
    if (kind === null) this.states.delete(id);
    else this.states.set(id, { kind, since });
    const measured = (code: AlarmCode): Measured => (code === kind ? { since } : null);
    return watchedOf(id, [
      ['agent-not-ready', this.floor.notReadyMs, measured('agent-not-ready')],
      ['agent-wrap-up', this.floor.wrapUpMs, measured('agent-wrap-up')],
      ['agent-talk', this.floor.talkMs, measured('agent-talk')],
    ]);
  }

  private lookAll(watched: readonly Watched[], topic: LiveTopic, id: string, step: AcdStep): void {
    for (const code of codesOf(topic)) {
      const one = watched.find((each) => each.code === code);
      const key = `${code} ${id}`;
      this.crossings.delete(key);
      if (one === undefined) this.turnOff(key, step);
      else this.lookAt(one, key, topic, step);
    }
  }

  private lookAt({ code, about, threshold, measured }: Watched, key: string, topic: LiveTopic, step: AcdStep): void {
    const running = measured !== null && 'since' in measured;
    const value = measured === null ? null : running ? step.atMs - measured.since : measured.value;
    const alarm = this.on.get(key);
    if (alarm === undefined) {
      if (value !== null && passes(value, threshold)) this.turnOn({ code, about, value, key, threshold }, step);
      else if (running) this.cross(key, { at: measured.since + threshold.on, topic, id: about });
    } else if (value === null || isBack(value, threshold)) this.turnOff(key, step);
    else if (!running && alarm.value !== value) {
      this.on.set(key, { ...alarm, value });
      step.touch('alarm', alarm.id);
    }
  }

  private cross(key: string, crossing: { readonly at: number; readonly topic: LiveTopic; readonly id: string }): void {
    this.crossings.set(key, crossing);
    this.soonest = Math.min(this.soonest, crossing.at);
  }

  private turnOn(
    {
      code,
      about,
      value,
      key,
      threshold,
    }: Omit<Watched, 'measured'> & { readonly value: number; readonly key: string },
    step: AcdStep,
  ): void {
    const id = step.newId();
    const alarm: AlarmRow = { id, code, about, value, threshold: threshold.on, onAt: step.atMs, offAt: null };
    this.on.set(key, alarm);
    this.byId.set(id, key);
    step.row({ row: 'alarm', alarm });
    step.touch('alarm', id);
  }

  private turnOff(key: string, step: AcdStep): void {
    const alarm = this.on.get(key);
    if (alarm === undefined) return;
    this.on.delete(key);
    this.byId.delete(alarm.id);
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
    if (this.armedFor === null) for (const { at } of this.crossings.values()) next = Math.min(next, at);
    this.soonest = Number.POSITIVE_INFINITY;
    if (this.armedFor !== null && this.armedFor <= next) return;
    this.armedFor = next;
    step.setTimer(timerName, Math.max(0, next - step.atMs));
  }
}

function watchedOf(
  about: string,
  all: readonly (readonly [AlarmCode, Threshold | undefined, Measured])[],
): readonly Watched[] {
  return all.flatMap(([code, threshold, measured]) =>
    threshold === undefined ? [] : [{ code, about, threshold, measured }],
  );
}

const queueCodes: readonly AlarmCode[] = [
  'queue-waiting',
  'queue-longest-wait',
  'queue-service-level',
  'queue-agents-ready',
];
const agentCodes: readonly AlarmCode[] = ['agent-not-ready', 'agent-wrap-up', 'agent-talk'];

function codesOf(topic: LiveTopic): readonly AlarmCode[] {
  return topic === 'queue' ? queueCodes : agentCodes;
}

function kindOf({ state }: LiveAgent): AlarmCode | null {
  if (state === 'not-ready') return 'agent-not-ready';
  if (state === 'wrap-up') return 'agent-wrap-up';
  return inCallStates.has(state) ? 'agent-talk' : null;
}

function levelOf(queue: LiveQueue | null): Measured {
  if (queue?.today === undefined || queue.serviceLevel === undefined) return null;
  const share = serviceLevel(queue.today, queue.serviceLevel.formula);
  const value = share.whole < fewestCallsForServiceLevel ? null : percent(share);
  return value === null ? null : { value };
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
