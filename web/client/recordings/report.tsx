/** 质检报表: averages by agent, what was failed most, appeals; and the same as a file. */
import { useSignal } from '@preact/signals';
import type { QualityReport } from '../../../daemon/contract/pages.js';
import { agents } from '../live/live.js';
import { Icon } from '../parts/icon.js';
import { useRead } from '../team/day-list.js';
import { language, words } from '../words/words.js';
import { textOf } from './answers.js';
import { recordingsWords } from './recordings-words.js';
import { dayMs } from './search-fields.js';

const monthMs = 30 * 86_400_000;

function dateOf(ms: number): string {
  const at = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export default function ReportTab() {
  const t = recordingsWords.value.report;
  const from = useSignal(dateOf(Date.now() - monthMs));
  const to = useSignal(dateOf(Date.now()));
  const group = useSignal('');
  const span = new URLSearchParams({ from: String(dayMs(from.value) ?? 0), to: String(dayMs(to.value, true) ?? 1) });
  if (group.value !== '') span.set('group', group.value);
  const { read } = useRead<QualityReport>(`/quality/report?${span}`);
  const groups = [...new Set([...agents.value.values()].map((agent) => agent.group ?? ''))].filter(
    (name) => name !== '',
  );
  return (
    <section class="panel" aria-label={t.title}>
      <header>
        <h2>{t.title}</h2>
        <div class="report-span">
          {(
            [
              [from, t.from, 'from'],
              [to, t.to, 'to'],
            ] as const
          ).map(([value, label, name]) => (
            <label key={name} class="inline">
              <span>{label}</span>{' '}
              <input
                type="date"
                data-testid={`report-${name}`}
                value={value.value}
                onInput={(event) => {
                  value.value = event.currentTarget.value;
                }}
              />
            </label>
          ))}
          {groups.length === 0 ? null : (
            <select
              aria-label={t.group}
              value={group.value}
              onChange={(event) => {
                group.value = event.currentTarget.value;
              }}
            >
              <option value="">{recordingsWords.value.searching.any}</option>
              {groups.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          )}
          <a
            class="button-link"
            data-testid="report-csv"
            href={`/api/v1/quality/report.csv?${span}&language=${language.value}`}
            download
          >
            <Icon name="download" /> {t.csv}
          </a>
        </div>
      </header>
      <Figures read={read} />
    </section>
  );
}

function Figures({ read }: { readonly read: QualityReport | 'loading' | 'failed' }) {
  const t = recordingsWords.value.report;
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{recordingsWords.value.failed}</p>;
  if (read.all.scores === 0) return <p class="empty">{t.empty}</p>;
  return (
    <>
      {read.more ? <p class="problem">{t.more}</p> : null}
      <div class="table-frame">
        <table class="report" data-testid="report">
          <thead>
            <tr>
              <th>{t.agent}</th>
              <th>{t.scores}</th>
              <th>{t.average}</th>
              <th>{Object.values(recordingsWords.value.verdicts).join(' / ')}</th>
              <th>{t.vetoed}</th>
              <th>{t.appeals}</th>
              <th>{t.changed}</th>
            </tr>
          </thead>
          <tbody>
            {read.agents.map((line) => (
              <Line key={line.agent} name={`${line.agent} ${line.name}`} figures={line} />
            ))}
            <Line name={t.all} figures={read.all} all />
          </tbody>
        </table>
      </div>
      {read.failed.length === 0 ? null : (
        <>
          <h2 class="list-title">{t.failed}</h2>
          <ol class="failed-items" data-testid="report-failed">
            {read.failed.map((item) => (
              <li key={`${item.formId} ${item.itemId}`}>
                <span>{textOf(item.text)}</span>
                <span class="bar" aria-hidden="true">
                  <i style={{ width: `${Math.round((item.failed * 100) / item.asked)}%` }} />
                </span>
                <span class="muted small">{t.failedOf(item.failed, item.asked)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function Line({
  name,
  figures,
  all,
}: {
  readonly name: string;
  readonly figures: QualityReport['all'];
  readonly all?: boolean;
}) {
  const { scores, average, verdicts, vetoed, appeals, appealsChanged } = figures;
  const share = (count: number): string => `${Math.round((count * 100) / scores)} %`;
  return (
    <tr class={all ? 'report-all' : ''}>
      <td>{name}</td>
      <td>{scores}</td>
      <td>{average === null ? words.value.none : average.toFixed(1)}</td>
      <td>{[verdicts.good, verdicts.fair, verdicts.bad].map((count) => `${count} (${share(count)})`).join(' / ')}</td>
      <td>{vetoed}</td>
      <td>{appeals}</td>
      <td>{appealsChanged}</td>
    </tr>
  );
}
