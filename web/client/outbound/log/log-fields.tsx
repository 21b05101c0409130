/** Fields that the parts of the log share: a campaign, and days. */
import type { Signal } from '@preact/signals';
import type { StoredCampaign } from '../../../../daemon/terms/outbound-figures.js';
import { dayOf, localInput } from '../../agent/local-time.js';
import { siteTimeZone } from '../../agent/own-settings.js';
import { serverNowMs } from '../../parts/clock.js';
import { attemptsWords } from './attempts-words.js';

export function CampaignField(props: {
  readonly campaigns: readonly StoredCampaign[];
  readonly value: string;
  /** Words for none; absent: one must be chosen. */
  readonly any?: string;
  put(campaign: string): void;
}) {
  const t = attemptsWords.value;
  return (
    <label>
      <span>{t.campaign}</span>
      <select data-testid="log-campaign" value={props.value} onChange={(event) => props.put(event.currentTarget.value)}>
        {props.any === undefined ? null : <option value="">{props.any}</option>}
        {props.campaigns.map(({ campaign }) => (
          <option key={campaign.id} value={campaign.id}>
            {campaign.name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function DayField(props: { readonly name: 'from' | 'to'; readonly value: string; put(date: string): void }) {
  return (
    <label>
      <span>{attemptsWords.value[props.name]}</span>
      <input
        type="date"
        data-testid={`log-${props.name}`}
        value={props.value}
        onInput={(event) => props.put(event.currentTarget.value)}
      />
    </label>
  );
}

export function today(): string {
  return localInput(serverNowMs(), siteTimeZone.peek()).slice(0, 10);
}

/** [from, to) of two dates, the second one with it; null: not given, or no date. */
export function spanOf(from: string, to: string): { readonly from: number | null; readonly to: number | null } {
  const zone = siteTimeZone.peek();
  return { from: dayOf(from, zone)?.from ?? null, to: dayOf(to, zone)?.to ?? null };
}

/** The one chosen, else one that runs, else the first; '' there is none. */
export function campaignOf(chosen: Signal<string>, campaigns: readonly StoredCampaign[]): string {
  const known = campaigns.find(({ campaign }) => campaign.id === chosen.value);
  const runs = campaigns.find(({ state }) => state === 'running');
  return (known ?? runs ?? campaigns[0])?.campaign.id ?? '';
}
