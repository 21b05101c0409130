import type { Clock } from '../base/clock.js';
import type { Timers } from '../base/timers.js';
import type { LeadCondition, LeadsAnswer, LeadsAsk } from '../terms/outbound.js';
import type { LookupTrouble } from './caller-lookup.js';

/** Campaigns and lists asked for at the same time; more are not answered until one of them is. */
export const maxLeadLines = 1_000;
/** After a failure the question is asked again: the dialer waits for its answer. */
const againAfterMs = 1_000;
/** Counting all open leads takes the time of many answers: at most so much of it. */
const countShare = 20;
const leastCountPauseMs = 15_000;
const tellEveryMs = 60_000;

/** Where leads come from. Each may be slow or fail. */
export interface LeadSources {
  /** Everything the dialer has told until now is on disk; rejects while the disk takes nothing. */
  settled(): Promise<void>;
  /** null: there is no such campaign any more. */
  filter(campaign: string): Promise<readonly LeadCondition[] | null>;
  /** Before the first answer of a list and now and then: lists that fill themselves do it. */
  refresh(list: string): Promise<void>;
  due(ask: LeadsAsk, filter: readonly LeadCondition[]): Promise<LeadsAnswer>;
  countOpen(list: string, filter: readonly LeadCondition[]): Promise<number>;
}

export interface LeadSourceParts {
  readonly sources: LeadSources;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The first of its kind, then once a minute. */
  readonly onTrouble: (trouble: LookupTrouble) => void;
}

/** One list of one campaign: one question at a time, of those that wait only the last. */
interface Line {
  busy: boolean;
  waiting: Question | null;
  open: number | null;
  /** Epoch ms: not counted again before. */
  countAgainAt: number;
}

interface Question {
  readonly ask: LeadsAsk;
  readonly answer: (leads: LeadsAnswer) => void;
}

/** The dialer's questions for leads. A question that a later one of the same list replaces is never answered. */
export class LeadSource {
  private readonly lines = new Map<string, Line>();
  private counting = false;
  private toldAtMs = Number.NEGATIVE_INFINITY;
  private failures = 0;

  constructor(private readonly parts: LeadSourceParts) {}

  /** `answer` comes in a later turn of the event loop. */
  ask(ask: LeadsAsk, answer: (leads: LeadsAnswer) => void): void {
    const key = `${ask.campaign} ${ask.list}`;
    let line = this.lines.get(key);
    if (line === undefined) {
      this.forgetIdle();
      line = { busy: false, waiting: null, open: null, countAgainAt: Number.NEGATIVE_INFINITY };
      this.lines.set(key, line);
    }
    line.waiting = { ask, answer };
    if (!line.busy) void this.run(line);
  }

  /** Leads of these lists were changed by people: what was counted is not true any more. */
  changed(lists: readonly string[]): void {
    for (const [key, line] of this.lines) {
      if (lists.some((list) => key.endsWith(` ${list}`))) line.countAgainAt = Number.NEGATIVE_INFINITY;
    }
  }

  private async run(line: Line): Promise<void> {
    line.busy = true;
    for (let next = line.waiting; next !== null; next = line.waiting) {
      line.waiting = null;
      try {
        await this.carryOut(line, next);
      } catch (error) {
        this.failed(error);
        await this.pause();
        line.waiting ??= next;
      }
    }
    line.busy = false;
  }

  private async carryOut(line: Line, { ask, answer }: Question): Promise<void> {
    const { sources } = this.parts;
    const filter = await sources.filter(ask.campaign);
    if (filter === null) return; // removed meanwhile: nobody waits
    await sources.refresh(ask.list);
    await sources.settled();
    const leads = await sources.due(ask, filter);
    answer(line.open === null ? leads : { ...leads, open: line.open });
    this.count(line, ask.list, filter);
  }

  /** Beside the answers, one list at a time. */
  private count(line: Line, list: string, filter: readonly LeadCondition[]): void {
    const { clock, sources } = this.parts;
    const begunAt = clock.nowMs();
    if (this.counting || begunAt < line.countAgainAt) return;
    this.counting = true;
    sources
      .countOpen(list, filter)
      .then((open) => {
        line.open = open;
      })
      .catch((error: unknown) => this.failed(error))
      .finally(() => {
        this.counting = false;
        const took = Math.max(0, clock.nowMs() - begunAt);
        line.countAgainAt = clock.nowMs() + Math.max(leastCountPauseMs, took * countShare);
      });
  }

  private forgetIdle(): void {
    if (this.lines.size < maxLeadLines) return;
    for (const [key, line] of this.lines) if (!line.busy) this.lines.delete(key);
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      this.parts.timers.after(againAfterMs, resolve);
    });
  }

  private failed(error: unknown): void {
    this.failures += 1;
    const atMs = this.parts.clock.nowMs();
    if (atMs - this.toldAtMs < tellEveryMs && atMs >= this.toldAtMs) return;
    const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
    this.parts.onTrouble({ code: 'lookup-failed', detail: { source: 'leads', reason, count: this.failures } });
    this.toldAtMs = atMs;
    this.failures = 0;
  }
}
