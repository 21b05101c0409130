/**
 * The caller rates the agent who has just left (AGT-13, china.md 6): the agent's number, the question, a key from 1
 * to 5. A wrong key or none is asked once more.
 */
import type { Step } from '../base/step.js';
import type { RatingRow } from '../terms/rows.js';
import type { Site } from '../terms/site.js';
import { languageOf, spokenNumber } from './spoken-numbers.js';

/** How often the question is asked again. */
export const ratingRepeats = 1;
/** ITU-T Q.850: normal clearing. */
const causeNormal = 16;

export type RatingNotice =
  | { readonly notice: 'flow-play'; readonly callId: string; readonly prompts: readonly string[] }
  | { readonly notice: 'flow-stop-play'; readonly callId: string }
  | {
      readonly notice: 'flow-hang-up';
      readonly callId: string;
      readonly prompts: readonly string[];
      readonly cause: number;
    }
  | {
      readonly notice: 'flow-event';
      readonly callId: string;
      readonly what: 'rating';
      readonly detail: Readonly<Record<string, string>>;
    };
type RatingStep = Step<RatingNotice>;

interface Asking {
  readonly callId: string;
  readonly agentId: string;
  readonly queue: string | null;
  repeatsLeft: number;
  /** The last thing that went wrong; what the result is if nothing better comes. */
  problem: 'no-key' | 'invalid-key';
}

/** Calls whose caller is asked now. */
export class Ratings {
  private readonly asking = new Map<string, Asking>();
  private rating: Site['rating'];

  load(site: Site): void {
    this.rating = site.rating;
  }

  /** False: the site has no rating. */
  begin(callId: string, agentId: string, queue: string | null, step: RatingStep): boolean {
    const { rating } = this;
    if (rating === undefined || this.asking.has(callId)) return false;
    this.asking.set(callId, { callId, agentId, queue, repeatsLeft: ratingRepeats, problem: 'no-key' });
    const served = rating.agentPrompts ?? [];
    const number = served.length === 0 ? [] : spokenNumber(languageOf(served), agentId);
    step.tell({ notice: 'flow-play', callId, prompts: [...served, ...number, ...rating.prompts] });
    return true;
  }

  isAsked(callId: string): boolean {
    return this.asking.has(callId);
  }

  promptEnded(callId: string, step: RatingStep): void {
    if (this.asking.has(callId)) step.setTimer(timerOf(callId), this.rating?.timeoutMs ?? usualTimeoutMs);
  }

  /** A key cuts the question: who knows the scale doesn't wait for its end. */
  digit(callId: string, digit: string, step: RatingStep): void {
    const asking = this.asking.get(callId);
    if (asking === undefined) return;
    step.cancelTimer(timerOf(callId));
    step.tell({ notice: 'flow-stop-play', callId });
    if (isMark(digit)) this.end(asking, digit, step);
    else this.again(asking, 'invalid-key', step);
  }

  timeout(callId: string, step: RatingStep): void {
    const asking = this.asking.get(callId);
    if (asking !== undefined) this.again(asking, 'no-key', step);
  }

  /** The caller has hung up, or the call ended otherwise. */
  callEnded(callId: string, step: RatingStep): void {
    const asking = this.asking.get(callId);
    if (asking === undefined) return;
    step.cancelTimer(timerOf(callId));
    this.write(asking, 'hung-up', step);
  }

  /** Calls that are asked now. */
  get running(): number {
    return this.asking.size;
  }

  private again(asking: Asking, problem: Asking['problem'], step: RatingStep): void {
    asking.problem = problem;
    if (asking.repeatsLeft === 0) {
      this.end(asking, problem, step);
      return;
    }
    asking.repeatsLeft -= 1;
    step.tell({ notice: 'flow-play', callId: asking.callId, prompts: this.rating?.prompts ?? [] });
  }

  private end(asking: Asking, result: RatingRow['result'], step: RatingStep): void {
    this.write(asking, result, step);
    const prompts = this.rating?.thanksPrompts ?? [];
    step.tell({ notice: 'flow-hang-up', callId: asking.callId, prompts, cause: causeNormal });
  }

  private write({ callId, agentId: agent, queue }: Asking, result: RatingRow['result'], step: RatingStep): void {
    this.asking.delete(callId);
    step.row({ row: 'rating', rating: { callId, agent, queue, at: step.atMs, result } });
    // The mark itself is not in the call's events: an agent who may see those may not see it before the next day.
    step.tell({
      notice: 'flow-event',
      callId,
      what: 'rating',
      detail: { agent, result: isMark(result) ? 'rated' : result },
    });
  }
}

/** china.md 6. */
const usualTimeoutMs = 8_000;

function isMark(digit: string): digit is '1' | '2' | '3' | '4' | '5' {
  return /^[1-5]$/.test(digit);
}

function timerOf(callId: string): string {
  return `ivr rating ${callId}`;
}
