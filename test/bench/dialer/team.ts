import type { PacerAgent, PacerAgentStatus } from '../../../daemon/dialer/pacing/face.js';
import type { DaySums } from './sums.js';

type Seat = { -readonly [K in keyof PacerAgent]: PacerAgent[K] };

/** The agents of a day and where their time goes; time after `untilMs` doesn't count. */
export class Team {
  readonly seats: readonly Seat[];
  /** Idle ones, longest idle first. */
  readonly idle: number[] = [];
  /** Who isn't out or on a break. */
  present = 0;
  private readonly conversations: Int32Array;
  private readonly machines: Int32Array;

  constructor(
    count: number,
    private readonly fromMs: number,
    private readonly untilMs: number,
    private readonly sums: DaySums,
  ) {
    this.seats = Array.from({ length: count }, (_, at) => ({ id: `s${at}`, status: 'out', sinceMs: fromMs }));
    this.conversations = new Int32Array(count);
    this.machines = new Int32Array(count);
  }

  id(agent: number): string {
    return this.seat(agent).id;
  }

  becomes(agent: number, status: PacerAgentStatus, atMs: number): void {
    const seat = this.seat(agent);
    this.spend(seat.status, Math.min(atMs, this.untilMs) - Math.min(Math.max(seat.sinceMs, this.fromMs), this.untilMs));
    if (seat.status === 'idle') this.idle.splice(this.idle.indexOf(agent), 1);
    this.present += Number(isPresent(status)) - Number(isPresent(seat.status));
    seat.status = status;
    seat.sinceMs = atMs;
    if (status === 'idle') this.idle.push(agent);
  }

  /** How many of this kind the agent had before this one. */
  count(agent: number, machine: boolean): number {
    const counts = machine ? this.machines : this.conversations;
    const before = counts[agent] ?? 0;
    counts[agent] = before + 1;
    return before;
  }

  /** Books everybody's time up to the end of the shift. */
  close(): void {
    for (const [agent, { status }] of this.seats.entries()) this.becomes(agent, status, this.untilMs);
  }

  status(agent: number): PacerAgentStatus {
    return this.seat(agent).status;
  }

  private spend(status: PacerAgentStatus, ms: number): void {
    if (status === 'idle') this.sums.idleMs += ms;
    else if (status === 'talk') this.sums.talkMs += ms;
    else if (status === 'wrap') this.sums.wrapMs += ms;
    else this.sums.awayMs += ms;
  }

  private seat(agent: number): Seat {
    const seat = this.seats[agent];
    if (seat === undefined) throw new Error(`there is no agent ${agent}`);
    return seat;
  }
}

function isPresent(status: PacerAgentStatus): boolean {
  return status !== 'out' && status !== 'break';
}
