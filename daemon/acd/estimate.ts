/** How many conversations count for the length of the next ones. */
const remembered = 40;
/** How many callers count for the share of those who give up. */
const rememberedLeavers = 100;

/**
 * What a queue has learnt of how long its callers wait: how long an agent is busy with one of them (from the offer to
 * ready again) and how many give up before their turn.
 */
export class WaitEstimate {
  private handlingMs = 0;
  private handled = 0;
  private leavers = 0;
  private gaveUp = 0;

  /** An agent is free again. */
  served(handlingMs: number): void {
    this.handled = Math.min(this.handled + 1, remembered);
    this.handlingMs += (handlingMs - this.handlingMs) / this.handled;
  }

  left(gaveUp: boolean): void {
    this.leavers = Math.min(this.leavers + 1, rememberedLeavers);
    this.gaveUp += ((gaveUp ? 1 : 0) - this.gaveUp) / this.leavers;
  }

  /**
   * Until the caller in this place is probably answered, ms; null: nothing is known yet, or nobody serves.
   * With `agents` busy at random a turn comes every handling time / agents; of those before him, as many as give up
   * take none.
   */
  waitMs(position: number, agents: number): number | null {
    if (this.handled === 0 || agents <= 0) return null;
    const turns = 1 + (position - 1) * (1 - this.gaveUp);
    return (turns * this.handlingMs) / agents;
  }
}
