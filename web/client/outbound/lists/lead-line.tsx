/** One person of a list. */
import type { LeadRow } from '../../../../daemon/terms/outbound.js';
import type { NumberQuality } from '../../../../daemon/terms/outbound-figures.js';
import { nowMs } from '../../parts/clock.js';
import { formatFull, formatMoment } from '../../parts/time.js';
import { words } from '../../words/words.js';
import { cityName, numberText, whoIs } from '../names.js';
import { openTab } from '../page-state.js';
import { ResultTag } from '../result-tag.js';
import { listsWords } from './lists-words.js';

export function LeadLine(props: {
  readonly lead: LeadRow;
  readonly flag: NumberQuality['flag'] | undefined;
  readonly chosen: boolean;
  readonly choose: ((on: boolean) => void) | null;
}) {
  const t = listsWords.value;
  const { lead, flag, chosen, choose } = props;
  const { number, name, state, result, tries, lastTriedAt } = lead;
  const data = Object.entries(lead.data)
    .filter(([, value]) => value !== '')
    .map(([column, value]) => `${column}: ${value}`);
  return (
    <tr data-testid="lead-row" data-number={number} data-state={state} class={chosen ? 'chosen' : ''}>
      {choose === null ? null : (
        <td class="tick">
          <input
            type="checkbox"
            aria-label={t.leads.chooseOne(name === '' ? number : name)}
            disabled={state === 'done'}
            checked={chosen}
            onChange={(event) => choose(event.currentTarget.checked)}
          />
        </td>
      )}
      <td class="number">
        {numberText(number)} <Flag flag={flag} />
      </td>
      <td class="name-cell" title={data.join('\n')}>
        {name}
        {data.length === 0 ? null : <span class="small muted data-line">{data.join(' · ')}</span>}
      </td>
      <td class="wide-only whole" title={lead.area}>
        {cityName(lead.area)}
      </td>
      <td>
        <span class={`lead-state ${state}`}>{t.states[state]}</span>
      </td>
      <td>{result === null ? <span class="muted">{words.value.none}</span> : <ResultTag result={result} />}</td>
      <td class="right wide-only">{tries}</td>
      <td class="wide-only muted" title={lastTriedAt === null ? '' : formatFull(lastTriedAt)}>
        {lastTriedAt === null ? words.value.none : formatMoment(lastTriedAt, nowMs.value)}
      </td>
      <td class="whole">
        <Next lead={lead} />
      </td>
      <td class="whole">{lead.agent === '' ? <span class="muted">{t.leads.nobody}</span> : whoIs(lead.agent)}</td>
      <td class="row-acts">
        {tries > 0 ? (
          <button type="button" class="quiet small" onClick={() => openTab('log', `lead=${lead.id}`)}>
            {t.leads.attempts}
          </button>
        ) : null}
      </td>
    </tr>
  );
}

function Flag({ flag }: { readonly flag: NumberQuality['flag'] | undefined }) {
  if (flag === undefined || flag === 'good' || flag === 'unknown') return null;
  return <span class="tag bad">{listsWords.value.leads.flags[flag]}</span>;
}

/** When he may be called. */
function Next({ lead }: { readonly lead: LeadRow }) {
  const t = listsWords.value.leads;
  if (lead.state === 'done') return <span class="muted">{t.never}</span>;
  const when = formatMoment(lead.notBefore, nowMs.value);
  if (lead.timed) return <span class="tag strong">{t.timedTag(when)}</span>;
  if (lead.notBefore > nowMs.value) return <span>{t.dueTag(when)}</span>;
  return <span class="muted">{lead.priority > 5 ? t.priority(lead.priority) : t.now}</span>;
}
