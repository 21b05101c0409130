/** 业绩汇总: each day as it was at six, group by group (SUP-13). */
import { useSignal } from '@preact/signals';
import type { StoredSummary, SummaryList } from '../../../daemon/contract/pages.js';
import { percentText } from '../../../daemon/terms/metrics.js';
import type { GroupSummary } from '../../../daemon/terms/summary.js';
import { summaryMade } from '../live/live.js';
import { call } from '../parts/api.js';
import { formatDuration, formatFull } from '../parts/time.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { may } from '../session/session.js';
import { words } from '../words/words.js';
import { useRead } from './day-list.js';
import { teamWords } from './team-words.js';

const perPage = 30;

export function Summaries() {
  const t = teamWords.value;
  const limit = useSignal(perPage);
  const { read, again } = useRead<SummaryList>(`/summaries?limit=${limit.value}`, summaryMade.value);
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{t.failed}</p>;
  const { settings, summaries } = read;
  return (
    <section class="panel" aria-label={t.summary.title}>
      <header>
        <h2>{t.summary.title}</h2>
        {may('floor.supervise') || may('site.manage') ? (
          <At key={settings.at} at={settings.at} onSaved={again} />
        ) : null}
      </header>
      {summaries.length === 0 ? <p class="empty">{t.summary.none(settings.at)}</p> : null}
      {summaries.map((stored, place) => (
        <Day key={stored.day} stored={stored} open={place === 0} />
      ))}
      {summaries.length === limit.value && limit.value < 400 ? (
        <button
          type="button"
          class="quiet wide"
          onClick={() => {
            limit.value = 400;
          }}
        >
          {t.summary.earlier}
        </button>
      ) : null}
    </section>
  );
}

function At({ at, onSaved }: { readonly at: string; readonly onSaved: () => void }) {
  const t = teamWords.value.summary;
  const value = useSignal(at);
  const save = async (): Promise<void> => {
    const answer = await call<null>('PUT', '/summaries/settings', { at: value.value });
    if (!answer.ok) return tellFailure(answer.code);
    tellGood(() => teamWords.value.summary.saved);
    onSaved();
  };
  return (
    <form
      class="summary-at"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="inline">
        <span>{t.at}</span>
        <input
          type="time"
          required
          data-testid="summary-at"
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" disabled={value.value === at || value.value === ''}>
        {t.save}
      </button>
    </form>
  );
}

function Day({ stored, open }: { readonly stored: StoredSummary; readonly open: boolean }) {
  const t = teamWords.value.summary;
  const { summary } = stored;
  const groups = summary.groups.length > 1 ? [...summary.groups, summary.all] : [summary.all];
  return (
    <details class="summary-day" open={open} data-testid="summary-day" data-day={stored.day}>
      <summary>
        <b>{stored.day}</b>{' '}
        <span class="muted">
          {t.inShort(
            summary.all.offered,
            summary.all.answered,
            percentText(summary.all.serviceLevel),
            summary.all.attention,
          )}
        </span>
      </summary>
      <div class="table-frame">
        <table>
          <thead>
            <tr>
              <th>{t.group}</th>
              <th>{t.agents}</th>
              <th>{t.offered}</th>
              <th>{t.abandoned}</th>
              <th>{t.level(summary.formula)}</th>
              <th>{t.answeredByGroup}</th>
              <th>{t.talk}</th>
              <th>{t.wrapUp}</th>
              <th>{t.notReady}</th>
              <th>{t.ratings}</th>
              <th>{t.attention}</th>
            </tr>
          </thead>
          <tbody>
            {groups.map((each) => (
              <Row key={each === summary.all ? 'all' : each.group} row={each} all={each === summary.all} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="muted small">{t.counted(formatFull(summary.from), formatFull(summary.to), summary.formula)}</p>
    </details>
  );
}

function Row({ row, all }: { readonly row: GroupSummary; readonly all: boolean }) {
  const t = teamWords.value.summary;
  const reasons = Object.entries(row.notReady).sort(([, a], [, b]) => b - a);
  const { invited, rated, satisfied } = row.ratings;
  return (
    <tr class={all ? 'summary-all' : ''} data-testid="summary-row">
      <td>{all ? t.all : row.group === '' ? t.noGroup : row.group}</td>
      <td>{row.agents}</td>
      <td>
        {row.answered} / {row.offered}
      </td>
      <td>{row.abandoned}</td>
      <td>
        <b>{percentText(row.serviceLevel)} %</b>{' '}
        <span class="muted small">
          {row.serviceLevel.part}/{row.serviceLevel.whole}
        </span>
      </td>
      <td>{row.answeredByGroup}</td>
      <td class="timer">{formatDuration(row.talkMs)}</td>
      <td class="timer">{formatDuration(row.wrapUpMs)}</td>
      <td>
        {reasons.length === 0
          ? words.value.none
          : reasons.map(([reason, ms]) => (
              <span key={reason} class="summary-reason">
                {words.value.reasons[reason as keyof typeof row.notReady]} {formatDuration(ms)}
              </span>
            ))}
      </td>
      <td title={t.ratingsMean}>
        {satisfied} / {rated} / {invited}
      </td>
      <td>{row.attention}</td>
    </tr>
  );
}
