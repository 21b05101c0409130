import type { Agent, Site } from '../terms/site.js';
import type { AgentRecord } from './agents.js';
import type { Staff } from './staff.js';
import { type Candidate, compareAgentIds, drawOf } from './strategy.js';

/** An agent as distribution sees him: what his site entry says, sorted for decisions, beside his record. */
export class Member implements Candidate {
  readonly agentId: string;
  /** Of the wanted skill, for the contact in hand: set before each decision, so that a claim needs no object. */
  skill = 0;
  /** Could be offered a call now. */
  available = false;
  onShift = true;
  /** The queue's call he has or wraps up, and since when; for the length of handling. */
  serving: { readonly queueId: string; readonly since: number } | null = null;
  readonly hiredDay: number;
  readonly draw: number;
  /** Place among all by number, so that a tie is settled without comparing texts. */
  idRank = 0;

  constructor(
    readonly record: AgentRecord,
    readonly order: number,
    /** Queue → level, also of a queue that drains. */
    readonly levels: ReadonlyMap<string, number>,
  ) {
    this.agentId = record.agent.id;
    this.draw = drawOf(this.agentId);
    this.hiredDay = dayOf(record.agent.hiredOn);
  }

  get idleSince(): number {
    return this.record.idleSince;
  }

  get answeredToday(): number {
    return this.record.answeredToday;
  }

  get talkTodayMs(): number {
    return this.record.talkTodayMs;
  }

  level(queueId: string): number | null {
    return this.levels.get(queueId) ?? null;
  }

  skillOf(name: string): number {
    const { skills } = this.record.agent;
    return skills !== undefined && Object.hasOwn(skills, name) ? (skills[name] ?? 0) : 0;
  }

  /** Signed in and not away: a call may wait for him. */
  get isPresent(): boolean {
    const { state } = this.record;
    return this.onShift && state !== 'signed-out' && state !== 'not-ready' && state !== 'unreachable';
  }
}

/** Days since 1970; 0: not told, or no date. */
function dayOf(date: string | undefined): number {
  const atMs = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(atMs) ? 0 : Math.floor(atMs / 86_400_000);
}

const noMembers: readonly Member[] = [];

/** Who belongs to which queue, and who of them is available. Changes with the agents it is told of; never looks through all. */
export class Members {
  private readonly members = new Map<string, Member>();
  private readonly byQueue = new Map<string, Member[]>();
  private readonly availableIn = new Map<string, Member[]>();

  constructor(
    private readonly staff: Staff,
    private readonly onShift: (agent: Agent) => boolean,
  ) {}

  /** `draining`: queues that the site no longer has and callers still wait in; they keep who they had. */
  load(site: Site, draining: ReadonlySet<string>): void {
    const order = new Map(site.agents.map((agent, at) => [agent.id, at]));
    const old = new Map(this.members);
    this.members.clear();
    this.byQueue.clear();
    this.availableIn.clear();
    for (const record of this.staff.all()) {
      const before = old.get(record.agent.id);
      const kept = [...(before?.levels ?? [])].filter(([queueId]) => draining.has(queueId));
      const now = record.agent.queues.map((queueId) => [queueId, levelIn(record.agent, queueId)] as const);
      const member = new Member(record, order.get(record.agent.id) ?? site.agents.length, new Map([...kept, ...now]));
      member.serving = before?.serving ?? null;
      this.members.set(member.agentId, member);
      for (const queueId of member.levels.keys()) this.listOf(queueId).push(member);
      this.look(member);
    }
    const sorted = [...this.members.values()].sort((a, b) => compareAgentIds(a.agentId, b.agentId));
    for (const [at, member] of sorted.entries()) member.idRank = at;
  }

  get(agentId: string): Member | null {
    return this.members.get(agentId) ?? null;
  }

  all(): Iterable<Member> {
    return this.members.values();
  }

  of(queueId: string): readonly Member[] {
    return this.byQueue.get(queueId) ?? [];
  }

  /** In no order. */
  available(queueId: string): readonly Member[] {
    return this.availableIn.get(queueId) ?? noMembers;
  }

  /** Whether he could be offered a call may have changed. True: he can now and could not before. */
  look(member: Member): boolean {
    const { record } = member;
    member.onShift = this.onShift(record.agent);
    const willing = record.state === 'ready' && record.resultWanted === null && !record.removed;
    const available = willing && member.onShift && this.staff.reachable(record);
    if (available === member.available) return false;
    member.available = available;
    for (const queueId of member.levels.keys()) {
      const list = this.availableIn.get(queueId) ?? [];
      this.availableIn.set(queueId, list);
      if (available) list.push(member);
      else takeOut(list, member);
    }
    return available;
  }

  /** His receiver is lifted; otherwise a telephone that can't ring is busy or gone. */
  isOffHook({ record }: Member): boolean {
    return this.staff.station(record)?.offHook === true;
  }

  /** His headset is open: he has a call without lifting. */
  hasOpenHeadset({ record }: Member): boolean {
    return record.agent.remoteNumber === undefined && this.staff.station(record)?.standing === true;
  }

  private listOf(queueId: string): Member[] {
    const list = this.byQueue.get(queueId) ?? [];
    this.byQueue.set(queueId, list);
    return list;
  }
}

/** The last takes his place. */
function takeOut(list: Member[], member: Member): void {
  const at = list.indexOf(member);
  const last = list.pop();
  if (last !== undefined && at >= 0 && at < list.length) list[at] = last;
}

function levelIn(agent: Agent, queueId: string): number {
  const { levels } = agent;
  return levels !== undefined && Object.hasOwn(levels, queueId) ? (levels[queueId] ?? 1) : 1;
}
