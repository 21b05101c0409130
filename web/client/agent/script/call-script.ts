/** The script of the call at hand: which version it has, and the answers so far, from the call's own data. */
import { effect, signal } from '@preact/signals';
import type { CallData, ScriptFound } from '../../../../daemon/contract/pages.js';
import type { AgentState } from '../../../../daemon/terms/agents.js';
import {
  readVersion,
  type Script,
  scriptSection,
  scriptVersionKey,
  versionText,
} from '../../../../daemon/terms/scripts.js';
import { ask, calls, link, me, returns } from '../../live/live.js';
import { api, call } from '../../parts/api.js';
import { tellFailure } from '../../parts/toasts.js';
import { campaignOf, lastAttempt } from '../outbound/work.js';

export interface CallScript {
  readonly callId: string;
  readonly script: Script;
  /** By step. */
  readonly answers: ReadonlyMap<string, string>;
}
/** Null: no call, or its queue has no script. */
export const callScript = signal<CallScript | null>(null);

/** A row is on the disk a moment after its change is told. */
const settleMs = 150;
const withCustomer: Readonly<Partial<Record<AgentState, true>>> = {
  talking: true,
  held: true,
  consulting: true,
  conference: true,
  'wrap-up': true,
};

/** The conversation whose script is shown: its own agent's, until his wrap-up is over. */
function conversation(): { readonly id: string; readonly queue: string; readonly version: number } | null {
  const agent = me.value;
  if (agent === null || agent.callId === null || withCustomer[agent.state] !== true) return null;
  const live = calls.value.get(agent.callId);
  // A campaign's own script comes before its queue's.
  const ofCampaign = lastAttempt.value?.callId === agent.callId ? lastAttempt.value.lead.campaign : '';
  const queue = campaignOf(ofCampaign)?.script || (live?.queue ?? null);
  if (live === undefined || queue === null) return null;
  return { id: live.id, queue, version: live.data?.version ?? 0 };
}

export function answersOf({ entries }: Pick<CallData, 'entries'>): ReadonlyMap<string, string> {
  return new Map(entries.filter(({ section }) => section === scriptSection).map(({ key, value }) => [key, value]));
}

/** The version the call has keeps being its version; a call without one gets the newest of its queue. */
async function read(callId: string, queue: string): Promise<CallScript | null | 'failed'> {
  const data = await api.callData(callId);
  if (!data.ok) return 'failed';
  const answers = answersOf(data.value);
  const pinned = readVersion(answers.get(scriptVersionKey) ?? '');
  const version = pinned === null ? '' : `?version=${pinned.version}`;
  const found = await call<ScriptFound>('GET', `/scripts/${encodeURIComponent(pinned?.queue ?? queue)}${version}`);
  if (!found.ok) return 'failed';
  const { script } = found.value;
  if (script === null) return null;
  if (pinned === null) void setData(callId, scriptVersionKey, versionText(script));
  return { callId, script, answers };
}

async function setData(callId: string, key: string, value: string | null): Promise<boolean> {
  const outcome = await ask({ do: 'set-data', callId, section: scriptSection, key, value });
  if (!outcome.ok) tellFailure(outcome.code);
  return outcome.ok;
}

/** What was answered a moment ago may not be on the disk yet when it is read. */
const freshForMs = 3_000;
const fresh = new Map<string, { readonly callId: string; readonly value: string | null; readonly until: number }>();

function withFresh(found: CallScript): CallScript {
  const answers = new Map(found.answers);
  for (const [step, { callId, value, until }] of fresh) {
    if (until < performance.now()) fresh.delete(step);
    else if (callId !== found.callId) continue;
    else if (value === null) answers.delete(step);
    else answers.set(step, value);
  }
  return { ...found, answers };
}

/** Shown at once; taken back if the call does not take it. */
export async function answer(step: string, value: string | null): Promise<void> {
  const shown = callScript.peek();
  if (shown === null) return;
  fresh.set(step, { callId: shown.callId, value, until: performance.now() + freshForMs });
  const answers = new Map(shown.answers);
  if (value === null) answers.delete(step);
  else answers.set(step, value);
  callScript.value = { ...shown, answers };
  const taken = await setData(shown.callId, step, value);
  if (taken) return;
  fresh.delete(step);
  if (callScript.peek()?.callId === shown.callId) callScript.value = shown;
}

export function followScript(): () => void {
  let timer = 0;
  let wanted = '';
  const stop = effect(() => {
    const now = conversation();
    const key = now === null || link.value !== 'up' ? '' : `${now.id} ${now.version} ${returns.value}`;
    if (now === null) callScript.value = null;
    if (key === wanted || (now !== null && key === '')) return;
    wanted = key;
    window.clearTimeout(timer);
    if (now === null) return;
    const { id, queue, version } = now;
    timer = window.setTimeout(
      async () => {
        const found = await read(id, queue);
        if (wanted === key && found !== 'failed') callScript.value = found === null ? null : withFresh(found);
      },
      version === 0 ? 0 : settleMs,
    );
  });
  return () => {
    window.clearTimeout(timer);
    stop();
    callScript.value = null;
  };
}
