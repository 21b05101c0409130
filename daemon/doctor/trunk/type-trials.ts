/**
 * A number that was refused, called again with each type of number: what the carrier wants is what works. ITU-T Q.931
 * §4.5.8 leaves to both ends which type a number is given.
 */
import type { Clock } from '../../base/clock.js';
import { CallboxError, notNow } from '../../base/errors.js';
import type { Ids } from '../../base/ids.js';
import type { Timers } from '../../base/timers.js';
import { type TestCall, type TypeTrial, type TypeTry, typesTried } from '../../terms/diagnosis.js';
import type { SentNumberType } from '../../terms/trunks.js';
import type { TrunkEyes } from './trunk-run.js';

/** A wrong type is refused at once; what has not been refused by then is being connected. */
export const takenAfterMs = 6_000;
/** How often the call is looked at. */
export const trialLookMs = 250;
/** The channel of the call before is given back by its far end. */
const endsWithinMs = 5_000;
/** Busy, no answer, hung up: the number was understood (ITU-T Q.850 §2.2.7.1). */
const reachedCauses: ReadonlySet<number> = new Set([16, 17, 18, 19]);
/** The last ones are kept to be read. */
const maxKept = 20;

export interface TypeTrialNeeds {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly eyes: Pick<TrunkEyes, 'written' | 'startTest' | 'test' | 'endTest'>;
  onFault(fault: unknown): void;
}

type Changing<T> = { -readonly [Key in keyof T]: T[Key] };
interface Trial extends Omit<Changing<TypeTrial>, 'tries'> {
  readonly tries: Changing<TypeTry>[];
}
interface Wanted {
  readonly by: string;
  readonly span: number;
  readonly number: string;
}

export class TypeTrials {
  private readonly trials = new Map<string, Trial>();

  constructor(private readonly needs: TypeTrialNeeds) {}

  /** @throws CallboxError unknown-channel, not-now */
  start({ by, span, number }: Wanted): string {
    const { eyes, clock, ids } = this.needs;
    const inForce = eyes.written(span, number);
    if (inForce === null) {
      throw new CallboxError('unknown-channel', `this box has no span ${span}: choose one that the card has`);
    }
    const other = [...this.trials.values()].find((each) => each.endedAt === null && each.span === span);
    if (other !== undefined) {
      throw notNow({
        zh: `${other.by} 正在这条中继上试号码，请等它结束。`,
        en: `${other.by} tries a number on span ${span} just now: wait for its end`,
      });
    }
    const trial: Trial = {
      ...{ id: ids.next(), by, span, number, trunk: inForce.trunk, inForce: inForce.calledType },
      ...{ startedAt: clock.nowMs(), endedAt: null, better: null },
      tries: this.tries(span, number, inForce.calledType),
    };
    this.trials.set(trial.id, trial);
    for (const [id, { endedAt }] of this.trials) {
      if (this.trials.size <= maxKept) break;
      if (endedAt !== null) this.trials.delete(id);
    }
    this.next(trial);
    return trial.id;
  }

  /** @throws CallboxError not-found */
  get(id: string): TypeTrial {
    const trial = this.trials.get(id);
    if (trial === undefined)
      throw new CallboxError('not-found', `there is no trial ${id}: the last ${maxKept} are kept`);
    return { ...trial, tries: trial.tries.map((each) => ({ ...each })) };
  }

  /** What goes out alike is called once: a number of the own country has no international form, for one. */
  private tries(span: number, number: string, inForce: SentNumberType): Changing<TypeTry>[] {
    const tries: Changing<TypeTry>[] = [];
    for (const type of [inForce, ...typesTried.filter((each) => each !== inForce)]) {
      const written = this.needs.eyes.written(span, number, type);
      const calledNumber = written?.calledNumber ?? number;
      const same =
        written?.calledType === type
          ? undefined
          : tries.find((each) => each.type === written?.calledType && each.calledNumber === calledNumber);
      const state = same === undefined ? 'waiting' : 'same';
      tries.push({ type, calledNumber, state, sameAs: same?.type ?? null, cause: null, testId: null, why: '' });
    }
    return tries;
  }

  private next(trial: Trial): void {
    const next = trial.tries.find(({ state }) => state === 'waiting');
    if (next === undefined) {
      this.end(trial);
      return;
    }
    const { eyes, clock } = this.needs;
    next.state = 'calling';
    eyes.startTest(trial.span, trial.number, trial.by, next.type).then(
      (id) => {
        next.testId = id;
        this.watch(trial, next, id, clock.nowMs());
      },
      (refused) => {
        // No channel, an alarm: the other types would meet the same.
        next.state = 'failed';
        next.why = refused instanceof Error ? refused.message : String(refused);
        this.end(trial);
      },
    );
  }

  private watch(trial: Trial, now: Changing<TypeTry>, id: string, since: number): void {
    const { eyes, timers, clock, onFault } = this.needs;
    timers.after(trialLookMs, () => {
      try {
        const call = eyes.test(id);
        const waitedMs = clock.nowMs() - since;
        const result = call === null ? 'failed' : resultOf(call, waitedMs);
        if (result === null) {
          this.watch(trial, now, id, since);
          return;
        }
        if (now.state === 'calling') {
          now.state = result;
          now.cause = result === 'refused' ? (call?.cause ?? null) : null;
          if (call?.state !== 'ended') eyes.endTest(id, trial.by);
        }
        if (call !== null && call.state !== 'ended' && waitedMs < takenAfterMs + endsWithinMs) {
          this.watch(trial, now, id, since);
        } else this.next(trial);
      } catch (fault) {
        onFault(fault);
        this.end(trial);
      }
    });
  }

  private end(trial: Trial): void {
    const [first] = trial.tries;
    const works = trial.tries.find(({ state }) => state === 'answered' || state === 'taken');
    trial.better = first?.state === 'refused' && works !== undefined ? works.type : null;
    trial.endedAt = this.needs.clock.nowMs();
    for (const each of trial.tries) if (each.state === 'waiting') each.state = 'not-needed';
  }
}

/** Null: it cannot be said yet. */
function resultOf({ state, problem, cause, answeredAfterMs }: TestCall, waitedMs: number): TypeTry['state'] | null {
  if (answeredAfterMs !== null) return 'answered';
  if (state === 'ended') return problem === 'refused' && !reachedCauses.has(cause ?? 0) ? 'refused' : 'taken';
  return waitedMs >= takenAfterMs ? 'taken' : null;
}
