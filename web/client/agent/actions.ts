/** What the agent's buttons and keys do. One request at a time per kind; failures become toasts. */
import { signal } from '@preact/signals';
import type { choosableReasons, Disposition } from '../../../daemon/terms/agents.js';
import { type Ask, ask, calls, daemon, link, me } from '../live/live.js';
import { tellFailure } from '../parts/toasts.js';
import { type AgentAction, mayAsk } from './allowed.js';

export type ChoosableReason = (typeof choosableReasons)[number];

/** The reasons are on the screen. */
export const choosingReason = signal(false);
/** What has been asked and not been answered yet. */
export const pending = signal<ReadonlySet<Ask['do']>>(new Set());

async function request(message: Ask): Promise<void> {
  if (pending.value.has(message.do)) return;
  pending.value = new Set([...pending.value, message.do]);
  const outcome = await ask(message);
  pending.value = new Set([...pending.value].filter((kind) => kind !== message.do));
  if (!outcome.ok) tellFailure(outcome.code);
}

/** Buttons work only while the server and the daemon are there and the state knows the action. */
export function canAct(action: AgentAction): boolean {
  return link.value === 'up' && daemon.value === 'up' && mayAsk(me.value?.state, action);
}

export function act(action: Exclude<AgentAction, 'not-ready'>): void {
  if (canAct(action)) void request({ do: action });
}

export function openReasons(): void {
  if (canAct('not-ready')) choosingReason.value = true;
}

export function notReady(reason: ChoosableReason): void {
  choosingReason.value = false;
  if (canAct('not-ready')) void request({ do: 'not-ready', reason });
}

/** The call whose result can be chosen now. */
export function disposableCallId(): string | null {
  const agent = me.value;
  if (agent === null || agent.callId === null) return null;
  const stage = calls.value.get(agent.callId)?.stage;
  return stage === 'talking' || stage === 'ended' || agent.state === 'wrap-up' ? agent.callId : null;
}

export function dispose(disposition: Disposition): void {
  const callId = disposableCallId();
  if (callId !== null) void request({ do: 'dispose', callId, disposition });
}
