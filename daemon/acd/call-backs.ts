import type { CallBackRow } from '../terms/rows.js';
import type { AcdStep } from './notices.js';

/** Promised and not kept yet, of all queues. */
export const maxOpenCallBacks = 5_000;
export const maxTries = 3;
/** Somebody who took one and was never heard of again has it no longer. */
export const takenForMs = 600_000;

/** Numbers that were promised a call (ACD-22, ACD-23). One open promise for each number and queue. */
export class CallBacks {
  private readonly byId = new Map<string, CallBackRow>();
  private readonly byNumber = new Map<string, string>();

  restore(rows: readonly CallBackRow[]): void {
    for (const row of rows) {
      if (row.state !== 'open' && row.state !== 'taken') continue;
      // Who had taken it in the last run has no call any more.
      if (this.byId.size < maxOpenCallBacks) this.keep({ ...row, state: 'open', agent: null });
    }
  }

  /** True: it is promised, by this call or an earlier one; false: there are too many. */
  promise(promised: Pick<CallBackRow, 'number' | 'queue' | 'callId' | 'points'>, step: AcdStep): boolean {
    const standing = this.byNumber.get(keyOf(promised));
    if (standing !== undefined) return true;
    if (this.byId.size >= maxOpenCallBacks) {
      step.incident('call-backs-full', { queue: promised.queue, limit: maxOpenCallBacks });
      return false;
    }
    this.write({ ...promised, id: step.newId(), at: step.atMs, state: 'open', agent: null, tries: 0 }, step);
    return true;
  }

  /** The first of those queues by points, then by age; it is the agent's from here on. */
  take(queues: readonly string[], agentId: string, step: AcdStep): CallBackRow | null {
    let best: CallBackRow | null = null;
    for (const row of this.byId.values()) {
      if (row.state !== 'open' || !queues.includes(row.queue)) continue;
      if (best === null || row.points > best.points || (row.points === best.points && row.at < best.at)) best = row;
    }
    if (best === null) return null;
    step.setTimer(`acd call-back ${best.id}`, takenForMs);
    return this.write({ ...best, state: 'taken', agent: agentId, tries: best.tries + 1 }, step);
  }

  /** Null: nobody has taken this one. */
  ended(id: string, reached: boolean, step: AcdStep): CallBackRow | null {
    const row = this.byId.get(id);
    if (row?.state !== 'taken') return null;
    step.cancelTimer(`acd call-back ${id}`);
    if (reached) return this.write({ ...row, state: 'done' }, step);
    return this.write({ ...row, state: row.tries >= maxTries ? 'given-up' : 'open', agent: null }, step);
  }

  openIn(queueId: string): number {
    let open = 0;
    for (const row of this.byId.values()) if (row.queue === queueId && row.state === 'open') open += 1;
    return open;
  }

  private write(row: CallBackRow, step: AcdStep): CallBackRow {
    step.row({ row: 'call-back', callBack: row });
    step.touch('queue', row.queue);
    this.keep(row);
    return row;
  }

  private keep(row: CallBackRow): void {
    if (row.state === 'open' || row.state === 'taken') {
      this.byId.set(row.id, row);
      this.byNumber.set(keyOf(row), row.id);
    } else {
      this.byId.delete(row.id);
      this.byNumber.delete(keyOf(row));
    }
  }
}

/** The last 11 digits of a number tell it from others, however it arrived (china.md 1). */
function keyOf({ number, queue }: Pick<CallBackRow, 'number' | 'queue'>): string {
  return `${number.slice(-11)} ${queue}`;
}
