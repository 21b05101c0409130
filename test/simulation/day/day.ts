/** One simulated day, from its seed to its verdict: work, faults, and at the end everything must come to rest. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ManualTime } from '../../../daemon/base/timers.js';
import type { RowChange } from '../../../daemon/terms/rows.js';
import { Auditor } from '../audit/auditor.js';
import type { Violation } from '../audit/violations.js';
import type { Dialled } from '../far-ends.js';
import { AgentAtWork } from './agent.js';
import { Box } from './box.js';
import { Callers } from './callers.js';
import { SiteChanges } from './changes.js';
import { Customers } from './customers.js';
import { CorridorTelephone } from './desk.js';
import type { Draw } from './draw.js';
import { Faults } from './faults.js';
import { Network } from './network.js';
import { CampaignDeskAtWork } from './outbound/desk.js';
import { type DayPlan, type DayWish, planDay } from './plan.js';
import { SupervisorAtWork } from './supervisors.js';
import { World } from './world.js';

export interface DayResult {
  readonly seed: number;
  readonly agents: number;
  /** Calls that the box took, in, out and inside. */
  readonly calls: number;
  readonly violations: readonly Violation[];
  readonly violationCount: number;
  readonly refusals: ReadonlyMap<string, number>;
  readonly incidents: ReadonlyMap<string, number>;
  readonly surprises: ReadonlyMap<string, number>;
  readonly faults: ReadonlyMap<string, number>;
  readonly counts: Readonly<Record<string, number>>;
}

export interface DayWatcher {
  readonly keepJournal?: ((line: string) => void) | undefined;
  /** Every batch of rows as it is written. */
  readonly keepRows?: (rows: readonly RowChange[]) => void;
  /** Called once in each simulated half hour. */
  readonly progress?: ((atMs: number, calls: number) => void) | undefined;
}

const tickMs = 1_000;
/** After so many ticks the event loop gets a turn, so that promises of asks settle. */
const ticksAtOnce = 60;
/** Timers that are always set: midnight, and the next opening or closing of each schedule. */
const standingTimers = /^(switch midnight|acd hours )/;
/** Everything in a call has ended by then: the longest are prompts, ringing, tones and the ledger's patience. */
const quietMs = 15 * 60_000;

/** Most events come within two blocks, some when the machine has other things to do. */
function latencyOf(late: Draw): number {
  return late.chance(0.02) ? late.between(30, 300) : late.between(0, 20);
}

export class SimulatedDay {
  readonly plan: DayPlan;
  readonly box: Box;
  readonly auditor: Auditor;
  private readonly time: ManualTime;
  private readonly world: World;
  private readonly callers: Callers;
  private readonly faults: Faults;
  private readonly changes: SiteChanges;
  private readonly agents: readonly AgentAtWork[];
  private readonly campaigns: CampaignDeskAtWork | null;

  constructor(
    wish: DayWish,
    private readonly watcher: DayWatcher = {},
  ) {
    this.plan = planDay(wish);
    const { draw, site, startMs } = this.plan;
    this.time = new ManualTime(startMs - 60_000);
    this.world = new World(this.time, draw, this.plan);
    const customers = new Customers(
      (ms, run) => this.world.after(ms, run),
      draw.own('customers'),
      site.agents,
      wish.seed,
    );
    this.auditor = new Auditor({
      nowMs: () => this.time.nowMs(),
      wallMs: () => this.box.wallMs,
      slackMs: () => this.box.clockSetMs,
      factsOf: (number) => customers.factsOf(number),
      explained: (callId, agentId) => this.box.explained(callId, agentId),
    });
    const late = draw.own('latency');
    this.box = new Box({
      time: this.time,
      site,
      seed: wish.seed,
      auditor: this.auditor,
      far: this.world,
      watchers: this.world,
      lookup: customers,
      keepJournal: watcher.keepJournal,
      hasCampaigns: this.plan.outbound !== null,
      mayDie: wish.faults || watcher.keepRows !== undefined,
      keepRows: watcher.keepRows,
      lines: {
        ...(this.plan.badFile === undefined ? {} : { badFile: this.plan.badFile }),
        ...(wish.faults ? { latencyMs: () => latencyOf(late), overtaking: true } : {}),
      },
    });
    this.world.box = this.box;
    const { outbound } = this.plan;
    const audit = outbound === null ? null : this.auditor.auditOutbound();
    for (const [number, person] of outbound?.people ?? []) this.world.people.set(number, person);
    const called =
      outbound === null || audit === null
        ? null
        : { draw: outbound.draw.own('people'), met: (call: Dialled) => audit.met(call.seizure, call.calledNumber) };
    this.campaigns = outbound === null || audit === null ? null : new CampaignDeskAtWork(this.world, outbound, audit);
    this.world.network = new Network(this.world, draw.own('network'), called);
    this.callers = new Callers(this.world, draw.own('callers'));
    if (audit !== null) this.world.disturbed = (disturbance) => audit.disturbed(disturbance);
    this.faults = new Faults(this.world, draw.own('faults'));
    this.changes = new SiteChanges(this.world, draw.own('changes'));
    this.agents = site.agents.map((agent) => new AgentAtWork(this.world, draw.own(agent.id), agent));
  }

  async run(): Promise<DayResult> {
    const { plan } = this;
    const { stopAfterMin } = plan.wish;
    this.begin();
    await this.until(stopAfterMin === undefined ? plan.endMs : plan.startMs + stopAfterMin * 60_000);
    await this.close();
    return this.result();
  }

  /** So many minutes of the day and no more, in the middle of everything. */
  async runFor(minutes: number): Promise<void> {
    this.begin();
    await this.until(this.plan.startMs + minutes * 60_000);
  }

  private begin(): void {
    const { plan, world, box } = this;
    box.start();
    for (const agent of this.agents) agent.begin();
    for (const supervisor of plan.site.supervisors ?? [])
      new SupervisorAtWork(world, plan.draw.own(supervisor.id), supervisor).begin();
    new CorridorTelephone(world, plan.draw.own('corridor'), plan.site.board.lines).begin();
    this.callers.begin();
    this.campaigns?.begin();
    this.changes.begin();
    if (plan.wish.faults) this.faults.begin();
  }

  /** The faults stop, people finish what they are in, lay down and go home; then nothing may be left. */
  private async close(): Promise<void> {
    const { world, time, box, auditor } = this;
    this.faults.stop();
    world.closing = true;
    this.campaigns?.stopAll();
    for (const agent of this.agents) agent.leave();
    await this.until(time.nowMs() + quietMs);
    for (const seizure of box.lines.live) if (!box.lines.isTelephone(seizure)) box.lines.hangUp(seizure);
    for (let line = 1; line <= this.plan.site.board.lines; line++) box.lines.lay(line);
    await this.until(time.nowMs() + quietMs);
    for (const agent of box.agents.values()) {
      if (agent.state !== 'signed-out')
        auditor.fault('never-signed-out', `${agent.id} is ${agent.state}, next ${JSON.stringify(agent.next)}`);
    }
    box.comparePages();
    auditor.atRest();
    for (const [what, left] of Object.entries(box.inProgress ?? {})) {
      if (left !== 0) auditor.fault('not-idle', `${what}: ${left}`);
    }
    for (const campaign of box.campaignsLive) auditor.fault('campaign-left', JSON.stringify(campaign));
    for (const seizure of box.lines.live) auditor.fault('seizure-left', `${seizure}`);
    if (box.lines.hearing.mixes.size + box.lines.hearing.bridges.size > 0)
      auditor.fault('mix-left', 'a mix or bridge is left');
    const timers = box.timersSet.filter((name) => !standingTimers.test(name));
    if (timers.length > 0) auditor.fault('timers-left', timers.slice(0, 10).join(', '));
  }

  private async until(atMs: number): Promise<void> {
    const { time, auditor, watcher } = this;
    for (let ticks = 1; time.nowMs() < atMs; ticks++) {
      time.advance(Math.min(tickMs, atMs - time.nowMs()));
      auditor.tick();
      if (ticks % ticksAtOnce === 0) await nextTurn();
      if (ticks % 1_800 === 0) watcher.progress?.(time.nowMs(), auditor.calls.total);
    }
    await nextTurn();
  }

  private result(): DayResult {
    const { auditor, box, plan } = this;
    return {
      seed: plan.wish.seed,
      agents: plan.site.agents.length,
      calls: auditor.calls.total,
      violations: auditor.violations.kept,
      violationCount: auditor.violations.count,
      refusals: box.refusals,
      incidents: box.incidents,
      surprises: box.surprises,
      faults: this.faults.happened,
      counts: {
        arrived: this.callers.arrived,
        refused: this.callers.refused,
        ...auditor.queues.totals,
        recordings: auditor.recordings.opened,
        siteChanges: this.changes.made,
        ...(auditor.outbound?.totals ?? {}),
        eventsLost: box.lines.lost,
      },
    };
  }
}
