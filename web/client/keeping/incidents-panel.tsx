/** What went wrong, was mended, or was ordered on the lines: newest first, in words. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { IncidentPage } from '../../../daemon/contract/pages-box.js';
import { type IncidentKind, incidentWords } from '../../../daemon/terms/incidents.js';
import { daemon, returns } from '../live/live.js';
import type { FailureCode } from '../live/requests.js';
import { call } from '../parts/api.js';
import { formatMoment } from '../parts/time.js';
import { failureText } from '../parts/toasts.js';
import { language, words } from '../words/words.js';
import { keepingWords } from './keeping-words.js';

type Incident = IncidentPage['incidents'][number];
const pageSize = 60;
const tags: Readonly<Record<IncidentKind, string>> = { fault: 'bad', limit: 'warn', mended: 'good', order: '' };

export function IncidentsPanel() {
  const w = keepingWords.value.incidents;
  const list = useSignal<readonly Incident[] | null>(null);
  const failure = useSignal<FailureCode | null>(null);
  const more = useSignal(false);
  const all = useSignal(false);
  async function load(before: number | null): Promise<void> {
    const from = before === null ? '' : `&before=${before}`;
    const answer = await call<IncidentPage>('GET', `/incidents?limit=${pageSize}${from}`);
    failure.value = answer.ok ? null : answer.code;
    if (!answer.ok) return;
    const { incidents } = answer.value;
    more.value = incidents.length === pageSize;
    list.value = before === null ? incidents : [...(list.peek() ?? []), ...incidents];
  }
  useEffect(() => void load(null), [returns.value, daemon.value]);
  const shown = (list.value ?? []).filter(({ code }) => all.value || incidentWords[code]?.kind !== 'order');
  const last = list.value?.at(-1)?.id;
  return (
    <section class="panel keeping-wide" aria-label={w.title} data-testid="incidents">
      <header>
        <h2>{w.title}</h2>
        <label class="check-line small">
          <input
            type="checkbox"
            checked={all.value}
            data-testid="incidents-all"
            onChange={(event) => {
              all.value = event.currentTarget.checked;
            }}
          />{' '}
          {w.withOrders}
        </label>
      </header>
      {failure.value === null ? null : (
        <p class="problem" role="alert">
          {failureText(words.value, failure.value)}{' '}
          <button type="button" onClick={() => void load(null)}>
            {words.value.retry}
          </button>
        </p>
      )}
      {list.value === null ? null : shown.length === 0 ? <p class="empty">{w.none}</p> : null}
      <ul class="incidents">
        {shown.map((incident) => (
          <Line key={incident.id} incident={incident} />
        ))}
      </ul>
      {more.value && last !== undefined ? (
        <button type="button" class="quiet" onClick={() => void load(last)}>
          {w.earlier}
        </button>
      ) : null}
    </section>
  );
}

function Line({ incident: { at, code, detail } }: { readonly incident: Incident }) {
  const w = keepingWords.value.incidents;
  const known = incidentWords[code];
  const kind = known?.kind ?? 'fault';
  return (
    <li data-code={code}>
      <span class="muted small number">{formatMoment(at, Date.now())}</span>
      <span class={`tag ${tags[kind]}`}>{w.kinds[kind]}</span>
      <span>{known?.[language.value] ?? code}</span>
      <span class="muted small incident-detail">
        {Object.entries(detail)
          .map(([key, value]) => `${key} ${value}`)
          .join(' · ')}
      </span>
    </li>
  );
}
