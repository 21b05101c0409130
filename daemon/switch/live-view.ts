import type { Acd } from '../acd/acd.js';
import type { Calls } from '../calls/calls.js';
import type { Dialer } from '../dialer/dialer.js';
import type { Flows } from '../ivr/flows.js';
import type { Ledger } from '../recording/ledger.js';
import type { LiveAgent, LiveCall, LiveChange, LiveSnapshot, LiveTopic } from '../terms/live.js';
import { isSame } from './same.js';
import type { SwitchStep } from './step.js';

type Said = NonNullable<LiveChange['value']>;

const nothing: readonly LiveChange[] = [];

/** What pages see of the rooms; says exactly what has changed since it was last said. */
export class LiveView {
  /** What was last said, by id. */
  private readonly said: Readonly<Record<LiveTopic, Map<string, Said>>> = {
    agent: new Map(),
    call: new Map(),
    queue: new Map(),
    span: new Map(),
    channel: new Map(),
    alarm: new Map(),
    emergency: new Map(),
    campaign: new Map(),
    storage: new Map(),
  };

  /** Touched since it was last asked what has changed, in the order of the first touch of each topic. */
  private readonly dirty = new Map<LiveTopic, Set<string>>();
  /** Of the other dirty calls only the place may be another. */
  private readonly wholeCalls = new Set<string>();

  constructor(
    private readonly calls: Calls,
    private readonly acd: Acd,
    private readonly flows: Flows,
    private readonly dialer: Dialer,
    private readonly ledger: Ledger,
  ) {}

  /** What a step touched may look different when it is next asked for. */
  touched({ touched, wholeCalls }: SwitchStep): void {
    for (const id of wholeCalls) this.wholeCalls.add(id);
    for (const [topic, ids] of touched) {
      const own = this.dirty.get(topic);
      if (own === undefined) this.dirty.set(topic, ids);
      else for (const id of ids) own.add(id);
    }
  }

  /** Compares what was touched since the last time; a thing that looks the same is not said. */
  changes(): readonly LiveChange[] {
    if (this.dirty.size === 0) return nothing;
    const changes: LiveChange[] = [];
    for (const [topic, ids] of this.dirty) {
      const saidOfTopic = this.said[topic];
      for (const id of ids) {
        const said = saidOfTopic.get(id) ?? null;
        const moved = this.moved(topic, id, said);
        const change = moved ?? this.look(topic, id);
        if (moved === null ? isSame(said, change.value) : moved.value === said) continue;
        if (change.value === null) saidOfTopic.delete(id);
        else saidOfTopic.set(id, change.value);
        changes.push(change);
      }
    }
    this.dirty.clear();
    if (this.wholeCalls.size > 0) this.wholeCalls.clear();
    return changes;
  }

  /**
   * Whoever leaves a queue moves all behind him: of each only the place is looked at. Null: there is more to look at.
   */
  private moved(topic: LiveTopic, id: string, said: Said | null): LiveChange | null {
    if (topic !== 'call' || said === null || this.wholeCalls.has(id)) return null;
    const call = said as LiveCall;
    const { position, expectedWaitMs } = this.acd.waitingPart(id) ?? {};
    // Shown or no longer shown: what stands where in the whole is for who builds it.
    if (position === undefined || call.position === undefined) return null;
    if (expectedWaitMs === undefined || call.expectedWaitMs === undefined) return null;
    const isThere = call.position === position && call.expectedWaitMs === expectedWaitMs;
    return { topic, id, value: isThere ? call : { ...call, position, expectedWaitMs } };
  }

  snapshot(): LiveSnapshot {
    const { calls, channels, spans } = this.calls.ids();
    const { agents, queues } = this.acd.ids();
    const { emergency } = this.flows;
    const { liveStorage: storage } = this.ledger;
    return {
      agents: present(agents.map((id) => this.agent(id))),
      calls: present(calls.map((id) => this.call(id))),
      queues: present(queues.map((id) => this.acd.liveQueue(id))),
      spans: present(spans.map((id) => this.calls.liveSpan(id))),
      channels: present(channels.map((id) => this.calls.liveChannel(id))),
      alarms: [...this.acd.liveAlarms(), ...this.ledger.liveAlarms()],
      campaigns: present(this.dialer.ids().map((id) => this.dialer.live(id))),
      ...(emergency === null ? {} : { emergency }),
      ...(storage === null ? {} : { storage }),
    };
  }

  /** Who works on a lead is shown with it. */
  private agent(id: string): LiveAgent | null {
    const agent = this.acd.liveAgent(id);
    const lead = agent === null ? null : this.dialer.liveLead(id);
    return agent === null || lead === null ? agent : { ...agent, lead };
  }

  /** What waits has a place, which distribution knows. */
  private call(id: string): LiveCall | null {
    const call = this.calls.live(id);
    const recording = call === null ? null : this.ledger.live(id);
    if (call !== null && recording?.paused === true) call.recordingPaused = true;
    if (call !== null && recording?.onDemand === true) call.recordingOnDemand = true;
    const waiting = call === null ? null : this.acd.waitingPart(id);
    if (call === null || waiting === null) return call;
    const { position, expectedWaitMs, customerClass } = waiting;
    if (position !== undefined) call.position = position;
    if (expectedWaitMs !== undefined) call.expectedWaitMs = expectedWaitMs;
    if (customerClass !== undefined) call.customerClass = customerClass;
    return call;
  }

  private look(topic: LiveChange['topic'], id: string): LiveChange {
    switch (topic) {
      case 'agent':
        return { topic, id, value: this.agent(id) };
      case 'call':
        return { topic, id, value: this.call(id) };
      case 'queue':
        return { topic, id, value: this.acd.liveQueue(id) };
      case 'span':
        return { topic, id, value: this.calls.liveSpan(Number(id)) };
      case 'channel':
        return { topic, id, value: this.calls.liveChannel(Number(id)) };
      case 'alarm':
        return { topic, id, value: this.acd.liveAlarm(id) ?? this.ledger.liveAlarm(id) };
      case 'emergency':
        return { topic, id, value: this.flows.emergency };
      case 'campaign':
        return { topic, id, value: this.dialer.live(id) };
      case 'storage':
        return { topic, id, value: this.ledger.liveStorage };
    }
  }
}

function present<T>(values: readonly (T | null)[]): readonly T[] {
  return values.filter((value): value is T & {} => value !== null && value !== undefined);
}
