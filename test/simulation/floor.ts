/** The real runtime and switch over simulated lines, in time that flies. */
import { expect } from 'vitest';
import type { Clock } from '../../daemon/base/clock.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { ManualTime } from '../../daemon/base/timers.js';
import type { LineCommand } from '../../daemon/lines/lines.js';
import type { CallerLookup, Journal, JournalEntry, LeadSource, Log } from '../../daemon/runtime/ports.js';
import { Runtime } from '../../daemon/runtime/runtime.js';
import type { LastRun, PersonRequest } from '../../daemon/switch/inputs.js';
import type { Agent, Flow, Queue, Site } from '../../daemon/terms/site.js';
import { Records } from './records.js';
import { SimulatedLines, type SimulatedOptions } from './simulated-lines.js';

export const salesNumber = '075526001000';
export const menuNumber = '075526002000';

export function siteOf(agents: number, queue: Partial<Queue> = {}): Site {
  return {
    country: 'cn',
    timeZone: 'Asia/Shanghai',
    board: { kind: 'virtual', spans: 1, lines: 16 },
    numbers: [
      { number: salesNumber, flow: 'straight' },
      { number: menuNumber, flow: 'menu' },
    ],
    defaultFlow: 'straight',
    flows: [straight, menu],
    queues: [{ ...sales, ...queue }],
    agents: Array.from({ length: agents }, (_, at) => agentOf(at + 1)),
  };
}

function agentOf(number: number): Agent {
  return { id: `${8000 + number}`, name: `Agent ${number}`, line: number, queues: ['sales'] };
}

export const sales: Queue = {
  id: 'sales',
  name: { zh: '销售', en: 'Sales' },
  strategy: 'longest-idle',
  music: 'music/calm',
  prompts: ['zh/please-wait'],
  wrapUpMs: 10_000,
  ringTimeoutMs: 20_000,
  missesUntilNotReady: 2,
  maxWaiting: 50,
  maxWaitMs: 300_000,
  busyPrompts: ['zh/all-busy'],
};

const straight: Flow = {
  id: 'straight',
  start: 'queue',
  nodes: { queue: { block: 'queue', queue: 'sales' } },
};

const menu: Flow = {
  id: 'menu',
  start: 'welcome',
  nodes: {
    welcome: { block: 'play', prompts: ['zh/welcome'], next: 'choose' },
    choose: {
      block: 'menu',
      prompts: ['zh/menu'],
      keys: { '0': 'agent', '1': 'hours' },
      timeoutMs: 5_000,
      retries: 2,
      wrongKeyPrompts: ['zh/wrong-key'],
      otherwise: 'agent',
    },
    hours: { block: 'hang-up', prompts: ['zh/hours'] },
    agent: { block: 'queue', queue: 'sales' },
  },
};

/** Keeps the journal in memory. */
class JournalInMemory implements Journal {
  readonly entries: string[] = [];
  readonly lost = 0;
  append(entry: JournalEntry): void {
    this.entries.push(JSON.stringify(entry));
  }
  async flush(): Promise<void> {}
  async close(): Promise<void> {}
}

/** Keeps warnings and errors: they are what the tests ask for. */
export class LogInMemory implements Log {
  readonly warnings: string[] = [];
  debug(): void {}
  info(): void {}
  warn(detail: object, message: string): void {
    this.warnings.push(`${message} ${JSON.stringify(detail)}`);
  }
  error(detail: object, message: string): void {
    this.warnings.push(`${message} ${JSON.stringify(detail)}`);
  }
}

export interface FloorOptions extends Partial<SimulatedOptions> {
  readonly site?: Site;
  readonly lastRun?: LastRun;
  readonly seed?: number;
  readonly lookup?: CallerLookup;
  readonly leads?: LeadSource;
  /** What the daemon takes for its clock; absent: the time that flies. */
  readonly clock?: (time: ManualTime) => Clock;
}

export class Floor {
  readonly time = new ManualTime();
  readonly auditor = new Records(() => this.time.nowMs());
  readonly journal = new JournalInMemory();
  readonly log = new LogInMemory();
  readonly lines: SimulatedLines;
  readonly runtime: Runtime;
  readonly refusals: string[] = [];

  constructor(options: FloorOptions = {}) {
    this.lines = new SimulatedLines(this.time, { spans: 1, lines: 16, ...options });
    const { lines, auditor } = this;
    this.runtime = new Runtime({
      lines: audited(lines, auditor),
      clock: options.clock?.(this.time) ?? this.time,
      timers: this.time,
      seed: options.seed ?? 1,
      rows: auditor,
      live: auditor,
      journal: this.journal,
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
      ...(options.leads === undefined ? {} : { leads: options.leads }),
      log: this.log,
      folders: { sounds: '/sounds', recordings: '/recordings' },
      recordingFolder: { ready: (folder, path) => ({ path: `${folder}/${path}`, error: null }) },
    });
    const loadSite = this.runtime.loadSite.bind(this.runtime);
    this.runtime.loadSite = (site) => {
      auditor.site(site);
      loadSite(site);
    };
    const [site, lastRun] = [options.site ?? siteOf(2), options.lastRun ?? { agents: [] }];
    auditor.started(site, lastRun, lines);
    this.runtime.start(site, lastRun);
  }

  /** Sign in and ready. */
  ready(...agents: readonly string[]): void {
    for (const agentId of agents) {
      this.ask({ ask: 'sign-in', agentId });
      this.ask({ ask: 'ready', agentId });
    }
  }

  /** Refusals are kept, by code. */
  ask(person: PersonRequest): void {
    this.auditor.asked(person);
    this.runtime.ask(person).catch((error: unknown) => this.refusals.push((error as { code: string }).code));
  }

  agent(agentId: string) {
    const agent = this.runtime.snapshot().agents.find((row) => row.id === agentId);
    if (agent === undefined) throw new Error(`no agent ${agentId}`);
    return agent;
  }

  get queue() {
    const [queue] = this.runtime.snapshot().queues;
    if (queue === undefined) throw new Error('no queue');
    return queue;
  }

  /** CDRs in the order of the calls. */
  get cdrs() {
    return [...this.auditor.calls.values()];
  }

  get incidentCodes(): readonly string[] {
    return this.auditor.incidents.map((incident) => incident.code);
  }

  commandsSince(count: number): readonly LineCommand[] {
    return this.lines.commands.slice(count);
  }

  static random(seed: number): SeededRandom {
    return new SeededRandom(seed);
  }
}

/** The auditor hears what the switch commands and is told. */
function audited(lines: SimulatedLines, records: Records): SimulatedLines {
  const send = lines.send.bind(lines);
  lines.send = (command) => {
    records.command(command);
    send(command);
  };
  const listen = lines.listen.bind(lines);
  lines.listen = (listener) =>
    listen({
      onEvent: (event) => {
        records.heard(event);
        listener.onEvent(event);
      },
      onSnapshot: (snapshot) => listener.onSnapshot(snapshot),
    });
  return lines;
}

/** Nothing is open, nothing was wrong, and pages show what is. */
export function expectRest(floor: Floor): void {
  floor.auditor.atRest();
  floor.auditor.compare(floor.runtime.snapshot());
  const inProgress = floor.runtime.inProgress;
  expect({ faults: floor.auditor.faults, ...inProgress }).toEqual({
    faults: [],
    legs: 0,
    calls: 0,
    flows: 0,
    recordings: 0,
  });
}
