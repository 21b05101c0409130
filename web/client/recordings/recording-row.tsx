/** One recording in a list: whose, with whom, when, how long, and what is known of it. */
import type { RecordingShown } from '../../../daemon/contract/pages.js';
import { agents } from '../live/live.js';
import { nowMs } from '../parts/clock.js';
import { formatNumber } from '../parts/number.js';
import { formatDuration, formatFull, formatMoment } from '../parts/time.js';
import { choose, chosen, play } from './page-state.js';
import { recordingsWords } from './recordings-words.js';
import { VerdictTag } from './verdict-tag.js';

export function whoIs(id: string | null): string {
  if (id === null) return recordingsWords.value.nobody;
  const name = agents.value.get(id)?.name;
  return name === undefined ? id : `${id} ${name}`;
}

export function numberText(number: string): string {
  return number === '' ? recordingsWords.value.withheld : formatNumber(number);
}

export function resultText(result: string | null): string {
  return result === null ? '' : (recordingsWords.value.results[result] ?? result);
}

export function RecordingRow({ recording, note }: { readonly recording: RecordingShown; readonly note?: string }) {
  const t = recordingsWords.value;
  const { id, number, agent, startedAt, lengthMs, state } = recording;
  const on = chosen.value === id || chosen.value === recording.callId;
  return (
    <div
      class={`recording-row${on ? ' chosen' : ''}`}
      role="option"
      aria-selected={on}
      tabIndex={-1}
      data-testid="recording-row"
      data-id={id}
      onClick={() => choose(id)}
      onDblClick={() => play(id)}
      onKeyDown={() => undefined}
    >
      <span class="row-line">
        <b class="number">{numberText(number)}</b>
        <span class="muted">{t.directions[recording.direction]}</span>
        {recording.kind === 'voicemail' ? <span class="tag strong">{t.kinds.voicemail}</span> : null}
        <span class="row-end number">{lengthMs === null ? '' : formatDuration(lengthMs)}</span>
      </span>
      <span class="row-line small">
        <span>{whoIs(agent)}</span>
        <span class="muted" title={formatFull(startedAt)}>
          {formatMoment(startedAt, nowMs.peek())}
        </span>
        <span class="muted">{resultText(recording.result)}</span>
        <span class="row-end row-tags">
          {note === undefined ? null : <span class="tag strong">{note}</span>}
          {state === 'complete' ? null : <span class="tag bad">{t.states[state]}</span>}
          {recording.marks.map((mark) => (
            <span key={mark} class="tag">
              {t.marks[mark]}
            </span>
          ))}
          {recording.comments === 0 ? null : <span class="tag strong">✎ {recording.comments}</span>}
          {recording.verdict === null ? null : <VerdictTag verdict={recording.verdict} />}
        </span>
      </span>
    </div>
  );
}
