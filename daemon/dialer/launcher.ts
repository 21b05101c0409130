import type { Random } from '../base/random.js';
import type { BlockReason, LeadToDial } from '../terms/outbound.js';
import { numbersAssigned } from '../terms/outbound-checks.js';
import type { Site } from '../terms/site.js';
import type { Attempt } from './attempt.js';
import type { Attempts } from './attempts.js';
import { zonesOfNumber } from './calling-hours.js';
import type { HeldLead } from './hopper.js';
import { afterBlock, blockedBy, Clearance, generalReasons, type LaunchAsk } from './law.js';
import type { LeadOdds } from './lead-odds.js';
import type { DialerStep } from './notices.js';
import type { NumberBook } from './number-book.js';
import { retryRuleFor } from './results.js';
import type { RunningCampaign } from './running-campaign.js';

/** One in so many whom the detector judges goes to an agent whatever it says (OUT-30: 2 %). */
const sampleOneIn = 50;
/** Blocked leads of a day that are remembered, so that each reason is logged once. */
const maxLogged = 100_000;

/** For whom, and how sure it is that somebody takes the call. */
export interface LaunchHow {
  readonly agentId: string | null;
  readonly agentFirst: boolean;
  /** An agent is reserved, or none is needed. */
  readonly reserved: boolean;
  readonly paced: boolean;
  /** JSON of PacingReason, '' none. */
  readonly pacing: string;
}

export interface LauncherParts {
  readonly attempts: Attempts;
  readonly numbers: NumberBook;
  readonly odds: LeadOdds;
  readonly random: Random;
  /** The lead is out of the hopper for good, or for a while: what was told to the database. */
  readonly leadChanged: (lead: LeadToDial, notBefore: number, atMs: number) => void;
}

/** The one way from a lead to a call: asks the law, logs what it forbids. */
export class Launcher {
  /** Room for recordings. */
  maySave = true;
  private site: Site | null = null;
  private readonly logged = new Set<string>();

  constructor(private readonly parts: LauncherParts) {}

  load(site: Site): void {
    this.site = site;
  }

  newDay(): void {
    this.logged.clear();
  }

  /** The attempt; or why there is none: the lead is back in the hopper or told away. */
  launch(running: RunningCampaign, held: HeldLead, how: LaunchHow, step: DialerStep): Attempt | BlockReason {
    const ask = this.askFor(running, held, how, step.atMs);
    if (ask === null) return 'caller-number';
    const answer = Clearance.ask(ask);
    if (typeof answer === 'string') {
      this.blocked(running, held, answer, ask, step);
      return answer;
    }
    const { campaign } = running;
    const judge = campaign.answeringMachines && !how.agentFirst;
    const attempt = this.parts.attempts.launch(
      answer,
      {
        campaignId: running.id,
        held,
        callerNumber: campaign.callerNumber,
        ringTimeoutMs: campaign.ringTimeoutMs,
        judge,
        sampled: judge && this.parts.random.below(sampleOneIn) === 0,
        agentId: how.agentId,
        agentFirst: how.agentFirst,
        paced: how.paced,
        pacing: how.pacing,
        answerChance: this.parts.odds.of(held.lead, step.atMs),
        queueId: campaign.queue,
        greetingPrompts: campaign.greetingPrompts,
      },
      step,
    );
    if (attempt === null) return 'duplicate';
    running.inFlight.set(attempt.id, attempt);
    running.windows.add('launched');
    this.parts.numbers.called(held.lead.number, step.atMs);
    step.touch('campaign', running.id);
    return attempt;
  }

  /** True: he may be called at `atMs` by an agent who is reserved; if not, it is logged and he is out of the way. */
  check(running: RunningCampaign, held: HeldLead, atMs: number, step: DialerStep): boolean {
    const ask = this.askFor(running, held, { reserved: true }, atMs);
    if (ask === null) return false;
    const why = blockedBy(ask);
    if (why !== null) this.blocked(running, held, why, ask, step);
    return why === null;
  }

  zones(number: string): readonly string[] {
    return this.site === null ? [] : zonesOfNumber(number, this.site.country);
  }

  /** Null: before there is a site. */
  private askFor(
    running: RunningCampaign,
    held: HeldLead,
    { reserved }: Pick<LaunchHow, 'reserved'>,
    atMs: number,
  ): LaunchAsk | null {
    const { site } = this;
    if (site === null) return null;
    const { numbers } = this.parts;
    const { campaign } = running;
    const { lead } = held;
    return {
      campaign,
      lead,
      atMs,
      zones: zonesOfNumber(lead.number, site.country),
      timeZone: site.timeZone,
      onDncList: numbers.onDncList(held),
      consent: numbers.consent(held),
      callsToday: numbers.callsToday(held),
      lastCallAt: numbers.lastCallAt(held),
      triesAllowed: retryRuleFor(lead.result ?? 'no-answer', campaign).tries,
      trunks: this.trunksFor(site, campaign),
      reserved: reserved || !running.hasAgents,
      overCap: running.isSpent(atMs),
      maySave: this.maySave,
    };
  }

  /** Where its number may be shown; null: by the site's routes. */
  private trunksFor(site: Site, { trunks, callerNumber }: RunningCampaign['campaign']): readonly string[] | null {
    if (callerNumber === '' && trunks.length === 0) return null;
    const known = (site.trunks ?? []).map(({ id }) => id);
    const routed = [...new Set((site.routes ?? []).flatMap((route) => route.trunks))];
    const wanted = trunks.length > 0 ? trunks : [...routed, ...known.filter((id) => !routed.includes(id))];
    return wanted.filter(
      (id) => known.includes(id) && (callerNumber === '' || numbersAssigned(site, id).includes(callerNumber)),
    );
  }

  private blocked(running: RunningCampaign, held: HeldLead, why: BlockReason, ask: LaunchAsk, step: DialerStep): void {
    const { lead } = held;
    const after = afterBlock(why, ask);
    if (after === null) running.hopper.giveBack(held);
    else {
      const change = after === 'done' ? ({ state: 'done' } as const) : ({ state: 'open', notBefore: after } as const);
      step.row({ row: 'lead-change', id: lead.id, change });
      this.parts.leadChanged(lead, after === 'done' ? Number.POSITIVE_INFINITY : after, step.atMs);
    }
    // A cap or a full disk stops everybody: one line for the campaign is enough.
    const key = generalReasons.has(why) ? `${running.id} ${why}` : `${lead.id} ${why}`;
    if (this.logged.has(key) || this.logged.size >= maxLogged) return;
    this.logged.add(key);
    running.count('blocked');
    step.row({
      row: 'attempt',
      attempt: {
        id: step.newId(),
        campaign: running.id,
        list: lead.list,
        lead: lead.id,
        callId: '',
        number: lead.number,
        callerNumber: running.campaign.callerNumber,
        trunk: '',
        agent: null,
        startedAt: step.atMs,
        answeredAt: null,
        classifiedAt: null,
        who: null,
        connectedAt: null,
        endedAt: step.atMs,
        cause: null,
        tone: '',
        result: 'blocked',
        resultBy: 'system',
        why,
        counted: false,
        sampled: false,
        pacing: '',
      },
    });
  }
}
