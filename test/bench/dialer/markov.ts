/**
 * The Markov version of a day, whose optimum is known exactly, driven through the face: a launch ends after an
 * exponential time as a person or as nothing, a person is connected at once or dropped, handling is exponential, trunks
 * never run out. Nothing can be hung up: with calls that may be cancelled the optimum would be another.
 */
import type { PacerEvent, PacerState } from '../../../daemon/dialer/pacing/face.js';
import { type Inflight, Trunks } from './attempts.js';
import { type BenchPacer, cap } from './day.js';
import { keyOf, stream, uniform } from './draws.js';
import { EventHeap } from './heap.js';
import { type MarkovCell, meanHandlingMs, meanSetupMs } from './optimum.js';
import type { MakePacer } from './pacers.js';
import { type DaySums, emptySums } from './sums.js';
import { Team } from './team.js';

/** As good as unlimited. */
const trunks = 1_000;
const decideEveryMs = 500;
/** No time-out and no hanging up; a pacer that lists ages up to the time-out gets one that is hardly ever reached. */
const ringTimeoutMs = 120_000;

export interface MarkovOptions extends MarkovCell {
  readonly seed: number;
  readonly hours: number;
  readonly pacer: MakePacer;
}

const kind = { resolved: 0, handled: 1 } as const;
const indexes = 4_096;

export function simulateMarkov(options: MarkovOptions): DaySums {
  return new MarkovShift(options).run();
}

class MarkovShift {
  private nowMs = 0;
  private readonly endMs: number;
  private readonly sums = emptySums();
  private readonly heap = new EventHeap(256);
  private readonly trunks = new Trunks(trunks);
  private readonly team: Team;
  private readonly pacer: BenchPacer;
  private readonly counts = { launched: 0, live: 0, connected: 0, abandoned: 0 };
  private readonly state: { -readonly [K in keyof PacerState]: PacerState[K] };

  constructor(private readonly options: MarkovOptions) {
    const { agents, hours } = options;
    this.endMs = hours * 3_600_000;
    this.team = new Team(agents, 0, this.endMs, this.sums);
    this.state = {
      agents: this.team.seats,
      inflight: this.trunks.inflight,
      waiting: 0,
      trunksFree: trunks,
      counts: this.counts,
    };
    this.pacer = options.pacer({
      cap,
      agents,
      trunks,
      ringTimeoutMs,
      graceMs: 0,
      minRingMs: this.endMs,
      shiftStartMs: 0,
      shiftEndMs: this.endMs,
    });
  }

  run(): DaySums {
    for (let agent = 0; agent < this.options.agents; agent++) {
      this.tell({ type: 'login', atMs: 0, agent: this.team.id(agent) });
      this.ready(agent);
    }
    this.decide();
    let tick = 1;
    for (;;) {
      const tickMs = tick * decideEveryMs;
      if (Math.min(tickMs, this.heap.nextMs) >= this.endMs) break;
      if (tickMs <= this.heap.nextMs) {
        this.nowMs = tickMs;
        tick++;
      } else this.happen();
      this.decide();
    }
    this.team.close();
    return this.sums;
  }

  private happen(): void {
    this.heap.pop();
    this.nowMs = this.heap.atMs;
    const index = this.heap.event % indexes;
    if (this.heap.event < indexes) this.resolved(index);
    else this.handled(index);
  }

  private tell(event: PacerEvent): void {
    if (this.pacer.deaf !== true) this.pacer.onEvent(event);
  }

  private decide(): void {
    this.state.trunksFree = this.trunks.free;
    const { launch } = this.pacer.decide(this.nowMs, this.state);
    for (let count = Math.min(launch, this.trunks.free); count > 0; count--) this.launch();
  }

  private launch(): void {
    const serial = this.sums.launched++;
    this.counts.launched++;
    const slot = this.trunks.seize(serial, this.nowMs);
    const key = keyOf(this.options.seed, stream.attempt, serial);
    this.tell({ type: 'launch', atMs: this.nowMs, id: this.trunks.of(slot).id });
    this.heap.push(this.nowMs - meanSetupMs * Math.log(uniform(key, 1)), kind.resolved * indexes + slot, serial);
  }

  private resolved(slot: number): void {
    const key = keyOf(this.options.seed, stream.attempt, this.heap.serial);
    const attempt = this.trunks.of(slot);
    this.trunks.leaveFlight(slot);
    this.trunks.release(slot);
    if (uniform(key, 0) < this.options.answerProbability) this.person(attempt);
    else this.tell({ ...this.about(attempt), type: 'end', cause: 'noanswer' });
  }

  private person(attempt: Inflight): void {
    const about = this.about(attempt);
    this.sums.live++;
    this.counts.live++;
    this.tell({ ...about, type: 'answer' });
    this.tell({ ...about, type: 'classified', kind: 'human' });
    const [agent] = this.team.idle;
    if (agent === undefined) {
      this.sums.dropped++;
      this.counts.abandoned++;
      this.tell({ type: 'abandon', atMs: this.nowMs, id: attempt.id });
      return;
    }
    this.sums.connected++;
    this.counts.connected++;
    this.team.becomes(agent, 'talk', this.nowMs);
    this.tell({ type: 'connect', atMs: this.nowMs, id: attempt.id, agent: this.team.id(agent) });
    const key = keyOf(this.options.seed, stream.agent + 16 * (agent + 1), this.team.count(agent, false));
    this.heap.push(this.nowMs - meanHandlingMs * Math.log(uniform(key, 0)), kind.handled * indexes + agent, 0);
  }

  private about({ id, launchedMs }: Inflight): { readonly atMs: number; readonly id: string; readonly ageMs: number } {
    return { atMs: this.nowMs, id, ageMs: this.nowMs - launchedMs };
  }

  private handled(agent: number): void {
    const [id, atMs] = [this.team.id(agent), this.nowMs];
    const talkMs = atMs - (this.team.seats[agent]?.sinceMs ?? 0);
    this.team.becomes(agent, 'wrap', atMs);
    this.tell({ type: 'talkEnd', atMs, agent: id, talkMs });
    this.tell({ type: 'wrapEnd', atMs, agent: id, wrapMs: 0, human: true });
    this.ready(agent);
  }

  private ready(agent: number): void {
    this.team.becomes(agent, 'idle', this.nowMs);
    this.tell({ type: 'ready', atMs: this.nowMs, agent: this.team.id(agent) });
  }
}
