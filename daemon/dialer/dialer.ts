import type { CampaignToRun, LeadsAnswer, LiveCampaign, LiveLead, OutboundAsk } from '../terms/outbound.js';
import type { RecordingMode, StorageState } from '../terms/recordings.js';
import type { Refusal } from '../terms/requests.js';
import type { Site } from '../terms/site.js';
import { AgentAsks } from './agent-asks.js';
import type { Attempt } from './attempt.js';
import { type AttemptOwner, Attempts, type Destination } from './attempts.js';
import { Campaigns } from './campaigns.js';
import { type Desk, Desks } from './desks.js';
import { Launcher } from './launcher.js';
import { LeadOdds } from './lead-odds.js';
import { liveCampaign } from './live.js';
import type { AttemptNotice, CrewNotice, DialerStep } from './notices.js';
import { NumberBook } from './number-book.js';
import { Outcomes } from './outcomes.js';
import { paceEnd } from './pace.js';
import type { DialerParts } from './ports.js';
import { Rounds } from './rounds.js';
import type { RunningCampaign } from './running-campaign.js';

/** Pacing decides at least so often. */
const pacedTickMs = 500;
const tickMs = 1_000;
/** Nobody is there, or it is not the hour. */
const idleTickMs = 5_000;

const nowhere: Destination = { to: 'queue', queueId: '', music: '', dropPrompts: [] };

/** Campaigns that run: whom to call next, when, and what became of it. */
export class Dialer {
  private readonly numbers = new NumberBook();
  private readonly odds = new LeadOdds();
  private readonly desks = new Desks();
  private readonly attempts: Attempts;
  private readonly campaignsHere: Campaigns;
  private readonly launcher: Launcher;
  private readonly rounds: Rounds;
  private readonly outcomes: Outcomes;
  private readonly asks: AgentAsks;
  private ticking = false;
  private stopped = false;
  /** Of the last step. */
  private nowMs = 0;

  constructor(parts: DialerParts) {
    const { desks, numbers, odds } = this;
    const attempts = new Attempts(this.owner());
    const campaigns = new Campaigns({ isWorkedOn: (id) => attempts.isDialled(id) || desks.isOnDesk(id) });
    const launcher = new Launcher({
      attempts,
      numbers,
      odds,
      random: parts.random,
      leadChanged: (lead, notBefore, atMs) => campaigns.leadTold(lead, notBefore, atMs),
    });
    this.attempts = attempts;
    this.campaignsHere = campaigns;
    this.launcher = launcher;
    this.rounds = new Rounds({ ...parts, campaigns, attempts, launcher, desks, odds });
    this.outcomes = new Outcomes({
      campaigns,
      attempts,
      desks,
      launcher,
      numbers,
      machineFound: (campaignId, agentId) => this.rounds.pace(campaignId)?.machineFound(agentId),
    });
    this.asks = new AgentAsks({ campaigns, desks, launcher, rounds: this.rounds });
  }

  load(site: Site, _step: DialerStep): void {
    this.launcher.load(site);
    this.rounds.load(site);
    this.odds.load(site);
    this.allDirty();
  }

  campaigns(campaigns: readonly CampaignToRun[], step: DialerStep): void {
    this.campaignsHere.load(campaigns, step);
  }

  leads(answer: LeadsAnswer, step: DialerStep): void {
    if (!this.asks.answered(answer, step)) this.campaignsHere.leads(answer, step);
  }

  leadsChanged(lists: readonly string[], _step: DialerStep): void {
    this.campaignsHere.leadsChanged(lists);
  }

  dnc(added: readonly string[], removed: readonly string[], _step: DialerStep): void {
    for (const number of added) this.numbers.setDnc(number, true);
    for (const number of removed) this.numbers.setDnc(number, false);
  }

  /** What people have said of being called: it holds from the next launch on. */
  consents(said: readonly { readonly number: string; readonly given: boolean }[], _step: DialerStep): void {
    for (const { number, given } of said) this.numbers.setConsent(number, given);
  }

  /** The disk of the recordings: nobody is called whose talk could not be kept. */
  storage(state: StorageState, step: DialerStep): void {
    const maySave = state === 'ok' || state === 'warn';
    if (maySave === this.launcher.maySave) return;
    this.launcher.maySave = maySave;
    step.log(maySave ? 'info' : 'warn', 'campaigns and the room for recordings', { state });
    this.allDirty();
  }

  /** What the campaign of this call wants of its recording; null: it is no campaign's. */
  recordingOf(callId: string): { readonly campaign: string; readonly mode: RecordingMode } | null {
    for (const attempt of this.attempts.all()) {
      if (attempt.callId !== callId) continue;
      const mode = this.campaignsHere.get(attempt.campaignId)?.campaign.recording ?? 'all';
      return { campaign: attempt.campaignId, mode };
    }
    return null;
  }

  /** What calls and queues tell. */
  told(notice: AttemptNotice | CrewNotice, step: DialerStep): void {
    if (notice.notice === 'crew-changed') {
      for (const running of this.campaignsHere.all()) {
        if (!notice.queueIds.includes(running.campaign.queue)) continue;
        running.dirty = true;
        step.touch('campaign', running.id);
      }
      return;
    }
    if (notice.notice === 'lead-refused') this.asks.refused(notice.agentId, notice.lead, step);
    else this.attempts.told(notice, step);
  }

  ask(ask: OutboundAsk, step: DialerStep): Refusal | null {
    if (ask.ask === 'outbound-result') return this.outcomes.result(ask, step);
    return this.asks.ask(ask, step);
  }

  /** When nothing else is left to do in a step: who is called now. */
  decide(step: DialerStep): void {
    this.nowMs = step.atMs;
    if (this.stopped || (this.campaignsHere.size === 0 && !this.ticking)) return;
    let any = false;
    this.rounds.placedIsKnown();
    for (const running of [...this.campaignsHere.all()]) {
      if (!running.dirty) continue;
      running.dirty = false;
      any = true;
      this.endByItself(running, step);
      this.rounds.run(running, step);
      if (isOver(running) && !this.isAtWork(running)) this.forget(running, step);
    }
    this.rounds.placedIsKnown();
    if (any || !this.ticking) this.tick(step);
  }

  timer(kind: string, about: string, step: DialerStep): void {
    if (kind === 'tick') {
      this.ticking = false;
      this.allDirty();
      return;
    }
    if (kind === 'preview') {
      const desk = this.desks.get(about);
      if (desk !== null && desk.attempt === null) this.rounds.dial(desk, step);
      return;
    }
    if (!this.attempts.timer(kind, about, step)) step.log('warn', 'a timer of no known kind', { kind, about });
  }

  newDay(step: DialerStep, beganMs = step.atMs): void {
    this.numbers.newDay(beganMs);
    this.launcher.newDay();
    this.campaignsHere.newDay(step);
    for (const desk of [...this.desks.all()]) this.forgetResult(desk, step);
  }

  stop(step: DialerStep): void {
    this.stopped = true;
    step.cancelTimer('dialer tick');
  }

  ids(): readonly string[] {
    return [...this.campaignsHere.all()].map(({ id }) => id);
  }

  live(campaignId: string): LiveCampaign | null {
    const running = this.campaignsHere.get(campaignId);
    return running === null
      ? null
      : liveCampaign(running, this.rounds.crew(running), this.rounds.pace(campaignId), this.nowMs);
  }

  liveLead(agentId: string): LiveLead | null {
    return this.desks.live(agentId);
  }

  /** Attempts in progress: none when everything has drained. */
  get inProgress(): number {
    return this.attempts.size;
  }

  private allDirty(): void {
    for (const running of this.campaignsHere.all()) running.dirty = true;
  }

  /** Its end has come, what it was for is reached, or nobody is left whom it could call. */
  private endByItself(running: RunningCampaign, step: DialerStep): void {
    if (running.row.state !== 'running') return;
    const { endAt, target, mode } = running.campaign;
    if (endAt !== null && step.atMs >= endAt) running.becomes('done', 'end-time', step);
    else if (target !== null && running.successes >= target) running.becomes('done', 'target', step);
    else if (mode !== 'manual' && running.hopper.isExhausted && !this.isAtWork(running)) {
      running.becomes('done', 'exhausted', step);
    }
  }

  private forget({ id }: RunningCampaign, step: DialerStep): void {
    this.campaignsHere.forget(id);
    this.rounds.forget(id);
    step.touch('campaign', id);
  }

  private isAtWork(running: RunningCampaign): boolean {
    if (running.inFlight.size > 0) return true;
    for (const desk of this.desks.all()) if (desk.campaignId === running.id) return true;
    return false;
  }

  private tick(step: DialerStep): void {
    const delayMs = this.tickAfter(step.atMs);
    if (delayMs === null) {
      if (this.ticking) step.cancelTimer('dialer tick');
      this.ticking = false;
      return;
    }
    this.ticking = true;
    step.setTimer('dialer tick', delayMs);
  }

  /** Until somebody must be looked at again; null: no campaign is there. */
  private tickAfter(atMs: number): number | null {
    let soonest: number | null = null;
    for (const running of this.campaignsHere.all()) {
      const after = this.tickOf(running, atMs);
      if (soonest === null || after < soonest) soonest = after;
    }
    return soonest;
  }

  private tickOf(running: RunningCampaign, atMs: number): number {
    const { mode, startAt } = running.campaign;
    const timedAt = running.hopper.nextTimedAt;
    const until = [startAt, timedAt].flatMap((at) => (at !== null && at > atMs ? [at - atMs] : []));
    const isUp = running.runs(atMs) && this.rounds.isOpen(running, atMs);
    const isManned = !running.hasAgents || this.rounds.crew(running).present.length > 0;
    const base = isUp && isManned ? (mode === 'predictive' ? pacedTickMs : tickMs) : idleTickMs;
    return Math.min(running.inFlight.size > 0 ? Math.min(base, tickMs) : base, ...until);
  }

  // ---- attempts

  private owner(): AttemptOwner {
    return {
      destination: ({ campaignId }) => this.campaignsHere.get(campaignId)?.destination ?? nowhere,
      answered: (attempt, step) => {
        this.changed(attempt, step)?.lineWorks();
        this.tellPace(attempt, { type: 'answer' }, step);
      },
      classified: (attempt, kind, step) => {
        const running = this.changed(attempt, step);
        if (kind === 'human') running?.windows.add('live');
        else if (kind === 'machine') running?.windows.clearedAsMachine();
        this.tellPace(attempt, { type: 'classified', kind }, step);
      },
      noPerson: (attempt, step) => this.changed(attempt, step)?.windows.add('live', -1),
      connected: (attempt, isFirst, step) => this.connected(attempt, isFirst, step),
      dropped: (attempt, _gaveUp, step) => {
        this.changed(attempt, step)?.windows.add('dropped');
        this.tellPace(attempt, { type: 'abandon' }, step);
      },
      notDropped: (attempt, step) => this.changed(attempt, step)?.windows.add('dropped', -1),
      optedOut: (attempt, step) => this.outcomes.optedOut(attempt, step),
      ended: (attempt, lineFailure, step) => this.ended(attempt, lineFailure, step),
    };
  }

  private changed({ campaignId }: Attempt, step: DialerStep): RunningCampaign | null {
    const running = this.campaignsHere.get(campaignId);
    if (running === null) return null;
    running.dirty = true;
    step.touch('campaign', campaignId);
    return running;
  }

  private connected(attempt: Attempt, isFirst: boolean, step: DialerStep): void {
    const running = this.changed(attempt, step);
    const agentId = attempt.talkedTo;
    if (isFirst) running?.windows.add('connected');
    if (attempt.agentId !== null && attempt.agentId !== agentId) this.leave(attempt.agentId, attempt, step);
    for (const desk of [...this.desks.all()]) {
      // Handed on: the last one gives the result.
      if (desk.attempt?.id === attempt.id && desk.agentId !== agentId) this.desks.remove(desk, step);
    }
    const desk = this.desks.give(agentId, attempt, step);
    this.desks.wantResult(desk, attempt.code === null, step);
    if (isFirst) this.tellPace(attempt, { type: 'connect', agent: agentId }, step);
  }

  /** A day has passed: he will not give it any more. */
  private forgetResult(desk: Desk, step: DialerStep): void {
    const { agentId, attempt, resultWanted } = desk;
    if (attempt === null || !resultWanted || attempt.endedAt === null) return;
    step.log('warn', 'an agent never gave a result', { agent: agentId, attempt: attempt.id });
    this.outcomes.unjudged(attempt, step);
    this.desks.remove(desk, step);
  }

  /** Reserved for it, and somebody else took it. */
  private leave(agentId: string, attempt: Attempt, step: DialerStep): void {
    const desk = this.desks.withAttempt(agentId, attempt.id);
    if (desk !== null) this.desks.remove(desk, step);
  }

  private ended(attempt: Attempt, lineFailure: boolean, step: DialerStep): void {
    const running = this.changed(attempt, step);
    this.odds.learn(attempt);
    if (attempt.answeredAt === null || attempt.who === 'machine' || attempt.who === 'fax') {
      if (attempt.connectedAt === null) this.tellPace(attempt, { type: 'end', cause: paceEnd(attempt) }, step);
    }
    if (running !== null) {
      running.inFlight.delete(attempt.id);
      this.outcomes.ended(running, attempt, step);
      // His own telephone failed, not a trunk.
      const isTrunks = lineFailure && (!attempt.agentFirst || attempt.trunk !== '');
      if (!lineFailure) running.lineWorks();
      else if (isTrunks && running.lineFailed(step.atMs) && running.row.state === 'running') {
        running.becomes('paused', 'trunk', step);
      }
    }
    for (const desk of [...this.desks.all()]) {
      if (desk.attempt?.id !== attempt.id) continue;
      if (desk.resultWanted) this.desks.release(desk, step);
      else this.desks.remove(desk, step);
    }
  }

  private tellPace(attempt: Attempt, what: PaceWhat, step: DialerStep): void {
    if (attempt.agentFirst) return;
    const { atMs } = step;
    const event = { ...what, atMs, id: attempt.id, ageMs: atMs - attempt.startedAt };
    this.rounds.pace(attempt.campaignId)?.tell(event);
  }
}

/** Neither runs nor is paused. */
function isOver({ row }: RunningCampaign): boolean {
  return row.state !== 'running' && row.state !== 'paused';
}

type PaceWhat =
  | { readonly type: 'answer' }
  | { readonly type: 'classified'; readonly kind: 'human' | 'machine' | 'fax' }
  | { readonly type: 'end'; readonly cause: string }
  | { readonly type: 'connect'; readonly agent: string }
  | { readonly type: 'abandon' };
