import type { CampaignToRun, LeadsAnswer, LeadToDial } from '../terms/outbound.js';
import type { DialerStep } from './notices.js';
import { RunningCampaign } from './running-campaign.js';

/** Campaigns at once; more are not taken, which is an incident. */
export const maxCampaigns = 100;
/** Rows are written behind: for so long a lead may be read as it was before. */
const staleMs = 30_000;

export interface CampaignsParts {
  /** In an attempt or on a desk. */
  readonly isWorkedOn: (leadId: string) => boolean;
}

/** Campaigns that run or are paused, and the leads they have read ahead. */
export class Campaigns {
  private readonly byId = new Map<string, RunningCampaign>();
  /** What was last told the database of a lead, and until when a row may not show it. */
  private readonly told = new Map<string, { readonly notBefore: number; readonly untilMs: number }>();
  private asks = 0;
  private nowMs = 0;

  constructor(private readonly parts: CampaignsParts) {}

  get(id: string): RunningCampaign | null {
    return this.byId.get(id) ?? null;
  }

  all(): Iterable<RunningCampaign> {
    return this.byId.values();
  }

  get size(): number {
    return this.byId.size;
  }

  readonly nextAsk = (): number => {
    this.asks += 1;
    return this.asks;
  };

  load(runs: readonly CampaignToRun[], step: DialerStep): void {
    this.nowMs = step.atMs;
    for (const run of runs) {
      const { id } = run.row.campaign;
      const known = this.byId.get(id);
      step.touch('campaign', id);
      const isOver = run.row.state !== 'running' && run.row.state !== 'paused';
      if (known !== undefined) known.change(run);
      else if (isOver) continue;
      else if (this.byId.size >= maxCampaigns)
        step.incident('too-many-campaigns', { campaign: id, limit: maxCampaigns });
      else
        this.byId.set(id, new RunningCampaign(run, { nextAsk: this.nextAsk, isTaken: (lead) => this.isTaken(lead) }));
    }
  }

  forget(id: string): void {
    this.byId.delete(id);
  }

  leads(answer: LeadsAnswer, step: DialerStep): void {
    this.nowMs = step.atMs;
    const running = this.byId.get(answer.campaign);
    if (running === undefined || !running.hopper.take(answer)) return;
    running.dirty = true;
    step.touch('campaign', running.id);
  }

  leadsChanged(lists: readonly string[]): void {
    // By people, after all that this run has told: their word counts.
    this.told.clear();
    for (const running of this.byId.values()) if (running.hopper.changed(lists)) running.dirty = true;
  }

  /** The database was told that this lead is not due before; `Infinity`: never again. */
  leadTold({ id: leadId, list }: Pick<LeadToDial, 'id' | 'list'>, notBefore: number, atMs: number): void {
    this.nowMs = atMs;
    for (const { hopper } of this.byId.values()) {
      // Campaigns that share the list have read him ahead as he was before.
      if (hopper.has(leadId)) hopper.takeLead(leadId);
      if (Number.isFinite(notBefore)) hopper.expect(list, notBefore, atMs);
    }
    this.told.delete(leadId);
    this.told.set(leadId, { notBefore, untilMs: atMs + staleMs });
    for (const [id, { untilMs }] of this.told) {
      if (untilMs > atMs) break;
      this.told.delete(id);
    }
  }

  isWorkedOn(leadId: string): boolean {
    return this.parts.isWorkedOn(leadId);
  }

  private isTaken(lead: LeadToDial): boolean {
    if (this.parts.isWorkedOn(lead.id)) return true;
    const told = this.told.get(lead.id);
    return told !== undefined && told.untilMs > this.nowMs && lead.notBefore < told.notBefore;
  }

  newDay(step: DialerStep): void {
    for (const running of this.byId.values()) {
      running.newDay();
      step.touch('campaign', running.id);
    }
  }
}
