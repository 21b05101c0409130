/** Campaigns: the list on the left, the chosen one on the right; or one of them being written. */
import { useEffect } from 'preact/hooks';
import { lazy } from 'preact-iso';
import { Icon } from '../../parts/icon.js';
import { failureText } from '../../parts/toasts.js';
import { may } from '../../session/session.js';
import { words } from '../../words/words.js';
import { outboundWords } from '../outbound-words.js';
import { openPlace, openTab, place } from '../page-state.js';
import { CampaignDetail, NoDetail } from './campaign-detail.js';
import { CampaignRow } from './campaign-row.js';
import { failure, followCampaigns, loadCampaigns, shown, stored } from './campaign-store.js';
import './campaigns.css';

const CampaignEditor = lazy(() => import('../editor/campaign-editor.js'));

export function CampaignsTab() {
  useEffect(followCampaigns, []);
  const w = words.value;
  const t = outboundWords.value;
  if (stored.value === null) {
    if (failure.value === null) return <p class="outbound-none muted">{w.loading}</p>;
    return (
      <div class="panel outbound-none" role="alert" data-testid="campaigns-failed">
        <h2>{t.list.failed}</h2>
        <p class="muted">{failureText(w, failure.value)}</p>
        <button type="button" onClick={() => void loadCampaigns()}>
          {w.retry}
        </button>
      </div>
    );
  }
  const [id = '', deed = ''] = place.value.split('/');
  if (may('outbound.manage') && (id === 'new' || deed === 'edit' || deed === 'copy')) {
    return <CampaignEditor key={place.value} from={id === 'new' ? '' : id} copy={deed === 'copy'} />;
  }
  if (shown.value.length === 0) return <NoCampaigns />;
  return <Columns id={id} />;
}

function Columns({ id }: { readonly id: string }) {
  const t = outboundWords.value;
  const chosen =
    shown.value.find(({ stored: each }) => each.campaign.id === id) ?? (id === '' ? shown.value[0] : undefined);
  return (
    <div class={`campaigns-columns${id === '' ? '' : ' has-chosen'}`}>
      <section class="campaigns-side" aria-label={t.list.label}>
        {may('outbound.manage') ? (
          <button type="button" class="primary wide" data-testid="campaign-new" onClick={() => openPlace('new')}>
            <Icon name="plus" />
            {t.list.make}
          </button>
        ) : null}
        <ul class="campaign-list" data-testid="campaign-list">
          {shown.value.map((each) => (
            <CampaignRow
              key={each.stored.campaign.id}
              shown={each}
              chosen={each === chosen}
              onChoose={() => openPlace(each.stored.campaign.id)}
            />
          ))}
        </ul>
      </section>
      <div class="campaigns-main">
        {chosen === undefined ? (
          id === '' ? (
            <NoDetail />
          ) : (
            <p class="outbound-none muted" data-testid="campaign-gone">
              {t.list.gone}
            </p>
          )
        ) : (
          <CampaignDetail key={chosen.stored.campaign.id} shown={chosen} />
        )}
      </div>
    </div>
  );
}

function NoCampaigns() {
  const t = outboundWords.value.list;
  return (
    <section class="panel outbound-none" data-testid="campaigns-empty">
      <h2>{t.empty}</h2>
      <p class="muted">{t.emptyMeans}</p>
      {may('outbound.manage') ? (
        <p class="none-acts">
          <button type="button" class="primary" data-testid="campaign-new" onClick={() => openPlace('new')}>
            <Icon name="plus" />
            {t.make}
          </button>
          <button type="button" onClick={() => openTab('lists')}>
            {t.toLists}
          </button>
        </p>
      ) : null}
    </section>
  );
}
