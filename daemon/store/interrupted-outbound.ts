import type { Knex } from 'knex';
import { type AttemptRow, agentModes, type LeadRow } from '../terms/outbound.js';
import type { DbRecord } from './columns.js';
import { attemptOf, leadRecord } from './outbound-columns.js';

/** Nobody is tried again earlier (china.md 8). */
const leastWaitMs = 1_800_000;

/**
 * What a crash or a kill left of outbound work. Attempts end with their calls, whose rows are closed already. Whoever had
 * answered and was not connected was dropped, and counts as that, unless a flow talked to him: no agent was to come, and
 * how much he heard is unknown. Who was talking is called again by the same agent; what only rang was our failure. None of
 * it uses up a try.
 */
export async function closeAttempts(db: Knex.Transaction, atMs: number): Promise<number> {
  const open: DbRecord[] = await db('attempts')
    .leftJoin('calls', 'calls.id', 'attempts.call_id')
    .leftJoin('campaigns', 'campaigns.id', 'attempts.campaign')
    .whereNull('attempts.ended_at')
    .select('attempts.*', 'calls.ended_at as call_ended_at', 'campaigns.mode as campaign_mode');
  for (const record of open) {
    const attempt = attemptOf(record);
    const endedAt = Math.max(attempt.startedAt, Math.min(Number(record.call_ended_at ?? attempt.startedAt), atMs));
    const result = resultOf(attempt, isOfFlow(record.campaign_mode));
    // Nobody had time to say that it was no person.
    const classifiedAt = attempt.classifiedAt ?? attempt.answeredAt;
    await db('attempts')
      .where('id', attempt.id)
      .update({ ended_at: endedAt, classified_at: classifiedAt, result, result_by: 'system' });
    const again: Partial<LeadRow> = {
      state: 'open',
      lastTriedAt: attempt.startedAt,
      notBefore: attempt.startedAt + leastWaitMs,
      timed: false,
      ...(result === 'connected' && attempt.agent !== null ? { agent: attempt.agent } : {}),
    };
    await db('leads').where({ id: attempt.lead, state: 'working' }).update(leadRecord(again));
  }
  // Shown to an agent, or waiting for his result: he is asked no more. Who was talked to is not called again by itself.
  const talkedTo = db('attempts').whereNotNull('connected_at').where('result', 'connected').select('lead');
  await db('leads').whereRaw("state = 'working'").whereIn('id', talkedTo).update({ state: 'done' });
  await db('leads').whereRaw("state = 'working'").update({ state: 'open' });
  return open.length;
}

/** A campaign that is not there any more had agents, for all we know: the law counts rather too many drops. */
function isOfFlow(mode: unknown): boolean {
  return typeof mode === 'string' && !agentModes.some((known) => known === mode);
}

function resultOf({ result, connectedAt, answeredAt, who }: AttemptRow, isOfFlow: boolean): AttemptRow['result'] {
  if (result !== null) return result;
  if (connectedAt !== null) return 'connected';
  if (answeredAt === null || who === 'machine' || who === 'fax') return 'line-failure';
  return isOfFlow ? 'unreachable' : 'dropped';
}
