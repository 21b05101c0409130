/** Campaigns as they are stored, read when the page opens, after each change and when the dialer changes one by itself. */
import { computed, effect, signal } from '@preact/signals';
import type { CampaignState, LiveCampaign } from '../../../../daemon/terms/outbound.js';
import type { StoredCampaign, StoredList } from '../../../../daemon/terms/outbound-figures.js';
import type { Site } from '../../../../daemon/terms/site.js';
import { campaigns as live, returns } from '../../live/live.js';
import type { FailureCode } from '../../live/requests.js';
import { tellFailure, tellGood } from '../../parts/toasts.js';
import { may } from '../../session/session.js';
import { type Deed, outboundApi } from '../outbound-api.js';
import { outboundWords } from '../outbound-words.js';

/** null: not read yet. */
export const stored = signal<readonly StoredCampaign[] | null>(null);
export const failure = signal<FailureCode | null>(null);
/** What campaigns are made of; null: not read yet, or not this reader's. */
export const site = signal<Site | null>(null);
export const lists = signal<readonly StoredList[]>([]);
/** Campaign whose change is under way; '' none. */
export const busy = signal('');

const order: Readonly<Record<CampaignState, number>> = { running: 0, paused: 1, draft: 2, stopped: 3, done: 4 };

/** Who works first, then who changed last. */
export const shown = computed(() =>
  [...(stored.value ?? [])]
    .map((each) => ({ stored: each, live: live.value.get(each.campaign.id) ?? null, state: stateOf(each) }))
    .sort((a, b) => order[a.state] - order[b.state] || b.stored.changedAt - a.stored.changedAt),
);

export interface ShownCampaign {
  readonly stored: StoredCampaign;
  readonly live: LiveCampaign | null;
  readonly state: CampaignState;
}

function stateOf(each: StoredCampaign): CampaignState {
  return live.value.get(each.campaign.id)?.state ?? each.state;
}

export async function loadCampaigns(): Promise<void> {
  const [campaigns, all, inForce] = await Promise.all([
    outboundApi.campaigns(),
    outboundApi.lists(),
    may('outbound.manage') ? outboundApi.site() : null,
  ]);
  failure.value = campaigns.ok ? (all.ok ? null : all.code) : campaigns.code;
  if (all.ok) lists.value = all.value.lists;
  if (inForce?.ok) site.value = inForce.value.site;
  if (campaigns.ok) stored.value = campaigns.value.campaigns;
}

/** A campaign that ends or pauses by itself has a new version: it is read again, as after a lost connection. */
export function followCampaigns(): () => void {
  let last = '';
  return effect(() => {
    const states = [...live.value.values()].map(({ id, state, why }) => `${id} ${state} ${why}`);
    const now = [returns.value, ...states].join('\n');
    if (now === last) return;
    last = now;
    void loadCampaigns();
  });
}

export async function act(deed: Deed, each: StoredCampaign): Promise<boolean> {
  const { id } = each.campaign;
  busy.value = id;
  const answer = await outboundApi.deed(deed, id, each.version);
  await loadCampaigns();
  busy.value = '';
  if (answer.ok) tellGood(() => outboundWords.value.did[deed]);
  else tellFailure(answer.code);
  return answer.ok;
}

export async function remove(each: StoredCampaign): Promise<boolean> {
  busy.value = each.campaign.id;
  const answer = await outboundApi.remove(each.campaign.id, each.version);
  await loadCampaigns();
  busy.value = '';
  if (answer.ok) tellGood(() => outboundWords.value.did.remove);
  else tellFailure(answer.code);
  return answer.ok;
}
