/** What a supervisor does, and what he is told when it cannot be done. */
import type { LiveAgent } from '../../../daemon/terms/live.js';
import { agents, ask, queues } from '../live/live.js';
import type { FailureCode } from '../live/requests.js';
import { tellBad, tellFailure, tellGood } from '../parts/toasts.js';
import { may } from '../session/session.js';
import { language } from '../words/words.js';
import { acted, chosenAgent, closeBox, open, supervising } from './floor-state.js';
import { floorWords } from './floor-words.js';
import { moveAgent, undoMove } from './moves.js';

export function nameOf(agentId: string): string {
  return agents.peek().get(agentId)?.name ?? agentId;
}
/** "8003 张敏". */
export function whoIs(agentId: string): string {
  return `${agentId} ${nameOf(agentId)}`;
}
export function queueName(queueId: string): string {
  return queues.value.get(queueId)?.name[language.value] ?? queueId;
}
export function queueNames(ids: readonly string[]): string {
  return ids.length === 0
    ? floorWords.value.move.nowhere
    : ids.map(queueName).join(language.value === 'zh' ? '、' : ', ');
}

/** Of asking for a call of somebody else: what stands in the way is told in this page's words. */
function tellSupervision(code: FailureCode): void {
  if (code === 'forbidden' && may('floor.supervise')) tellBad(() => floorWords.value.supervise.noPhone);
  else if (code === 'not-now') tellBad(() => floorWords.value.supervise.ownPhone);
  else if (code === 'conflict') tellBad(() => floorWords.value.supervise.elsewhere);
  else tellFailure(code);
}

function inCall(agent: LiveAgent | null): agent is LiveAgent & { readonly callId: string } {
  if (agent === null) return false;
  const talks = ['talking', 'held', 'consulting', 'conference'].includes(agent.state) && agent.callId !== null;
  if (!talks) tellBad(() => floorWords.value.supervise.noCall(whoIs(agent.id)));
  return talks;
}

export async function supervise(mode: 'listen' | 'whisper' | 'barge'): Promise<void> {
  // While he is with somebody, the keys change how, also if another row has been chosen since.
  const with_ = supervising.peek()?.agent ?? null;
  const agent = with_ === null ? chosenAgent.peek() : (agents.peek().get(with_) ?? null);
  if (!inCall(agent)) return;
  const outcome = await ask({ do: 'supervise', agentId: agent.id, mode });
  if (!outcome.ok) tellSupervision(outcome.code);
}

export async function stopSupervising(): Promise<void> {
  if (supervising.peek() === null) return;
  const outcome = await ask({ do: 'stop-supervising' });
  if (!outcome.ok) tellFailure(outcome.code);
}

/** Opens a box about the chosen agent, if it makes sense now. */
export function openBox(box: 'force' | 'move' | 'release' | 'take-over' | 'why-agent'): void {
  const busyWith = box === 'take-over' || box === 'release' ? supervising.peek()?.agent : null;
  const agent = busyWith ? (agents.peek().get(busyWith) ?? null) : chosenAgent.peek();
  if (agent === null) {
    tellBad(() => floorWords.value.supervise.choose);
    return;
  }
  if ((box === 'take-over' || box === 'release') && !inCall(agent)) return;
  open.value = { box, agent: agent.id };
}

export async function takeOver(agentId: string): Promise<void> {
  closeBox();
  const outcome = await ask({ do: 'take-over', agentId });
  if (!outcome.ok) tellSupervision(outcome.code);
}

export async function release(agentId: string, reason: string): Promise<boolean> {
  const outcome = await ask({ do: 'force-release', agentId, reason });
  if (!outcome.ok) tellFailure(outcome.code);
  else tellGood(() => floorWords.value.release.done(whoIs(agentId)));
  acted.value += 1;
  return outcome.ok;
}

export async function forceState(
  agentId: string,
  state: 'ready' | 'not-ready' | 'signed-out',
  reason: string,
): Promise<boolean> {
  const outcome = await ask({ do: 'force-state', agentId, state, reason });
  if (!outcome.ok) tellFailure(outcome.code);
  else tellGood(() => floorWords.value.force.done(whoIs(agentId)));
  acted.value += 1;
  return outcome.ok;
}

export async function move(
  agentId: string,
  to: readonly string[],
  levels?: Readonly<Record<string, number>>,
): Promise<boolean> {
  const failure = await moveAgent(agentId, to, levels);
  if (failure !== null) tellFailure(failure);
  return failure === null;
}

export async function undo(agentId: string): Promise<void> {
  const failure = await undoMove();
  if (failure !== null) tellFailure(failure);
  else tellGood(() => floorWords.value.move.undone(whoIs(agentId)));
}
