import type { Campaign, LeadsAnswer, LeadToDial } from '../terms/outbound.js';
import type { DialerStep } from './notices.js';

/** A lead in hand, and since when what is known of its number may be old. */
export interface HeldLead {
  readonly lead: LeadToDial;
  /** When the database was asked, epoch ms. */
  readonly askedAt: number;
}

/** In hand of one list at most. */
export const maxInHand = 500;
/** Who is due so soon is asked for, so that he is in hand at his second. */
export const lookAheadMs = 60_000;
/** An answer that has not come by then is not waited for. */
const answerLimitMs = 10_000;
/** A list that had nobody left is asked again after so long: somebody may have been added unheard. */
const askAgainMs = 30_000;
const starvedAgainMs = 2_000;

interface ListInHand {
  readonly list: string;
  weight: number;
  /** Untimed, in the order of the answer. */
  leads: HeldLead[];
  /** By their time. */
  timed: HeldLead[];
  /** Of the question that is open; 0: none. */
  ask: number;
  askedAt: number;
  exhausted: boolean;
  /** When somebody beyond those in hand falls due; null: never. */
  nextAt: number | null;
  open: number | null;
  /** For drawing by weight: grows by the weight when others are drawn. */
  credit: number;
  /** Answered at least once since it was changed. */
  known: boolean;
  /** Somebody came back who falls due then; not yet in an answer. null: nobody. */
  expectedAt: number | null;
  expectedSince: number;
}

export interface HopperParts {
  readonly campaignId: string;
  readonly nextAsk: () => number;
  /** Somebody else has this lead in hand, or its rows are on their way: not to be taken. */
  readonly isTaken: (lead: LeadToDial) => boolean;
}

/** Leads of one campaign that are read ahead, so that a launch never waits for the disk. */
export class Hopper {
  private lists: ListInHand[] = [];
  private filter = '';
  private readonly inHand = new Set<string>();

  constructor(private readonly parts: HopperParts) {}

  load({ lists, filter }: Pick<Campaign, 'lists' | 'filter'>): void {
    const asText = JSON.stringify(filter);
    const keep = asText === this.filter ? this.lists : [];
    if (keep.length === 0) this.inHand.clear();
    this.filter = asText;
    const wanted = new Set(lists.map(({ list }) => list));
    for (const gone of keep.filter(({ list }) => !wanted.has(list))) this.forget(gone);
    this.lists = lists.map(({ list, weight }) => {
      const known = keep.find((other) => other.list === list);
      if (known !== undefined) known.weight = weight;
      return known ?? newList(list, weight);
    });
  }

  /** These lists are not what they were: who is in hand is let go and asked for anew; an answer on its way is old. */
  changed(lists: readonly string[]): boolean {
    let any = false;
    for (const [at, own] of this.lists.entries()) {
      if (!lists.includes(own.list)) continue;
      this.forget(own);
      this.lists[at] = { ...newList(own.list, own.weight), credit: own.credit };
      any = true;
    }
    return any;
  }

  /** `wanted`: how many may be launched before an answer comes. `agents`: whose own leads may be given out. */
  refill(wanted: number, agents: readonly string[], step: DialerStep): void {
    const all = this.lists.reduce((sum, { weight }) => sum + weight, 0);
    for (const own of this.lists) {
      const goal = Math.min(maxInHand, Math.max(10, Math.ceil((wanted * own.weight) / all)));
      if (!this.wants(own, goal, step.atMs)) continue;
      own.ask = this.parts.nextAsk();
      own.askedAt = step.atMs;
      step.leads({
        campaign: this.parts.campaignId,
        list: own.list,
        ask: own.ask,
        count: Math.max(1, goal - own.leads.length),
        dueBy: step.atMs + lookAheadMs,
        not: [...own.leads, ...own.timed].map(({ lead }) => lead.id),
        agents,
      });
    }
  }

  private wants(own: ListInHand, goal: number, atMs: number): boolean {
    if (own.ask !== 0 && atMs - own.askedAt < answerLimitMs) return false;
    if (own.timed.length >= maxInHand) return false;
    if (!own.known) return true;
    const isDue = own.nextAt !== null && own.nextAt - lookAheadMs <= atMs && atMs - own.askedAt >= 1_000;
    if (own.exhausted) return isDue || atMs - own.askedAt >= askAgainMs;
    // Agents' own leads wait for them; nobody's must not wait behind those.
    const nobodys = own.leads.filter(({ lead }) => lead.agent === '').length;
    const isLow = own.leads.length * 2 < goal || (nobodys * 2 < goal && atMs - own.askedAt >= starvedAgainMs);
    // Hours may have been set since.
    return (isLow && own.leads.length < maxInHand) || atMs - own.askedAt >= lookAheadMs / 2;
  }

  /** False: an answer that nobody waits for any more. */
  take({ list, ask, leads, exhausted, nextAt, open }: LeadsAnswer): boolean {
    const own = this.lists.find((each) => each.list === list);
    if (own === undefined || own.ask !== ask || ask === 0) return false;
    own.ask = 0;
    own.known = true;
    own.exhausted = exhausted;
    // Who came back after the question is not in its answer.
    if (own.expectedSince < own.askedAt) own.expectedAt = null;
    own.nextAt = sooner(nextAt, own.expectedAt);
    if (open !== undefined) own.open = open;
    for (const lead of leads.slice(0, maxInHand)) this.put(own, { lead, askedAt: own.askedAt });
    return true;
  }

  private put(own: ListInHand, held: HeldLead): void {
    const { lead } = held;
    if (lead.list !== own.list || this.inHand.has(lead.id) || this.parts.isTaken(lead)) return;
    if (own.leads.length + own.timed.length >= 2 * maxInHand) return;
    this.inHand.add(lead.id);
    if (!lead.timed) {
      own.leads.push(held);
      return;
    }
    const at = own.timed.findIndex((other) => other.lead.notBefore > lead.notBefore);
    own.timed.splice(at < 0 ? own.timed.length : at, 0, held);
  }

  /** Somebody of this list will be due then, whatever was answered before. */
  expect(list: string, dueAt: number, atMs: number): void {
    const own = this.lists.find((each) => each.list === list);
    if (own === undefined) return;
    own.expectedAt = sooner(own.expectedAt, dueAt);
    own.expectedSince = atMs;
    own.nextAt = sooner(own.nextAt, dueAt);
  }

  /** One who was drawn and not called after all, first in his list again. */
  giveBack(held: HeldLead): void {
    const own = this.lists.find(({ list }) => list === held.lead.list);
    if (own === undefined || this.inHand.has(held.lead.id)) return;
    if (held.lead.timed) {
      this.put(own, held);
      return;
    }
    this.inHand.add(held.lead.id);
    own.leads.unshift(held);
  }

  /** Whose hour has come or comes within `aheadMs`; he leaves the hopper. `agents`: whose appointments may be kept. */
  nextTimed(atMs: number, aheadMs: number, mayTake: (lead: LeadToDial) => boolean): HeldLead | null {
    let best: { readonly own: ListInHand; readonly at: number; readonly dueMs: number } | null = null;
    for (const own of this.lists) {
      const at = own.timed.findIndex(({ lead }) => lead.notBefore <= atMs + aheadMs && mayTake(lead));
      const dueMs = own.timed[at]?.lead.notBefore;
      if (dueMs !== undefined && (best === null || dueMs < best.dueMs)) best = { own, at, dueMs };
    }
    if (best === null) return null;
    const [held] = best.own.timed.splice(best.at, 1);
    return this.out(held ?? null);
  }

  /** Drawn by the weights of the lists that have one. `agent`: his own leads first; '' nobody's only. */
  next(atMs: number, agent: string): HeldLead | null {
    const candidates = this.lists.flatMap((own) => {
      const at = firstFor(own.leads, atMs, agent);
      return at < 0 ? [] : [{ own, at }];
    });
    const mine = agent === '' ? [] : candidates.filter(({ own, at }) => own.leads[at]?.lead.agent === agent);
    const from = mine.length > 0 ? mine : candidates;
    const own = drawnOf(from.map((each) => each.own));
    const chosen = from.find((each) => each.own === own);
    if (chosen === undefined) return null;
    const [held] = chosen.own.leads.splice(chosen.at, 1);
    return this.out(held ?? null);
  }

  /** Whom `next` would draw for nobody in particular, in that order; all stay in hand. */
  ahead(atMs: number, count: number): readonly LeadToDial[] {
    const found: LeadToDial[] = [];
    let from = this.lists.map(({ leads, weight, credit }) => ({ leads: dueOf(leads, atMs), weight, credit }));
    while (found.length < count) {
      from = from.filter(({ leads }) => leads.length > 0);
      const lead = drawnOf(from)?.leads.shift();
      if (lead === undefined) break;
      found.push(lead);
    }
    return found;
  }

  /** His own only. */
  nextOf(atMs: number, agent: string): HeldLead | null {
    for (const { leads } of this.lists) {
      const at = leads.findIndex(({ lead }) => lead.agent === agent && lead.notBefore <= atMs);
      if (at < 0) continue;
      const [held] = leads.splice(at, 1);
      return this.out(held ?? null);
    }
    return null;
  }

  /** This one, if it is in hand. */
  takeLead(id: string): HeldLead | null {
    for (const own of this.lists) {
      for (const from of [own.leads, own.timed]) {
        const at = from.findIndex(({ lead }) => lead.id === id);
        if (at < 0) continue;
        const [held] = from.splice(at, 1);
        return this.out(held ?? null);
      }
    }
    return null;
  }

  private out(held: HeldLead | null): HeldLead | null {
    if (held !== null) this.inHand.delete(held.lead.id);
    return held;
  }

  private forget(own: ListInHand): void {
    for (const { lead } of [...own.leads, ...own.timed]) this.inHand.delete(lead.id);
  }

  get size(): number {
    return this.inHand.size;
  }

  has(id: string): boolean {
    return this.inHand.has(id);
  }

  /** The soonest hour of a timed lead in hand; null: none. */
  get nextTimedAt(): number | null {
    let soonest: number | null = null;
    for (const { timed } of this.lists) {
      const at = timed[0]?.lead.notBefore;
      if (at !== undefined && (soonest === null || at < soonest)) soonest = at;
    }
    return soonest;
  }

  /** Nobody in hand, nobody else in any list, now or later. */
  get isExhausted(): boolean {
    return (
      this.lists.length > 0 &&
      this.inHand.size === 0 &&
      this.lists.every(({ known, ask, exhausted, nextAt }) => known && ask === 0 && exhausted && nextAt === null)
    );
  }

  /** Open leads as last counted; null: not counted yet. */
  get open(): number | null {
    if (this.lists.length === 0 || this.lists.some(({ open }) => open === null)) return null;
    return this.lists.reduce((sum, { open }) => sum + (open ?? 0), 0);
  }
}

/** Whose turn it is: every credit grows by its weight, and who is drawn pays for all. */
function drawnOf<T extends { credit: number; readonly weight: number }>(from: readonly T[]): T | null {
  let drawn: T | null = null;
  let all = 0;
  for (const each of from) {
    each.credit += each.weight;
    all += each.weight;
    if (drawn === null || each.credit > drawn.credit) drawn = each;
  }
  if (drawn !== null) drawn.credit -= all;
  return drawn;
}

/** Nobody's whose time has come. */
function dueOf(leads: readonly HeldLead[], atMs: number): LeadToDial[] {
  return leads.flatMap(({ lead }) => (lead.agent === '' && lead.notBefore <= atMs ? [lead] : []));
}

/** The first whose time has come and who is his, else nobody's; -1: none. */
function firstFor(leads: readonly HeldLead[], atMs: number, agent: string): number {
  const due = (owner: string) => leads.findIndex(({ lead }) => lead.notBefore <= atMs && lead.agent === owner);
  const own = agent === '' ? -1 : due(agent);
  return own >= 0 ? own : due('');
}

function sooner(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function newList(list: string, weight: number): ListInHand {
  return {
    list,
    weight,
    leads: [],
    timed: [],
    ask: 0,
    askedAt: 0,
    exhausted: false,
    nextAt: null,
    open: null,
    credit: 0,
    known: false,
    expectedAt: null,
    expectedSince: 0,
  };
}
