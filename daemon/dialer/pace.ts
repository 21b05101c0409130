import { lawLimits } from '../terms/outbound-checks.js';
import type { Attempt } from './attempt.js';
import { CrewWatch } from './crew.js';
import type {
  AttemptEnd,
  InflightAttempt,
  Pacer,
  PacerAgent,
  PacerDecision,
  PacerEvent,
  PacerOptions,
  PacingReason,
} from './pacing/face.js';
import type { RunningCampaign } from './running-campaign.js';

/** What of a campaign and its floor a new pacer is told. */
export interface PaceFloor {
  readonly agents: readonly PacerAgent[];
  readonly trunksFree: number;
  /** How likely the next numbers are answered, in their order. */
  readonly next: readonly number[];
  /** Today's hours, epoch ms. */
  readonly beganAt: number;
  readonly endsAt: number;
}

/**
 * A day may be stopped at any time, so the allowance is spent as it is earned: pacing plans no further ahead than until
 * so many persons will have come, and no less than `shortestPlanMs`.
 */
const planPersons = 150;
const personsPerAgentMs = 1 / 240_000;
const shortestPlanMs = 1_200_000;

export function planAheadMs(agents: number): number {
  return Math.max(shortestPlanMs, planPersons / (personsPerAgentMs * Math.max(1, agents)));
}

/** One campaign's pacer for one day, and what it is told. */
export class Pace {
  private pacer: Pacer | null = null;
  private crew = new CrewWatch();
  /** For which rules and which day it was made. */
  private madeFor = '';
  /** Until when it plans. */
  private planUntil = 0;

  constructor(private readonly create: (options: PacerOptions) => Pacer) {}

  get reason(): PacingReason | null {
    return this.pacer?.reason ?? null;
  }

  tell(event: PacerEvent): void {
    this.pacer?.onEvent(event);
  }

  machineFound(agentId: string): void {
    this.crew.machineFound(agentId);
  }

  decide(running: RunningCampaign, floor: PaceFloor, atMs: number): PacerDecision {
    this.planUntil = Math.min(floor.endsAt, atMs + planAheadMs(floor.agents.length));
    const pacer = this.of(running, floor);
    this.crew.look(floor.agents, atMs, pacer);
    const inflight = inFlightOf(running);
    const { launched, live, connected, dropped } = running.windows.stricter(running.campaign.dropCap);
    return pacer.decide(atMs, {
      agents: floor.agents,
      inflight,
      waiting: inflight.filter(({ phase }) => phase === 'wait').length,
      trunksFree: floor.trunksFree,
      next: floor.next,
      counts: { launched, live, connected, abandoned: dropped },
    });
  }

  /** A new day, another cap or other hours: a new pacer. What it had learnt of the last day is of that day. */
  private of({ campaign }: RunningCampaign, { agents, beganAt, endsAt }: PaceFloor): Pacer {
    const { dropCap, ringTimeoutMs, maxConcurrent } = campaign;
    const rules = `${beganAt} ${endsAt} ${dropCap} ${ringTimeoutMs} ${maxConcurrent}`;
    if (this.pacer !== null && rules === this.madeFor) return this.pacer;
    this.madeFor = rules;
    this.crew = new CrewWatch();
    const plan = () => this.planUntil;
    this.pacer = this.create({
      cap: dropCap,
      agents: agents.length,
      trunks: maxConcurrent,
      ringTimeoutMs,
      graceMs: lawLimits.graceMs,
      minRingMs: lawLimits.minRingMs,
      shiftStartMs: beganAt,
      // Read at each decision: the plan moves on with the day.
      get shiftEndMs() {
        return plan();
      },
    });
    return this.pacer;
  }
}

/** Calls that pacing counts on; who is reserved has his own agent. */
function inFlightOf({ inFlight }: RunningCampaign): readonly InflightAttempt[] {
  const flying: InflightAttempt[] = [];
  for (const attempt of inFlight.values()) {
    const phase = attempt.paced ? phaseOf(attempt) : null;
    if (phase === null) continue;
    const { id, startedAt: launchedMs, answeredAt, answerChance: lead } = attempt;
    flying.push({ id, phase, launchedMs, lead, ...(answeredAt === null ? {} : { answeredMs: answeredAt }) });
  }
  return flying;
}

function phaseOf({ state, who }: Attempt): InflightAttempt['phase'] | null {
  switch (state) {
    case 'placed':
    case 'ringing':
      return 'ring';
    case 'judging':
      // A machine that is being cleared.
      return who === 'machine' || who === 'fax' ? null : 'amd';
    case 'waiting':
      return 'wait';
    case 'connected':
    case 'dropping':
    case 'over':
      return null;
  }
}

/** How an attempt that reached no person ended, in the pacer's words. */
export function paceEnd({ result, who }: Attempt): AttemptEnd {
  if (who === 'fax') return 'fax';
  if (who === 'machine') return 'machine';
  switch (result) {
    case 'busy':
      return 'busy';
    case 'no-answer':
      return 'noanswer';
    case 'cancelled':
      return 'cancelled';
    case 'line-failure':
      return 'failed';
    default:
      return 'sit';
  }
}

/** Short enough to be kept with each launch. */
export function reasonText(reason: PacingReason | null): string {
  if (reason === null) return '';
  const rounded = Object.entries(reason).map(([name, value]) => [name, round(Number(value))]);
  return JSON.stringify(Object.fromEntries(rounded));
}

function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10_000) / 10_000;
}
