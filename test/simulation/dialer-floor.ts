/**
 * The dialer alone in virtual time: a floor of agents, an exchange and a table of leads that do what its notices ask.
 * They share no code with call control, queues or the store: what the dialer may rely on stands here in its shortest form.
 */

import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { ManualTime } from '../../daemon/base/timers.js';
import { Dialer } from '../../daemon/dialer/dialer.js';
import type { AttemptNotice, CrewMember, CrewNotice, DialerNotice } from '../../daemon/dialer/notices.js';
import { createPacer } from '../../daemon/dialer/pacing/pacer.js';
import { ArmedTimers, SwitchStep } from '../../daemon/switch/step.js';
import type {
  AttemptRow,
  Campaign,
  CampaignRow,
  DncRow,
  LeadRow,
  LeadsAsk,
  LeadToDial,
  OutboundAsk,
} from '../../daemon/terms/outbound.js';
import type { Refusal } from '../../daemon/terms/requests.js';
import type { RowChange } from '../../daemon/terms/rows.js';
import type { Site } from '../../daemon/terms/site.js';

export type Order = Extract<DialerNotice, { notice: 'place-attempt' }>;

/** What becomes of a call. Absent: nobody answers until it is hung up. */
export interface Fate {
  /** Until the far end rings; absent: 500 ms. */
  readonly alertMs?: number;
  readonly answerMs?: number;
  readonly who?: 'human' | 'machine' | 'fax' | 'unsure';
  /** From the answer to the detector's word. */
  readonly judgeMs?: number;
  /** Without an answer: how it ends by itself, and when. */
  readonly ends?: {
    readonly atMs: number;
    readonly cause: number;
    readonly tone?: string;
    readonly lineFailure?: boolean;
  };
  readonly talkMs?: number;
  /** He waits so long for an agent; absent: for ever. */
  readonly patienceMs?: number;
}

interface AgentHere {
  status: CrewMember['status'];
  since: number;
  headset: boolean;
  lead: string;
  resultWanted: boolean;
}

interface CallHere {
  readonly order: Order;
  readonly callId: string;
  readonly fate: Fate;
  answered: boolean;
  waiting: boolean;
  /** Told that nobody comes. */
  dropped: boolean;
  agent: string;
  over: boolean;
}

/** Monday, 2027-03-01 10:00 in Shanghai. */
export const mondayTen = Date.UTC(2027, 2, 1, 2, 0, 0);
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export const site: Site = {
  country: 'cn',
  timeZone: 'Asia/Shanghai',
  board: { kind: 'virtual', spans: 2, lines: 8 },
  numbers: [],
  defaultFlow: 'main',
  flows: [{ id: 'main', start: 'a', nodes: { a: { block: 'hang-up', prompts: [] } } }],
  queues: [],
  agents: [],
  trunks: [
    {
      id: 't1',
      name: { zh: '一', en: 'One' },
      channels: [{ span: 1 }],
      out: { callingNumber: '02162881000', furtherNumbers: ['02162881001'] },
    },
    { id: 't2', name: { zh: '二', en: 'Two' }, channels: [{ span: 2 }], out: { callingNumber: '02168880000' } },
  ],
  routes: [{ prefixes: [''], trunks: ['t1', 't2'] }],
};

export const campaign: Campaign = {
  id: 'c1',
  name: '回访',
  mode: 'predictive',
  queue: 'sales',
  flow: '',
  lists: [{ list: 'l1', weight: 10 }],
  filter: [],
  trunks: [],
  callerNumber: '',
  ringTimeoutMs: 25_000,
  maxConcurrent: 60,
  waitMusic: 'music/hold-1',
  dropPrompts: ['zh/dropped'],
  greetingPrompts: [],
  retry: { tries: 3, waitMs: hourMs },
  retryByResult: {},
  hours: { from: '09:00', to: '20:00' },
  days: [1, 2, 3, 4, 5],
  perNumberPerDay: 3,
  dropCap: 0.03,
  answeringMachines: false,
  previewMs: 20_000,
  recording: 'all',
  heardPercent: 80,
  startAt: null,
  endAt: null,
  target: null,
  script: '',
};

export function lead(id: string, change: Partial<LeadToDial> = {}): LeadToDial {
  return {
    id,
    list: 'l1',
    number: `138${id.replace(/\D/g, '').padStart(8, '0')}`,
    name: id,
    data: {},
    area: '',
    priority: 0,
    state: 'open',
    result: null,
    tries: 0,
    lastTriedAt: null,
    notBefore: 0,
    agent: '',
    timed: false,
    importedAt: 0,
    callsToday: 0,
    dnc: false,
    ...change,
  };
}

export interface FloorOptions {
  /** Absent: the product's own. */
  readonly createPacer?: typeof createPacer;
  readonly seed?: number;
  readonly atMs?: number;
  readonly channels?: number;
  readonly fate?: (order: Order, floor: DialerFloor) => Fate;
  /** The database's answer comes so much later. */
  readonly answerMs?: number;
}

export class DialerFloor {
  readonly time: ManualTime;
  readonly dialer: Dialer;
  readonly orders: Order[] = [];
  readonly notices: DialerNotice[] = [];
  readonly attempts = new Map<string, AttemptRow>();
  /** How often each attempt has ended, by its rows. */
  readonly ends = new Map<string, number>();
  readonly leads = new Map<string, LeadToDial>();
  readonly agents = new Map<string, AgentHere>();
  /** Those that are not over. */
  readonly calls = new Map<string, CallHere>();
  private readonly byNumber = new Map<string, Set<string>>();
  private readonly byCallId = new Map<string, CallHere>();
  readonly dnc: DncRow[] = [];
  readonly rows: RowChange[] = [];
  readonly logs: string[] = [];
  readonly asks: LeadsAsk[] = [];
  campaignRow: CampaignRow | null = null;
  channels: number;
  fate: (order: Order, floor: DialerFloor) => Fate;
  private readonly random: SeededRandom;
  private readonly timers = new ArmedTimers();
  private readonly cancels = new Map<number, () => void>();
  private readonly ids: SortableIds;
  private busy = false;
  private crewChanged = false;
  private readonly later: ((step: SwitchStep) => void)[] = [];

  constructor(private readonly options: FloorOptions = {}) {
    this.time = new ManualTime(options.atMs ?? mondayTen);
    this.random = new SeededRandom(options.seed ?? 1);
    this.ids = new SortableIds(this.time, this.random);
    this.channels = options.channels ?? 60;
    this.fate = options.fate ?? (() => ({}));
    this.dialer = new Dialer({
      crew: () => this.crew(),
      freeChannels: () => this.channels - this.liveCalls,
      random: this.random,
      createPacer: options.createPacer ?? createPacer,
    });
    this.input((step) => this.dialer.load(site, step));
  }

  get nowMs(): number {
    return this.time.nowMs();
  }

  get liveCalls(): number {
    return this.calls.size;
  }

  crew(): CrewMember[] {
    return [...this.agents].map(([agentId, { status, since, headset, lead }]) => ({
      agentId,
      status,
      since,
      headset,
      lead,
    }));
  }

  // ---- the outside

  start(change: Partial<Campaign> = {}, run: Partial<Parameters<Dialer['campaigns']>[0][number]> = {}): void {
    this.row(
      { campaign: { ...campaign, ...change }, state: 'running', why: '', changedAt: this.nowMs, changedBy: 'boss' },
      run,
    );
  }

  row(row: CampaignRow, run: Partial<Parameters<Dialer['campaigns']>[0][number]> = {}): void {
    const none = { launched: 0, live: 0, connected: 0, dropped: 0 };
    this.campaignRow = row;
    this.input((step) => this.dialer.campaigns([{ row, today: none, thirtyDays: none, ...run }], step));
  }

  add(...leads: readonly LeadToDial[]): void {
    for (const each of leads) this.leads.set(each.id, each);
  }

  many(count: number, change: Partial<LeadToDial> = {}): void {
    for (let at = 0; at < count; at++) this.add(lead(`lead${String(at).padStart(5, '0')}`, change));
  }

  signIn(...agents: readonly string[]): void {
    for (const id of agents)
      this.agents.set(id, { status: 'idle', since: this.nowMs, headset: true, lead: '', resultWanted: false });
    this.crewIsChanged();
  }

  set(agentId: string, change: Partial<AgentHere>): void {
    const agent = this.agents.get(agentId);
    if (agent === undefined) return;
    Object.assign(agent, change, change.status === undefined ? {} : { since: this.nowMs });
    this.crewIsChanged();
  }

  signOutAll(): void {
    this.agents.clear();
    this.crewIsChanged();
  }

  private crewIsChanged(): void {
    if (this.busy) this.crewChanged = true;
    else this.input(() => (this.crewChanged = true));
  }

  ask(ask: OutboundAsk): Refusal | null {
    let refused: Refusal | null = null;
    this.input((step) => {
      refused = this.dialer.ask(ask, step);
    });
    return refused;
  }

  tell(notice: AttemptNotice | CrewNotice): void {
    this.input((step) => this.dialer.told(notice, step));
  }

  advance(ms: number): void {
    this.time.advance(ms);
  }

  // ---- a step as the switch takes it

  input(take: (step: SwitchStep) => void): void {
    if (this.busy) {
      this.later.push(take);
      return;
    }
    this.busy = true;
    const step = new SwitchStep(this.nowMs, this.timers, () => this.ids.next());
    take(step);
    let rounds = 0;
    for (;;) {
      rounds += 1;
      if (rounds > 20_000) throw new Error('the dialer and its notices never come to rest');
      const notice = step.notices.shift();
      if (notice !== undefined) {
        this.carry(notice as DialerNotice, step);
        continue;
      }
      const next = this.later.shift();
      if (next !== undefined) {
        next(step);
        continue;
      }
      if (this.crewChanged) {
        this.crewChanged = false;
        this.dialer.told({ notice: 'crew-changed', queueIds: ['sales'] }, step);
      }
      this.dialer.decide(step);
      if (step.notices.length === 0 && this.later.length === 0 && !this.crewChanged) break;
    }
    this.busy = false;
    this.effects(step);
  }

  private effects(step: SwitchStep): void {
    for (const effect of step.effects) {
      switch (effect.effect) {
        case 'row':
          this.keep(effect.row);
          break;
        case 'set-timer': {
          const { name, id } = effect;
          this.cancels.set(
            id,
            this.time.after(effect.delayMs, () => {
              this.cancels.delete(id);
              if (!this.timers.fired(name, id)) return;
              const [, kind = '', ...about] = name.split(' ');
              this.input((inner) => this.dialer.timer(kind, about.join(' '), inner));
            }),
          );
          break;
        }
        case 'cancel-timer':
          this.cancels.get(effect.id)?.();
          this.cancels.delete(effect.id);
          break;
        case 'leads':
          this.asks.push(effect.ask);
          this.time.after(this.options.answerMs ?? 20, () => this.answer(effect.ask));
          break;
        case 'log':
          if (effect.level === 'warn' || effect.level === 'error') this.logs.push(effect.message);
          break;
        default:
          break;
      }
    }
  }

  private keep(row: RowChange): void {
    this.rows.push(row);
    if (row.row === 'attempt') {
      const { number, id, endedAt } = row.attempt;
      const before = this.attempts.get(id);
      if (endedAt !== null && (before?.endedAt ?? null) !== endedAt) this.ends.set(id, (this.ends.get(id) ?? 0) + 1);
      this.attempts.set(id, row.attempt);
      const others = this.byNumber.get(number) ?? new Set();
      this.byNumber.set(number, others.add(id));
    } else if (row.row === 'lead-change') {
      const known = this.leads.get(row.id);
      if (known !== undefined) this.leads.set(row.id, { ...known, ...row.change } as LeadToDial);
    } else if (row.row === 'campaign') this.campaignRow = row.campaign;
    else if (row.row === 'dnc') this.dnc.push(row.dnc);
  }

  private answer(ask: LeadsAsk): void {
    const open = [...this.leads.values()].filter(
      (each) =>
        each.list === ask.list && each.state === 'open' && (each.agent === '' || ask.agents.includes(each.agent)),
    );
    const not = new Set(ask.not);
    const wanted = open.filter((each) => !not.has(each.id));
    const due =
      ask.lead === undefined
        ? wanted.filter(({ notBefore }) => notBefore <= ask.dueBy)
        : open.filter(({ id }) => id === ask.lead);
    const leads = due
      .sort(inOrder)
      .slice(0, ask.count)
      .map((each) => this.withLaw(each));
    const next = wanted.filter(({ notBefore }) => notBefore > ask.dueBy).map(({ notBefore }) => notBefore);
    this.input((step) =>
      this.dialer.leads(
        {
          campaign: ask.campaign,
          list: ask.list,
          ask: ask.ask,
          leads,
          exhausted: leads.length === due.length,
          nextAt: next.length === 0 ? null : Math.min(...next),
          open: open.length,
        },
        step,
      ),
    );
  }

  /** What the table knows of the number now. */
  private withLaw(each: LeadRow & Pick<LeadToDial, 'callsToday' | 'dnc'>): LeadToDial {
    const midnight = Math.floor((this.nowMs + 8 * hourMs) / dayMs) * dayMs - 8 * hourMs;
    const calls = [...(this.byNumber.get(each.number) ?? [])].filter((id) => {
      const { startedAt = 0, result = null } = this.attempts.get(id) ?? {};
      return startedAt >= midnight && result !== 'line-failure' && result !== 'blocked';
    }).length;
    return {
      ...each,
      callsToday: each.callsToday + calls,
      dnc: each.dnc || this.dnc.some(({ number }) => number === each.number),
    };
  }

  // ---- what its notices ask

  private carry(notice: DialerNotice, step: SwitchStep): void {
    if (!isDialers(notice)) return;
    this.notices.push(notice);
    switch (notice.notice) {
      case 'place-attempt':
        this.place(notice, step);
        return;
      case 'give-up-attempt':
        this.end(notice.attemptId, { cause: 16 });
        return;
      case 'attempt-to-queue':
        this.toQueue(notice.callId, notice.agentId);
        return;
      case 'attempt-to-flow':
        this.flow(notice.callId);
        return;
      case 'drop-attempt':
      case 'clear-attempt': {
        const call = this.callOf(notice.callId);
        if (call !== null) {
          call.waiting = false;
          call.dropped = true;
          const afterMs = notice.notice === 'drop-attempt' ? 4_000 : 10;
          this.time.after(afterMs, () => this.end(call.order.attemptId, { cause: 16 }));
        }
        return;
      }
      case 'lead-for-agent':
        this.reserve(notice.agentId, notice.lead?.lead ?? '');
        return;
      case 'result-wanted': {
        const agent = this.agents.get(notice.agentId);
        if (agent === undefined) return;
        agent.resultWanted = notice.wanted;
        if (!notice.wanted && agent.status === 'wrap') this.set(notice.agentId, { status: 'idle' });
        return;
      }
    }
  }

  private reserve(agentId: string, leadId: string): void {
    const agent = this.agents.get(agentId);
    if (leadId !== '' && agent?.lead === leadId) return; // it is being dialled now
    if (agent === undefined || (leadId !== '' && agent.status !== 'idle')) {
      if (leadId !== '') {
        this.input((step) =>
          this.dialer.told({ notice: 'lead-refused', agentId, lead: leadId, why: 'not-ready' }, step),
        );
      }
      return;
    }
    agent.lead = leadId;
    if (leadId !== '') this.set(agentId, { status: 'talk' });
    else if (agent.status === 'talk' && !this.isInCall(agentId)) this.set(agentId, { status: 'idle' });
  }

  private isInCall(agentId: string): boolean {
    return [...this.calls.values()].some(({ agent }) => agent === agentId);
  }

  private callOf(callId: string): CallHere | null {
    return this.byCallId.get(callId) ?? null;
  }

  private place(order: Order, step: SwitchStep): void {
    this.orders.push(order);
    const callId = `call-${order.attemptId}`;
    const fate = this.fate(order, this);
    const call: CallHere = {
      order,
      callId,
      fate,
      answered: false,
      waiting: false,
      dropped: false,
      agent: '',
      over: false,
    };
    this.calls.set(order.attemptId, call);
    this.byCallId.set(callId, call);
    const { attemptId } = order;
    this.dialer.told({ notice: 'attempt-begun', attemptId, callId, trunk: order.trunks[0] ?? 't1' }, step);
    const { ends, answerMs } = fate;
    if (ends !== undefined) this.time.after(ends.atMs, () => this.end(attemptId, ends));
    const alertMs = fate.alertMs ?? 500;
    if (ends === undefined || ends.atMs > alertMs) {
      this.time.after(alertMs, () => {
        if (!call.over && !call.answered) this.tell({ notice: 'attempt-alerting', attemptId });
      });
    }
    if (answerMs !== undefined) this.time.after(answerMs, () => this.lift(call));
    else if (ends === undefined) this.time.after(order.ringTimeoutMs, () => this.end(attemptId, { cause: 19 }));
  }

  private lift(call: CallHere): void {
    if (call.over) return;
    const { order, fate } = call;
    const { attemptId } = order;
    call.answered = true;
    this.tell({ notice: 'attempt-answered', attemptId });
    if (order.agentId !== null) {
      this.connect(call, order.agentId);
      return;
    }
    const who = fate.who ?? 'human';
    if (!order.judge) return;
    this.time.after(fate.judgeMs ?? 800, () => {
      if (!call.over) this.tell({ notice: 'attempt-judged', attemptId, who });
    });
  }

  private toQueue(callId: string, agentId: string | null): void {
    const call = this.callOf(callId);
    if (call === null) return;
    call.waiting = true;
    const { patienceMs } = call.fate;
    if (patienceMs !== undefined) {
      this.time.after(patienceMs, () => {
        if (call.agent === '' && !call.over) this.end(call.order.attemptId, { cause: 16, gaveUp: true });
      });
    }
    if (agentId !== null && this.agents.has(agentId)) this.time.after(150, () => this.connect(call, agentId));
    else this.distribute();
  }

  private distribute(): void {
    for (const call of this.calls.values()) {
      if (!call.waiting || call.over) continue;
      const free = [...this.agents].find(
        ([, { status, headset, lead }]) => status === 'idle' && headset && lead === '',
      );
      if (free === undefined) return;
      const [agentId] = free;
      call.waiting = false;
      this.set(agentId, { status: 'talk' });
      this.time.after(150, () => this.connect(call, agentId));
    }
  }

  private connect(call: CallHere, agentId: string): void {
    if (call.over || call.dropped || call.agent !== '') {
      // He is gone: the agent waits on.
      if (this.agents.get(agentId)?.status === 'talk') this.set(agentId, { status: 'idle' });
      return;
    }
    call.waiting = false;
    call.agent = agentId;
    this.set(agentId, { status: 'talk' });
    this.tell({ notice: 'attempt-connected', attemptId: call.order.attemptId, agentId });
    this.time.after(call.fate.talkMs ?? 60_000, () => this.end(call.order.attemptId, { cause: 16 }));
  }

  private flow(callId: string): void {
    const call = this.callOf(callId);
    if (call === null) return;
    this.time.after(5_000, () => {
      if (call.over) return;
      this.tell({ notice: 'attempt-heard', attemptId: call.order.attemptId, percent: 100 });
      this.end(call.order.attemptId, { cause: 16 });
    });
  }

  end(
    attemptId: string,
    how: { readonly cause: number; readonly tone?: string; readonly lineFailure?: boolean; readonly gaveUp?: boolean },
  ): void {
    const call = this.calls.get(attemptId);
    if (call === undefined || call.over) return;
    call.over = true;
    call.waiting = false;
    this.calls.delete(attemptId);
    this.byCallId.delete(call.callId);
    if (call.agent !== '') this.wrapUp(call.agent);
    this.tell({
      notice: 'attempt-ended',
      attemptId,
      cause: how.cause,
      tone: how.tone ?? '',
      lineFailure: how.lineFailure ?? false,
      gaveUp: how.gaveUp ?? false,
      agentId: call.agent,
    });
  }

  private wrapUp(agentId: string): void {
    const agent = this.agents.get(agentId);
    if (agent === undefined) return;
    this.set(agentId, { status: 'wrap' });
    this.time.after(10_000, () => {
      if (agent.status !== 'wrap' || agent.resultWanted) return;
      this.set(agentId, { status: 'idle' });
      this.distribute();
    });
  }
}

const dialers: ReadonlySet<string> = new Set([
  'place-attempt',
  'give-up-attempt',
  'attempt-to-queue',
  'attempt-to-flow',
  'drop-attempt',
  'clear-attempt',
  'lead-for-agent',
  'result-wanted',
]);

function isDialers(notice: { readonly notice: string }): notice is DialerNotice {
  return dialers.has(notice.notice);
}

function inOrder(a: LeadRow, b: LeadRow): number {
  if (a.timed !== b.timed) return a.timed ? -1 : 1;
  if (a.timed) return a.notBefore - b.notBefore;
  return b.priority - a.priority || a.tries - b.tries || a.notBefore - b.notBefore || (a.id < b.id ? -1 : 1);
}
