/** Agents with headsets, who take what comes, wrap up and give results; and what their ears hear. */
import { join } from 'node:path';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import type { ResultCode } from '../../../daemon/terms/outbound.js';
import type { Exchange, FarLeg } from '../exchange.js';
import type { Floor } from '../floor.js';
import { writeTone } from '../sound.js';
import type { Arrival, FarEnd } from './far-end.js';
import type { Town } from './people.js';
import { agentsHz, PitchEar, peoplesHz } from './pitches.js';

export const firstAgent = 8001;
const spokenDbm0 = -16;

/** What an agent noted of an attempt. */
export interface Noted {
  readonly agentId: string;
  readonly result: ResultCode;
  readonly machine: boolean;
}

export interface TeamOptions {
  readonly agents: number;
  /** Mean wrap-up, ms; 0: none. */
  readonly wrapUpMs: number;
  /** How long an agent listens to a machine before he hangs up, ms. */
  readonly machineMs: number;
  readonly nowMs: () => number;
}

export class Team {
  readonly noted = new Map<string, Noted>();
  /** From a person's answer to an agent's ear, ms. */
  readonly toEarMs: number[] = [];
  /** What requests were answered with that should not have been refused. */
  readonly refused: string[] = [];
  /** Nobody was signed in from there on; until null it lasts. Epoch ms of the box. */
  readonly away: { readonly from: number; until: number | null }[] = [];
  private readonly desks = new Map<number, FarLeg>();
  private readonly waiting = new Map<number, Arrival>();
  private readonly working = new Map<string, string>();
  private readonly presentIds = new Set<string>();
  /** By agent: stops it. */
  private readonly listening = new Map<string, () => void>();

  constructor(
    private readonly floor: Floor,
    private readonly exchange: Exchange,
    private readonly town: Town,
    private readonly folder: string,
    private readonly options: TeamOptions,
  ) {
    agentsHz.slice(0, options.agents).forEach((hz) => {
      writeTone(this.voice(hz), hz, 2_000, spokenDbm0);
    });
    floor.client.on('change', (changes) => {
      for (const { topic, value } of changes) if (topic === 'agent' && value !== null) this.see(value);
    });
    // Signed in and on its hook, a headset is rung: after the daemon was away.
    exchange.onRinging((line, leg) => {
      if (line === 0) return;
      leg.answer();
      this.speak(line, leg);
    });
    // A page that paints at once: the pop takes its way, and no longer.
    floor.client.on('offer', ({ agentId, callId }) => {
      floor.client.request('page.pop-shown', { agentId, callId }).catch(() => {}); // over meanwhile
    });
  }

  hear(farEnd: FarEnd): void {
    farEnd.onAnswer = (arrival) => this.waiting.set(arrival.hz, arrival);
  }

  get ids(): readonly string[] {
    return Array.from({ length: this.options.agents }, (_, at) => String(firstAgent + at));
  }

  hzOf(agentId: string): number {
    return agentsHz[Number(agentId) - firstAgent] ?? 0;
  }

  /** Headsets on, pages open, ready. */
  async begin(ids: readonly string[] = this.ids): Promise<void> {
    for (const id of ids) {
      this.putOn(Number(id) - firstAgent + 1);
      await this.floor.client.request('agent.sign-in', { agentId: id });
      await this.floor.client.request('page.presence', { agentId: id, pages: 1 });
      this.came(id);
      await this.floor.client.request('agent.ready', { agentId: id });
    }
  }

  /** Back after the daemon was away: it knows who was there, rings their headsets, and their pages come back. */
  async resume(): Promise<void> {
    const { client } = this.floor;
    for (const agentId of this.presentIds) await client.request('page.presence', { agentId, pages: 1 });
    const isBack = ({ id, state }: LiveAgent): boolean => !this.presentIds.has(id) || !isAway.has(state);
    await this.floor.until(({ agents }) => agents.length > 0 && agents.every(isBack));
    for (const { id, state } of this.floor.live.agents) {
      if (this.presentIds.has(id) && state === 'not-ready') await client.request('agent.ready', { agentId: id });
    }
  }

  async signOut(ids: readonly string[] = this.ids): Promise<void> {
    await Promise.all(
      ids.map(async (agentId) => {
        await this.floor.client.request('agent.sign-out', { agentId });
        this.presentIds.delete(agentId);
      }),
    );
    if (this.presentIds.size === 0) this.away.push({ from: this.options.nowMs(), until: null });
  }

  private came(id: string): void {
    this.presentIds.add(id);
    const last = this.away.at(-1);
    if (last !== undefined) last.until ??= this.options.nowMs();
  }

  // ---- telephones

  private putOn(line: number): void {
    const before = this.desks.get(line);
    if (before !== undefined && !before.has('cleared')) return;
    this.speak(line, this.exchange.lift(line));
  }

  private speak(line: number, leg: FarLeg): void {
    this.desks.set(line, leg);
    leg.play(this.voice(agentsHz[line - 1] ?? agentsHz[0]), true);
  }

  /** Listens until a person is heard who waits for it; `agent` must stay in these states. */
  private listen(agentId: string): void {
    const leg = this.desks.get(Number(agentId) - firstAgent + 1);
    if (leg === undefined || this.listening.has(agentId)) return;
    const ear = new PitchEar(peoplesHz);
    const stop = leg.each('audio', ({ audio }) => {
      const hz = ear.hear(audio);
      const arrival = this.waiting.get(hz);
      if (arrival === undefined || arrival.answeredAt === null) return;
      this.waiting.delete(hz);
      this.toEarMs.push(this.options.nowMs() - PitchEar.delayMs - arrival.answeredAt);
      this.listening.get(agentId)?.();
    });
    leg.send({ do: 'tap', seizure: leg.seizure });
    this.listening.set(agentId, () => {
      stop();
      this.listening.delete(agentId);
      if (!leg.has('cleared')) leg.send({ do: 'untap', seizure: leg.seizure });
    });
  }

  private voice(hz: number): string {
    return join(this.folder, `agent-${hz}.wav`);
  }

  // ---- what they do

  private see(agent: LiveAgent): void {
    const { id, state, lead } = agent;
    if (state === 'ready' || state === 'reserved' || state === 'ringing') this.listen(id);
    else if (state !== 'talking') this.listening.get(id)?.();
    const attempt = lead?.attempt ?? '';
    if (lead === undefined || attempt === '' || this.working.get(id) === attempt) return;
    if (state !== 'talking' && state !== 'wrap-up') return;
    this.working.set(id, attempt);
    void this.work(id, attempt, lead.number);
  }

  private async work(agentId: string, attempt: string, number: string): Promise<void> {
    const { client } = this.floor;
    const drawn = this.town.fateOf(number);
    const fate = drawn.kind === 'congested' ? drawn.later : drawn;
    if (fate.kind === 'machine') {
      await pause(this.options.machineMs);
      if (this.isIn(agentId, attempt, 'talking')) await this.ask(client.request('agent.hang-up', { agentId }));
    }
    await this.over(agentId, attempt);
    const wrapUpMs = this.options.wrapUpMs * wrapUpOf(number);
    await pause(wrapUpMs / 2);
    const machine = fate.kind === 'machine';
    const result = fate.kind === 'person' ? fate.says : machine ? 'diverted' : 'refused';
    const when = result === 'appointment' ? { at: tomorrowNoon(this.options.nowMs()) } : {};
    const said = { agentId, attempt, result, ...when, ...(machine ? { machine } : {}) } as const;
    const isGiven = await this.ask(client.request('agent.outbound-result', said));
    if (isGiven) this.noted.set(attempt, { agentId, result, machine });
    await pause(wrapUpMs / 2);
    if (this.stateOf(agentId) === 'wrap-up') {
      await this.ask(client.request('agent.end-wrap-up', { agentId }));
    }
  }

  /** False: refused, which is remembered. */
  private async ask(request: Promise<unknown>): Promise<boolean> {
    try {
      await request;
      return true;
    } catch (error) {
      this.refused.push(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** His part in it has ended. */
  private async over(agentId: string, attempt: string): Promise<void> {
    await this.floor.until(() => !this.isIn(agentId, attempt, 'talking'));
  }

  private isIn(agentId: string, attempt: string, state: LiveAgent['state']): boolean {
    const agent = this.floor.live.agents.find(({ id }) => id === agentId);
    return agent?.state === state && agent.lead?.attempt === attempt;
  }

  private stateOf(agentId: string): LiveAgent['state'] | undefined {
    return this.floor.live.agents.find(({ id }) => id === agentId)?.state;
  }
}

/** His telephone rings, or lies on its hook. */
const isAway: ReadonlySet<LiveAgent['state']> = new Set(['signed-out', 'unreachable']);

/** Between half and one and a half, the same for the same person. */
function wrapUpOf(number: string): number {
  return 0.5 + (Number(number.slice(-3)) % 100) / 100;
}

/** Tomorrow at noon of China, when every campaign calls. */
function tomorrowNoon(nowMs: number): number {
  const day = 86_400_000;
  const chinaMs = 8 * 3_600_000;
  return (Math.floor((nowMs + chinaMs) / day) + 1) * day + day / 2 - chinaMs;
}

const pause = (ms: number): Promise<void> =>
  ms <= 0 ? Promise.resolve() : new Promise((done) => setTimeout(done, ms));
