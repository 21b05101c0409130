import { rowFor } from '../base/machine.js';
import { lawLimits } from '../terms/outbound-checks.js';
import { type Attempt, mayGiveUp, rowOf } from './attempt.js';
import { type AttemptAction, type AttemptEvent, attemptTable } from './attempt-table.js';
import type { HeldLead } from './hopper.js';
import type { Clearance } from './law.js';
import type { AttemptNotice, DialerStep } from './notices.js';
import { attemptResult, usesUpTry } from './results.js';

/** Where who answers goes. */
export type Destination =
  | { readonly to: 'queue'; readonly queueId: string; readonly music: string; readonly dropPrompts: readonly string[] }
  | { readonly to: 'flow'; readonly flowId: string; readonly heardPercent: number };

/** What a launch is to be. */
export interface Launch {
  readonly campaignId: string;
  readonly held: HeldLead;
  readonly callerNumber: string;
  readonly ringTimeoutMs: number;
  readonly judge: boolean;
  readonly sampled: boolean;
  readonly agentId: string | null;
  readonly agentFirst: boolean;
  readonly paced: boolean;
  readonly pacing: string;
  readonly answerChance: number;
  readonly queueId: string;
  readonly greetingPrompts: readonly string[];
}

/** Told of each once, in this order as far as they happen. */
export interface AttemptOwner {
  destination(attempt: Attempt): Destination;
  answered(attempt: Attempt, step: DialerStep): void;
  /** Person (also in doubt), or a machine that was cleared. */
  classified(attempt: Attempt, kind: 'human' | 'machine' | 'fax', step: DialerStep): void;
  /** What was taken for a person is a fax after all. */
  noPerson(attempt: Attempt, step: DialerStep): void;
  /** `isFirst`: nobody talked with him before. */
  connected(attempt: Attempt, isFirst: boolean, step: DialerStep): void;
  /** `gaveUp`: the person, before the time was over. */
  dropped(attempt: Attempt, gaveUp: boolean, step: DialerStep): void;
  /** Whom `dropped` has counted was no person; `noPerson` follows. */
  notDropped(attempt: Attempt, step: DialerStep): void;
  optedOut(attempt: Attempt, step: DialerStep): void;
  ended(attempt: Attempt, lineFailure: boolean, step: DialerStep): void;
}

/** A detector that says nothing for so long is in doubt, so it is a person. */
const judgeLimitMs = 6_000;

/** Every dial in progress: what the table says is carried out here. */
export class Attempts {
  private readonly byId = new Map<string, Attempt>();
  private readonly leads = new Set<string>();

  constructor(private readonly owner: AttemptOwner) {}

  get size(): number {
    return this.byId.size;
  }

  get(id: string): Attempt | null {
    return this.byId.get(id) ?? null;
  }

  all(): Iterable<Attempt> {
    return this.byId.values();
  }

  isDialled(leadId: string): boolean {
    return this.leads.has(leadId);
  }

  /** Null: the leave is used up, or the lead is being called already. */
  launch(clearance: Clearance, launch: Launch, step: DialerStep): Attempt | null {
    const { held } = launch;
    if (clearance.lead !== held.lead || this.leads.has(held.lead.id) || !clearance.use(step.atMs)) return null;
    const attempt = newAttempt(step.newId(), launch, step.atMs);
    this.byId.set(attempt.id, attempt);
    this.leads.add(held.lead.id);
    step.row({ row: 'lead-change', id: held.lead.id, change: { state: 'working', lastTriedAt: step.atMs } });
    this.write(attempt, step);
    step.tell({
      notice: 'place-attempt',
      attemptId: attempt.id,
      number: held.lead.number,
      trunks: clearance.trunks,
      callerNumber: launch.callerNumber,
      ringTimeoutMs: launch.ringTimeoutMs,
      judge: launch.judge,
      agentId: launch.agentFirst ? launch.agentId : null,
      queueId: launch.queueId,
      campaign: launch.campaignId,
      lead: held.lead.id,
      ...(launch.greetingPrompts.length > 0 ? { greetingPrompts: launch.greetingPrompts } : {}),
    });
    return attempt;
  }

  told(notice: AttemptNotice, step: DialerStep): void {
    const attempt = this.byId.get(notice.attemptId);
    if (attempt === undefined) {
      step.log('warn', 'an attempt that is over was told of', { attempt: notice.attemptId, notice: notice.notice });
      return;
    }
    switch (notice.notice) {
      case 'attempt-begun':
        attempt.callId = notice.callId;
        attempt.trunk = notice.trunk;
        this.fire(attempt, 'begun', step);
        return;
      case 'attempt-alerting':
        this.fire(attempt, 'alerting', step);
        return;
      case 'attempt-answered':
        this.fire(attempt, attempt.judge ? 'answered-judged' : 'answered', step);
        return;
      case 'attempt-judged':
        attempt.who = notice.who;
        this.fire(attempt, isCleared(attempt) ? 'machine' : 'person', step);
        return;
      case 'attempt-connected':
        attempt.talkedTo = notice.agentId;
        this.fire(attempt, 'connected', step);
        return;
      case 'attempt-heard':
        attempt.heard = Math.max(attempt.heard ?? 0, notice.percent);
        return;
      case 'attempt-opted-out':
        if (attempt.optedOut) return;
        attempt.optedOut = true;
        this.owner.optedOut(attempt, step);
        return;
      case 'attempt-ended':
        this.end(attempt, notice, step);
        return;
    }
  }

  /** Timers 'grace' and 'judge'. */
  timer(kind: string, id: string, step: DialerStep): boolean {
    const attempt = this.byId.get(id);
    if (kind === 'grace') {
      if (attempt?.state === 'waiting') this.fire(attempt, 'grace-over', step);
      return true;
    }
    if (kind !== 'judge') return false;
    if (attempt?.state === 'judging' && attempt.who === null) {
      attempt.who = 'unsure';
      this.fire(attempt, 'person', step);
    }
    return true;
  }

  /** False: it has not rung long enough, or does not ring. */
  giveUp(attempt: Attempt, step: DialerStep): boolean {
    if (!mayGiveUp(attempt, step.atMs) || attempt.givenUp) return false;
    this.fire(attempt, 'give-up', step);
    return true;
  }

  write(attempt: Attempt, step: DialerStep): void {
    step.row({ row: 'attempt', attempt: rowOf(attempt) });
  }

  private end(attempt: Attempt, notice: Extract<AttemptNotice, { notice: 'attempt-ended' }>, step: DialerStep): void {
    const { state } = attempt;
    attempt.cause = notice.cause;
    attempt.tone = notice.tone;
    if (notice.agentId !== '') attempt.talkedTo = notice.agentId;
    const destination = this.owner.destination(attempt);
    const lostWaiting = state === 'waiting' && destination.to === 'queue' && !attempt.agentFirst;
    const answered = attempt.answeredAt !== null;
    attempt.result = attemptResult({
      cause: notice.cause,
      tone: notice.tone,
      lineFailure: notice.lineFailure,
      givenUp: attempt.givenUp,
      notRung: notice.notRung === true,
      answered,
      // Whose detector said nothing yet, or was not believed, is a person.
      who: isCleared(attempt) ? attempt.who : 'unsure',
      connected: attempt.connectedAt !== null,
      heard: destination.to === 'flow' ? (attempt.heard ?? 0) : null,
      heardPercent: destination.to === 'flow' ? destination.heardPercent : 100,
      optedOut: attempt.optedOut,
    });
    if (state === 'judging' && !isCleared(attempt)) {
      attempt.who ??= 'unsure';
      attempt.classifiedAt ??= step.atMs; // counted as a person, so the row says it too
      this.owner.classified(attempt, 'human', step);
      if (destination.to === 'queue') this.owner.dropped(attempt, true, step);
    } else if (lostWaiting) this.owner.dropped(attempt, true, step);
    attempt.resultBy = attempt.result === 'connected' || attempt.optedOut ? 'system' : 'network';
    if (attempt.code !== null) attempt.result = attempt.code;
    if (attempt.code !== null) attempt.resultBy = `agent:${attempt.talkedTo}`;
    attempt.counted = usesUpTry(attempt.result);
    this.fire(attempt, 'ended', step);
    this.owner.ended(attempt, notice.lineFailure && !answered, step);
  }

  private fire(attempt: Attempt, event: AttemptEvent, step: DialerStep): void {
    const row = rowFor(attemptTable, attempt.state, event);
    if (row === null) {
      step.log('warn', 'an attempt was told what it does not expect', {
        attempt: attempt.id,
        state: attempt.state,
        event,
      });
      return;
    }
    attempt.state = row.to;
    for (const action of row.actions) this.act(attempt, action, step);
  }

  private act(attempt: Attempt, action: AttemptAction, step: DialerStep): void {
    switch (action) {
      case 'note-call':
        // Whatever happens to us from here on, the call is found by its attempt: who was rung, and when (CMP-04).
        this.write(attempt, step);
        return;
      case 'note-alerting':
        attempt.alertingAt = step.atMs;
        return;
      case 'note-answer':
        attempt.answeredAt = step.atMs;
        this.owner.answered(attempt, step);
        return;
      case 'listen':
        step.setTimer(`dialer judge ${attempt.id}`, judgeLimitMs);
        return;
      case 'note-person':
        step.cancelTimer(`dialer judge ${attempt.id}`);
        attempt.classifiedAt = step.atMs;
        this.owner.classified(attempt, 'human', step);
        this.write(attempt, step);
        return;
      case 'take-back-person':
        step.cancelTimer(`dialer grace ${attempt.id}`);
        this.owner.noPerson(attempt, step);
        return;
      case 'to-destination':
        this.toDestination(attempt, step);
        return;
      case 'take-back-drop':
        this.owner.notDropped(attempt, step);
        return;
      case 'note-connected':
        step.cancelTimer(`dialer grace ${attempt.id}`);
        this.connected(attempt, step);
        return;
      case 'clear':
        step.cancelTimer(`dialer judge ${attempt.id}`);
        attempt.classifiedAt = step.atMs;
        this.owner.classified(attempt, attempt.who === 'fax' ? 'fax' : 'machine', step);
        this.write(attempt, step);
        step.tell({ notice: 'clear-attempt', callId: attempt.callId });
        return;
      case 'drop': {
        const destination = this.owner.destination(attempt);
        const prompts = destination.to === 'queue' ? destination.dropPrompts : [];
        this.owner.dropped(attempt, false, step);
        step.tell({ notice: 'drop-attempt', callId: attempt.callId, prompts });
        return;
      }
      case 'hang-up':
        attempt.givenUp = true;
        step.tell({ notice: 'give-up-attempt', attemptId: attempt.id });
        return;
      case 'close':
        this.close(attempt, step);
        return;
    }
  }

  private connected(attempt: Attempt, step: DialerStep): void {
    const isFirst = attempt.connectedAt === null;
    attempt.connectedAt ??= step.atMs;
    this.owner.connected(attempt, isFirst, step);
    if (isFirst) this.write(attempt, step);
  }

  private toDestination(attempt: Attempt, step: DialerStep): void {
    // His telephone was called first: he is in the call already.
    if (attempt.agentFirst) return;
    const destination = this.owner.destination(attempt);
    if (destination.to === 'flow') {
      attempt.heard = 0;
      step.tell({ notice: 'attempt-to-flow', callId: attempt.callId, flowId: destination.flowId });
      return;
    }
    const { queueId, music } = destination;
    step.setTimer(`dialer grace ${attempt.id}`, lawLimits.graceMs);
    step.tell({ notice: 'attempt-to-queue', callId: attempt.callId, queueId, music, agentId: attempt.agentId });
  }

  private close(attempt: Attempt, step: DialerStep): void {
    step.cancelTimer(`dialer judge ${attempt.id}`);
    step.cancelTimer(`dialer grace ${attempt.id}`);
    attempt.endedAt = step.atMs;
    this.byId.delete(attempt.id);
    this.leads.delete(attempt.held.lead.id);
    this.write(attempt, step);
  }
}

/** The detector's word is taken: not in doubt, and not of the sample. */
function isCleared({ who, sampled }: Attempt): boolean {
  return who === 'fax' || (who === 'machine' && !sampled);
}

function newAttempt(id: string, launch: Launch, atMs: number): Attempt {
  return {
    id,
    campaignId: launch.campaignId,
    held: launch.held,
    startedAt: atMs,
    callerNumber: launch.callerNumber,
    judge: launch.judge,
    sampled: launch.sampled,
    agentFirst: launch.agentFirst,
    paced: launch.paced,
    pacing: launch.pacing,
    answerChance: launch.answerChance,
    state: 'placed',
    agentId: launch.agentId,
    callId: '',
    trunk: '',
    alertingAt: null,
    answeredAt: null,
    classifiedAt: null,
    who: null,
    connectedAt: null,
    talkedTo: '',
    heard: null,
    optedOut: false,
    givenUp: false,
    endedAt: null,
    cause: null,
    tone: '',
    result: null,
    resultBy: '',
    counted: false,
    code: null,
    appointment: null,
    machineFound: false,
  };
}
