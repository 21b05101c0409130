/** What came of a campaign in a span of days: conversion (OUT-25), results, what was blocked, and each agent. */

import { useSignal } from '@preact/signals';
import type { CampaignResults } from '../../../../daemon/contract/pages.js';
import type { AttemptResult, BlockReason } from '../../../../daemon/terms/outbound.js';
import type { StoredCampaign } from '../../../../daemon/terms/outbound-figures.js';
import { formatDuration } from '../../parts/time.js';
import { useRead } from '../../team/day-list.js';
import { words } from '../../words/words.js';
import { countText, percentText, whoIs } from '../names.js';
import { outboundWords } from '../outbound-words.js';
import { ReadFailed } from './attempt-log.js';
import { attemptsWords } from './attempts-words.js';
import { CampaignField, campaignOf, DayField, spanOf, today } from './log-fields.js';

export function ReportPart({ campaigns }: { readonly campaigns: readonly StoredCampaign[] }) {
  const t = attemptsWords.value.report;
  const chosen = useSignal('');
  const from = useSignal(today());
  const to = useSignal(today());
  const campaign = campaignOf(chosen, campaigns);
  return (
    <section class="panel" aria-label={t.title}>
      <header>
        <h2>{t.title}</h2>
        <div class="filters">
          <CampaignField campaigns={campaigns} value={campaign} put={(id) => (chosen.value = id)} />
          <DayField name="from" value={from.value} put={(date) => (from.value = date)} />
          <DayField name="to" value={to.value} put={(date) => (to.value = date)} />
        </div>
      </header>
      {campaign === '' ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <Report key={`${campaign} ${from.value} ${to.value}`} campaign={campaign} from={from.value} to={to.value} />
      )}
    </section>
  );
}

function Report(props: { readonly campaign: string; readonly from: string; readonly to: string }) {
  const t = attemptsWords.value.report;
  const span = spanOf(props.from, props.to);
  const query = new URLSearchParams();
  if (span.from !== null) query.set('from', String(span.from));
  if (span.to !== null) query.set('to', String(span.to));
  const { read, again } = useRead<CampaignResults>(`/campaigns/${encodeURIComponent(props.campaign)}/results?${query}`);
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <ReadFailed again={again} />;
  if (read.counts.attempts === 0) return <p class="empty">{t.empty}</p>;
  return (
    <div class="report-parts" data-testid="campaign-report">
      <Head results={read} />
      <div class="list-shares">
        <ByResult results={read} />
        <ByBlock results={read} />
      </div>
      <ByAgent results={read} />
    </div>
  );
}

interface Shown {
  readonly results: CampaignResults;
}

function Head({ results }: Shown) {
  const t = attemptsWords.value.report;
  const { counts, conversion } = results;
  const figure = (label: string, value: string, small = '') => (
    <div class="tally">
      <dt>{label}</dt>
      <dd>
        {value} {small === '' ? null : <span class="small muted">{small}</span>}
      </dd>
    </div>
  );
  const ms = (value: number | null): string =>
    value === null ? words.value.none : attemptsWords.value.log.ms(Math.round(value));
  return (
    <div class="report-head">
      <div class="conversion" data-testid="report-conversion">
        <span class="muted small">{t.conversion}</span>
        <b>{conversion.percent === null ? words.value.none : `${percentText(conversion.percent, 100)} %`}</b>
        <span class="small">{t.conversionOf(conversion.successes, conversion.reached)}</span>
        {conversion.target === null ? null : (
          <>
            <progress max={conversion.target} value={Math.min(conversion.target, conversion.successes)} />
            <span class="small muted">{t.target(conversion.successes, conversion.target)}</span>
          </>
        )}
      </div>
      <dl class="tallies">
        {figure(t.attempts, countText(counts.attempts))}
        {figure(t.blocked, countText(counts.blocked))}
        {figure(t.live, countText(counts.live))}
        {figure(t.connected, countText(counts.connected))}
        {figure(t.dropped, countText(counts.dropped), t.droppedShare(percentText(counts.dropped, counts.live)))}
        {figure(t.meanConnect, ms(counts.meanConnectMs))}
        {figure(t.meanTalk, counts.meanTalkMs === null ? words.value.none : formatDuration(counts.meanTalkMs))}
      </dl>
      {counts.sampled === 0 ? null : <p class="small muted">{t.sampled(counts.sampledWrong, counts.sampled)}</p>}
    </div>
  );
}

function Bars(props: {
  readonly title: string;
  readonly empty: string;
  readonly rows: readonly (readonly [key: string, text: string, count: number])[];
  readonly whole: number;
}) {
  const rows = props.rows.filter(([, , count]) => count > 0).sort((a, b) => b[2] - a[2]);
  const most = rows[0]?.[2] ?? 1;
  return (
    <section aria-label={props.title}>
      <h3>{props.title}</h3>
      {rows.length === 0 ? <p class="empty">{props.empty}</p> : null}
      <ul class="count-bars">
        {rows.map(([key, text, count]) => (
          <li key={key}>
            <span>{text}</span>
            <span class="bar" aria-hidden="true">
              <i class={`fill-${key}`} style={{ width: `${(count * 100) / most}%` }} />
            </span>
            <span class="bar-count">
              {countText(count)} <span class="muted small">{percentText(count, props.whole)} %</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ByResult({ results }: Shown) {
  const t = attemptsWords.value;
  const { byResult, attempts, blocked } = results.counts;
  const rows = (Object.entries(byResult) as [AttemptResult, number][])
    .filter(([result]) => result !== 'blocked')
    .map(([result, count]) => [result, outboundWords.value.resultNames[result], count] as const);
  return <Bars title={t.report.byResult} empty={t.report.empty} rows={rows} whole={attempts - blocked} />;
}

function ByBlock({ results }: Shown) {
  const t = attemptsWords.value;
  const { byBlock, blocked } = results.counts;
  const rows = (Object.entries(byBlock) as [BlockReason, number][]).map(
    ([block, count]) => [block, outboundWords.value.blockNames[block], count] as const,
  );
  return <Bars title={t.report.byBlock} empty={t.report.noBlocks} rows={rows} whole={blocked} />;
}

function ByAgent({ results }: Shown) {
  const t = attemptsWords.value.report;
  const { agents } = results;
  const best = Math.max(
    0,
    ...agents.map(({ byResult, connected }) => (byResult.success ?? 0) / Math.max(1, connected)),
  );
  return (
    <section aria-label={t.agents}>
      <h3>{t.agents}</h3>
      {agents.length === 0 ? <p class="empty">{t.noAgents}</p> : null}
      {agents.length === 0 ? null : (
        <div class="table-frame">
          <table class="numbers-right">
            <thead>
              <tr>
                <th>{t.name}</th>
                <th>{t.attempts}</th>
                <th>{t.connected}</th>
                <th>{t.talk}</th>
                <th>{t.success}</th>
                <th>{t.rate}</th>
              </tr>
            </thead>
            <tbody>
              {agents.map(({ agent, attempts, connected, talkMs, byResult }) => {
                const success = byResult.success ?? 0;
                const isBest = best > 0 && success / Math.max(1, connected) === best;
                return (
                  <tr key={agent} data-testid="report-agent" data-agent={agent}>
                    <td>{whoIs(agent)}</td>
                    <td>{countText(attempts)}</td>
                    <td>{countText(connected)}</td>
                    <td>{formatDuration(talkMs)}</td>
                    <td>{countText(success)}</td>
                    <td class={isBest ? 'strong-cell' : ''}>
                      {connected === 0 ? words.value.none : `${percentText(success, connected)} %`}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
