import type { Knex } from 'knex';
import { CallboxError } from '../base/errors.js';
import type { ConsentRow } from '../terms/outbound.js';
import type { ImportAnswer, ImportRefusal, LeadImport, RefusedLead } from '../terms/outbound-figures.js';
import type { DbRecord } from './columns.js';
import { addConsents } from './consents.js';
import { importOf, importRecord } from './outbound-columns.js';
import { isPostgres, transact, whereOneOf } from './transaction.js';

/** A row of a file that may become a lead: its number is as it is dialled, its texts have no NUL. */
export interface ReadLead {
  readonly line: number;
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
  readonly area: string;
  readonly priority: number;
  readonly agent: string;
  /** Epoch ms; null: no set time. */
  readonly at: number | null;
  /** Written down with it, also where the list has the person already; null: the file says nothing. */
  readonly consent: ConsentRow | null;
}

export interface ImportBatch {
  readonly import: string;
  readonly list: string;
  readonly source: string;
  /** 1-based. */
  readonly batch: number;
  readonly last: boolean;
  readonly by: string;
  /** Epoch ms. */
  readonly atMs: number;
  readonly leads: readonly ReadLead[];
  /** Of the same batch: what needed no look into the database. */
  readonly refused: readonly RefusedLead[];
}

/**
 * The batch's leads and the import's counts in one transaction: killed at any moment, an import is known to have come to
 * the end of a batch. The last batch again gets its answer again. Rejects with 'conflict' and the batch that is wanted
 * when it is another, 'not-found' without a list or without the batches before.
 */
export async function importBatch(db: Knex, batch: ImportBatch): Promise<ImportAnswer> {
  return transact(db, async (transaction) => {
    const known = await theImport(transaction, batch);
    if (known.answer !== null) return known.answer;
    const before = known.row;
    const { good, refused } = await sifted(transaction, batch);
    if (good.length > 0) await insert(transaction, batch, before.startedAt, good);
    await addConsents(transaction, consentsIn(batch, refused));
    const row: LeadImport = {
      ...before,
      changedAt: batch.atMs,
      state: batch.last ? 'done' : 'open',
      nextBatch: batch.batch + 1,
      added: before.added + good.length,
      refused: sum(before.refused, refused),
    };
    const answer: ImportAnswer = { added: good.length, refused, import: row };
    const record = { ...importRecord(row), last_answer: JSON.stringify(answer) };
    await transaction('lead_imports').insert(record).onConflict('id').merge();
    return answer;
  });
}

/** No more batches are taken. `list`: whose leads go. */
export async function giveUpImport(db: Knex, id: string, atMs: number): Promise<LeadImport> {
  return transact(db, async (transaction) => {
    const record: DbRecord | undefined = await transaction('lead_imports').where('id', id).first();
    if (record === undefined) throw new CallboxError('not-found', `there is no import ${id}`);
    const row: LeadImport = { ...importOf(record), state: 'given-up', changedAt: atMs };
    await transaction('lead_imports').where('id', id).update({ state: row.state, changed_at: atMs });
    return row;
  });
}

/** Of who is a lead, or was one before. */
function consentsIn({ leads }: ImportBatch, refused: readonly RefusedLead[]): readonly ConsentRow[] {
  const wrong = new Set(refused.filter(({ reason }) => reason !== 'duplicate-in-list').map(({ line }) => line));
  return leads.flatMap(({ line, consent }) => (consent === null || wrong.has(line) ? [] : [consent]));
}

async function theImport(
  db: Knex.Transaction,
  batch: ImportBatch,
): Promise<{ readonly row: LeadImport; readonly answer: ImportAnswer | null }> {
  const list: DbRecord | undefined = await db('lead_lists').where('id', batch.list).first('kind');
  if (list === undefined) throw new CallboxError('not-found', `there is no list ${batch.list}: make it first`);
  if (list.kind !== 'leads') {
    throw new CallboxError('bad-request', `the list ${batch.list} fills itself: nothing can be imported into it`);
  }
  const record: DbRecord | undefined = await db('lead_imports').where('id', batch.import).first();
  if (record === undefined) return { row: begun(batch), answer: null };
  const row = importOf(record);
  if (row.list !== batch.list) {
    throw new CallboxError('bad-request', `the import ${row.id} goes into the list ${row.list}, not ${batch.list}`);
  }
  // Who heard no answer asks again, also for the last one.
  if (batch.batch === row.nextBatch - 1) {
    return { row, answer: JSON.parse(String(record.last_answer)) as ImportAnswer };
  }
  if (row.state !== 'open') {
    throw new CallboxError('conflict', `the import ${row.id} is over (${row.state}): begin another one`);
  }
  if (batch.batch !== row.nextBatch) {
    throw new CallboxError('conflict', `batch ${batch.batch} was sent, ${row.nextBatch} comes next: go on there`, {
      nextBatch: row.nextBatch,
    });
  }
  return { row, answer: null };
}

function begun({ import: id, list, source, by, atMs, batch }: ImportBatch): LeadImport {
  if (batch !== 1) {
    throw new CallboxError('not-found', `there is no import ${id} that could go on with batch ${batch}: begin with 1`);
  }
  return {
    id,
    list,
    source,
    startedAt: atMs,
    changedAt: atMs,
    startedBy: by,
    state: 'open',
    nextBatch: 1,
    added: 0,
    refused: {},
  };
}

/** Each number once: the first of the file, unless the list has it or it must not be called. */
async function sifted(
  db: Knex.Transaction,
  batch: ImportBatch,
): Promise<{ readonly good: readonly ReadLead[]; readonly refused: readonly RefusedLead[] }> {
  const numbers = [...new Set(batch.leads.map(({ number }) => number))];
  if (numbers.length === 0) return { good: [], refused: batch.refused };
  const inList = db('leads').where('list', batch.list);
  whereOneOf(db, inList, 'number', numbers);
  const found: { number: string; import: string }[] = await inList.select('number', 'import');
  const forbidden = db('dnc');
  whereOneOf(db, forbidden, 'number', numbers);
  const dnc = new Set(((await forbidden.select('number')) as { number: string }[]).map(({ number }) => number));
  const importOfNumber = new Map(found.map((lead) => [lead.number, lead.import]));
  const good: ReadLead[] = [];
  const refused: RefusedLead[] = [...batch.refused];
  for (const lead of batch.leads) {
    const from = importOfNumber.get(lead.number);
    const reason: ImportRefusal | null =
      from === batch.import ? 'duplicate-in-file' : from !== undefined ? 'duplicate-in-list' : null;
    const why = reason ?? (dnc.has(lead.number) ? 'dnc' : null);
    if (why !== null) refused.push({ line: lead.line, reason: why });
    else {
      good.push(lead);
      importOfNumber.set(lead.number, batch.import);
    }
  }
  return { good, refused: refused.sort((a, b) => a.line - b.line) };
}

/** As one JSON text: a thousand rows with sixteen bindings each would hold up the event loop. */
async function insert(
  db: Knex.Transaction,
  { list, import: id }: ImportBatch,
  importedAt: number,
  leads: readonly ReadLead[],
): Promise<void> {
  const rows = leads.map(({ id: lead, number, name, data, area, priority, agent, at }) => [
    lead,
    number,
    name,
    data,
    area,
    priority,
    agent,
    at === null ? 0 : 1,
    at ?? 0,
  ]);
  const from = isPostgres(db) ? 'jsonb_array_elements(CAST(? AS jsonb)) AS each(value)' : 'json_each(?)';
  await db.raw(
    `INSERT INTO leads (list, import, imported_at, state, tries, id, number, name, data, area, priority, agent, timed, not_before)
     SELECT ?, ?, CAST(? AS bigint), 'open', 0, value ->> 0, value ->> 1, value ->> 2, value -> 3, value ->> 4,
       CAST(value ->> 5 AS integer), value ->> 6, CAST(value ->> 7 AS integer), CAST(value ->> 8 AS bigint)
     FROM ${from}`,
    [list, id, importedAt, JSON.stringify(rows)],
  );
}

function sum(before: LeadImport['refused'], refused: readonly RefusedLead[]): LeadImport['refused'] {
  const counts: { -readonly [R in ImportRefusal]?: number } = { ...before };
  for (const { reason } of refused) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
