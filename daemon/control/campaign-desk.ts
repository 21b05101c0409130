import { CallboxError } from '../base/errors.js';
import { campaignSchema, type OutboundParams, type OutboundResults } from '../contract/outbound-schema.js';
import type { Campaign, CampaignState } from '../terms/outbound.js';
import { type CampaignProblem, campaignProblems, startProblems } from '../terms/outbound-checks.js';
import type { StoredCampaign, StoredList } from '../terms/outbound-figures.js';
import type { Site } from '../terms/site.js';
import { Turns } from './turns.js';

/** Who changes a campaign, on which version of it, and when (epoch ms). */
export interface CampaignDeed {
  readonly by: string;
  readonly version: number;
  readonly atMs: number;
}

/** What a change of a campaign leads to. */
export interface CampaignDeskParts {
  readonly clock: { nowMs(): number };
  site(): Site;
  /** All that the dialer has told so far is on disk: what is stored from here on comes after it. */
  settled(): Promise<void>;
  campaign(id: string): Promise<StoredCampaign | null>;
  list(id: string): Promise<StoredList | null>;
  /** Each rejects with 'conflict' when the campaign was changed since; then nothing changes. */
  put(campaign: Campaign, deed: CampaignDeed): Promise<StoredCampaign>;
  setState(id: string, state: CampaignState, deed: CampaignDeed): Promise<StoredCampaign>;
  remove(id: string, version: number): Promise<void>;
  /** From here on the dialer follows it. */
  load(stored: StoredCampaign): Promise<void>;
}

const maxWaiting = 100;

/** Campaigns as people change them, one change after the other: checked, stored, then told to the dialer. */
export class CampaignDesk {
  private readonly turns = new Turns(maxWaiting, 'changes of campaigns');

  constructor(private readonly parts: CampaignDeskParts) {}

  /** Rejects with 'bad-request' and all that is wrong, 'conflict' when another change came first. */
  put({
    by,
    version,
    campaign: sent,
  }: OutboundParams<'outbound.campaign.put'>): Promise<OutboundResults['outbound.campaign.put']> {
    const read = campaignSchema.safeParse(sent);
    if (!read.success) {
      const [issue] = read.error.issues;
      const where = ['campaign', ...(issue?.path ?? [])].map(String).join('.');
      return Promise.reject(new CallboxError('bad-request', `${where}: ${issue?.message ?? 'wrong'}`));
    }
    const campaign = withoutAbsent(read.data);
    return this.turns.take(async () => {
      refuse(campaignProblems(campaign, this.parts.site()));
      await this.listsExist(campaign);
      await this.parts.settled();
      if (version > 0) await this.mayChange(campaign);
      return this.stored(await this.parts.put(campaign, { by, version, atMs: this.parts.clock.nowMs() }));
    });
  }

  start(ask: OutboundParams<'outbound.campaign.start'>): Promise<OutboundResults['outbound.campaign.start']> {
    return this.turns.take(async () => {
      const { campaign } = await this.known(ask.campaign);
      refuse(startProblems(campaign, this.parts.site()));
      await this.listsExist(campaign);
      return this.change(ask, 'running');
    });
  }

  /** Calls in progress go on, none begins. */
  pause(ask: OutboundParams<'outbound.campaign.pause'>): Promise<OutboundResults['outbound.campaign.pause']> {
    return this.turns.take(async () => {
      const { state } = await this.known(ask.campaign);
      if (state !== 'running') {
        throw new CallboxError('not-now', `the campaign ${ask.campaign} is ${state}: only one that runs can be paused`);
      }
      return this.change(ask, 'paused');
    });
  }

  /** Calls in progress go on, none begins. */
  stop(ask: OutboundParams<'outbound.campaign.stop'>): Promise<OutboundResults['outbound.campaign.stop']> {
    return this.turns.take(() => this.change(ask, 'stopped'));
  }

  remove({
    campaign,
    version,
  }: OutboundParams<'outbound.campaign.remove'>): Promise<OutboundResults['outbound.campaign.remove']> {
    return this.turns.take(async () => {
      await this.parts.settled();
      await this.parts.remove(campaign, version);
      return {};
    });
  }

  /** While `work` goes on nobody changes a campaign. */
  undisturbed<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.take(work);
  }

  private async change(
    { by, campaign, version }: { readonly by: string; readonly campaign: string; readonly version: number },
    state: CampaignState,
  ): Promise<{ readonly version: number }> {
    await this.parts.settled();
    const deed = { by, version, atMs: this.parts.clock.nowMs() };
    return this.stored(await this.parts.setState(campaign, state, deed));
  }

  private async stored(stored: StoredCampaign): Promise<{ readonly version: number }> {
    await this.parts.load(stored);
    return { version: stored.version };
  }

  private async known(id: string): Promise<StoredCampaign> {
    const stored = await this.parts.campaign(id);
    if (stored === null) throw new CallboxError('not-found', `there is no campaign ${id}`);
    return stored;
  }

  private async listsExist({ lists }: Campaign): Promise<void> {
    for (const { list } of lists) {
      if ((await this.parts.list(list)) === null) {
        throw new CallboxError('bad-request', `lists: there is no list ${list}: make it first`);
      }
    }
  }

  /** Calls of one way of reaching people are under way: they cannot become calls of another. */
  private async mayChange({ id, mode, queue }: Campaign): Promise<void> {
    const { campaign: before, state } = await this.known(id);
    if (state !== 'running' && state !== 'paused') return;
    if (before.mode === mode && before.queue === queue) return;
    throw new CallboxError('conflict', `the campaign ${id} is ${state}: stop it before its mode or queue is changed`);
  }
}

/** As people send it absent and undefined are the same; as it is stored there is no undefined. */
function withoutAbsent(sent: ReturnType<typeof campaignSchema.parse>): Campaign {
  return JSON.parse(JSON.stringify(sent)) as Campaign;
}

function refuse(problems: readonly CampaignProblem[]): void {
  if (problems.length === 0) return;
  const texts = problems.map(({ field, code, min, max }) => {
    const bounds = min === undefined && max === undefined ? '' : ` ${min ?? ''}-${max ?? ''}`;
    return `${field}: ${code}${bounds}`;
  });
  throw new CallboxError('bad-request', texts.join('; ').slice(0, 2_000));
}
