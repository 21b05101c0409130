import type { Acd } from '../acd/acd.js';
import type { Calls } from '../calls/calls.js';
import type { LiveCall, LiveChange, LiveSnapshot } from '../terms/live.js';
import { isSame } from './same.js';
import type { SwitchStep } from './step.js';

type Said = NonNullable<LiveChange['value']>;

/** What pages see of the rooms; says exactly what has changed since it was last said. */
export class LiveView {
  /** What was last said, by topic and id. */
  private readonly said = new Map<string, Said>();

  constructor(
    private readonly calls: Calls,
    private readonly acd: Acd,
  ) {}

  /** Compares what the step touched; a thing that was touched and looks the same is not said. */
  changes(step: SwitchStep): readonly LiveChange[] {
    const changes: LiveChange[] = [];
    for (const [key, { topic, id }] of step.touched) {
      const change = this.look(topic, id);
      const said = this.said.get(key) ?? null;
      if (isSame(said, change.value)) continue;
      if (change.value === null) this.said.delete(key);
      else this.said.set(key, change.value);
      changes.push(change);
    }
    return changes;
  }

  snapshot(): LiveSnapshot {
    const { calls, channels, spans } = this.calls.ids();
    const { agents, queues } = this.acd.ids();
    return {
      agents: present(agents.map((id) => this.acd.liveAgent(id))),
      calls: present(calls.map((id) => this.call(id))),
      queues: present(queues.map((id) => this.acd.liveQueue(id))),
      spans: present(spans.map((id) => this.calls.liveSpan(id))),
      channels: present(channels.map((id) => this.calls.liveChannel(id))),
      alarms: this.acd.liveAlarms(),
    };
  }

  /** What waits has a place, which distribution knows. */
  private call(id: string): LiveCall | null {
    const call = this.calls.live(id);
    return call === null ? null : { ...call, ...this.acd.waitingPart(id) };
  }

  private look(topic: LiveChange['topic'], id: string): LiveChange {
    switch (topic) {
      case 'agent':
        return { topic, id, value: this.acd.liveAgent(id) };
      case 'call':
        return { topic, id, value: this.call(id) };
      case 'queue':
        return { topic, id, value: this.acd.liveQueue(id) };
      case 'span':
        return { topic, id, value: this.calls.liveSpan(Number(id)) };
      case 'channel':
        return { topic, id, value: this.calls.liveChannel(Number(id)) };
      case 'alarm':
        return { topic, id, value: this.acd.liveAlarm(id) };
    }
  }
}

function present<T>(values: readonly (T | null)[]): readonly T[] {
  return values.filter((value): value is T & {} => value !== null && value !== undefined);
}
