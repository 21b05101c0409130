/** One past call in a narrow list, with its recording behind a button. */
import { useSignal } from '@preact/signals';
import type { CallSummary } from '../../../daemon/contract/pages.js';
import { agents } from '../live/live.js';
import { words } from '../words/words.js';
import { endingText, talkMs } from './call-words.js';
import { nowMs } from './clock.js';
import { Icon } from './icon.js';
import { customerNumber, formatNumber } from './number.js';
import { Recording } from './recording.js';
import { formatDuration, formatFull, formatMoment } from './time.js';

export function CallItem(props: {
  readonly call: CallSummary;
  readonly testId: string;
  /** What stands first: the number, or who took the call. */
  readonly lead: 'number' | 'agent';
}) {
  const w = words.value;
  const { call } = props;
  const open = useSignal(false);
  const agentName = call.agent === null ? null : (agents.value.get(call.agent)?.name ?? call.agent);
  const number = customerNumber(call) === '' ? w.customer.withheld : formatNumber(customerNumber(call));
  const spoken = talkMs(call);
  return (
    <li class="call-item" data-testid={props.testId} data-call-id={call.id}>
      <div class="call-item-line">
        <span class="call-item-main">
          <b>{props.lead === 'number' ? number : (agentName ?? endingText(w, call))}</b>
          <span class="muted small" title={formatFull(call.startedAt)}>
            {formatMoment(call.startedAt, nowMs.peek())}
            {spoken === null ? '' : ` · ${formatDuration(spoken)}`}
            {props.lead === 'agent' && agentName === null ? '' : ` · ${endingText(w, call)}`}
          </span>
        </span>
        {call.disposition === null ? null : <span class="tag strong">{w.dispositions[call.disposition]}</span>}
        {call.recorded ? (
          <button
            type="button"
            class="round"
            data-testid="recording-play"
            aria-expanded={open.value}
            aria-label={open.value ? w.calls.stop : w.calls.play}
            title={open.value ? w.calls.stop : w.calls.play}
            onClick={() => {
              open.value = !open.value;
            }}
          >
            <Icon name={open.value ? 'cross' : 'play'} />
          </button>
        ) : null}
      </div>
      {open.value ? <Recording callId={call.id} /> : null}
    </li>
  );
}
