/**
 * How likely a person answers a number, from what is known of it before dialling: the hour, the list, the region, how
 * often it has been tried, and what came of it last. Each trait's value has an effect on the log odds, learnt online as a mean
 * with a certainty (logistic regression with a Gaussian prior, one value at a time: assumed density filtering), so that
 * a value seldom seen stays near the average of all. The pacer learns how many answer today; of here it needs the
 * differences between numbers only.
 */

/** What is known of a number before it is dialled. What is absent or unknown counts as average. */
export interface LeadTraits {
  /** Local hour of the number called, 0-23. */
  readonly hour?: number;
  readonly weekend?: boolean;
  readonly list?: string;
  /** Area code, province, or the like. */
  readonly region?: string;
  /** 1 for the first try. */
  readonly attempt?: number;
  /** Result code of the try before. */
  readonly lastResult?: string;
}

interface Effect {
  mean: number;
  /** 1 ÷ variance. */
  precision: number;
}

/** Spread of effects among the values of a trait: log odds. Most regions differ by less than a factor of two. */
const kEffectDeviation = 0.6;
const kPriorMean = -0.9;
const kPriorDeviation = 1;
const kValuesLimit = 2048;
/** Attempts from this on are alike. */
const kManyAttempts = 8;
/** Certainty fades by this share with each observation of a value: people's habits change. */
const kFade = 1 / 20_000;

export class AnswerOdds {
  private readonly average: Effect = { mean: kPriorMean, precision: 1 / kPriorDeviation ** 2 };
  private readonly effects = new Map<string, Effect>();

  /** Probability that a person answers, 0-1, exclusive. */
  probability(traits: LeadTraits): number {
    return share(this.average.mean + this.differenceOf(valuesOf(traits)));
  }

  /**
   * The same if the average number were answered as often as before anything was learnt: for a pacer, which follows the
   * average itself, and faster. Told it twice, it would take each change for twice as large.
   */
  comparedProbability(traits: LeadTraits): number {
    return share(kPriorMean + this.differenceOf(valuesOf(traits)));
  }

  /** Of the log odds, to the average number's. */
  private differenceOf(values: readonly string[]): number {
    let difference = 0;
    for (const value of values) difference += this.effects.get(value)?.mean ?? 0;
    return difference;
  }

  /** An attempt ended: a person answered, or not. Attempts that failed on our own side say nothing of the number. */
  observe(traits: LeadTraits, answered: boolean): void {
    const values = valuesOf(traits);
    const predicted = share(this.average.mean + this.differenceOf(values));
    const surprise = Number(answered) - predicted;
    const information = predicted * (1 - predicted);
    learn(this.average, surprise, information, 1 / kPriorDeviation ** 2);
    for (const value of values) {
      const effect = this.effects.get(value) ?? this.begin(value);
      if (effect) learn(effect, surprise, information, 1 / kEffectDeviation ** 2);
    }
  }

  private begin(value: string): Effect | undefined {
    if (this.effects.size >= kValuesLimit) return undefined;
    const effect: Effect = { mean: 0, precision: 1 / kEffectDeviation ** 2 };
    this.effects.set(value, effect);
    return effect;
  }
}

function share(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

function learn(effect: Effect, surprise: number, information: number, priorPrecision: number): void {
  effect.precision += information;
  effect.mean += surprise / effect.precision;
  effect.precision += kFade * (priorPrecision - effect.precision);
}

function valuesOf({ hour, weekend, list, region, attempt, lastResult }: LeadTraits): string[] {
  const values: string[] = [];
  if (hour !== undefined && hour >= 0 && hour < 24) {
    values.push(`${weekend === true ? 'weekend' : 'hour'}:${Math.floor(hour / 2)}`);
  }
  if (list !== undefined && list !== '') values.push(`list:${list.slice(0, 64)}`);
  if (region !== undefined && region !== '') values.push(`region:${region.slice(0, 32)}`);
  if (attempt !== undefined && attempt >= 1) values.push(`attempt:${Math.min(kManyAttempts, Math.floor(attempt))}`);
  if (lastResult !== undefined && lastResult !== '') values.push(`result:${lastResult.slice(0, 32)}`);
  return values;
}
