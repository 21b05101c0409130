import type { AttemptResult, LeadToDial } from '../terms/outbound.js';
import { localTime } from '../terms/schedules.js';
import type { Site } from '../terms/site.js';
import type { Attempt } from './attempt.js';
import { AnswerOdds, type LeadTraits } from './pacing/answer-odds.js';

const hourS = 3_600;
const saturday = 6;

/**
 * Never heard of at the far end. What pacing hung up has rung for 15 s, when most who answer have: to leave it out would
 * leave the answers and take away the silence.
 */
const ofNoUse: ReadonlySet<AttemptResult> = new Set(['not-rung', 'line-failure', 'blocked']);

/**
 * Which leads are answered and which are not, learnt from all campaigns of this box since it was started: what is known
 * of a lead before it is dialled, to the pacer as a probability.
 */
export class LeadOdds {
  private readonly odds = new AnswerOdds();
  private timeZone = 'UTC';

  load({ timeZone }: Site): void {
    this.timeZone = timeZone;
  }

  /** 0-1, as `AnswerOdds.comparedProbability`. */
  of(lead: LeadToDial, atMs: number): number {
    return this.odds.comparedProbability(this.traitsOf(lead, atMs));
  }

  /** It is over. */
  learn({ held, startedAt, answeredAt, who, result }: Attempt): void {
    if (result === null || ofNoUse.has(result)) return;
    const isPerson = answeredAt !== null && who !== 'machine' && who !== 'fax';
    this.odds.observe(this.traitsOf(held.lead, startedAt), isPerson);
  }

  private traitsOf({ list, area, tries, result }: LeadToDial, atMs: number): LeadTraits {
    const { weekday, seconds } = localTime(atMs, this.timeZone);
    return {
      hour: Math.floor(seconds / hourS),
      weekend: weekday >= saturday,
      list,
      region: area,
      attempt: tries + 1,
      ...(result === null ? {} : { lastResult: result }),
    };
  }
}
