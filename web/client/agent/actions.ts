/** What the agent's buttons and keys do. One request at a time per kind; failures become toasts. */
import { signal } from '@preact/signals';
import type { choosableReasons, Disposition } from '../../../daemon/terms/agents.js';
import type { LiveCall } from '../../../daemon/terms/live.js';
import type { Target } from '../../../daemon/terms/targets.js';
import { type Ask, ask, calls, daemon, link, me } from '../live/live.js';
import { api } from '../parts/api.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { type AgentAction, inConversation, mayAsk, partyOf } from './allowed.js';
import { closeBox, openBox } from './boxes.js';
import { type HiddenOf, isMasked, mayDial } from './dialable.js';
import { askForResult } from './outbound/result-focus.js';

export type ChoosableReason = (typeof choosableReasons)[number];

/** What has been asked and not been answered yet. */
export const pending = signal<ReadonlySet<Ask['do']>>(new Set());

/** What the page showed when it was asked: once that is another, the next press means something new. */
const shownAtAsk = new Map<Ask['do'], readonly [unknown, unknown]>();

/** True: done. */
export async function request(message: Ask): Promise<boolean> {
  const shown = [me.value, ownCall()] as const;
  const before = shownAtAsk.get(message.do);
  if (pending.value.has(message.do) && before?.[0] === shown[0] && before[1] === shown[1]) return false;
  shownAtAsk.set(message.do, shown);
  pending.value = new Set([...pending.value, message.do]);
  const outcome = await ask(message);
  if (shownAtAsk.get(message.do) === shown) {
    shownAtAsk.delete(message.do);
    pending.value = new Set([...pending.value].filter((kind) => kind !== message.do));
  }
  if (!outcome.ok) tellFailure(outcome.code);
  return outcome.ok;
}

export function isConnected(): boolean {
  return link.value === 'up' && daemon.value === 'up';
}

export function ownCall(): LiveCall | undefined {
  const callId = me.value?.callId;
  return callId ? calls.value.get(callId) : undefined;
}

export function isMuted(): boolean {
  const agent = me.value;
  return agent !== null && (agent.muted ?? partyOf(ownCall(), agent.id)?.muted ?? false);
}

/** Buttons work only while the server and the daemon are there and the state knows the action. */
export function canAct(action: AgentAction): boolean {
  return isConnected() && mayAsk(me.value, ownCall(), action);
}

/** The actions that need a word more: whom, or why. */
function askFirst(action: AgentAction): boolean {
  switch (action) {
    case 'transfer':
    case 'consult':
    case 'dial':
      openBox.value = { box: 'target', verb: action, typed: '' };
      return true;
    case 'not-ready':
      openBox.value = { box: 'reasons' };
      return true;
    case 'extend-wrap-up':
      openBox.value = { box: 'extend' };
      return true;
    default:
      return false;
  }
}

export function act(action: AgentAction): void {
  if (!canAct(action) || owesResult(action) || askFirst(action)) return;
  if (action === 'mute') void request({ do: 'mute', on: !isMuted() });
  else void request({ do: action } as Ask);
}

/** Alt+A: there is nothing to answer with but the telephone; in a call it hangs up. */
export function answerOrHangUp(): void {
  if (me.value?.state === 'ringing') tellGood((words) => words.answerHow);
  else act('hang-up');
}

export function holdOrRetrieve(): void {
  act(me.value?.state === 'held' ? 'retrieve' : 'hold');
}

export function notReady(reason: ChoosableReason): void {
  closeBox('reasons');
  if (canAct('not-ready')) void request({ do: 'not-ready', reason });
}

export async function extendWrapUp(reason: string): Promise<void> {
  closeBox('extend');
  if (canAct('extend-wrap-up')) await request({ do: 'extend-wrap-up', reason });
}

/** A telephone number anywhere on the page (CRM-16). */
export function dial(target: Target): void {
  if (canAct('dial') && !owesResult('dial')) void request({ do: 'dial', target });
}

export function dialNumber(number: string, of: HiddenOf | undefined): void {
  if (!mayDial(number, of)) return;
  if (!isMasked(number)) dial({ to: 'number', number });
  else if (of !== undefined && canAct('dial') && !owesResult('dial')) void request({ do: 'dial-hidden', of });
}

/** What comes after a call, and not before its result is given (OUT-19). */
const afterResult: readonly AgentAction[] = ['ready', 'end-wrap-up', 'dial', 'next-call-back'];

/** True: he is told so, and the focus stands where the result is given. */
function owesResult(action: AgentAction): boolean {
  const agent = me.value;
  if (agent?.lead?.resultWanted !== true || !afterResult.includes(action)) return false;
  // During the call they say what comes after it.
  if (inConversation(agent.state)) return false;
  askForResult();
  return true;
}

/**
 * What the key does with the recording: where it is recorded on demand, begins and ends it; else keeps what is said now
 * out of it. null: there is nothing to do.
 */
export function recordingAsk(): Extract<Ask, { do: 'record' | 'recording-pause' }> | null {
  const call = ownCall();
  if (call === undefined || !inConversation(me.value?.state)) return null;
  const paused = call.recordingPaused === true;
  if (call.recordingOnDemand) return { do: 'record', callId: call.id, on: !call.recording || paused };
  return call.recording || paused ? { do: 'recording-pause', callId: call.id, on: !paused } : null;
}

export function changeRecording(): void {
  const message = recordingAsk();
  if (message !== null && isConnected()) void request(message);
}

export async function lockScreen(): Promise<void> {
  const answer = await api.lock();
  if (!answer.ok) tellFailure(answer.code);
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
