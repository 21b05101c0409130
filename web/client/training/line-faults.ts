/** What can be broken where, and what a riddle hides: plain functions of what the server told. */
import type { TrainingFault, TrainingFaultOffer, TrainingFaults } from '../../../daemon/terms/training.js';

export type FaultPlace = TrainingFaults['places'][number];
/** One fault at one place; of what stands in its offer. */
export type FaultAt = Pick<TrainingFault, 'kind' | 'at'>;

/** Spans and lines are counted each from 1. */
export const placeKey = ({ of, at }: Pick<FaultPlace, 'of' | 'at'>): string => `${of}-${at}`;

export const isSame = (one: FaultAt | null, other: FaultAt): boolean =>
  one !== null && one.kind === other.kind && one.at === other.at;

export function offerOf({ offers }: TrainingFaults, { kind }: FaultAt): TrainingFaultOffer | undefined {
  return offers.find((offer) => offer.kind === kind);
}

export function placeOf(faults: TrainingFaults, fault: FaultAt): FaultPlace | undefined {
  const of = offerOf(faults, fault)?.of;
  return faults.places.find((place) => place.of === of && place.at === fault.at);
}

/** Those a trainee is shown: all but the riddle's. */
export function shownFaults({ active }: TrainingFaults, riddle: FaultAt | null): readonly TrainingFault[] {
  return active.filter((fault) => !isSame(riddle, fault));
}

/** Whether what a riddle broke is still broken. */
export function isOpen({ active }: TrainingFaults, riddle: FaultAt | null): boolean {
  return active.some((fault) => isSame(riddle, fault));
}

/**
 * A fault on a span that has none: with two at once the lower hides the other, and no riddle has an answer.
 * `chance` is at least 0 and less than 1. Null: every span has one.
 */
export function riddleBy(faults: TrainingFaults, chance: number): FaultAt | null {
  const broken = new Set(faults.active.flatMap((fault) => placeOf(faults, fault) ?? []).map(placeKey));
  const spans = faults.places.filter((place) => place.of === 'span' && !broken.has(placeKey(place)));
  const kinds = faults.offers.filter(({ of }) => of === 'span');
  const all = spans.flatMap(({ at }) => kinds.map(({ kind }) => ({ kind, at })));
  return all[Math.floor(chance * all.length)] ?? null;
}
