import type { AgentRecord } from './agents.js';
import type { Station } from './roster.js';

interface Place {
  readonly line: number | null;
  readonly callId: string | null;
  readonly wrapsUp: string | null;
  readonly queues: readonly string[];
  readonly signedIn: boolean;
  readonly ready: boolean;
}

/** Who is where: by telephone, by call and by queue, kept up to date, so that nothing looks through all agents. */
export class Seats {
  private readonly stations = new Map<number, Station>();
  private readonly byLine = new Map<number, AgentRecord>();
  private readonly byCall = new Map<string, Set<AgentRecord>>();
  private readonly byQueue = new Map<string, { ready: number; signedIn: number }>();
  private readonly places = new Map<AgentRecord, Place>();

  setStation(line: number, station: Station): void {
    this.stations.set(line, station);
  }

  hasLine(line: number): boolean {
    return this.stations.has(line);
  }

  station({ agent }: AgentRecord): Station | null {
    return this.stations.get(agent.line) ?? null;
  }

  at(line: number): AgentRecord | null {
    return this.byLine.get(line) ?? null;
  }

  inCall(callId: string): readonly AgentRecord[] {
    return [...(this.byCall.get(callId) ?? [])];
  }

  count(queueId: string): { readonly ready: number; readonly signedIn: number } {
    return this.byQueue.get(queueId) ?? { ready: 0, signedIn: 0 };
  }

  /** After anything about the agent may have changed. */
  place(record: AgentRecord): void {
    const old = this.places.get(record);
    const signedIn = record.state !== 'signed-out';
    const place: Place = {
      line: signedIn && record.agent.remoteNumber === undefined ? record.agent.line : null,
      callId: record.callId,
      wrapsUp: record.wrapUp?.callId ?? null,
      queues: record.agent.queues,
      signedIn,
      ready: record.state === 'ready',
    };
    this.places.set(record, place);
    this.sit(record, old?.line ?? null, place.line);
    if (old?.callId !== place.callId || old?.wrapsUp !== place.wrapsUp) this.moveCalls(record, old, place);
    if (old?.queues !== place.queues || old.signedIn !== signedIn || old.ready !== place.ready) {
      if (old !== undefined) this.countIn(old, -1);
      this.countIn(place, 1);
    }
  }

  remove(record: AgentRecord): void {
    const old = this.places.get(record);
    if (old === undefined) return;
    this.sit(record, old.line, null);
    this.moveCalls(record, old, null);
    this.countIn(old, -1);
    this.places.delete(record);
  }

  private sit(record: AgentRecord, from: number | null, to: number | null): void {
    if (from === to) return;
    if (from !== null && this.byLine.get(from) === record) this.byLine.delete(from);
    if (to !== null && !this.byLine.has(to)) this.byLine.set(to, record);
  }

  private moveCalls(record: AgentRecord, old: Place | undefined, place: Place | null): void {
    for (const callId of [old?.callId, old?.wrapsUp]) {
      const records = callId == null ? undefined : this.byCall.get(callId);
      if (callId == null || records === undefined) continue;
      records.delete(record);
      if (records.size === 0) this.byCall.delete(callId);
    }
    for (const callId of [place?.callId, place?.wrapsUp]) {
      if (callId == null) continue;
      const records = this.byCall.get(callId);
      if (records === undefined) this.byCall.set(callId, new Set([record]));
      else records.add(record);
    }
  }

  private countIn(place: Place, by: 1 | -1): void {
    if (!place.signedIn) return;
    for (const queueId of place.queues) {
      const count = this.byQueue.get(queueId) ?? { ready: 0, signedIn: 0 };
      count.signedIn += by;
      if (place.ready) count.ready += by;
      this.byQueue.set(queueId, count);
    }
  }
}
