/**
 * At what age things happen to an attempt: a person lifts, something else ends the ringing (busy, a machine, nobody
 * until the time-out), and how long telling a person from a machine takes. Learnt as counts by age; an attempt that
 * was hung up by ourselves is shared out over the ages it did not reach, in the proportion known (Efron's
 * self-consistency), or late answers would be forgotten because we cancel late calls.
 */

const kCellMs = 500;
/** Classification is told apart in finer cells. */
const kFineCellMs = 200;
const kFineCells = 50;
/** Counts are halved when they reach this, so that habits may change. */
const kMemory = 2500;

function gammaThreeShape(ageMs: number, meanMs: number): number {
  const x = (3 * Math.max(0, ageMs)) / meanMs;
  return x * x * Math.exp(-x);
}

/** A histogram with its distribution function, renewed when asked. */
class AgeCounts {
  readonly counts: Float64Array;
  private readonly below: Float64Array;
  private total = 0;
  private dirty = true;

  constructor(
    readonly cells: number,
    readonly cellMs: number,
    prior: (ageMs: number) => number,
    weight: number,
  ) {
    this.counts = new Float64Array(cells);
    this.below = new Float64Array(cells + 1);
    let sum = 0;
    for (let cell = 0; cell < cells; cell++) {
      this.counts[cell] = prior((cell + 0.5) * cellMs);
      sum += this.counts[cell] ?? 0;
    }
    for (let cell = 0; cell < cells; cell++) this.counts[cell] = (weight * (this.counts[cell] ?? 0)) / (sum || 1);
    this.total = weight;
  }

  cellOf(ageMs: number): number {
    const cell = Math.floor(ageMs / this.cellMs);
    return cell >= this.cells ? this.cells - 1 : cell > 0 ? cell : 0;
  }

  add(ageMs: number, weight = 1): void {
    if (!(ageMs >= 0)) return;
    const cell = this.cellOf(ageMs);
    // Neighbours share: a histogram of few is too spiky to forecast with.
    this.put(cell, weight * 0.5);
    this.put(cell - 1, weight * 0.25);
    this.put(cell + 1, weight * 0.25);
    if (this.total > kMemory) {
      for (let at = 0; at < this.cells; at++) this.counts[at] = (this.counts[at] ?? 0) / 2;
      this.total /= 2;
    }
  }

  /** Somewhere later than this age, in the proportion known. */
  addLater(ageMs: number, weight: number): void {
    const first = this.cellOf(ageMs) + 1;
    let later = 0;
    for (let cell = first; cell < this.cells; cell++) later += this.counts[cell] ?? 0;
    if (!(later > 0)) return;
    for (let cell = first; cell < this.cells; cell++) {
      this.counts[cell] = (this.counts[cell] ?? 0) * (1 + weight / later);
    }
    this.total += weight;
    this.dirty = true;
  }

  /** Probability of an age up to this. */
  upTo(ageMs: number): number {
    if (!(ageMs > 0)) return 0;
    if (this.dirty) this.refresh();
    const place = ageMs / this.cellMs;
    const cell = Math.floor(place);
    if (cell >= this.cells) return 1;
    const from = this.below[cell] ?? 0;
    return from + ((this.below[cell + 1] ?? 1) - from) * (place - cell);
  }

  density(ageMs: number): number {
    return (this.counts[this.cellOf(ageMs)] ?? 0) / this.total;
  }

  /** Age that this share does not pass. */
  quantile(share: number): number {
    if (this.dirty) this.refresh();
    let cell = 0;
    while (cell < this.cells - 1 && (this.below[cell + 1] ?? 1) < share) cell++;
    const from = this.below[cell] ?? 0;
    const width = (this.below[cell + 1] ?? 1) - from;
    return this.cellMs * (cell + (width > 0 ? Math.min(1, (share - from) / width) : 0.5));
  }

  get mean(): number {
    let sum = 0;
    for (let cell = 0; cell < this.cells; cell++) sum += (this.counts[cell] ?? 0) * (cell + 0.5) * this.cellMs;
    return sum / this.total;
  }

  private put(cell: number, weight: number): void {
    const inside = cell < 0 ? 0 : cell >= this.cells ? this.cells - 1 : cell;
    this.counts[inside] = (this.counts[inside] ?? 0) + weight;
    this.total += weight;
    this.dirty = true;
  }

  private refresh(): void {
    let sum = 0;
    for (let cell = 0; cell < this.cells; cell++) {
      sum += this.counts[cell] ?? 0;
      this.below[cell + 1] = sum;
    }
    this.total = sum;
    for (let cell = 0; cell <= this.cells; cell++) this.below[cell] = (this.below[cell] ?? 0) / sum;
    this.dirty = false;
  }
}

export class AttemptAges {
  /** Ages at which persons lift. */
  private readonly lifted: AgeCounts;
  /** Ages at which the ringing of attempts without a person ends, machines included. */
  private readonly over: AgeCounts;
  /** Ages at which machines lift; their sum against `over` is the share of machines. */
  private readonly machines: AgeCounts;
  /** From the launch until a person wants an agent. */
  private readonly wanting: AgeCounts;
  private readonly personTelling: AgeCounts;
  private readonly machineTelling: AgeCounts;
  private overCount = 10;
  private machineCount = 3;
  private knownLifts = 0;
  private knownTellings = 0;

  constructor(ringTimeoutMs: number) {
    const timeoutMs = Math.min(180_000, Math.max(4000, ringTimeoutMs || 25_000));
    const cells = Math.ceil((timeoutMs + 15_000) / kCellMs);
    const meanMs = Math.min(8500, timeoutMs / 2);
    const lift = (ageMs: number): number => (ageMs < timeoutMs + 2000 ? gammaThreeShape(ageMs - 1500, meanMs) : 0);
    this.lifted = new AgeCounts(cells, kCellMs, (ageMs) => lift(ageMs) + 1e-5, 6);
    this.wanting = new AgeCounts(cells, kCellMs, (ageMs) => lift(ageMs - 1000) + 1e-5, 6);
    this.over = new AgeCounts(cells, kCellMs, (ageMs) => (ageMs > timeoutMs && ageMs < timeoutMs + 2000 ? 1 : 0.02), 6);
    this.machines = new AgeCounts(cells, kCellMs, (ageMs) => (ageMs < timeoutMs ? 1 : 0.01), 4);
    this.personTelling = new AgeCounts(kFineCells, kFineCellMs, (ageMs) => (ageMs < 2500 ? 1 : 0.02), 2);
    this.machineTelling = new AgeCounts(kFineCells, kFineCellMs, (ageMs) => (ageMs < 5000 ? 1 : 0.05), 2);
  }

  /** How many persons' ages are known. */
  get count(): number {
    return this.knownLifts;
  }

  /** A person: lifted at this age, and wanted an agent at that. */
  person(liftedMs: number, wantingMs: number): void {
    this.lifted.add(liftedMs);
    this.wanting.add(wantingMs);
    this.personTelling.add(wantingMs - liftedMs);
    this.knownLifts += 1;
    this.knownTellings += 1;
  }

  /** Something answered that is no person. */
  machine(liftedMs: number, toldMs: number): void {
    this.over.add(liftedMs);
    this.machines.add(liftedMs);
    this.machineTelling.add(toldMs - liftedMs);
    this.overCount += 1;
    this.machineCount += 1;
    if (this.overCount > kMemory) this.forget();
  }

  /** Ringing ended and nothing had answered. */
  nobody(ageMs: number): void {
    this.over.add(ageMs);
    this.overCount += 1;
    if (this.overCount > kMemory) this.forget();
  }

  /** We hung up ourselves at this age; `personShare`: of such launches. */
  cancelled(ageMs: number, personShare: number): void {
    const share = this.personWhileRinging(ageMs, personShare);
    this.lifted.addLater(ageMs, share);
    this.wanting.addLater(ageMs, share);
    this.over.addLater(ageMs, 1 - share);
  }

  /** Share of persons who have asked for an agent at this age. */
  wantedBy(ageMs: number): number {
    return this.wanting.upTo(ageMs);
  }

  wantingQuantile(share: number): number {
    return this.wanting.quantile(share);
  }

  get meanLiftMs(): number {
    return this.lifted.mean;
  }

  /** Between lifting and wanting an agent. */
  get meanTellingMs(): number {
    return this.knownTellings === 0 ? 1300 : this.personTelling.mean;
  }

  /** Probability that a call still ringing at this age is going to be answered by a person. */
  personWhileRinging(ageMs: number, personShare: number): number {
    const persons = personShare * (1 - this.lifted.upTo(ageMs));
    const others = (1 - personShare) * (1 - this.over.upTo(ageMs));
    // Older than anything known: whatever it is, it is hardly a person.
    return persons + others > 1e-6 ? persons / (persons + others) : 0;
  }

  /** Of those persons: the share who lift within `withinMs`. */
  liftsWithin(ageMs: number, withinMs: number): number {
    const left = 1 - this.lifted.upTo(ageMs);
    return left > 1e-6 ? (this.lifted.upTo(ageMs + withinMs) - this.lifted.upTo(ageMs)) / left : 1;
  }

  /** Probability that what lifted at `liftedMs` and has not been told apart for `sinceMs` is a person. */
  personWhileTelling(liftedMs: number, sinceMs: number, personShare: number): number {
    const machineShare = this.machineCount / this.overCount;
    const persons = personShare * this.lifted.density(liftedMs) * (1 - this.personTelling.upTo(sinceMs) + 1e-4);
    const others =
      (1 - personShare) *
      machineShare *
      this.machines.density(liftedMs) *
      (1 - this.machineTelling.upTo(sinceMs) + 1e-4);
    return persons + others > 0 ? persons / (persons + others) : personShare;
  }

  private forget(): void {
    this.overCount /= 2;
    this.machineCount /= 2;
  }
}
