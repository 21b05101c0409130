/**
 * Outbound work as pages ask for it. Ids of campaigns and lists are in addresses; `version` as in the control socket.
 *
 * outbound.watch or outbound.manage:
 * GET  /api/v1/campaigns → CampaignList; GET /api/v1/campaigns/{id} → CampaignShown (today and the last 30 days).
 * GET  /api/v1/campaigns/{id}/results?from=MS&to=MS → CampaignResults (absent: today): counts, conversion (OUT-25), agents.
 * GET  /api/v1/campaigns/{id}/pacing?before=ID&limit=N → PacingLog, newest first: the inputs of each launch (OUT-05).
 * GET  /api/v1/campaigns/{id}/skips?from=MS&to=MS → SkipList.
 * GET  /api/v1/attempts?campaign=ID&agent=ID&lead=ID&number=N&callId=ID&result=R&blocked=true&from=MS&to=MS&before=ID&limit=N
 *      → AttemptPage, newest first.
 * GET  /api/v1/lists → ListList; GET /api/v1/lists/{id} → ListShown (counts, imports);
 * GET  /api/v1/lists/{id}/leads?state=S&result=R&agent=A&number=N&name=T&timed=true&import=ID&after=ID&limit=N → LeadPage.
 * GET  /api/v1/dnc?number=N&limit=N&since=MS&after=N → DncPage, newest first; since and after: those of the last row.
 * GET  /api/v1/consents?number=N → ConsentList: what the person has said of being called, newest first (CMP-03).
 * GET  /api/v1/number-quality?numbers=N,N → NumberQualityList (OUT-11), at most 100.
 *
 * outbound.manage; each change is in the audit:
 * PUT  /api/v1/campaigns/{id} (campaignPutBody) → {version}; DELETE /api/v1/campaigns/{id}?version=N → 204.
 * POST /api/v1/campaigns/{id}/start|pause|stop (versionBody) → {version}.
 * PUT  /api/v1/lists/{id} (listPutBody) → 204; DELETE /api/v1/lists/{id} → {removed}.
 * POST /api/v1/lists/{id}/allocate (allocateBody) → Allocated (CRM-19); /recall (recallBody) → {recalled, kept} (CRM-20);
 *      /recycle (recycleBody) → {recycled}.
 * POST /api/v1/leads/timed (timedBody) → {changed, kept} (OUT-07).
 * POST /api/v1/dnc (dncBody) → {added, known, refused}; POST /api/v1/dnc/remove (dncBody) → {removed}.
 * POST /api/v1/consents (consentBody) → {id, number}: given or taken back, when, where, with what proves it.
 * GET  /api/v1/attempts/{id}/evidence, GET /api/v1/calls/{id}/evidence → application/zip (CMP-04; also needs numbers.full):
 *      evidence.json, call.json, recordings/ID.wav, SHA256SUMS.
 *
 * agent.work:
 * GET  /api/v1/own-results → OwnResults (OUT-17): the same query as the report.
 * GET  /api/v1/own-leads?limit=N → LeadPage: allocated to him and not done, what is due first.
 * GET  /api/v1/own-campaigns → OwnCampaigns: those of his queues that run or are paused.
 */
import { z } from 'zod';
import type { AttemptRow, Campaign, ConsentRow, DncRow, LeadRow } from '../terms/outbound.js';
import type {
  AgentResults,
  AttemptCounts,
  Conversion,
  LeadImport,
  ListCounts,
  NumberQuality,
  SkipRow,
  StoredCampaign,
  StoredList,
} from '../terms/outbound-figures.js';
import { outboundRequests } from './outbound-schema.js';

export const campaignPutBody = outboundRequests['outbound.campaign.put'].omit({ by: true });
export const versionBody = z.strictObject({ version: z.int().min(0) });
/** The id stands in the address. */
export const listPutBody = outboundRequests['outbound.list.put'].shape.list.omit({ id: true });
export const allocateBody = outboundRequests['leads.allocate'].omit({ by: true, list: true });
export const recallBody = outboundRequests['leads.recall'].omit({ by: true, list: true });
export const recycleBody = outboundRequests['leads.recycle'].omit({ by: true, list: true });
export const timedBody = outboundRequests['leads.timed'].omit({ by: true });
export const dncBody = outboundRequests['dnc.add'].omit({ by: true });
export const consentBody = outboundRequests['consent.put'].omit({ by: true });

export interface ConsentList {
  /** As it is stored. */
  readonly number: string;
  readonly consents: readonly ConsentRow[];
}
export interface CampaignList {
  readonly campaigns: readonly StoredCampaign[];
}
export interface CampaignShown {
  readonly stored: StoredCampaign;
  readonly today: AttemptCounts;
  readonly thirtyDays: AttemptCounts;
  /** Of all time the attempts are kept. */
  readonly conversion: Conversion;
}
export interface CampaignResults {
  readonly from: number;
  readonly to: number;
  readonly counts: AttemptCounts;
  readonly conversion: Conversion;
  readonly agents: readonly AgentResults[];
}
export interface PacingLog {
  readonly launches: readonly {
    readonly attempt: string;
    readonly at: number;
    /** PacingReason as it was stored. */
    readonly reason: unknown;
  }[];
}
export interface SkipList {
  readonly skips: readonly SkipRow[];
}
export interface AttemptPage {
  readonly attempts: readonly AttemptRow[];
}
export interface ListList {
  readonly lists: readonly StoredList[];
}
export interface ListShown {
  readonly list: StoredList;
  readonly counts: ListCounts;
  readonly imports: readonly LeadImport[];
}
export interface LeadPage {
  readonly leads: readonly LeadRow[];
}
export interface DncPage {
  readonly numbers: readonly DncRow[];
  /** On the whole list. */
  readonly count: number;
}
export interface NumberQualityList {
  readonly numbers: readonly NumberQuality[];
}
/** What an agent's page must know of a campaign he works on. */
export interface OwnCampaign
  extends Pick<Campaign, 'id' | 'name' | 'mode' | 'queue' | 'hours' | 'days' | 'previewMs' | 'script'> {
  readonly running: boolean;
  /** Its lists. */
  readonly lists: readonly string[];
}
export interface OwnCampaigns {
  readonly campaigns: readonly OwnCampaign[];
}
export interface OwnResults {
  readonly today: AgentResults;
  /** With today. */
  readonly sevenDays: AgentResults;
}
