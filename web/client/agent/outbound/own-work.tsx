/** In "my day": what he has reached today and in seven days (OUT-17), and the people allocated to him (OUT-01). */
import { useEffect, useRef } from 'preact/hooks';
import type { LeadRow } from '../../../../daemon/terms/outbound.js';
import type { AgentResults } from '../../../../daemon/terms/outbound-figures.js';
import { nowMs } from '../../parts/clock.js';
import { Icon } from '../../parts/icon.js';
import { formatNumber } from '../../parts/number.js';
import { words } from '../../words/words.js';
import { wallTime } from '../wall-time.js';
import { outboundWords } from './outbound-words.js';
import { ownLeads, ownResults, readOwnWork, takeLead, whyNotTaken } from './work.js';
import './outbound.css';

export function OwnWork() {
  useEffect(() => void readOwnWork(), []);
  return (
    <>
      <Results />
      <Leads />
    </>
  );
}

function Results() {
  const w = outboundWords.value;
  const results = ownResults.value;
  if (results === null) return null;
  const rows: readonly (readonly [string, AgentResults])[] = [
    [w.own7.today, results.today],
    [w.own7.sevenDays, results.sevenDays],
  ];
  const codes = Object.entries(results.today.byResult).filter(([, count]) => (count ?? 0) > 0);
  const names: Readonly<Record<string, string>> = { ...w.results, ...w.internal };
  return (
    <div class="own-results">
      <table aria-label={w.own7.label}>
        <thead>
          <tr>
            <td />
            <th>{w.attempts}</th>
            <th>{w.connected}</th>
            <th>{w.succeeded}</th>
            <th>{w.talkTime}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, row]) => (
            <tr key={name} data-testid={row === results.today ? 'own-today' : 'own-seven-days'}>
              <th>{name}</th>
              <td>{row.attempts}</td>
              <td>{row.connected}</td>
              <td>{row.byResult.success ?? 0}</td>
              <td>{minutesText(row.talkMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {codes.length === 0 ? null : (
        <p class="muted small">
          {w.own7.today}: {codes.map(([code, count]) => `${names[code] ?? code} ${count}`).join(' · ')}
        </p>
      )}
    </div>
  );
}

/** "1:02:03" or "2:03". */
function minutesText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${Math.floor((seconds % 3600) / 60)}`;
  return hours > 0 ? `${hours}:${two(Number(rest))}:${two(seconds % 60)}` : `${rest}:${two(seconds % 60)}`;
}

function Leads() {
  const w = outboundWords.value;
  const list = useRef<HTMLOListElement>(null);
  const leads = ownLeads.value;
  if (!Array.isArray(leads) || leads.length === 0) {
    const text = leads === null ? words.value.loading : leads === 'failed' ? w.leadsFailed : w.noLeads;
    return <p class="empty">{text}</p>;
  }
  const reasons = new Set(leads.map(whyNotTaken));
  const hint = reasons.has(null)
    ? w.leadsHow
    : reasons.has('readyFirst')
      ? w.readyFirst
      : reasons.has('layDown')
        ? w.layDown
        : reasons.has('dialled')
          ? w.leadsDialled
          : '';
  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[(at + step + rows.length) % rows.length]?.focus();
  }
  return (
    <>
      <div class="day-head">
        <h3>
          {w.leads} <span class="muted">{leads.length}</span>
        </h3>
        <button type="button" class="quiet small" onClick={() => void readOwnWork()}>
          {w.refresh}
        </button>
      </div>
      <p class="muted small">{hint}</p>
      <ol ref={list} class="day-list own-leads" onKeyDown={onKeyDown}>
        {leads.map((lead, place) => (
          <Lead key={lead.id} lead={lead} first={place === 0} />
        ))}
      </ol>
    </>
  );
}

function Lead({ lead, first }: { readonly lead: LeadRow; readonly first: boolean }) {
  const w = outboundWords.value;
  const why = whyNotTaken(lead);
  const later = lead.notBefore > nowMs.value;
  return (
    <li>
      <button
        type="button"
        class={`own-lead ${lead.timed ? 'timed' : ''}`}
        data-testid="own-lead"
        data-first={first ? '' : undefined}
        aria-disabled={why !== null}
        title={why === null || why === 'dialled' ? '' : w[why]}
        onClick={() => void takeLead(lead)}
      >
        <b>{lead.name || w.nameless}</b>
        <span class="number">{formatNumber(lead.number)}</span>
        <span class="muted small own-lead-more">
          {lead.timed || later ? (
            <span class={lead.timed ? 'tag warn' : 'tag'}>
              <Icon name="clock" /> {lead.timed ? w.appointed : w.notBefore} {wallTime(lead.notBefore)}
            </span>
          ) : null}{' '}
          {lead.tries === 0
            ? w.firstTry
            : [w.tries(lead.tries), lead.result === null ? '' : w.lastResult(w.results[lead.result])]
                .filter((part) => part !== '')
                .join(' · ')}
          {why === 'notRunning' ? ` · ${w.notRunning}` : ''}
        </span>
      </button>
    </li>
  );
}
