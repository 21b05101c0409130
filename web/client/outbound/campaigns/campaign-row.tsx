/** One campaign in the list: what it is, how it stands, and the figure that must not rise. */

import { agentModes } from '../../../../daemon/terms/outbound.js';
import { words } from '../../words/words.js';
import { outboundWords } from '../outbound-words.js';
import { dropLevel, dropShare, percentOf } from './campaign-figures.js';
import type { ShownCampaign } from './campaign-store.js';
import { StateTag } from './state-tag.js';

export function CampaignRow(props: { readonly shown: ShownCampaign; readonly chosen: boolean; onChoose(): void }) {
  const t = outboundWords.value;
  const { stored, live, state } = props.shown;
  const { campaign } = stored;
  return (
    <li>
      <button
        type="button"
        class={`campaign-row${props.chosen ? ' chosen' : ''}`}
        aria-pressed={props.chosen}
        data-testid="campaign-row"
        data-id={campaign.id}
        data-state={state}
        onClick={props.onChoose}
      >
        <span class="row-line">
          <b class="campaign-name">{campaign.name}</b>
          <StateTag state={state} />
        </span>
        <span class="row-line small">
          <span class="muted">{t.modes[campaign.mode].name}</span>
          {live === null ? null : <Figures shown={props.shown} />}
        </span>
      </button>
    </li>
  );
}

function Figures({ shown: { stored, live } }: { readonly shown: ShownCampaign }) {
  const t = outboundWords.value;
  if (live === null) return null;
  const { campaign } = stored;
  const share = dropShare(live.today);
  const level = dropLevel(live.today, campaign.dropCap);
  return (
    <span class="row-figures">
      {agentModes.includes(campaign.mode) ? (
        <span>
          {live.agentsReady}/{live.agentsSignedIn} <i class="muted">{t.live.ready}</i>
        </span>
      ) : null}
      <span>
        {live.ringing} <i class="muted">{t.live.ringing}</i>
      </span>
      {campaign.mode === 'predictive' ? (
        <span class={`drop-${level}`} title={t.drops.levels[level]}>
          {level === 'over' || level === 'near' ? '▲ ' : ''}
          {share === null ? words.value.none : percentOf(share, words.value.locale)} <i>{t.drops.title}</i>
        </span>
      ) : null}
    </span>
  );
}
