/** Callers who come all the time, and desk telephones that are lifted at once: what each call lived, seen from outside. */
import type { Random } from '../../../daemon/base/random.js';
import type { Exchange, FarLeg } from '../../rig/exchange.js';
import { directNumber } from '../../rig/site.js';

export interface LivedCall {
  readonly from: string;
  readonly startedAt: number;
  /** The box sent CONNECT. */
  answeredAt: number | null;
  endedAt: number | null;
}

const spreadMs = 4_000;

/** So many callers at once; who is done or was cut off calls again from another number. */
export class Load {
  readonly calls: LivedCall[] = [];
  private readonly legs = new Set<FarLeg>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private stopped = false;

  constructor(
    private readonly exchange: Exchange,
    private readonly random: Random,
    private readonly talkMs: number,
  ) {}

  begin(callers: number): void {
    this.exchange.onRinging((line, leg) => {
      if (line > 0) this.after(300, () => this.lifted(leg));
    });
    for (let caller = 0; caller < callers; caller++) this.after(this.random.below(spreadMs), () => void this.caller());
  }

  /** Nobody calls any more; who talks is done within a talk's length. */
  async end(): Promise<void> {
    this.stopped = true;
    for (const leg of [...this.legs]) leg.hangUp();
    await Promise.all([...this.legs].map((leg) => leg.when('cleared')));
    for (const timer of this.timers) clearTimeout(timer);
  }

  private async caller(): Promise<void> {
    if (this.stopped) return;
    const from = `138${String(10_000_000 + this.calls.length)}`;
    const call: LivedCall = { from, startedAt: Date.now(), answeredAt: null, endedAt: null };
    this.calls.push(call);
    const leg = this.exchange.call({ from, to: directNumber });
    this.legs.add(leg);
    const over = leg.when('cleared').then(() => {
      call.endedAt = Date.now();
      this.legs.delete(leg);
    });
    void leg.when('answered').then(
      () => {
        call.answeredAt = Date.now();
      },
      () => {}, // cut off before
    );
    await over;
    this.after(300 + this.random.below(1_200), () => void this.caller());
  }

  /** The agent ends the conversation, or lays a telephone that has become silent. */
  private lifted(leg: FarLeg): void {
    if (leg.has('cleared')) return;
    leg.answer();
    this.after(this.talkMs / 2 + this.random.below(this.talkMs), () => leg.hangUp());
  }

  private after(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, ms);
    this.timers.add(timer);
  }
}
