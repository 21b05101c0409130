/** The seven ways of reaching people, each with a sentence of what it does. */
import { type Campaign, campaignModes } from '../../../../daemon/terms/outbound.js';
import type { Site } from '../../../../daemon/terms/site.js';
import { outboundWords } from '../outbound-words.js';
import { withMode } from './campaign-draft.js';
import { change, shownAt } from './draft-store.js';
import { Problems } from './fields.js';

export function ModeChoice({ campaign, site }: { readonly campaign: Campaign; readonly site: Site }) {
  const t = outboundWords.value;
  return (
    <div class="field" data-field="mode">
      <div class="modes" role="radiogroup" aria-label={t.fields.mode.label}>
        {campaignModes.map((mode) => (
          <label key={mode} class={`mode${campaign.mode === mode ? ' chosen' : ''}`}>
            <input
              type="radio"
              name="campaign-mode"
              data-testid={`mode-${mode}`}
              checked={campaign.mode === mode}
              onChange={() => change(withMode(campaign, mode, site))}
            />
            <span>
              <b>{t.modes[mode].name}</b>
              <small class="muted">{t.modes[mode].says}</small>
            </span>
          </label>
        ))}
      </div>
      <Problems of={shownAt('mode')} />
    </div>
  );
}
