import type { Site } from '../../terms/site.js';

export type Parking = NonNullable<Site['parking']>;
export const usualParking: Parking = { firstSlot: 701, slots: 20, returnAfterMs: 120_000 };

export interface Parked {
  readonly slot: number;
  readonly callId: string;
  /** Who parked it; it comes back to him. */
  readonly agentId: string;
  readonly since: number;
}

export type ParkProblem = 'full' | 'taken' | 'no-such-slot' | 'empty';

/** Which call waits in which slot. A changed site counts for the next call: who is parked stays where he is. */
export class ParkingTable {
  private readonly parked = new Map<number, Parked>();
  private parking = usualParking;

  load(parking: Parking | undefined): void {
    this.parking = parking ?? usualParking;
  }

  get returnAfterMs(): number {
    return this.parking.returnAfterMs;
  }

  isSlot(slot: number): boolean {
    const { firstSlot, slots } = this.parking;
    // Also one that a changed site no longer has, as long as somebody waits in it.
    return (slot >= firstSlot && slot < firstSlot + slots) || this.parked.has(slot);
  }

  /** `slot` null: the lowest free one. */
  park(callId: string, agentId: string, slot: number | null, atMs: number): Parked | ParkProblem {
    const chosen = slot ?? this.free();
    if (chosen === null) return 'full';
    if (!this.isSlot(chosen)) return 'no-such-slot';
    if (this.parked.has(chosen)) return 'taken';
    const parked = { slot: chosen, callId, agentId, since: atMs };
    this.parked.set(chosen, parked);
    return parked;
  }

  /** Who waits there; he stays until `leave`. */
  in(slot: number): Parked | ParkProblem {
    return this.parked.get(slot) ?? (this.isSlot(slot) ? 'empty' : 'no-such-slot');
  }

  of(callId: string): Parked | null {
    for (const parked of this.parked.values()) if (parked.callId === callId) return parked;
    return null;
  }

  /** The call is no longer parked: picked up, on its way back, or over. */
  leave(callId: string): Parked | null {
    const parked = this.of(callId);
    if (parked !== null) this.parked.delete(parked.slot);
    return parked;
  }

  private free(): number | null {
    const { firstSlot, slots } = this.parking;
    for (let slot = firstSlot; slot < firstSlot + slots; slot++) if (!this.parked.has(slot)) return slot;
    return null;
  }
}
