/**
 * What becomes of the calls in flight if nothing more is launched, and what one more launch would change. In steps of
 * time it follows how many agents are free and how many of the calls still to be answered are persons: agents come free
 * (Poisson by step), persons ask for one (each of those left with the same chance), and who finds none is dropped.
 *
 * One more call answered at a step adds a drop if nobody is free there. If somebody is, the call takes an agent whom a
 * later person may miss: the difference of the drops expected from there on, with one agent less. In the Markov version
 * of the problem (pacing.md) launching while this sum stays under one constant threshold is exactly the optimum of the
 * constrained decision process; a forecast by steps of its own gives the same for any ring and talk times.
 */

/** Persons in flight and free agents that are followed one by one; beyond, the careful bound below is near enough. */
const kPersons = 56;
const kAgents = 40;
/** More free agents than this: only the number of persons counts, as if no agent came free. */
const kManyFree = 22;
const kReleases = 24;
const kStates = kAgents * kPersons;
/** Probabilities that are left out. */
const kTiny = 1e-4;
/** So seldom enough agents: one more person is one more drop. */
const kHopeless = 0.02;

export class Forecast {
  /** Ends of the steps, from now. */
  readonly endsMs: Float64Array;
  /** Per guess of the answer probability, the distribution of persons in flight. All calls share its error. */
  private readonly persons: Float64Array;
  private readonly personsTop: Int32Array;
  /** Mean of persons that have asked by the end of each step, and of all. */
  private readonly asked: Float64Array;
  private personsMean = 0;
  /** Distribution of persons who ask at once. */
  private readonly imminent = new Float64Array(kPersons);
  private imminentTop = 0;
  private imminentMean = 0;
  private readonly released: Float64Array;
  private readonly releaseOdds: Float64Array;
  private readonly drops: Float64Array;
  private readonly after: Float64Array;
  private readonly now: Float64Array;
  private readonly next: Float64Array;
  /** By step, persons left and persons asking at it; a zero ends a row. */
  private readonly binomial: Float64Array;
  private readonly hazards: Float64Array;
  private readonly mixed = new Float64Array(kPersons);
  private readonly marginal: Float64Array;
  private free = 0;
  private present = 0;
  private agentsTop = 0;
  private mixedTop = 0;
  private expected = 0;

  constructor(
    readonly steps: number,
    readonly guesses: number,
  ) {
    this.endsMs = new Float64Array(steps);
    this.persons = new Float64Array(guesses * kPersons);
    this.personsTop = new Int32Array(guesses);
    this.asked = new Float64Array(steps);
    this.hazards = new Float64Array(steps);
    this.released = new Float64Array(steps);
    this.releaseOdds = new Float64Array(steps * kReleases);
    this.drops = new Float64Array((steps + 1) * kStates);
    this.after = new Float64Array(kStates);
    this.now = new Float64Array(kStates);
    this.next = new Float64Array(kStates);
    this.marginal = new Float64Array(steps);
    this.binomial = new Float64Array(steps * kPersons * kPersons);
  }

  /** Middle of a step: when those of the step ask. */
  middleMs(step: number): number {
    return ((this.endsMs[step - 1] ?? 0) + (this.endsMs[step] ?? 0)) / 2;
  }

  /** `free`: agents idle now less persons waiting now, may be negative; `present`: agents at work. */
  begin(free: number, present: number): void {
    this.free = free;
    this.present = present;
    this.asked.fill(0);
    this.personsMean = 0;
    this.imminent[0] = 1;
    this.imminentTop = 0;
    this.imminentMean = 0;
    for (let guess = 0; guess < this.guesses; guess++) {
      this.persons[guess * kPersons] = 1;
      this.personsTop[guess] = 0;
    }
  }

  /** Mean of the agents who come free in time for those who ask up to the middle of each step. */
  setReleases(means: Float64Array): void {
    let before = 0;
    for (let step = 0; step < this.steps; step++) {
      const until = Math.max(before, means[step] ?? 0);
      this.released[step] = until - before;
      poisson(this.releaseOdds, step * kReleases, until - before);
      before = until;
    }
  }

  /** One more call: a person with probability `shares[guess]`, who asks by the end of each step with `chances[step]`. */
  addCall(shares: Float64Array, chances: Float64Array): void {
    let mean = 0;
    for (let guess = 0; guess < this.guesses; guess++) {
      const share = shares[guess] ?? 0;
      mean += share / this.guesses;
      this.personsTop[guess] = convolve(this.persons, guess * kPersons, this.personsTop[guess] ?? 0, share);
    }
    this.personsMean += mean;
    for (let step = 0; step < this.steps; step++) {
      this.asked[step] = (this.asked[step] ?? 0) + mean * (chances[step] ?? 0);
    }
  }

  /** Somebody or something lifted and has not been told apart: a person with this probability, who asks at once. */
  addImminent(person: number): void {
    this.imminentTop = convolve(this.imminent, 0, this.imminentTop, person);
    this.imminentMean += person;
  }

  /** Drops expected if nothing more is launched; of the last `solve`. */
  get expectedDrops(): number {
    return this.expected;
  }

  /** For each step, the drops that one more person asking at it would add, 0-1. Valid until the next call. */
  solve(): Float64Array {
    this.mix();
    if (this.free > kManyFree) return this.boundByPersons();
    this.agentsTop = Math.min(kAgents - 1, this.present, Math.max(0, this.free) + this.releasesTop());
    if (this.hopeless()) return this.marginal;
    this.setHazards();
    this.backward();
    this.forward();
    return this.marginal;
  }

  /** So many persons that every agent is taken whatever happens: nothing has to be worked out. */
  private hopeless(): boolean {
    let enough = 0;
    for (let count = 0; count <= Math.min(this.agentsTop, this.mixedTop); count++) enough += this.mixed[count] ?? 0;
    if (enough > kHopeless) return false;
    this.expected = Math.max(0, this.personsMean + this.imminentMean - this.agentsTop);
    this.marginal.fill(1);
    return true;
  }

  private mix(): void {
    let top = 0;
    for (const guessTop of this.personsTop) top = Math.max(top, guessTop);
    for (let count = 0; count <= top; count++) {
      let sum = 0;
      for (let guess = 0; guess < this.guesses; guess++) {
        if (count <= (this.personsTop[guess] ?? 0)) sum += this.persons[guess * kPersons + count] ?? 0;
      }
      this.mixed[count] = sum / this.guesses;
    }
    let tail = 0;
    while (top > 0 && tail + (this.mixed[top] ?? 0) < kTiny) {
      tail += this.mixed[top] ?? 0;
      top -= 1;
    }
    this.mixedTop = top;
  }

  private boundByPersons(): Float64Array {
    let beyond = 0;
    this.expected = 0;
    const free = Math.floor(this.free - this.imminentTop);
    for (let count = Math.max(0, free); count <= this.mixedTop; count++) {
      beyond += this.mixed[count] ?? 0;
      this.expected += (this.mixed[count] ?? 0) * (count - free);
    }
    // The distribution ends at its limit: the rest counts as too many.
    this.marginal.fill(this.mixedTop >= kPersons - 1 && this.free >= kPersons - 1 ? 1 : beyond);
    return this.marginal;
  }

  private releasesTop(): number {
    let mean = 0;
    for (const released of this.released) mean += released;
    return Math.ceil(mean + 2 * Math.sqrt(mean) + 1);
  }

  /** Chance of those who have not asked yet to do it in this step. */
  private setHazards(): void {
    let before = 0;
    for (let step = 0; step < this.steps; step++) {
      const until = this.personsMean > 0 ? Math.min(1, (this.asked[step] ?? 0) / this.personsMean) : 0;
      const hazard = before < 1 - 1e-9 ? (until - before) / (1 - before) : 1;
      this.hazards[step] = Math.min(0.999, Math.max(0, hazard));
      before = Math.max(before, until);
    }
  }

  /** Drops expected after each step, by agents free and persons left. */
  private backward(): void {
    const { drops, after, mixedTop, agentsTop } = this;
    drops.fill(0, this.steps * kStates, this.steps * kStates + (agentsTop + 1) * kPersons);
    for (let step = this.steps - 1; step >= 0; step--) {
      const odds = step * kPersons * kPersons;
      this.setBinomial(odds, this.hazards[step] ?? 0);
      for (let free = 0; free <= agentsTop; free++) {
        for (let left = 0; left <= mixedTop; left++) {
          after[free * kPersons + left] = this.askingBackward((step + 1) * kStates, odds + left * kPersons, free, left);
        }
      }
      this.releaseBackward(step);
    }
  }

  /** Drops of a step and those expected after it. */
  private askingBackward(later: number, odds: number, free: number, left: number): number {
    const { binomial, drops } = this;
    let sum = 0;
    let to = later + free * kPersons + left;
    for (let asking = 0; asking <= left; asking++) {
      const chance = binomial[odds + asking] as number;
      if (chance === 0) break;
      if (asking <= free) sum += chance * (drops[to] as number);
      else sum += chance * (asking - free + (drops[to] as number));
      to -= asking < free ? kPersons + 1 : 1;
    }
    return sum;
  }

  private releaseBackward(step: number): void {
    const { drops, after, mixedTop, agentsTop, releaseOdds } = this;
    for (let free = 0; free <= agentsTop; free++) {
      const to = step * kStates + free * kPersons;
      drops.fill(0, to, to + mixedTop + 1);
      for (let released = 0; released < kReleases; released++) {
        const chance = releaseOdds[step * kReleases + released] as number;
        if (chance === 0) break;
        const from = this.freeAfter(step, free, released) * kPersons;
        for (let left = 0; left <= mixedTop; left++) {
          drops[to + left] = (drops[to + left] as number) + chance * (after[from + left] as number);
        }
      }
    }
  }

  /** Those who wait already take the first agents. */
  private freeAfter(step: number, free: number, released: number): number {
    const taken = step === 0 && this.free < 0 ? Math.min(released, -this.free) : 0;
    return Math.min(this.agentsTop, free + released - taken);
  }

  private forward(): void {
    const { drops, mixed, mixedTop, agentsTop, now } = this;
    now.fill(0, 0, (agentsTop + 1) * kPersons);
    this.expected = 0;
    for (let asking = 0; asking <= this.imminentTop; asking++) {
      const chance = this.imminent[asking] ?? 0;
      const begin = Math.min(agentsTop, Math.max(0, this.free - asking)) * kPersons;
      this.expected += chance * Math.max(0, asking - Math.max(0, this.free));
      for (let count = 0; count <= mixedTop; count++) {
        const here = chance * (mixed[count] ?? 0);
        now[begin + count] = (now[begin + count] ?? 0) + here;
        this.expected += here * (drops[begin + count] ?? 0);
      }
    }
    for (let step = 0; step < this.steps; step++) {
      this.releaseForward(step);
      this.askingForward(step * kPersons * kPersons);
      this.marginal[step] = this.oneMore((step + 1) * kStates);
    }
  }

  private releaseForward(step: number): void {
    const { now, next, mixedTop, agentsTop, releaseOdds } = this;
    next.fill(0, 0, (agentsTop + 1) * kPersons);
    for (let released = 0; released < kReleases; released++) {
      const chance = releaseOdds[step * kReleases + released] as number;
      if (chance === 0) break;
      for (let free = 0; free <= agentsTop; free++) {
        const to = this.freeAfter(step, free, released) * kPersons;
        const from = free * kPersons;
        for (let left = 0; left <= mixedTop; left++) {
          next[to + left] = (next[to + left] as number) + chance * (now[from + left] as number);
        }
      }
    }
  }

  private askingForward(odds: number): void {
    const { now, next, mixedTop, agentsTop, binomial } = this;
    now.fill(0, 0, (agentsTop + 1) * kPersons);
    for (let free = 0; free <= agentsTop; free++) {
      for (let left = 0; left <= mixedTop; left++) {
        const here = next[free * kPersons + left] as number;
        if (here < 1e-8) continue;
        let to = free * kPersons + left;
        for (let asking = 0; asking <= left; asking++) {
          const chance = binomial[odds + left * kPersons + asking] as number;
          if (chance === 0) break;
          now[to] = (now[to] as number) + here * chance;
          to -= asking < free ? kPersons + 1 : 1;
        }
      }
    }
  }

  /** One more person now, by what is left free after those of the step. */
  private oneMore(later: number): number {
    const { now, drops } = this;
    let sum = 0;
    for (let left = 0; left <= this.mixedTop; left++) sum += now[left] ?? 0;
    for (let free = 1; free <= this.agentsTop; free++) {
      const from = free * kPersons;
      for (let left = 1; left <= this.mixedTop; left++) {
        const worse = (drops[later + from - kPersons + left] ?? 0) - (drops[later + from + left] ?? 0);
        sum += (now[from + left] ?? 0) * worse;
      }
    }
    return sum;
  }

  private setBinomial(at: number, hazard: number): void {
    const { binomial } = this;
    const miss = 1 - hazard;
    binomial[at] = 1;
    for (let left = 1; left <= this.mixedTop; left++) {
      const from = at + (left - 1) * kPersons;
      const to = at + left * kPersons;
      let before = 0;
      for (let asking = 0; asking < left; asking++) {
        const here = binomial[from + asking] as number;
        binomial[to + asking] = here * miss + before * hazard;
        before = here;
      }
      binomial[to + left] = before * hazard;
      // A zero ends the row: what is beyond is too small to matter.
      for (let asking = left; asking > 1 && (binomial[to + asking] as number) < 1e-5; asking--)
        binomial[to + asking] = 0;
    }
  }
}

function poisson(odds: Float64Array, from: number, mean: number): void {
  let chance = Math.exp(-mean);
  let sum = chance;
  odds[from] = chance;
  let count = 1;
  for (; count < kReleases - 1 && 1 - sum > 1e-4; count++) {
    chance *= mean / count;
    sum += chance;
    odds[from + count] = chance;
  }
  // The tail stands at its beginning: fewer agents than there may be.
  odds[from + count - 1] = (odds[from + count - 1] ?? 0) + Math.max(0, 1 - sum);
  odds[from + count] = 0;
}

/** Adds one chance to a distribution in place; returns its new top. */
function convolve(values: Float64Array, from: number, top: number, probability: number): number {
  if (!(probability > 0)) return top;
  const hit = probability < 1 ? probability : 1;
  const miss = 1 - hit;
  const carried = (values[from + top] ?? 0) * hit;
  const last = carried > 1e-9 && top + 1 < kPersons ? top + 1 : top;
  if (last > top) values[from + last] = carried;
  for (let count = top; count > 0; count--) {
    values[from + count] = (values[from + count] ?? 0) * miss + (values[from + count - 1] ?? 0) * hit;
  }
  values[from] = (values[from] ?? 0) * miss;
  // What cannot be carried stays where it is.
  if (last === top) values[from + top] = (values[from + top] ?? 0) + carried;
  return last;
}
