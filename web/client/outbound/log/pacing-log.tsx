/** What each launch was made of (OUT-05): agents, learnt times, and the risk that was allowed. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PacingLog } from '../../../../daemon/contract/pages.js';
import type { StoredCampaign } from '../../../../daemon/terms/outbound-figures.js';
import type { PacingReason } from '../../../../daemon/terms/pacing.js';
import { call } from '../../parts/api.js';
import { nowMs } from '../../parts/clock.js';
import { formatDuration, formatFull, formatMoment } from '../../parts/time.js';
import { words } from '../../words/words.js';
import { percentText } from '../names.js';
import { ReadFailed } from './attempt-log.js';
import { attemptsWords } from './attempts-words.js';
import { CampaignField, campaignOf } from './log-fields.js';

type Launch = PacingLog['launches'][number];
const pageSize = 100;
const maxRows = 1_000;

interface Found {
  readonly rows: readonly Launch[];
  readonly more: boolean;
  readonly state: 'loading' | 'loaded' | 'failed';
}

export function PacingPart({ campaigns }: { readonly campaigns: readonly StoredCampaign[] }) {
  const t = attemptsWords.value.pacing;
  const chosen = useSignal('');
  const found = useSignal<Found>({ rows: [], more: false, state: 'loading' });
  const paced = campaigns.filter(({ campaign }) => campaign.mode === 'predictive' || campaign.mode === 'progressive');
  const campaign = campaignOf(chosen, paced);
  async function read(before: string | null): Promise<void> {
    const kept = before === null ? [] : found.peek().rows;
    found.value = { ...found.peek(), state: 'loading' };
    const query = `limit=${pageSize}${before === null ? '' : `&before=${before}`}`;
    const answer = await call<PacingLog>('GET', `/campaigns/${encodeURIComponent(campaign)}/pacing?${query}`);
    if (campaign !== campaignOf(chosen, paced)) return; // another one was chosen meanwhile
    if (!answer.ok) {
      found.value = { rows: kept, more: false, state: 'failed' };
      return;
    }
    const { launches } = answer.value;
    const rows = [...kept, ...launches];
    found.value = { rows, more: launches.length === pageSize && rows.length < maxRows, state: 'loaded' };
  }
  useEffect(() => {
    found.value = { rows: [], more: false, state: campaign === '' ? 'loaded' : 'loading' };
    if (campaign !== '') void read(null);
  }, [campaign]);
  const { rows, more, state } = found.value;
  return (
    <section class="panel" aria-label={t.title}>
      <header>
        <div>
          <h2>{t.title}</h2>
          <p class="small muted">{t.how}</p>
        </div>
        <CampaignField campaigns={paced} value={campaign} put={(id) => (chosen.value = id)} />
      </header>
      {rows.length === 0 ? null : <Rows rows={rows} />}
      <p class="table-foot" data-testid="pacing-state" data-state={state}>
        {state === 'loading' ? <span class="muted">{words.value.loading}</span> : null}
        {state === 'loaded' && rows.length === 0 ? <span class="muted">{t.empty}</span> : null}
        {state === 'loaded' && more ? (
          <button type="button" onClick={() => void read(rows.at(-1)?.attempt ?? null)}>
            {attemptsWords.value.earlier}
          </button>
        ) : null}
      </p>
      {state === 'failed' ? <ReadFailed again={() => void read(null)} /> : null}
    </section>
  );
}

function Rows({ rows }: { readonly rows: readonly Launch[] }) {
  const t = attemptsWords.value.pacing;
  const heads = [t.idle, t.talking, t.wrapUp, t.inflight, t.answer, t.ring, t.talk, t.wrap, t.ratio];
  return (
    <div class="table-frame scroll-page">
      <table class="numbers-right pacing-rows">
        <thead>
          <tr>
            <th>{t.time}</th>
            {heads.map((head) => (
              <th key={head}>{head}</th>
            ))}
            <th>{t.risk}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ attempt, at, reason }) => (
            <tr key={attempt} data-testid="pacing-row" title={formatFull(at)}>
              <td>{formatMoment(at, nowMs.value)}</td>
              <Inputs reason={reason as Partial<PacingReason>} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What an older version has not stored stays empty. */
function Inputs({ reason }: { readonly reason: Partial<PacingReason> }) {
  const { locale, none } = words.value;
  const count = (value: number | undefined): string => (value === undefined ? none : String(value));
  const length = (ms: number | undefined): string => (ms === undefined ? none : formatDuration(ms));
  const share = (value: number | undefined): string => (value === undefined ? none : `${percentText(value, 1)} %`);
  const { ratio, marginalDrop, allowedDrop } = reason;
  return (
    <>
      <td class={reason.idle ? 'strong-cell' : ''}>{count(reason.idle)}</td>
      <td>{count(reason.talking)}</td>
      <td>{count(reason.wrapUp)}</td>
      <td>{count(reason.inflight)}</td>
      <td>{share(reason.answerProbability)}</td>
      <td>{length(reason.ringMs)}</td>
      <td>{length(reason.talkMs)}</td>
      <td>{length(reason.wrapUpMs)}</td>
      <td>{ratio === undefined ? none : ratio.toLocaleString(locale, { maximumFractionDigits: 2 })}</td>
      <td class="risk">
        <span class="risk-bar" aria-hidden="true">
          <i style={{ width: `${Math.min(100, ((marginalDrop ?? 0) * 100) / (allowedDrop || 1))}%` }} />
        </span>
        <span class="risk-text">
          {share(marginalDrop)} / {share(allowedDrop)}
        </span>
      </td>
    </>
  );
}
