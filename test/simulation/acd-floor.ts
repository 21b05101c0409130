/**
 * Queues and agents alone, without lines and calls: the real Acd in time that flies, for tests and benches of who gets
 * which call. What call control would tell is told here by name.
 */
import { Acd } from '../../daemon/acd/acd.js';
import type { Caller } from '../../daemon/acd/contact.js';
import type { AcdNotice } from '../../daemon/acd/notices.js';
import { ManualClock } from '../../daemon/base/clock.js';
import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { ManualTime } from '../../daemon/base/timers.js';
import { ArmedTimers, SwitchStep } from '../../daemon/switch/step.js';
import { Areas, builtInAreas } from '../../daemon/terms/areas.js';
import type { LiveAgent, LiveQueue } from '../../daemon/terms/live.js';
import type { AgentAsk, Refusal } from '../../daemon/terms/requests.js';
import type { CallBackRow, QueueVisitRow, RowChange } from '../../daemon/terms/rows.js';
import type { Agent, Queue, Site } from '../../daemon/terms/site.js';
import type { CallerFacts } from '../../daemon/terms/targets.js';
import { sales, siteOf } from './floor.js';

export interface Offered {
  readonly callId: string;
  readonly agent: string;
  readonly atMs: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

export function agentOf(id: string, more: Partial<Agent> = {}): Agent {
  return { id, name: `Agent ${id}`, line: Number(id) - 8000, queues: ['sales'], ...more };
}

export function queueOf(id: string, more: Partial<Queue> = {}): Queue {
  return { ...sales, id, maxWaiting: 1_000, maxWaitMs: 86_400_000, ...more };
}

export function floorSite(agents: readonly Agent[], queues: readonly Queue[], more: Partial<Site> = {}): Site {
  return { ...siteOf(0), agents, queues, ...more };
}

export const unknownCaller: CallerFacts = {
  customerId: '',
  customerClass: '',
  owner: '',
  businessType: '',
  lastAgent: null,
};

export class AcdFloor {
  readonly acd: Acd;
  readonly offers: Offered[] = [];
  readonly notes: { readonly callId: string; readonly what: string; readonly agent: string | null; detail: object }[] =
    [];
  readonly notices: AcdNotice[] = [];
  readonly rows: RowChange[] = [];
  readonly visits: QueueVisitRow[] = [];
  readonly callBacks: CallBackRow[] = [];
  readonly incidents: string[] = [];
  /** Calls, by id: whoever calls without a number is unknown. */
  readonly callers = new Map<string, Caller>();
  readonly data = new Map<string, string>();
  readonly rings = new Map<string, string>();
  private readonly timers = new ArmedTimers();
  private readonly running = new Map<number, () => void>();
  private readonly ids = new SortableIds(new ManualClock(), new SeededRandom(1));
  private calls = 0;

  constructor(
    site: Site,
    readonly time = new ManualTime(),
  ) {
    const areas = new Areas(builtInAreas);
    this.acd = new Acd({
      callers: {
        caller: (callId) => this.callers.get(callId) ?? null,
        dataOf: (callId, key) => this.data.get(`${callId} ${key}`) ?? null,
      },
      areaOf: (number) => areas.of(number),
      salt: 1,
    });
    this.load(site);
  }

  load(site: Site): void {
    this.step((step) => {
      for (const { line } of site.agents) {
        this.acd.station(line, { name: `L${line}`, offHook: false, free: true }, step);
      }
      this.acd.load(site, step);
    });
  }

  /** One input, to the end. */
  step(input: (step: SwitchStep) => void): SwitchStep {
    const step = this.newStep();
    input(step);
    this.settle(step);
    return step;
  }

  newStep(): SwitchStep {
    return new SwitchStep(this.time.nowMs(), this.timers, () => this.ids.next());
  }

  /** Distributes until nothing is left, and takes what was said. */
  settle(step: SwitchStep): void {
    do {
      this.take(step.notices.splice(0) as AcdNotice[]);
      this.acd.distribute(step);
    } while (step.notices.length > 0);
    this.acd.watch(step.touched, step);
    this.carryOut(step);
  }

  ask(person: AgentAsk): Refusal | null {
    let refusal: Refusal | null = null;
    this.step((step) => {
      refusal = this.acd.person(person, step);
    });
    return refusal;
  }

  ready(...agents: readonly string[]): void {
    for (const agentId of agents) {
      this.ask({ ask: 'sign-in', agentId });
      this.ask({ ask: 'ready', agentId });
    }
  }

  /** A call that asks for a queue; its id. `asked`: the customer files are, and have not answered yet. */
  call(
    queue = 'sales',
    more: { facts?: Partial<CallerFacts>; asked?: boolean; number?: string; called?: string } = {},
  ): string {
    this.calls += 1;
    const callId = `c${this.calls}`;
    this.callers.set(callId, { callingNumber: more.number ?? '', calledNumber: more.called ?? '' });
    if (more.asked === true) this.step((step) => this.acd.factsAsked(callId, step));
    if (more.facts !== undefined) this.facts(callId, more.facts);
    this.step((step) => this.acd.enqueue(callId, queue, step));
    return callId;
  }

  /** Null: the customer files know nothing of him, or not in time. */
  facts(callId: string, facts: Partial<CallerFacts> | null): void {
    this.step((step) => this.acd.facts(callId, facts === null ? null : { ...unknownCaller, ...facts }, step));
  }

  answer(agentId: string): void {
    const callId = this.rings.get(agentId);
    if (callId === undefined) throw new Error(`${agentId}'s telephone doesn't ring`);
    this.step((step) => {
      this.rings.delete(agentId);
      this.acd.talking(callId, agentId, step);
      this.acd.agentDoing(callId, agentId, 'talking', step);
    });
  }

  /** The call is over; who had it wraps up. */
  end(callId: string, abandoned = false): void {
    this.step((step) => {
      this.callers.delete(callId);
      this.acd.callEnded(callId, abandoned, step);
    });
  }

  /** The call an agent has. */
  hangUp(agentId: string): void {
    const { callId } = this.agent(agentId);
    if (callId === null) throw new Error(`${agentId} has no call`);
    this.end(callId);
    this.time.advance(0); // a wrap-up of no time is over
  }

  agent(agentId: string): LiveAgent {
    const agent = this.acd.liveAgent(agentId);
    if (agent === null) throw new Error(`no agent ${agentId}`);
    return agent;
  }

  queue(queueId = 'sales'): LiveQueue {
    const queue = this.acd.liveQueue(queueId);
    if (queue === null) throw new Error(`no queue ${queueId}`);
    return queue;
  }

  /** To whom calls were offered, in order. */
  get chosen(): readonly string[] {
    return this.offers.map(({ agent }) => agent);
  }

  told<N extends AcdNotice['notice']>(notice: N): readonly Extract<AcdNotice, { notice: N }>[] {
    return this.notices.filter((one): one is Extract<AcdNotice, { notice: N }> => one.notice === notice);
  }

  private take(notices: readonly AcdNotice[]): void {
    for (const notice of notices) {
      if (notice.notice === 'call-note') {
        this.notes.push(notice);
        if (notice.what === 'offered' && notice.agent !== null) {
          const { callId, agent, detail } = notice;
          this.offers.push({ callId, agent, atMs: this.time.nowMs(), detail });
        }
        continue;
      }
      this.notices.push(notice);
      if (notice.notice === 'ring') this.rings.set(notice.agentId, notice.callId);
      if (notice.notice === 'offer-over') {
        for (const [agentId, callId] of this.rings) {
          if (callId === notice.callId && (notice.agentId ?? agentId) === agentId) this.rings.delete(agentId);
        }
      }
    }
  }

  private carryOut(step: SwitchStep): void {
    for (const effect of step.effects) {
      if (effect.effect === 'set-timer') this.setTimer(effect.name, effect.id, effect.delayMs);
      else if (effect.effect === 'cancel-timer') {
        this.running.get(effect.id)?.();
        this.running.delete(effect.id);
      } else if (effect.effect === 'row') {
        const { row } = effect;
        this.rows.push(row);
        if (row.row === 'queue-visit') this.visits.push(row.visit);
        else if (row.row === 'call-back') this.callBacks.push(row.callBack);
        else if (row.row === 'incident') this.incidents.push(row.incident.code);
      }
    }
  }

  private setTimer(name: string, id: number, delayMs: number): void {
    const cancel = this.time.after(delayMs, () => {
      this.running.delete(id);
      const [, kind = '', ...about] = name.split(' ');
      if (this.timers.fired(name, id)) this.step((step) => this.acd.timer(kind, about.join(' '), step));
    });
    this.running.set(id, cancel);
  }
}
