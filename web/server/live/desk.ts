import type { Logger } from 'pino';
import type { Counters, Missed, MissedList } from '../../../daemon/contract/pages.js';
import type { AgentState } from '../../../daemon/terms/agents.js';
import type { LiveChange } from '../../../daemon/terms/live.js';
import type { CallBackRow } from '../../../daemon/terms/rows.js';
import type { CallArchive } from '../routes/call-archive.js';
import type { SiteDays } from '../routes/site-days.js';
import type { MissedCalls } from '../store/missed-calls.js';
import { matchingKey } from '../store/numbers.js';
import type { Tasks } from '../store/tasks.js';
import type { Hub, HubWatcher } from './hub.js';

/** The daemon tells of a missed offer before its row is on the disk: so long after it, it is counted. */
const countAfterMs = 400;

export interface DeskNeeds {
  readonly hub: Hub;
  readonly archive: CallArchive;
  readonly days: SiteDays;
  readonly tasks: Tasks;
  readonly missedCalls: MissedCalls;
  readonly log: Logger;
}

/** What waits on an agent's desk: offers missed, call-backs, tasks. A counter is the length of its list, always. */
export class Desk implements HubWatcher {
  private readonly told = new Map<string, string>();
  private readonly states = new Map<string, AgentState>();
  private readonly callBacksOpen = new Map<string, number>();
  private readonly due = new Map<string, NodeJS.Timeout>();

  constructor(private readonly needs: DeskNeeds) {}

  async missed(agentId: string): Promise<MissedList['missed']> {
    const { archive, days, missedCalls } = this.needs;
    const { from } = await days.today();
    const [offers, handled] = await Promise.all([
      archive.floor((floor) => floor.missedOffers(agentId, from)),
      missedCalls.handledSince(agentId, from),
    ]);
    return offers
      .filter(({ leg }) => !handled.has(leg.callId))
      .map(
        ({ leg, callingNumber, queue, takenBy }): Missed => ({
          callId: leg.callId,
          at: leg.startedAt,
          number: callingNumber,
          queue,
          purpose: leg.purpose,
          takenBy,
        }),
      );
  }

  /** Of the agent's queues. */
  async callBacks(agentId: string): Promise<readonly CallBackRow[]> {
    const { hub, archive } = this.needs;
    const live = hub.mirror.get('agent', agentId)?.queues;
    const queues = live ?? (await archive.site())?.agents.find((agent) => agent.id === agentId)?.queues ?? [];
    return archive.floor((floor) => floor.openCallBacks(queues));
  }

  async counters(agentId: string): Promise<Counters> {
    const [missed, callBacks, tasks] = await Promise.all([
      this.missed(agentId),
      this.callBacks(agentId),
      this.needs.tasks.countDue(agentId),
    ]);
    return { missed: missed.length, callBacks: callBacks.length, tasks };
  }

  async handle(agentId: string, callId: string): Promise<void> {
    await this.needs.missedCalls.handle(agentId, [callId]);
    await this.refresh(agentId);
  }

  /** He calls the number back: what he missed of it is dealt with. */
  async dialled(agentId: string, number: string): Promise<void> {
    const key = matchingKey(number);
    const missed = (await this.missed(agentId)).filter((offer) => key !== '' && matchingKey(offer.number) === key);
    if (missed.length === 0) return;
    await this.needs.missedCalls.handle(
      agentId,
      missed.map((offer) => offer.callId),
    );
    await this.refresh(agentId);
  }

  /** Tells the agent's pages if a counter is another than they were told last. */
  async refresh(agentId: string): Promise<void> {
    if (!this.needs.hub.agentsWithPages.has(agentId)) return void this.told.delete(agentId);
    try {
      const counters = await this.counters(agentId);
      const text = JSON.stringify(counters);
      if (this.told.get(agentId) === text) return;
      this.told.set(agentId, text);
      this.needs.hub.tellAgent(agentId, { live: 'counters', counters });
    } catch (error) {
      this.needs.log.warn({ err: error, agentId }, 'the counters of a desk cannot be told now');
    }
  }

  /** A new day, or something nobody told of: now and then everybody's are counted again. */
  async refreshAll(): Promise<void> {
    for (const agentId of this.needs.hub.agentsWithPages) await this.refresh(agentId);
  }

  pageOpened(agentId: string): void {
    this.told.delete(agentId); // the new page knows of none
    void this.refresh(agentId);
  }

  changed(changes: readonly LiveChange[]): void {
    for (const change of changes) {
      if (change.topic === 'agent') this.agentChanged(change.id, change.value?.state ?? 'signed-out');
      else if (change.topic === 'queue') this.queueChanged(change.id, change.value?.callBacksOpen ?? 0);
    }
  }

  daemonChanged(): void {
    for (const agentId of this.needs.hub.agentsWithPages) this.soon(agentId);
  }

  close(): void {
    for (const timer of this.due.values()) clearTimeout(timer);
    this.due.clear();
  }

  private agentChanged(agentId: string, state: AgentState): void {
    const before = this.states.get(agentId);
    this.states.set(agentId, state);
    if (before === 'ringing' && state !== 'ringing' && state !== 'talking') this.soon(agentId);
  }

  private queueChanged(queue: string, callBacksOpen: number): void {
    const before = this.callBacksOpen.get(queue) ?? 0;
    this.callBacksOpen.set(queue, callBacksOpen);
    if (before === callBacksOpen) return;
    for (const agentId of this.needs.hub.agentsWithPages) this.soon(agentId);
  }

  private soon(agentId: string): void {
    if (this.due.has(agentId)) return;
    const timer = setTimeout(() => {
      this.due.delete(agentId);
      void this.refresh(agentId);
    }, countAfterMs);
    timer.unref();
    this.due.set(agentId, timer);
  }
}
