/** The box of a simulated day: the real runtime and switch on simulated lines, with disk and web process; each may die. */
import { createHash } from 'node:crypto';
import { SeededRandom } from '../../../daemon/base/random.js';
import { SteadyClock } from '../../../daemon/base/steady-clock.js';
import type { ManualTime, Timers } from '../../../daemon/base/timers.js';
import type { LineListener, Lines } from '../../../daemon/lines/lines.js';
import type { CallerLookup, Journal, LeadSource, LiveSink, Log, RowSink } from '../../../daemon/runtime/ports.js';
import { Runtime } from '../../../daemon/runtime/runtime.js';
import type { Offer } from '../../../daemon/switch/effects.js';
import type { PersonRequest, TechnicianRequest } from '../../../daemon/switch/inputs.js';
import type { LiveAgent, LiveCall, LiveChange } from '../../../daemon/terms/live.js';
import type { LiveCampaign } from '../../../daemon/terms/outbound.js';
import type { RowChange } from '../../../daemon/terms/rows.js';
import type { Site } from '../../../daemon/terms/site.js';
import { isAtRest } from '../../../daemon/wiring/clock-watch.js';
import type { Auditor } from '../audit/auditor.js';
import type { FarEnds } from '../far-ends.js';
import { SimulatedLines, type SimulatedOptions } from '../simulated-lines.js';
import { Database } from './database.js';

/** Whom the box tells what pages show. */
export interface Watchers {
  agentChanged(agentId: string, agent: LiveAgent | null): void;
  offered(offer: Offer): void;
  /** The daemon has died (false) or is back. */
  lives(alive: boolean): void;
  webLives(alive: boolean): void;
}

export interface BoxParts {
  readonly time: ManualTime;
  readonly site: Site;
  readonly seed: number;
  readonly auditor: Auditor;
  readonly far: FarEnds;
  readonly watchers: Watchers;
  readonly lookup: CallerLookup;
  /** Each line of the journal, if somebody keeps it. */
  readonly keepJournal?: ((line: string) => void) | undefined;
  /** The daemon may be killed in the course of the day: what is on the disk matters. */
  readonly mayDie: boolean;
  /** Campaigns have leads. */
  readonly hasCampaigns: boolean;
  readonly keepRows?: ((rows: readonly RowChange[]) => void) | undefined;
  readonly lines: Pick<SimulatedOptions, 'latencyMs' | 'overtaking' | 'badFile'>;
}

const localMidnightOffsetMs = 8 * 3_600_000;
const dayMs = 24 * 3_600_000;

export class Box {
  lines: SimulatedLines;
  site: Site;
  webUp = true;
  /** By how much the box's clock was set in all. */
  clockSetMs = 0;
  private clockOffsetMs = 0;
  readonly database: Database;
  readonly agents = new Map<string, LiveAgent>();
  readonly calls = new Map<string, LiveCall>();
  /** Refused asks, by request and code. */
  readonly refusals = new Map<string, number>();
  readonly incidents = new Map<string, number>();
  readonly surprises = new Map<string, number>();
  rowsWritten = 0;
  private readonly writtenHash = createHash('sha256');
  private hashed = 0;
  private runtime: Runtime | null = null;
  private clock: SteadyClock | null = null;
  private runs = 0;
  /** Acts of the daemon that are under way, one within the other. */
  private depth = 0;

  constructor(private readonly parts: BoxParts) {
    this.site = parts.site;
    this.database = new Database(
      () => parts.time.nowMs(),
      (ms, run) => void parts.time.after(ms, run),
    );
    this.lines = this.openLines([]);
  }

  get nowMs(): number {
    return this.parts.time.nowMs();
  }

  /** What the box takes for the time: a running daemon's own clock never goes back. */
  get wallMs(): number {
    return this.clock?.nowMs() ?? this.machineMs;
  }

  /** The machine's time of day, which is set forwards and back. */
  private get machineMs(): number {
    return this.parts.time.nowMs() + this.clockOffsetMs;
  }

  setClock(byMs: number): void {
    this.clockOffsetMs += byMs;
    this.clockSetMs += Math.abs(byMs);
  }

  get alive(): boolean {
    return this.runtime !== null;
  }

  get inProgress(): Runtime['inProgress'] | null {
    return this.runtime?.inProgress ?? null;
  }

  /** Names of the timers of the running switch that are set. */
  get timersSet(): readonly string[] {
    return this.runtime?.timersSet ?? [];
  }

  /** What the switch itself says of an agent and a waiting call. */
  explained(callId: string, agentId: string): string {
    const explained = this.runtime?.explain(callId) ?? null;
    if (explained === null) return 'it does not wait';
    return `${explained.summary}; ${JSON.stringify(explained.agents.find((agent) => agent.agentId === agentId) ?? null)}`;
  }

  start(): void {
    const { auditor, lookup, seed } = this.parts;
    this.runs += 1;
    const clock = new SteadyClock({ wallMs: () => this.machineMs, monotonicMs: () => this.nowMs });
    this.clock = clock;
    const runtime = new Runtime({
      lines: this.tapped(this.lines),
      clock,
      timers: this.guardedTimers(),
      seed: (seed + this.runs) >>> 0,
      rows: this.rows(),
      live: this.live(),
      journal: this.journal(),
      log: this.log(),
      lookup: {
        // What is answered to a process that has died is heard by nobody.
        ask: (number, answer) =>
          lookup.ask(number, (facts) => {
            if (this.runtime === runtime) this.guarded(() => answer(facts));
          }),
      },
      ...(this.parts.hasCampaigns ? { leads: this.leadsFor(() => this.runtime === runtime) } : {}),
      folders: { sounds: '/sounds', recordings: '/recordings' },
      recordingFolder: { ready: (folder, path) => ({ path: `${folder}/${path}`, error: null }) },
    });
    this.runtime = runtime;
    const lastRun = this.database.lastRun(this.midnightMs);
    if (!isAtRest({}, lastRun.agents)) clock.goOnFrom(this.database.lastKnownMs);
    auditor.started(this.site, lastRun, this.lines);
    this.guarded(() => runtime.start(this.site, lastRun));
    const campaigns = this.parts.hasCampaigns ? this.database.campaignsToRun(this.midnightMs) : [];
    if (campaigns.length > 0) this.guarded(() => runtime.loadCampaigns(campaigns));
    auditor.restored(lastRun);
    this.parts.watchers.lives(true);
  }

  /** Local, before now by the box's clock. */
  private get midnightMs(): number {
    return Math.floor((this.wallMs + localMidnightOffsetMs) / dayMs) * dayMs - localMidnightOffsetMs;
  }

  private leadsFor(isRunning: () => boolean): LeadSource {
    const source = this.database.leads(() => this.midnightMs);
    return {
      ask: (ask, answer) =>
        source.ask(ask, (leads) => {
          if (isRunning()) this.guarded(() => answer(leads));
        }),
    };
  }

  /** As the database has it. */
  loadCampaign(id: string): void {
    const row = this.database.tables.campaigns.get(id);
    if (row === undefined) return;
    const run = this.database.tables.withCounts(row, this.midnightMs);
    this.guarded(() => this.runtime?.loadCampaigns([run]));
  }

  leadsChanged(lists: readonly string[]): void {
    this.guarded(() => this.runtime?.leadsChanged(lists));
  }

  dncChanged(added: readonly string[], removed: readonly string[]): void {
    this.guarded(() => this.runtime?.dncChanged(added, removed));
  }

  /** Campaigns of which the daemon still knows. */
  get campaignsLive(): readonly LiveCampaign[] {
    return this.runtime?.snapshot().campaigns ?? [];
  }

  /** kill -9: what is not on the disk is lost, the lines are closed; telephones stay as they lie. */
  kill(): void {
    if (this.runtime === null) return;
    this.runtime = null;
    this.clock = null;
    void this.lines.close();
    this.lines.far = {};
    const lost = this.database.crash();
    this.parts.auditor.killed(lost, this.database.lastKnownMs);
    this.parts.auditor.outbound?.restoredFrom(this.database.tables);
    this.agents.clear();
    this.calls.clear();
    this.parts.watchers.lives(false);
  }

  /** The supervisor has started it again: every timeslot is restarted, so no call of before lives. */
  restart(): void {
    if (this.runtime !== null) return;
    const { board, agents, supervisors = [] } = this.site;
    const known = Math.max(board.lines, agents.length + supervisors.length);
    const lifted = Array.from({ length: known }, (_, at) => at + 1).filter((line) => this.lines.isOffHook(line));
    this.lines = this.openLines(lifted);
    this.start();
    if (this.webUp) this.openPages();
  }

  /** SHA-256 of all rows as JSON lines, of a day whose journal is kept; once. */
  rowsHash(): string {
    return this.writtenHash.digest('hex');
  }

  ask(person: PersonRequest): void {
    this.parts.auditor.asked(person);
    this.settle(person.ask, (runtime) => runtime.ask(person));
  }

  order(technician: TechnicianRequest): void {
    this.settle(technician.ask, (runtime) => runtime.order(technician));
  }

  loadSite(site: Site): void {
    this.site = site;
    this.parts.auditor.site(site);
    this.guarded(() => this.runtime?.loadSite(site));
  }

  /** The web process is gone, or back: its pages with it. */
  web(up: boolean): void {
    if (this.webUp === up) return;
    this.webUp = up;
    this.parts.watchers.webLives(up);
    if (up) this.openPages();
    else for (const agentId of this.agents.keys()) this.ask({ ask: 'presence', agentId, pages: 0 });
  }

  /** What pages would be told if they came now is what they have pieced together. */
  comparePages(): void {
    if (this.runtime !== null) this.parts.auditor.compare(this.runtime.snapshot());
  }

  private openPages(): void {
    if (this.runtime === null) return;
    this.agents.clear(); // a snapshot replaces what was shown: who was taken off the site meanwhile is gone
    for (const agent of this.runtime.snapshot().agents) {
      this.agents.set(agent.id, agent);
      if (agent.state !== 'signed-out') this.ask({ ask: 'presence', agentId: agent.id, pages: 1 });
    }
  }

  private settle(what: string, act: (runtime: Runtime) => Promise<void>): void {
    if (this.runtime === null) {
      count(this.refusals, `${what}: daemon-down`);
      return;
    }
    this.depth += 1;
    const done = act(this.runtime);
    this.leave();
    done.catch((error: unknown) => {
      const code = (error as { readonly code?: unknown }).code;
      if (typeof code === 'string') count(this.refusals, `${what}: ${code}`);
      else this.thrown(error);
    });
  }

  // ---- taps

  private openLines(lifted: readonly number[]): SimulatedLines {
    const { board } = this.parts.site;
    const lines = new SimulatedLines(this.parts.time, {
      spans: board.spans,
      lines: board.lines,
      exchangeLines: board.exchangeLines ?? 0,
      lifted,
      keepCommands: false,
      promptMs: 3_000,
      ...this.parts.lines,
    });
    lines.far = this.parts.far;
    return lines;
  }

  private tapped(lines: SimulatedLines): Lines {
    const { auditor } = this.parts;
    return {
      channels: lines.channels,
      listen: (listener) => lines.listen(this.guardedListener(listener)),
      send: (command) => {
        auditor.command(command);
        lines.send(command);
      },
      snapshot: () => {
        const snapshot = lines.snapshot();
        auditor.seen(snapshot);
        return snapshot;
      },
      meters: () => lines.meters(),
      callerId: () => lines.callerId(),
      scope: (channel, on) => lines.scope(channel, on),
      scopeFrames: () => lines.scopeFrames(),
      close: () => lines.close(),
    };
  }

  private guardedListener(listener: LineListener): LineListener {
    return {
      onEvent: (event) => {
        this.parts.auditor.heard(event);
        this.guarded(() => listener.onEvent(event));
      },
      onSnapshot: (snapshot) => {
        this.parts.auditor.seen(snapshot);
        this.guarded(() => listener.onSnapshot(snapshot));
      },
    };
  }

  /** Timers of a run that was killed fire for nothing. */
  private guardedTimers(): Timers {
    const { time } = this.parts;
    const { runs } = this;
    return {
      after: (delayMs, run) =>
        time.after(delayMs, () => {
          if (this.runtime !== null && this.runs === runs) this.guarded(run);
        }),
    };
  }

  private guarded(act: () => void): void {
    this.depth += 1;
    try {
      act();
    } catch (error) {
      this.thrown(error);
    }
    this.leave();
  }

  /** What leads straight back here waits its turn in the runtime: the outermost act is done when all of it is. */
  private leave(): void {
    this.depth -= 1;
    if (this.depth === 0 && this.runtime !== null) this.parts.auditor.settled();
  }

  private thrown(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.parts.auditor.fault('exception', text.split('\n').slice(0, 4).join(' | '));
  }

  private rows(): RowSink {
    return {
      write: (rows: readonly RowChange[]) => {
        if (this.parts.mayDie || this.parts.hasCampaigns) this.database.write(rows);
        this.parts.keepRows?.(rows);
        this.rowsWritten += rows.length;
        if (this.parts.keepJournal !== undefined)
          for (const row of rows) this.writtenHash.update(`${this.hashed++ === 0 ? '' : '\n'}${JSON.stringify(row)}`);
        this.parts.auditor.write(rows);
        for (const row of rows) if (row.row === 'incident') count(this.incidents, row.incident.code);
      },
    };
  }

  private live(): LiveSink {
    const { auditor, watchers } = this.parts;
    return {
      change: (changes) => {
        auditor.change(changes);
        if (this.webUp) for (const change of changes) this.show(change);
      },
      offer: (offer) => {
        auditor.offer(offer);
        if (this.webUp) watchers.offered(offer);
      },
    };
  }

  private show(change: LiveChange): void {
    if (change.topic === 'agent') {
      if (change.value === null) this.agents.delete(change.id);
      else this.agents.set(change.id, change.value);
      this.parts.watchers.agentChanged(change.id, change.value);
    } else if (change.topic === 'call') {
      if (change.value === null) this.calls.delete(change.id);
      else this.calls.set(change.id, change.value);
    }
  }

  private journal(): Journal {
    const { keepJournal } = this.parts;
    return {
      append: (entry) => keepJournal?.(JSON.stringify(entry)),
      flush: async () => {},
      close: async () => {},
      lost: 0,
    };
  }

  /** Errors are the box's own: no fault from outside may lead to one. */
  private log(): Log {
    return {
      debug: () => {},
      info: () => {},
      warn: (detail, message) => {
        if (message === 'incident') return;
        count(
          this.surprises,
          message.includes('does not expect') ? `${message} ${JSON.stringify(withoutIds(detail))}` : message,
        );
      },
      error: (detail, message) => this.parts.auditor.fault('logged-error', `${message} ${JSON.stringify(detail)}`),
    };
  }
}

function withoutIds(detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(detail).filter(([key]) => key === 'state' || key === 'event'));
}

export function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

export function seeded(seed: number): SeededRandom {
  return new SeededRandom(seed);
}
