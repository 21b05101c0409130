import type { Clock } from '../base/clock.js';
import type { StoredList } from '../terms/outbound-figures.js';

/** A list is brought up to date so often while a campaign calls it. */
export const refreshEveryMs = 10_000;
/** Who gave up longer ago does not expect a call any more. */
const backMs = 7 * 86_400_000;
const maxLists = 1_000;

export interface CallBackListParts {
  readonly clock: Clock;
  readonly ids: { next(): string };
  list(id: string): Promise<StoredList | null>;
  /** Numbers that gave up in the span, each once; `reachedAt` null: no agent has talked to them since. */
  abandoned(
    fromMs: number,
    toMs: number,
  ): Promise<readonly { readonly number: string; readonly at: number; readonly reachedAt: number | null }[]>;
  /** As it is dialled; null: it cannot be. */
  dialled(number: string): string | null;
  areaOf(number: string): string;
  /** See `fillCallBackList` of daemon/store. */
  fill(
    list: string,
    callers: readonly {
      readonly id: string;
      readonly number: string;
      readonly area: string;
      readonly at: number;
      readonly through: boolean;
    }[],
  ): Promise<number>;
}

/** Lists that fill themselves with who gave up waiting (OUT-29). */
export class CallBackLists {
  private readonly lookedAt = new Map<string, number>();

  constructor(private readonly parts: CallBackListParts) {}

  /** Nothing to do for any other list. Rejects as the database does; the list is then as it was. */
  async refresh(id: string): Promise<void> {
    const { clock, ids, areaOf } = this.parts;
    const nowMs = clock.nowMs();
    const last = this.lookedAt.get(id);
    // A clock that was set back must not make it wait.
    if (last !== undefined && nowMs >= last && nowMs - last < refreshEveryMs) return;
    if (this.lookedAt.size >= maxLists) this.lookedAt.clear();
    this.lookedAt.set(id, nowMs);
    const list = await this.parts.list(id);
    if (list?.kind !== 'call-backs') return;
    const callers = (await this.parts.abandoned(nowMs - backMs, nowMs + 1)).flatMap(({ number, at, reachedAt }) => {
      const dialled = this.parts.dialled(number);
      const through = reachedAt !== null;
      return dialled === null ? [] : [{ id: ids.next(), number: dialled, area: areaOf(dialled), at, through }];
    });
    await this.parts.fill(id, lastOfEach(callers));
  }
}

/** One number may have come in two spellings. */
function lastOfEach<Caller extends { readonly number: string; readonly at: number }>(
  callers: readonly Caller[],
): readonly Caller[] {
  const last = new Map<string, Caller>();
  for (const caller of callers) {
    const known = last.get(caller.number);
    if (known === undefined || known.at < caller.at) last.set(caller.number, caller);
  }
  return [...last.values()];
}
