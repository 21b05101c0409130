/** Whom agents did not want to call, and why. */
import { useSignal } from '@preact/signals';
import type { SkipList } from '../../../../daemon/contract/pages.js';
import type { StoredCampaign } from '../../../../daemon/terms/outbound-figures.js';
import { nowMs } from '../../parts/clock.js';
import { formatFull, formatMoment } from '../../parts/time.js';
import { useRead } from '../../team/day-list.js';
import { words } from '../../words/words.js';
import { whoIs } from '../names.js';
import { openPlace } from '../page-state.js';
import { ReadFailed } from './attempt-log.js';
import { attemptsWords } from './attempts-words.js';
import { CampaignField, campaignOf, DayField, spanOf, today } from './log-fields.js';

export function SkipsPart({ campaigns }: { readonly campaigns: readonly StoredCampaign[] }) {
  const t = attemptsWords.value.skips;
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
        <Rows key={`${campaign} ${from.value} ${to.value}`} campaign={campaign} from={from.value} to={to.value} />
      )}
    </section>
  );
}

function Rows(props: { readonly campaign: string; readonly from: string; readonly to: string }) {
  const t = attemptsWords.value.skips;
  const span = spanOf(props.from, props.to);
  const query = new URLSearchParams();
  if (span.from !== null) query.set('from', String(span.from));
  if (span.to !== null) query.set('to', String(span.to));
  const { read, again } = useRead<SkipList>(`/campaigns/${encodeURIComponent(props.campaign)}/skips?${query}`);
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <ReadFailed again={again} />;
  if (read.skips.length === 0) return <p class="empty">{t.empty}</p>;
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            <th>{t.time}</th>
            <th>{attemptsWords.value.agent}</th>
            <th>{t.reason}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {read.skips.map(({ id, at, agent, reason, lead }) => (
            <tr key={id} data-testid="skip">
              <td title={formatFull(at)}>{formatMoment(at, nowMs.value)}</td>
              <td>{whoIs(agent)}</td>
              <td class="dnc-reason">{reason}</td>
              <td class="row-acts">
                <button type="button" class="quiet" onClick={() => openPlace(`lead=${lead}`)}>
                  {t.lead}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
