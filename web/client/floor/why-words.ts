/** "Why is nobody taking this call?" in sentences: for the call, and for each agent. */
import type { AgentState, NotReadyReason } from '../../../daemon/terms/agents.js';
import type { Judgement } from '../../../daemon/terms/live.js';
import { formatDuration } from '../parts/time.js';
import type { FloorWords } from './floor-words.js';

export type StateWords = (state: AgentState, reason: NotReadyReason | null) => string;

/** "示忙 · 小休", "话后处理，还有 0:12", "第 2 名". */
export function judgementText(f: FloorWords, judged: Judgement, stateText: StateWords): string {
  const { why, rank, endsInMs, state, reason } = judged;
  const parts = [
    why === 'busy' && state !== undefined
      ? `${f.why.agents.busy} · ${stateText(state, null)}`
      : why === 'not-ready' && reason !== undefined
        ? stateText('not-ready', reason)
        : f.why.agents[why],
  ];
  if (rank !== undefined) parts.push(f.why.rank(rank));
  if (endsInMs !== undefined) parts.push(f.why.endsIn(formatDuration(endsInMs)));
  return parts.join(' · ');
}

/** Who could help soonest stands first; who is not there at all, last. */
const order: readonly Judgement['why'][] = [
  'would-be-chosen',
  'behind',
  'held-for-other',
  'wrap-up',
  'result-owed',
  'level-later',
  'skill-too-low',
  'not-in-queue',
  'busy',
  'off-hook',
  'unreachable',
  'not-ready',
  'off-shift',
  'signed-out',
];

export function inOrderOfHelp(agents: readonly Judgement[]): readonly Judgement[] {
  return [...agents].sort(
    (a, b) =>
      order.indexOf(a.why) - order.indexOf(b.why) ||
      (a.rank ?? 0) - (b.rank ?? 0) ||
      (a.endsInMs ?? Number.MAX_SAFE_INTEGER) - (b.endsInMs ?? Number.MAX_SAFE_INTEGER) ||
      a.agentId.localeCompare(b.agentId),
  );
}
