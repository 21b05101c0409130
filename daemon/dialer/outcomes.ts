import type { LeadState, OutboundAsk, ResultCode } from '../terms/outbound.js';
import type { Refusal } from '../terms/requests.js';
import type { Attempt } from './attempt.js';
import type { Attempts } from './attempts.js';
import { mayCallAt, nextCallable, nextTryAt } from './calling-hours.js';
import type { Campaigns } from './campaigns.js';
import type { Desks } from './desks.js';
import type { Launcher } from './launcher.js';
import type { DialerStep } from './notices.js';
import type { NumberBook } from './number-book.js';
import { leadAfter, wasUnheard } from './results.js';
import type { RunningCampaign } from './running-campaign.js';

export type ResultAsk = Extract<OutboundAsk, { ask: 'outbound-result' }>;

/** An appointment is made at most so far ahead. */
const furthestMs = 366 * 86_400_000;

export interface OutcomesParts {
  readonly campaigns: Campaigns;
  readonly attempts: Attempts;
  readonly desks: Desks;
  readonly launcher: Launcher;
  readonly numbers: NumberBook;
  /** What an agent found tells the pacer, too. */
  readonly machineFound: (campaignId: string, agentId: string) => void;
}

/** What came of attempts: the counts, the lead, and what the agent says of it. */
export class Outcomes {
  constructor(private readonly parts: OutcomesParts) {}

  /** The call is over. */
  ended(running: RunningCampaign, attempt: Attempt, step: DialerStep): void {
    const { result } = attempt;
    if (result === null) return;
    running.count(result);
    if (wasUnheard(result)) this.parts.numbers.notCalled(attempt.held.lead.number, attempt.startedAt);
    this.settle(running, attempt, step);
  }

  /** His agent will never say what it was: the lead is called again as if nobody had been reached. */
  unjudged(attempt: Attempt, step: DialerStep): void {
    const running = this.parts.campaigns.get(attempt.campaignId);
    if (running !== null && attempt.endedAt !== null && attempt.code === null)
      this.settle(running, attempt, step, 'open');
  }

  /** What becomes of the lead; the last result wins. Until his agent has said what it was, nobody else calls him. */
  private settle(running: RunningCampaign, attempt: Attempt, step: DialerStep, unjudged: LeadState = 'working'): void {
    const { lead } = attempt.held;
    const { result } = attempt;
    if (result === null) return;
    const endedMs = attempt.endedAt ?? step.atMs;
    const outcome = { result, atMs: attempt.startedAt, endedMs, appointment: attempt.appointment };
    const after = leadAfter(lead, outcome, running.campaign);
    const notBefore = this.dueAt(running, attempt, after);
    const isOpen = after.state === 'open' && notBefore !== null;
    const state = isOpen && result === 'connected' ? unjudged : isOpen ? 'open' : 'done';
    step.row({
      row: 'lead-change',
      id: lead.id,
      change: {
        state,
        ...(after.result === null ? {} : { result: after.result }),
        tries: after.tries,
        lastTriedAt: wasUnheard(result) ? lead.lastTriedAt : attempt.startedAt,
        notBefore: notBefore ?? after.notBefore,
        agent: after.agent,
        timed: after.timed,
      },
    });
    const due = state === 'open' && notBefore !== null ? notBefore : Number.POSITIVE_INFINITY;
    this.parts.campaigns.leadTold(lead, due, step.atMs);
  }

  /** null: there is no such time. */
  private dueAt(running: RunningCampaign, attempt: Attempt, after: ReturnType<typeof leadAfter>): number | null {
    if (attempt.appointment !== null && attempt.result === 'appointment') return after.notBefore;
    const zones = this.parts.launcher.zones(attempt.held.lead.number);
    const { campaign } = running;
    return after.otherPart
      ? nextTryAt(attempt.startedAt, after.notBefore, campaign, zones)
      : nextCallable(after.notBefore, campaign, zones);
  }

  /** The person asked the flow never to be called again. */
  optedOut(attempt: Attempt, step: DialerStep): void {
    this.neverAgain(attempt.held.lead.number, 'system', 'opt-out', step);
  }

  private neverAgain(number: string, by: string, reason: string, step: DialerStep): void {
    this.parts.numbers.setDnc(number, true);
    step.row({ row: 'dnc', dnc: { number, since: step.atMs, by, reason } });
  }

  // ---- what the agent says

  /** During the call, after it while it is owed, or as a correction until his next one. */
  result(ask: ResultAsk, step: DialerStep): Refusal | null {
    const attempt = this.attemptOf(ask);
    if (attempt === null) {
      const message = `attempt ${ask.attempt} is not agent ${ask.agentId}'s last one; only that can be given a result`;
      return { code: 'unknown-call', message };
    }
    const running = this.parts.campaigns.get(attempt.campaignId);
    const wrong = this.wrongWith(ask, attempt, running, step.atMs);
    if (wrong !== null) return wrong;
    const isFirst = attempt.code === null;
    attempt.code = ask.result;
    attempt.appointment =
      ask.result === 'appointment' && ask.at !== undefined && ask.at !== null
        ? { at: ask.at, agent: ask.own === true ? ask.agentId : '' }
        : null;
    if (ask.machine === true) this.machineFound(running, attempt, ask.agentId);
    if (isFirst && running !== null) this.sampleHeard(running, attempt);
    if (ask.dnc === true) this.neverAgain(attempt.held.lead.number, ask.agentId, ask.result, step);
    if (attempt.endedAt !== null) this.replace(running, attempt, ask, step);
    const desk = this.parts.desks.withAttempt(ask.agentId, attempt.id);
    if (desk === null) return null;
    if (attempt.endedAt !== null) this.parts.desks.remove(desk, step);
    else this.parts.desks.wantResult(desk, false, step);
    return null;
  }

  private attemptOf({ agentId, attempt: id }: ResultAsk): Attempt | null {
    const live = this.parts.attempts.get(id);
    if (live !== null && live.answeredAt !== null && live.talkedTo === agentId) return live;
    const owed = this.parts.desks.withAttempt(agentId, id)?.attempt ?? null;
    if (owed !== null && owed.endedAt !== null) return owed;
    const last = this.parts.desks.lastOf(agentId);
    return last?.id === id && last.endedAt !== null ? last : null;
  }

  private wrongWith(ask: ResultAsk, attempt: Attempt, running: RunningCampaign | null, atMs: number): Refusal | null {
    if (ask.dnc === true && ask.result !== 'refused') {
      return {
        code: 'bad-request',
        message: 'only who refused is put on the do-not-call list; give the result refused',
      };
    }
    if (ask.result !== 'appointment') return null;
    const { at } = ask;
    if (at === undefined || at === null || !Number.isSafeInteger(at) || at <= atMs || at > atMs + furthestMs) {
      return { code: 'bad-request', message: 'an appointment needs a time within the next year; give one' };
    }
    const zones = this.parts.launcher.zones(attempt.held.lead.number);
    if (running !== null && !mayCallAt(at, running.campaign, zones)) {
      const { from, to } = running.campaign.hours;
      return {
        code: 'bad-request',
        message: `the campaign calls from ${from} to ${to} on its days; choose such a time`,
      };
    }
    return null;
  }

  /** It was no person: it leaves the law's denominator, once. Of the sample, the detector was right. */
  private machineFound(running: RunningCampaign | null, attempt: Attempt, agentId: string): void {
    if (attempt.machineFound || attempt.connectedAt === null) return;
    attempt.machineFound = true;
    running?.windows.add('live', -1);
    running?.windows.add('connected', -1);
    this.parts.machineFound(attempt.campaignId, agentId);
  }

  private replace(running: RunningCampaign | null, attempt: Attempt, ask: ResultAsk, step: DialerStep): void {
    const before = attempt.result;
    const code: ResultCode = ask.result;
    attempt.result = code;
    attempt.resultBy = `agent:${ask.agentId}`;
    attempt.counted = true;
    this.parts.attempts.write(attempt, step);
    if (running === null) return;
    if (before !== null) running.count(before, -1);
    running.count(code);
    step.touch('campaign', running.id);
    this.settle(running, attempt, step);
  }

  /** Of the sample that agents hear: was it a person after all? Told once his result is there. */
  private sampleHeard(running: RunningCampaign, attempt: Attempt): void {
    if (attempt.sampled && attempt.who === 'machine' && attempt.connectedAt !== null) {
      running.windows.heardSample(!attempt.machineFound);
    }
  }
}
