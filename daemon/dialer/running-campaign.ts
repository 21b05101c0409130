import type { AttemptResult, Campaign, CampaignRow, CampaignState, CampaignToRun } from '../terms/outbound.js';
import { agentModes } from '../terms/outbound.js';
import { withinLaw } from '../terms/outbound-checks.js';
import type { Attempt } from './attempt.js';
import type { Destination } from './attempts.js';
import { DropWindows } from './drop-windows.js';
import { Hopper, type HopperParts } from './hopper.js';
import type { DialerStep } from './notices.js';
import { isCode } from './results.js';

/** A burst of line failures is one; so many in a row and a person must look at the trunk. */
const burstsUntilPaused = 6;
const firstBackOffMs = 1_000;

/** Persons of a day before which no drop may be ahead of the cap, and how much may be after it. */
const youngDay = 200;
const slackPerPerson = 0.005;
const maxSlack = 3;
/** Persons reached with reserved agents alone, of those reached with pacing. */
const reservedShare = 0.6;

/** A campaign that runs or is paused, with what it has in hand. */
export class RunningCampaign {
  readonly id: string;
  row: CampaignRow;
  /** As stored, brought inside the law. */
  campaign: Campaign;
  readonly hopper: Hopper;
  readonly windows: DropWindows;
  readonly inFlight = new Map<string, Attempt>();
  /** By result since midnight. */
  results: Partial<Record<AttemptResult, number>>;
  /** Since it was made. */
  successes: number;
  /** Something happened that may change who is called now. */
  dirty = true;
  /** Of today's hours: set by who asks whether it is spent. */
  dayBeganAt = 0;
  dayEndsAt = 0;
  private bursts = 0;
  private backOffUntil = 0;

  constructor(run: CampaignToRun, parts: Omit<HopperParts, 'campaignId'>) {
    this.id = run.row.campaign.id;
    this.row = run.row;
    this.campaign = withinLaw(run.row.campaign);
    this.windows = new DropWindows(run.today, run.thirtyDays, run.detector);
    this.results = { ...run.results };
    this.successes = run.successes ?? 0;
    this.hopper = new Hopper({ ...parts, campaignId: this.id });
    this.hopper.load(this.campaign);
  }

  /** The same one, changed by a person or by itself. */
  change(run: CampaignToRun): void {
    if (this.row.state !== 'running' && run.row.state === 'running') this.bursts = 0;
    this.row = run.row;
    this.campaign = withinLaw(run.row.campaign);
    this.windows.replaceMonth(run.thirtyDays);
    if (run.successes !== undefined) this.successes = Math.max(this.successes, run.successes);
    this.hopper.load(this.campaign);
    this.dirty = true;
  }

  /** By itself: the database and the pages are told. */
  becomes(state: CampaignState, why: string, step: DialerStep): void {
    this.row = { ...this.row, state, why, changedAt: step.atMs, changedBy: 'system' };
    step.row({ row: 'campaign', campaign: this.row });
    step.incident('campaign-ended-itself', { campaign: this.id, state, why });
    step.touch('campaign', this.id);
  }

  get hasAgents(): boolean {
    return agentModes.includes(this.campaign.mode);
  }

  /** Between its start and its end, and told to run. */
  runs(atMs: number): boolean {
    const { startAt, endAt } = this.campaign;
    return this.row.state === 'running' && (startAt === null || atMs >= startAt) && (endAt === null || atMs < endAt);
  }

  get destination(): Destination {
    const { queue, waitMusic, dropPrompts, flow, heardPercent } = this.campaign;
    return this.hasAgents
      ? { to: 'queue', queueId: queue, music: waitMusic, dropPrompts }
      : { to: 'flow', flowId: flow, heardPercent };
  }

  count(result: AttemptResult, by = 1): void {
    const now = (this.results[result] ?? 0) + by;
    if (now > 0) this.results[result] = now;
    else delete this.results[result];
    if (result === 'success') this.successes = Math.max(0, this.successes + by);
    if (isCode(result) && by > 0) this.dirty = true;
  }

  /** True: no call may be made that can be dropped. */
  isSpent(atMs: number): boolean {
    const { dropCap } = this.campaign;
    return this.windows.isSpent(dropCap, this.slack(atMs));
  }

  /**
   * Drops that may be ahead of the cap, because the rest of the day covers them twice even if nobody else is ever
   * dropped. None while the day is young: it may be stopped at any time, and 3 % of few persons is nobody.
   */
  private slack(atMs: number): number {
    const { live } = this.windows.today;
    const { open } = this.hopper;
    const workedMs = atMs - this.dayBeganAt;
    const leftMs = this.dayEndsAt - atMs;
    if (live <= youngDay || open === null || workedMs <= 0 || leftMs <= 0) return 0;
    const launched = Math.max(1, this.windows.today.launched);
    const toCome = Math.min((live / workedMs) * leftMs, (live / launched) * open) * reservedShare;
    return Math.min(maxSlack, (live - youngDay) * slackPerPerson, (this.campaign.dropCap * toCome) / 2);
  }

  newDay(): void {
    this.results = {};
    this.windows.newDay();
    this.dirty = true;
  }

  // ---- lines

  /** True: lines fail again and again, nothing more is to be launched. */
  lineFailed(atMs: number): boolean {
    if (atMs < this.backOffUntil) return false; // of the same burst
    this.bursts += 1;
    this.backOffUntil = atMs + firstBackOffMs * 2 ** Math.min(this.bursts - 1, 5);
    return this.bursts >= burstsUntilPaused;
  }

  lineWorks(): void {
    this.bursts = 0;
    this.backOffUntil = 0;
  }

  isBackingOff(atMs: number): boolean {
    return atMs < this.backOffUntil;
  }
}
