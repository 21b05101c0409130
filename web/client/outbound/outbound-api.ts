/** Requests of the outbound page about campaigns; what each answers stands in contract/pages-outbound. */
import type { CampaignList, CampaignShown, ListList, ListShown } from '../../../daemon/contract/pages.js';
import type { Forecast } from '../../../daemon/contract/pages-forecast.js';
import type { Campaign } from '../../../daemon/terms/outbound.js';
import type { SiteInForce } from '../../../daemon/terms/site-change.js';
import { call } from '../parts/api.js';

const at = (id: string): string => `/campaigns/${encodeURIComponent(id)}`;

export type Deed = 'start' | 'pause' | 'stop';

export const outboundApi = {
  site: () => call<SiteInForce>('GET', '/site'),
  lists: () => call<ListList>('GET', '/lists'),
  list: (id: string) => call<ListShown>('GET', `/lists/${encodeURIComponent(id)}`),
  campaigns: () => call<CampaignList>('GET', '/campaigns'),
  campaign: (id: string) => call<CampaignShown>('GET', at(id)),
  /** `version` 0: a new one. */
  put: (version: number, campaign: Campaign) =>
    call<{ readonly version: number }>('PUT', at(campaign.id), { version, campaign }),
  /** `agents` null: those of its queue who are signed in, or else all of them. */
  forecast: (campaign: Campaign, agents: number | null) =>
    call<Forecast>('POST', '/campaigns/forecast', agents === null ? { campaign } : { campaign, agents }),
  remove: (id: string, version: number) => call<null>('DELETE', `${at(id)}?version=${version}`),
  deed: (deed: Deed, id: string, version: number) =>
    call<{ readonly version: number }>('POST', `${at(id)}/${deed}`, { version }),
};
