import type { Knex } from 'knex';
import type { LeadState } from '../terms/outbound.js';
import { leadRecord } from './outbound-columns.js';
import { transact, whereOneOf } from './transaction.js';

/** Someone who gave up waiting. */
export interface GaveUp {
  /** Of a new lead. */
  readonly id: string;
  readonly number: string;
  readonly area: string;
  /** When he gave up last, epoch ms. */
  readonly at: number;
  /** An agent has talked to him since. */
  readonly through: boolean;
}

/**
 * Brings a list of kind 'call-backs' to what is true now (OUT-29): each caller is in it once, is done with when he has got
 * through, and is open again when he gave up after that. Answers with how many leads changed.
 */
export async function fillCallBackList(db: Knex, list: string, callers: readonly GaveUp[]): Promise<number> {
  return transact(db, async (transaction) => {
    const byNumber = new Map(callers.map((caller) => [caller.number, caller]));
    const numbers = [...byNumber.keys()];
    const select = transaction('leads').where({ list });
    whereOneOf(transaction, select, 'number', numbers);
    const found: { id: string; number: string; state: LeadState; imported_at: number }[] = await select.select(
      'id',
      'number',
      'state',
      'imported_at',
    );
    const forbidden = transaction('dnc');
    whereOneOf(transaction, forbidden, 'number', numbers);
    const dnc = new Set(((await forbidden.select('number')) as { number: string }[]).map(({ number }) => number));
    let changed = 0;
    for (const lead of found) {
      const caller = byNumber.get(lead.number);
      byNumber.delete(lead.number);
      if (caller === undefined) continue;
      const change = changeOf(caller, lead.state, lead.imported_at);
      if (change === null) continue;
      changed += await transaction('leads').where('id', lead.id).update(leadRecord(change));
    }
    for (const { id, number, area, at, through } of byNumber.values()) {
      if (through || dnc.has(number)) continue;
      const lead = { id, list, number, name: '', data: {}, area, priority: 5, state: 'open', tries: 0 } as const;
      const record = leadRecord({ ...lead, notBefore: at, agent: '', timed: false, importedAt: at });
      await transaction('leads').insert({ ...record, import: '' });
      changed += 1;
    }
    return changed;
  });
}

/** `since`: when he had given up as the list knows it. Null: nothing. */
function changeOf({ through, at }: GaveUp, state: LeadState, since: number): Parameters<typeof leadRecord>[0] | null {
  if (through) return state === 'open' ? { state: 'done' } : null;
  if (state !== 'done' || at <= since) return null;
  return { state: 'open', tries: 0, notBefore: at, timed: false, importedAt: at };
}
