/** What the server says is going on, as tables; a change makes new tables only where something changed. */
import type { LiveChange, LiveSnapshot, LiveTopic, LiveTopics } from '../../../daemon/terms/live.js';

export type LiveTables = { readonly [T in LiveTopic]: ReadonlyMap<string, LiveTopics[T]> };

export const emptyTables: LiveTables = {
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

export function tablesFrom(snapshot: LiveSnapshot): LiveTables {
  return {
    agent: new Map(snapshot.agents.map((agent) => [agent.id, agent])),
    call: new Map(snapshot.calls.map((call) => [call.id, call])),
    queue: new Map(snapshot.queues.map((queue) => [queue.id, queue])),
    span: new Map(snapshot.spans.map((span) => [String(span.span), span])),
    channel: new Map(snapshot.channels.map((channel) => [String(channel.channel), channel])),
    alarm: new Map(snapshot.alarms.map((alarm) => [alarm.id, alarm])),
    campaign: new Map(snapshot.campaigns?.map((campaign) => [campaign.id, campaign])),
    storage: new Map(snapshot.storage ? [['recordings', snapshot.storage]] : []),
    emergency: new Map(snapshot.emergency ? [['site', snapshot.emergency]] : []),
  };
}

/** Applies changes in their order. Tables of untouched topics stay the same objects; unknown topics are passed over. */
export function applyChanges(tables: LiveTables, changes: readonly LiveChange[]): LiveTables {
  const next: { [T in LiveTopic]: ReadonlyMap<string, LiveTopics[T]> } = { ...tables };
  const copied = new Map<LiveTopic, Map<string, unknown>>();
  for (const { topic, id, value } of changes) {
    if (!(topic in next)) continue; // a newer server may know more topics than this page
    let table = copied.get(topic);
    if (table === undefined) {
      table = new Map<string, unknown>(next[topic]);
      copied.set(topic, table);
      (next as Record<LiveTopic, ReadonlyMap<string, unknown>>)[topic] = table;
    }
    if (value === null) table.delete(id);
    else table.set(id, value);
  }
  return next;
}
