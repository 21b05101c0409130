import type { BlockReason } from '../terms/outbound.js';
import { localTime, secondsOf } from '../terms/schedules.js';
import type { Site } from '../terms/site.js';
import type { Attempt } from './attempt.js';
import type { Attempts } from './attempts.js';
import { mayCallAt, nextCallable, zonesOfNumber } from './calling-hours.js';
import type { Campaigns } from './campaigns.js';
import { type Crew, campaignOfAgent, crewOf, pacedAgents } from './crew.js';
import { type Desk, type Desks, inTurn, isDue } from './desks.js';
import type { HeldLead } from './hopper.js';
import type { Launcher } from './launcher.js';
import { generalReasons } from './law.js';
import type { LeadOdds } from './lead-odds.js';
import type { CrewMember, DialerStep } from './notices.js';
import { Pace, type PaceFloor, reasonText } from './pace.js';
import type { DialerParts } from './ports.js';
import type { RunningCampaign } from './running-campaign.js';

/** An agent is kept for an hour that was agreed from so long before it. */
const keepAheadMs = 20_000;
/** Somebody else calls, if the agent of an appointment is not there so long after it. */
const ownAgentWaitMs = 600_000;
/** Leads looked at in one round: those that the law forbids use up looks, too. */
const maxLooks = 60;
/** Of a campaign without agents, in one round. */
const maxAutomatic = 10;
/** Numbers that pacing is told of ahead: seldom are more launched at once. */
const toldAhead = 32;

export interface RoundsParts extends Omit<DialerParts, 'random'> {
  readonly campaigns: Campaigns;
  readonly attempts: Attempts;
  readonly launcher: Launcher;
  readonly desks: Desks;
  readonly odds: LeadOdds;
}

/** Who is called now, mode by mode. */
export class Rounds {
  private readonly paces = new Map<string, Pace>();
  private site: Site | null = null;
  /** Placed in this round, before the channels know of it. */
  private placed = 0;

  constructor(private readonly parts: RoundsParts) {}

  load(site: Site): void {
    this.site = site;
  }

  pace(campaignId: string): Pace | null {
    return this.paces.get(campaignId) ?? null;
  }

  crew({ campaign }: RunningCampaign): Crew {
    return crewOf(campaign.queue === '' ? [] : this.parts.crew(campaign.queue));
  }

  /** Signed in or not. */
  isOfQueue(queueId: string, agentId: string): boolean {
    return queueId !== '' && this.parts.crew(queueId).some((member) => member.agentId === agentId);
  }

  /** Within its hours; a lead's own number is asked again at its launch. */
  isOpen(running: RunningCampaign, atMs: number): boolean {
    return this.site !== null && mayCallAt(atMs, running.campaign, this.zones(this.site));
  }

  /** When its hours begin again; null: not within two weeks. */
  opensAt(running: RunningCampaign, atMs: number): number | null {
    return this.site === null ? null : nextCallable(atMs, running.campaign, this.zones(this.site));
  }

  private zones({ country }: Site): readonly string[] {
    return zonesOfNumber('', country);
  }

  /** Before the first round of a step and after its last: the channels know of what was placed. */
  placedIsKnown(): void {
    this.placed = 0;
  }

  run(running: RunningCampaign, step: DialerStep): void {
    const { atMs } = step;
    const crew = this.crew(running);
    this.setDay(running, atMs);
    this.putAway(running, step, ({ agentId }) => !crew.present.some((member) => member.agentId === agentId));
    const mayCall = running.runs(atMs) && this.isOpen(running, atMs) && this.parts.launcher.maySave;
    if (!mayCall || (running.hasAgents && crew.present.length === 0)) {
      this.hangUpSurplus(running, step);
      if (!running.runs(atMs)) this.putAway(running, step, () => true);
      return;
    }
    this.refill(running, crew, step);
    if (running.isBackingOff(atMs)) return;
    this.dialWaiting(running, step);
    switch (running.campaign.mode) {
      case 'manual':
        this.timed(running, crew, step);
        return;
      case 'preview':
        this.timed(running, crew, step);
        this.assignIdle(running, crew.idle, running.campaign.previewMs, step);
        return;
      case 'progressive':
        this.timed(running, crew, step);
        this.assignIdle(running, crew.idle, 0, step);
        return;
      case 'predictive':
        this.timed(running, crew, step);
        this.predict(running, crew, step);
        return;
      case 'notice':
      case 'survey':
      case 'flow':
        this.automatic(running, step);
        return;
    }
  }

  /** When its hours begin and end today. */
  private setDay(running: RunningCampaign, atMs: number): void {
    if (this.site === null) return;
    const { hours, startAt, endAt } = running.campaign;
    const midnight = Math.floor(atMs / 1000) * 1000 - localTime(atMs, this.site.timeZone).seconds * 1000;
    running.dayBeganAt = Math.max(midnight + secondsOf(hours.from) * 1000, startAt ?? 0);
    running.dayEndsAt = Math.min(midnight + secondsOf(hours.to) * 1000, endAt ?? Number.POSITIVE_INFINITY);
  }

  /**
   * From a desk to the telephone; null: done. 'full': as many calls as the campaign may have are up, or every channel is
   * taken; what is dialled by itself stays on the desk until one is free. Else why not: the desk is empty then.
   */
  dial(desk: Desk, step: DialerStep): BlockReason | 'stopped' | 'dialled' | 'full' | null {
    const running = this.parts.campaigns.get(desk.campaignId);
    if (running === null) {
      this.parts.desks.remove(desk, step);
      return 'stopped';
    }
    if (desk.attempt !== null) return 'dialled';
    if (this.room(running) === 0) return 'full';
    const { mode } = running.campaign;
    const agentFirst = mode === 'manual' || mode === 'preview' || !desk.headset;
    const how = { agentId: desk.agentId, agentFirst, reserved: true, paced: false, pacing: '' };
    // Off the desk first: the law may give the lead back.
    const launched = this.parts.launcher.launch(running, desk.held, how, step);
    if (typeof launched === 'string') {
      this.parts.desks.remove(desk, step);
      if (generalReasons.has(launched)) {
        step.row({ row: 'lead-change', id: desk.held.lead.id, change: { state: 'open' } });
      }
      return launched;
    }
    this.placed += 1;
    this.parts.desks.dialled(desk, launched, step);
    // Pacing learns from it whether people answer.
    if (!agentFirst) this.tellLaunch(running, launched, step);
    return null;
  }

  /** How many more calls it may have now. */
  private room({ campaign, inFlight }: RunningCampaign): number {
    const free = this.parts.freeChannels(campaign.trunks) - this.placed;
    return Math.max(0, Math.min(campaign.maxConcurrent - inFlight.size, free));
  }

  /** The same without those that are kept for desks whose minute has come or is near. */
  private roomBeside(running: RunningCampaign, atMs: number): number {
    let kept = 0;
    for (const desk of this.parts.desks.all()) if (isDue(desk, running.id, atMs + keepAheadMs)) kept += 1;
    return Math.max(0, this.room(running) - kept);
  }

  /** Whose minute has passed while the campaign was full. */
  private dialWaiting(running: RunningCampaign, step: DialerStep): void {
    const waiting = [...this.parts.desks.all()].filter((desk) => isDue(desk, running.id, step.atMs));
    waiting.sort(inTurn);
    for (const desk of waiting) if (this.dial(desk, step) === 'full') return;
  }

  private refill(running: RunningCampaign, crew: Crew, step: DialerStep): void {
    const { mode, maxConcurrent } = running.campaign;
    const wanted = running.hasAgents ? Math.max(20, crew.present.length * 15) : Math.max(20, maxConcurrent * 4);
    running.hopper.refill(
      mode === 'manual' ? 1 : wanted,
      crew.present.map(({ agentId }) => agentId),
      step,
    );
  }

  // ---- leads on desks

  private isIdle({ agentId }: CrewMember): boolean {
    return this.parts.desks.get(agentId) === null;
  }

  /** Hours that were agreed or set: an agent is kept for each, so that nobody who waits for our call is dropped. */
  private timed(running: RunningCampaign, crew: Crew, step: DialerStep): void {
    const { atMs } = step;
    const idle = crew.idle.filter((member) => this.isIdle(member));
    for (let looks = 0; looks < maxLooks && idle.length > 0; looks++) {
      const fits = (agent: string, dueMs: number) =>
        agent === '' || atMs - dueMs >= ownAgentWaitMs ? 0 : idle.findIndex(({ agentId }) => agentId === agent);
      const held = running.hopper.nextTimed(atMs, keepAheadMs, ({ agent, notBefore }) => fits(agent, notBefore) >= 0);
      if (held === null) return;
      const { agent, notBefore } = held.lead;
      const own = idle.findIndex(({ agentId }) => agentId === agent);
      const [member] = idle.splice(own >= 0 ? own : 0, 1);
      if (member !== undefined && !this.assign(running, member, held, notBefore, step)) idle.unshift(member);
    }
  }

  /** One lead for each idle agent: his own first, then nobody's. */
  private assignIdle(running: RunningCampaign, idle: readonly CrewMember[], showMs: number, step: DialerStep): void {
    let looks = 0;
    for (const member of idle) {
      while (looks < maxLooks && this.isIdle(member) && (showMs > 0 || this.roomBeside(running, step.atMs) > 0)) {
        looks += 1;
        const held = this.draw(() => running.hopper.next(step.atMs, member.agentId));
        if (held === null) break;
        this.assign(running, member, held, step.atMs + showMs, step);
        if (running.isBackingOff(step.atMs)) return;
      }
    }
  }

  /** False: the law forbids it, and the agent is as idle as before. */
  private assign(
    running: RunningCampaign,
    { agentId, headset }: CrewMember,
    held: HeldLead,
    dialAt: number,
    step: DialerStep,
  ): boolean {
    // Nobody is shown whom he may not call. At an hour that comes, it is asked again.
    const soon = Math.max(step.atMs, dialAt);
    if (!this.parts.launcher.check(running, held, soon, step)) return false;
    step.row({ row: 'lead-change', id: held.lead.id, change: { state: 'working' } });
    const desk = this.parts.desks.put({ agentId, campaignId: running.id, held, headset, dialAt: soon }, step);
    if (soon > step.atMs) return true;
    const why = this.dial(desk, step);
    return why === null || why === 'full';
  }

  private draw(next: () => HeldLead | null): HeldLead | null {
    for (let looks = 0; looks < maxLooks; looks++) {
      const held = next();
      if (held === null) return null;
      const { id } = held.lead;
      // Another campaign with the same list was faster.
      if (!this.parts.attempts.isDialled(id) && !this.parts.desks.isOnDesk(id)) return held;
    }
    return null;
  }

  // ---- paced

  private predict(running: RunningCampaign, crew: Crew, step: DialerStep): void {
    // A telephone on its hook cannot be answered within the 2 s: its agent is reserved first.
    this.assignIdle(
      running,
      crew.idle.filter(({ headset }) => !headset),
      0,
      step,
    );
    this.ownLeads(running, crew, step);
    const own = this.pacedHere(running, crew, step.atMs);
    if (running.isSpent(step.atMs)) {
      this.hangUpSurplus(running, step);
      // It goes on learning from what it sees.
      this.paceOf(running).decide(running, this.floor(running, own, step.atMs), step.atMs);
      const idle = own.filter(({ status, lead }) => status === 'idle' && lead === '');
      this.assignIdle(running, idle.slice(0, Math.max(0, idle.length - pacedCalls(running))), 0, step);
      return;
    }
    this.launchPaced(running, own, step);
  }

  private launchPaced(running: RunningCampaign, own: readonly CrewMember[], step: DialerStep): void {
    const pace = this.paceOf(running);
    const floor = this.floor(running, own, step.atMs);
    const { launch, cancel } = pace.decide(running, floor, step.atMs);
    for (const id of cancel) {
      const attempt = running.inFlight.get(id);
      if (attempt?.paced === true) this.parts.attempts.giveUp(attempt, step);
    }
    const pacing = reasonText(pace.reason);
    let left = Math.min(launch, floor.trunksFree);
    for (let looks = 0; left > 0 && looks < maxLooks; looks++) {
      const held = this.draw(() => running.hopper.next(step.atMs, ''));
      if (held === null) return;
      const how = { agentId: null, agentFirst: false, reserved: false, paced: true, pacing };
      const attempt = this.parts.launcher.launch(running, held, how, step);
      if (typeof attempt === 'string') {
        if (generalReasons.has(attempt)) return;
        continue;
      }
      this.placed += 1;
      left -= 1;
      this.tellLaunch(running, attempt, step);
    }
  }

  private tellLaunch({ id }: RunningCampaign, attempt: Attempt, { atMs }: DialerStep): void {
    this.pace(id)?.tell({ type: 'launch', atMs, id: attempt.id, lead: attempt.answerChance });
  }

  private floor(running: RunningCampaign, own: readonly CrewMember[], atMs: number): PaceFloor {
    const busy = own.map((member) => (this.isIdle(member) ? member : { ...member, status: busyOf(member) }));
    const trunksFree = this.roomBeside(running, atMs);
    const next = running.hopper
      .ahead(atMs, Math.min(toldAhead, trunksFree))
      .map((lead) => this.parts.odds.of(lead, atMs));
    return { agents: pacedAgents(busy), trunksFree, next, endsAt: running.dayEndsAt, beganAt: running.dayBeganAt };
  }

  /** Leads that were allocated to him are called for him alone. */
  private ownLeads(running: RunningCampaign, crew: Crew, step: DialerStep): void {
    for (const member of crew.idle) {
      if (!this.isIdle(member) || this.roomBeside(running, step.atMs) === 0) continue;
      const held = this.draw(() => running.hopper.nextOf(step.atMs, member.agentId));
      if (held !== null) this.assign(running, member, held, step.atMs, step);
    }
  }

  /** Several campaigns pace the same agents: each has its share of them. */
  private pacedHere(running: RunningCampaign, { present }: Crew, atMs: number): readonly CrewMember[] {
    const rivals = [...this.parts.campaigns.all()]
      .filter((other) => other !== running && other.campaign.mode === 'predictive' && other.runs(atMs))
      .map((other) => ({ id: other.id, agents: new Set(this.crew(other).present.map(({ agentId }) => agentId)) }));
    if (rivals.length === 0) return present;
    return present.filter(({ agentId }) => {
      const ids = rivals.flatMap(({ id, agents }) => (agents.has(agentId) ? [id] : []));
      return campaignOfAgent(agentId, [...ids, running.id].sort()) === running.id;
    });
  }

  private paceOf({ id }: RunningCampaign): Pace {
    const known = this.paces.get(id);
    if (known !== undefined) return known;
    const pace = new Pace(this.parts.createPacer);
    this.paces.set(id, pace);
    return pace;
  }

  forget(campaignId: string): void {
    this.paces.delete(campaignId);
  }

  // ---- without agents

  private automatic(running: RunningCampaign, step: DialerStep): void {
    const how = { agentId: null, agentFirst: false, reserved: false, paced: false, pacing: '' };
    let left = Math.min(maxAutomatic, this.room(running));
    for (let looks = 0; left > 0 && looks < maxLooks; looks++) {
      const held = this.draw(
        () => running.hopper.nextTimed(step.atMs, 0, () => true) ?? running.hopper.next(step.atMs, ''),
      );
      if (held === null) return;
      const attempt = this.parts.launcher.launch(running, held, how, step);
      if (typeof attempt === 'string') {
        if (generalReasons.has(attempt)) return;
        continue;
      }
      this.placed += 1;
      left -= 1;
    }
  }

  /** Nobody would be there: what has rung long enough stops ringing. */
  private hangUpSurplus(running: RunningCampaign, step: DialerStep): void {
    for (const attempt of running.inFlight.values()) {
      if (attempt.paced) this.parts.attempts.giveUp(attempt, step);
    }
  }

  /** Shown and not dialled: not any more. */
  private putAway(running: RunningCampaign, step: DialerStep, which: (desk: Desk) => boolean): void {
    for (const desk of [...this.parts.desks.all()]) {
      if (desk.campaignId !== running.id || desk.attempt !== null || !which(desk)) continue;
      this.parts.desks.remove(desk, step);
      this.putBack(running, desk.held, step);
    }
  }

  /** A lead that was shown and is not called after all. */
  putBack(running: RunningCampaign | null, held: HeldLead, step: DialerStep): void {
    step.row({ row: 'lead-change', id: held.lead.id, change: { state: 'open' } });
    running?.hopper.giveBack(held);
  }
}

/** Each of them may be answered, and finds an agent only among those who are free. */
function pacedCalls({ inFlight }: RunningCampaign): number {
  let calls = 0;
  for (const { paced, state } of inFlight.values()) {
    if (paced && state !== 'connected' && state !== 'dropping') calls += 1;
  }
  return calls;
}

/** On his desk lies something that the queues do not know yet. */
function busyOf({ status }: CrewMember): CrewMember['status'] {
  return status === 'idle' ? 'talk' : status;
}
