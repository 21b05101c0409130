/**
 * A floor whose dialer is moved by hand: what it tells the other rooms is the test's, what it is told is kept. The
 * rooms, the switch and the lines are the real ones.
 */
import type { Calls } from '../../daemon/calls/calls.js';
import type { Dialer } from '../../daemon/dialer/dialer.js';
import type { AttemptNotice, AttemptOrder, CrewNotice, DialerNotice, DialerStep } from '../../daemon/dialer/notices.js';
import type { Seizure } from '../../daemon/lines/lines.js';
import type { Switch } from '../../daemon/switch/switch.js';
import type { LiveLead } from '../../daemon/terms/outbound.js';
import type { Agent, Site } from '../../daemon/terms/site.js';
import { Floor, type FloorOptions, siteOf } from './floor.js';
import { trunkSite } from './trunk-site.js';

export type ForDialer = AttemptNotice | CrewNotice;
export const person = '13912345678';

/** Two spans, `agents` with headsets, the queue 'sales'. */
export function campaignSite(agents: number, change: Partial<Site> = {}): Site {
  const site = siteOf(agents);
  const withHeadset = (agent: Agent): Agent => ({ ...agent, headset: true });
  return trunkSite({ agents: site.agents.map(withHeadset), ...change });
}

export class CampaignFloor extends Floor {
  readonly told: ForDialer[] = [];
  /** What the dialer says at once, in the same step. */
  reaction: (notice: ForDialer) => readonly DialerNotice[] = () => [];
  readonly calls: Calls;
  private readonly orders: DialerNotice[] = [];
  private attempts = 0;

  constructor(agents: number, options: FloorOptions = {}) {
    super({ site: campaignSite(agents), spans: 2, ...options });
    const callSwitch = Reflect.get(this.runtime, 'callSwitch') as Switch;
    this.calls = Reflect.get(callSwitch, 'calls') as Calls;
    const dialer = Reflect.get(callSwitch, 'dialer') as Dialer;
    dialer.told = (notice, step) => {
      this.told.push(notice);
      for (const order of this.reaction(notice)) step.tell(order);
    };
    dialer.decide = (step: DialerStep) => {
      for (const order of this.orders.splice(0)) step.tell(order);
    };
  }

  /** Agents put their headsets on and are ready. */
  headsets(...agents: readonly string[]): void {
    for (const agentId of agents) this.lines.lift(Number(agentId) - 8_000);
    this.time.advance(3_000);
    this.ready(...agents);
  }

  order(...notices: readonly DialerNotice[]): void {
    this.orders.push(...notices);
    this.runtime.leadsChanged([]);
  }

  /** The id of the attempt. */
  place(change: Partial<AttemptOrder> = {}): string {
    this.attempts += 1;
    const attemptId = change.attemptId ?? `a${this.attempts}`;
    this.order({
      notice: 'place-attempt',
      number: person,
      trunks: [],
      callerNumber: '',
      ringTimeoutMs: 25_000,
      judge: false,
      agentId: null,
      queueId: 'sales',
      campaign: 'c1',
      lead: `lead-${this.attempts}`,
      ...change,
      attemptId,
    });
    return attemptId;
  }

  /** Whoever answers, or is judged a person, goes to the queue at once. */
  toQueueAtOnce(music = '', agentId: string | null = null): void {
    this.reaction = (notice) => {
      const isPerson = notice.notice === 'attempt-answered' && !this.isJudged(notice.attemptId);
      const judged = notice.notice === 'attempt-judged' && (notice.who === 'human' || notice.who === 'unsure');
      if (!isPerson && !judged) return [];
      const callId = this.callOf(notice.attemptId);
      return [{ notice: 'attempt-to-queue', callId, queueId: 'sales', music, agentId }];
    };
  }

  private readonly judgedOrders = new Set<string>();

  private isJudged(attemptId: string): boolean {
    return this.judgedOrders.has(attemptId);
  }

  placeJudged(change: Partial<AttemptOrder> = {}): string {
    const attemptId = `j${this.judgedOrders.size}`;
    this.judgedOrders.add(attemptId);
    return this.place({ ...change, attemptId, judge: true });
  }

  /** What was told of this attempt, by name. */
  toldOf(attemptId: string): readonly string[] {
    return this.told.flatMap((notice) =>
      'attemptId' in notice && notice.attemptId === attemptId ? [notice.notice.replace('attempt-', '')] : [],
    );
  }

  ended(attemptId: string): Extract<AttemptNotice, { notice: 'attempt-ended' }> | null {
    const found = this.told.filter((notice) => notice.notice === 'attempt-ended' && notice.attemptId === attemptId);
    if (found.length > 1) throw new Error(`attempt ${attemptId} has ended ${found.length} times`);
    return (found[0] as Extract<AttemptNotice, { notice: 'attempt-ended' }> | undefined) ?? null;
  }

  callOf(attemptId: string): string {
    for (const notice of this.told) {
      if (notice.notice === 'attempt-begun' && notice.attemptId === attemptId) return notice.callId;
    }
    throw new Error(`attempt ${attemptId} has not begun`);
  }

  /** The last call out, as the network has it. */
  get out(): Seizure {
    const last = [...this.lines.dialled.keys()].at(-1);
    if (last === undefined) throw new Error('nobody is called');
    return last;
  }

  /** The network takes it, it rings, and after `afterMs` somebody answers. */
  answers(seizure: Seizure, afterMs = 5_000): void {
    this.lines.take(seizure);
    this.lines.alertOut(seizure);
    this.time.advance(afterMs);
    this.lines.answerOut(seizure);
  }

  lead(change: Partial<LiveLead> = {}): LiveLead {
    const lead = { lead: 'lead-1', campaign: 'c1', name: '王', number: person, data: {}, attempt: '', dialAt: null };
    return { ...lead, resultWanted: false, ...change };
  }
}
