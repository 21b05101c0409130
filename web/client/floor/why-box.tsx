/** Why nobody takes this call, or why this agent gets none: a sentence first, then agent by agent. Asked again while open. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallExplained } from '../../../daemon/terms/live.js';
import { agents, calls } from '../live/live.js';
import { call } from '../parts/api.js';
import { Dialog } from '../parts/dialog.js';
import { customerNumber, formatNumber } from '../parts/number.js';
import { stateText } from '../parts/state-badge.js';
import { formatDuration } from '../parts/time.js';
import { failureText } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { queueName, whoIs } from './floor-actions.js';
import { closeBox } from './floor-state.js';
import { floorWords } from './floor-words.js';
import { waitingCalls } from './waiting-calls.js';
import { inOrderOfHelp, judgementText } from './why-words.js';

type Told = CallExplained | { readonly failed: Parameters<typeof failureText>[1] } | null;

/** The answer to `call.why`, anew whenever the call or an agent has changed (at most as often as pages are told). */
function useWhy(callId: string | null): Told {
  const told = useSignal<Told>(null);
  const row = callId === null ? undefined : calls.value.get(callId);
  const standing = [...agents.value.values()].map(({ state, since }) => `${state}${since}`).join();
  useEffect(() => {
    let current = true;
    if (callId !== null) {
      void call<CallExplained>('GET', `/calls/${callId}/why`).then((answer) => {
        if (current) told.value = answer.ok ? answer.value : { failed: answer.code };
      });
    }
    return () => {
      current = false;
    };
  }, [callId, row?.stage, row?.position, standing]);
  return told.value;
}

export function WhyCall({ callId }: { readonly callId: string }) {
  const w = words.value;
  const f = floorWords.value;
  const told = useWhy(callId);
  const call = calls.value.get(callId);
  const number = call === undefined ? '' : customerNumber(call);
  return (
    <Dialog title={f.why.title} testId="why-box" class="floor-box" onClose={closeBox}>
      {told === null ? (
        <p class="muted">{w.loading}</p>
      ) : 'failed' in told ? (
        <p class="problem">{failureText(w, told.failed)}</p>
      ) : (
        <>
          <p class="muted">
            {number === '' ? w.customer.withheld : formatNumber(number)} ·{' '}
            {f.why.position(told.position, queueName(told.queue))} · {f.why.waited(formatDuration(told.waitedMs))}
          </p>
          <p class="why-summary" data-testid="why-summary" data-summary={told.summary}>
            {f.why.summary[told.summary]}
          </p>
          <ul class="why-agents">
            {inOrderOfHelp(told.agents).map((judged) => (
              <li key={judged.agentId} data-testid="why-agent" data-agent={judged.agentId} data-why={judged.why}>
                <b>{whoIs(judged.agentId)}</b> {judgementText(f, judged, stateText)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

export function WhyAgent({ agentId }: { readonly agentId: string }) {
  const w = words.value;
  const f = floorWords.value;
  const mine = agents.value.get(agentId)?.queues ?? [];
  const first = waitingCalls(calls.value.values()).find(({ queue }) => queue !== null && mine.includes(queue));
  const told = useWhy(first?.id ?? null);
  const number = first === undefined ? '' : customerNumber(first);
  const judged = told !== null && 'agents' in told ? told.agents.find((each) => each.agentId === agentId) : undefined;
  return (
    <Dialog title={f.why.agentTitle(whoIs(agentId))} testId="why-box" class="floor-box" onClose={closeBox}>
      {mine.length === 0 ? (
        <p class="why-summary">{f.why.noQueue}</p>
      ) : first === undefined ? (
        <p class="why-summary">{f.why.noWaiting}</p>
      ) : told === null ? (
        <p class="muted">{w.loading}</p>
      ) : 'failed' in told ? (
        <p class="problem">{failureText(w, told.failed)}</p>
      ) : (
        <>
          <p class="muted">{f.why.forCall(number === '' ? w.customer.withheld : formatNumber(number))}</p>
          <p class="why-summary" data-testid="why-summary" data-summary={judged?.why}>
            {judged === undefined ? f.why.nothing : `${whoIs(agentId)}: ${judgementText(f, judged, stateText)}`}
          </p>
        </>
      )}
    </Dialog>
  );
}
