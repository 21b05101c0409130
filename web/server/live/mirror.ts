import type { LiveChange, LiveSnapshot, LiveTopic, LiveTopics } from '../../../daemon/terms/live.js';

type Rows = { readonly [T in LiveTopic]: Map<string, LiveTopics[T]> };

/** What the daemon has told of the present moment; empty while it is away. */
export class Mirror {
  private readonly rows: Rows = {
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

  replace(snapshot: LiveSnapshot): void {
    this.clear();
    for (const agent of snapshot.agents) this.rows.agent.set(agent.id, agent);
    for (const call of snapshot.calls) this.rows.call.set(call.id, call);
    for (const queue of snapshot.queues) this.rows.queue.set(queue.id, queue);
    for (const span of snapshot.spans) this.rows.span.set(String(span.span), span);
    for (const channel of snapshot.channels) this.rows.channel.set(String(channel.channel), channel);
    for (const alarm of snapshot.alarms) this.rows.alarm.set(alarm.id, alarm);
    for (const campaign of snapshot.campaigns ?? []) this.rows.campaign.set(campaign.id, campaign);
    if (snapshot.storage) this.rows.storage.set('recordings', snapshot.storage);
    if (snapshot.emergency) this.rows.emergency.set('site', snapshot.emergency);
  }

  clear(): void {
    for (const topic of Object.values(this.rows)) topic.clear();
  }

  apply(change: LiveChange): void {
    const topic = this.rows[change.topic] as Map<string, unknown>;
    if (change.value === null) topic.delete(change.id);
    else topic.set(change.id, change.value);
  }

  get<T extends LiveTopic>(topic: T, id: string): LiveTopics[T] | null {
    return this.rows[topic].get(id) ?? null;
  }

  all<T extends LiveTopic>(topic: T): readonly LiveTopics[T][] {
    return [...this.rows[topic].values()];
  }

  /** The present value as a change; null value: gone. */
  changeOf(topic: LiveTopic, id: string): LiveChange {
    return { topic, id, value: this.get(topic, id) } as LiveChange;
  }

  /** Everything that `sees` lets through. */
  snapshot(sees: (topic: LiveTopic, id: string) => boolean): LiveSnapshot {
    const seen = <T extends LiveTopic>(topic: T): LiveTopics[T][] =>
      [...this.rows[topic]].filter(([id]) => sees(topic, id)).map(([, value]) => value);
    const [emergency] = seen('emergency');
    const [storage] = seen('storage');
    return {
      agents: seen('agent'),
      calls: seen('call'),
      queues: seen('queue'),
      spans: seen('span'),
      channels: seen('channel'),
      alarms: seen('alarm'),
      campaigns: seen('campaign'),
      ...(emergency === undefined ? {} : { emergency }),
      ...(storage === undefined ? {} : { storage }),
    };
  }
}
