import type { Clock } from '../base/clock.js';
import type { Timers } from '../base/timers.js';
import { matchingKey, spellingsOf } from '../terms/matching-numbers.js';
import type { CallerFacts } from '../terms/targets.js';
import type { KnownCustomer } from './customer-file.js';

/** A caller who is in the flow for less goes without. */
export const answerWithinMs = 500;
export const maxOpen = 200;
/** How often the same trouble is told. */
const tellEveryMs = 60_000;

export type LookupTroubleCode = 'lookup-slow' | 'lookup-failed' | 'lookup-overflow';
export interface LookupTrouble {
  readonly code: LookupTroubleCode;
  readonly detail: Readonly<Record<string, string | number>>;
}

/** Where facts come from. Each may be slow or fail: that costs its facts, nothing else. */
export interface FactSources {
  /** By the matching key of a number. */
  customer(phoneKey: string): Promise<KnownCustomer | null>;
  /** Who talked to one of these numbers last. */
  lastAgent(spellings: readonly string[]): Promise<CallerFacts['lastAgent']>;
}

export interface CallerLookupParts {
  readonly sources: FactSources;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The first of its kind, then once a minute with how many there were. */
  readonly onTrouble: (trouble: LookupTrouble) => void;
}

interface Question {
  readonly number: string;
  readonly answer: (facts: CallerFacts | null) => void;
  cancelTimer: () => void;
  /** Undefined: not known yet. */
  customer: KnownCustomer | null | undefined;
  lastAgent: CallerFacts['lastAgent'] | undefined;
  answered: boolean;
}

/**
 * What is known of callers, asked while they hear the greeting. Each question is answered once, at the latest after
 * `answerWithinMs` with what is known by then. Each source is asked for one number at a time, so that a disk that hangs
 * holds one or two of the process's threads and not all.
 */
export class CallerLookup {
  private readonly customers: Lane;
  private readonly history: Lane;
  private open = 0;
  private readonly troubles = new Map<LookupTroubleCode, { toldAtMs: number; count: number }>();

  constructor(private readonly parts: CallerLookupParts) {
    const { sources } = parts;
    this.customers = new Lane(async (question) => {
      const key = matchingKey(question.number);
      question.customer = key === '' ? null : await this.known('customers', () => sources.customer(key));
      this.finishIfWhole(question);
    });
    this.history = new Lane(async (question) => {
      question.lastAgent = await this.known('history', () => sources.lastAgent(spellingsOf(question.number)));
      this.finishIfWhole(question);
    });
  }

  /** `answer` comes in a later turn of the event loop. null: nothing was known in time. */
  ask(callingNumber: string, answer: (facts: CallerFacts | null) => void): void {
    if (this.open >= maxOpen) {
      this.trouble('lookup-overflow', { maxOpen });
      queueMicrotask(() => answer(null));
      return;
    }
    this.open += 1;
    const question: Question = {
      number: callingNumber,
      answer,
      cancelTimer: () => {},
      customer: undefined,
      lastAgent: undefined,
      answered: false,
    };
    question.cancelTimer = this.parts.timers.after(answerWithinMs, () => {
      this.trouble('lookup-slow', { withinMs: answerWithinMs });
      this.finish(question);
    });
    this.customers.add(question);
    this.history.add(question);
  }

  private finishIfWhole(question: Question): void {
    if (question.customer !== undefined && question.lastAgent !== undefined) this.finish(question);
  }

  private finish(question: Question): void {
    if (question.answered) return;
    question.answered = true;
    question.cancelTimer();
    this.customers.forget(question);
    this.history.forget(question);
    this.open -= 1;
    question.answer(factsOf(question));
  }

  /** Null also when the source failed. */
  private async known<T>(source: string, ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask();
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
      this.trouble('lookup-failed', { source, reason });
      return null;
    }
  }

  private trouble(code: LookupTroubleCode, detail: LookupTrouble['detail']): void {
    const atMs = this.parts.clock.nowMs();
    const known = this.troubles.get(code) ?? { toldAtMs: Number.NEGATIVE_INFINITY, count: 0 };
    known.count += 1;
    this.troubles.set(code, known);
    if (atMs - known.toldAtMs < tellEveryMs) return;
    this.parts.onTrouble({ code, detail: { ...detail, count: known.count } });
    this.troubles.set(code, { toldAtMs: atMs, count: 0 });
  }
}

/** Questions to one source, one after the other. */
class Lane {
  private waiting: Question[] = [];
  private busy = false;

  /** `work` never rejects. */
  constructor(private readonly work: (question: Question) => Promise<void>) {}

  add(question: Question): void {
    this.waiting.push(question);
    if (!this.busy) void this.run();
  }

  /** Nobody waits for it any more. */
  forget(question: Question): void {
    this.waiting = this.waiting.filter((each) => each !== question);
  }

  private async run(): Promise<void> {
    this.busy = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) await this.work(next);
    this.busy = false;
  }
}

function factsOf({ customer, lastAgent }: Question): CallerFacts | null {
  if (customer === undefined && lastAgent === undefined) return null;
  const { customerId = '', customerClass = '', owner = '', businessType = '' } = customer ?? {};
  return { customerId, customerClass, owner, businessType, lastAgent: lastAgent ?? null };
}
