import type { HeldLead } from './hopper.js';

/** Numbers remembered beyond what rows say; a day of 240 channels calls fewer. */
const maxNumbers = 200_000;

/** What has happened to numbers since leads in hand were read: calls of this run, do-not-call and consent. */
export class NumberBook {
  /** Begins of calls, oldest first. */
  private readonly calls = new Map<string, number[]>();
  private readonly dnc = new Map<string, boolean>();
  private readonly consents = new Map<string, boolean>();
  /** Local midnight that began the day, epoch ms; 0: since before this run. */
  private dayBeganMs = 0;

  called(number: string, atMs: number): void {
    const times = this.calls.get(number);
    if (times !== undefined) times.push(atMs);
    else {
      if (this.calls.size >= maxNumbers) this.forgetOldest();
      this.calls.set(number, [atMs]);
    }
  }

  /** Our line failed: it was no call. */
  notCalled(number: string, atMs: number): void {
    const times = this.calls.get(number);
    const at = times?.lastIndexOf(atMs) ?? -1;
    if (times === undefined || at < 0) return;
    times.splice(at, 1);
    if (times.length === 0) this.calls.delete(number);
  }

  setDnc(number: string, onList: boolean): void {
    if (this.dnc.size >= maxNumbers) this.dnc.clear(); // leads are read anew long before
    this.dnc.set(number, onList);
  }

  setConsent(number: string, given: boolean): void {
    if (this.consents.size >= maxNumbers) this.consents.clear(); // as above
    this.consents.set(number, given);
  }

  /** undefined: he has said nothing. */
  consent({ lead }: HeldLead): boolean | undefined {
    return this.consents.get(lead.number) ?? lead.consent;
  }

  onDncList({ lead }: HeldLead): boolean {
    return this.dnc.get(lead.number) ?? lead.dnc;
  }

  /** Rows counted some when the lead was read, this run the others; one that both may have counts twice. */
  callsToday({ lead, askedAt }: HeldLead): number {
    const read = askedAt < this.dayBeganMs ? 0 : lead.callsToday;
    const since = Math.max(askedAt, this.dayBeganMs);
    return read + (this.calls.get(lead.number) ?? []).filter((at) => at >= since).length;
  }

  /** null: none is known. */
  lastCallAt({ lead }: HeldLead): number | null {
    // Of this run, of this lead, and of whatever list the number was called from before.
    const known = [this.calls.get(lead.number)?.at(-1), lead.lastTriedAt, lead.lastCallAt];
    const times = known.flatMap((at) => at ?? []);
    return times.length === 0 ? null : Math.max(...times);
  }

  newDay(beganMs: number): void {
    this.dayBeganMs = beganMs;
    for (const [number, times] of this.calls) {
      const last = times.at(-1);
      // A wait may reach over midnight.
      if (last === undefined || last < beganMs - 86_400_000) this.calls.delete(number);
      else this.calls.set(number, [last]);
    }
  }

  private forgetOldest(): void {
    const [oldest] = this.calls.keys();
    if (oldest !== undefined) this.calls.delete(oldest);
  }
}
