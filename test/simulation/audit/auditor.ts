/**
 * Watches what the daemon writes, commands and shows, and says what is wrong. Shares no code with the switch: it only
 * knows what rows, commands and pages mean, and what the site asks for.
 */
import type { LineCommand, LineEvent, LineSnapshot, Seizure } from '../../../daemon/lines/lines.js';
import type { LiveSink, RowSink } from '../../../daemon/runtime/ports.js';
import type { Offer } from '../../../daemon/switch/effects.js';
import type { LiveChange, LiveSnapshot } from '../../../daemon/terms/live.js';
import type { RecordingBegun } from '../../../daemon/terms/recordings.js';
import type { LastRun, PersonRequest } from '../../../daemon/terms/requests.js';
import type { CallEventSaid, QueueVisitRow, RowChange } from '../../../daemon/terms/rows.js';
import type { Site } from '../../../daemon/terms/site.js';
import type { CallerFacts } from '../../../daemon/terms/targets.js';
import type { SimulatedLines } from '../simulated-lines.js';
import { AgentAudit } from './agents.js';
import { CallAudit } from './calls.js';
import { OutboundAudit } from './outbound/outbound.js';
import { PageAudit } from './pages.js';
import { QueueAudit } from './queues.js';
import { RecordingAudit } from './recordings.js';
import { SoundAudit } from './sound.js';
import { TelephoneAudit } from './telephones.js';
import { Violations } from './violations.js';
import { WrapUpAudit } from './wrap-up.js';

/** Between two looks at what should have happened by itself. */
const slowTickMs = 10_000;
/** The watchdog needs two looks; its repair may lead to more, and more events may be lost. */
const longestBoundMs = 30_000;
const dayMs = 86_400_000;
const shanghaiOffsetMs = 8 * 3_600_000;

/** Incidents that mean a fault of the switch itself, whatever the lines did. */
const impossible: ReadonlySet<string> = new Set(['switch-loop', 'double-reservation']);

export interface AuditorWorld {
  /** Simulation time. */
  nowMs(): number;
  /** The box's clock. */
  wallMs(): number;
  /** How far the box's clock was set in all. */
  slackMs(): number;
  factsOf(callingNumber: string): CallerFacts | null;
  /** What the switch itself says of an agent and a waiting call. */
  explained(callId: string, agentId: string): string;
}

export class Auditor implements RowSink, LiveSink {
  readonly violations: Violations;
  readonly calls: CallAudit;
  readonly agents: AgentAudit;
  readonly queues: QueueAudit;
  readonly recordings: RecordingAudit;
  readonly pages: PageAudit;
  readonly sound: SoundAudit;
  readonly wrapUp: WrapUpAudit;
  private readonly telephones: TelephoneAudit;
  /** Null: the day has no campaigns. */
  outbound: OutboundAudit | null = null;
  private lines: SimulatedLines | null = null;
  private readonly lineOfAgent = new Map<string, number>();
  private readonly onSite = new Set<string>();
  private readonly agentAtLine = new Map<number, string>();
  /** Calls whose CDR says 'abandoned' and whose visit of a queue is still open. */
  private readonly gaveUp = new Set<string>();
  /** Calls out that are, or were, in a queue. */
  private readonly visitedOut = new Set<string>();
  private nextMidnightMs = Number.POSITIVE_INFINITY;
  private lastSlowMs = 0;

  constructor(private readonly world: AuditorWorld) {
    const nowMs = () => world.nowMs();
    this.violations = new Violations(nowMs);
    this.calls = new CallAudit(this.violations, nowMs);
    this.agents = new AgentAudit(this.violations, nowMs, (callId) => this.calls.isOpen(callId));
    this.recordings = new RecordingAudit(this.violations, nowMs, () => world.slackMs());
    this.pages = new PageAudit(this.violations);
    this.telephones = new TelephoneAudit(nowMs);
    this.wrapUp = new WrapUpAudit(
      this.violations,
      (callId) => this.calls.row(callId)?.queue ?? null,
      () => world.slackMs(),
    );
    this.queues = new QueueAudit({
      violations: this.violations,
      nowMs,
      wallMs: () => world.wallMs(),
      agents: this.agents,
      factsOf: (callId) => world.factsOf(this.calls.row(callId)?.callingNumber ?? ''),
      callingNumber: (callId) => this.calls.row(callId)?.callingNumber ?? '',
      telephoneFreeSince: (agentId) => this.telephoneFreeSince(agentId),
      explained: (callId, agentId) => world.explained(callId, agentId),
    });
    this.sound = new SoundAudit(
      this.violations,
      () => this.linesNow,
      (channel) => this.linesNow.channels[channel]?.name ?? '',
      (span, timeslot) => this.linesNow.bearerName(span, timeslot),
      (callId) => this.calls.legsOf(callId),
    );
  }

  /** Before the daemon is started. */
  auditOutbound(): OutboundAudit {
    this.outbound = new OutboundAudit({
      violations: this.violations,
      nowMs: () => this.world.nowMs(),
      wallMs: () => this.world.wallMs(),
      slackMs: () => this.world.slackMs(),
      agentState: (agentId) => this.agents.state(agentId),
      callIsOpen: (callId) => this.calls.isOpen(callId),
    });
    return this.outbound;
  }

  // ---- runs of the daemon

  started(site: Site, lastRun: LastRun, lines: SimulatedLines): void {
    this.lines = lines;
    this.telephones.started();
    const wallMs = this.world.wallMs();
    const midnightMs = Math.floor((wallMs + shanghaiOffsetMs) / dayMs) * dayMs - shanghaiOffsetMs;
    this.nextMidnightMs = midnightMs + dayMs;
    this.site(site);
    this.agents.started(lastRun, midnightMs);
    this.queues.started(lastRun, midnightMs);
  }

  /** The daemon has taken up what the last one left. */
  restored(lastRun: LastRun): void {
    const taken = new Map<number, number>();
    for (const line of this.lineOfAgent.values()) taken.set(line, (taken.get(line) ?? 0) + 1);
    this.agents.restored(lastRun, (agentId) => {
      const line = this.lineOfAgent.get(agentId);
      return this.onSite.has(agentId) && line !== undefined && (line === 0 || taken.get(line) === 1);
    });
  }

  /** `lost`: rows that had not reached the disk. */
  killed(lost: readonly RowChange[], lastKnownMs: number): void {
    this.outbound?.killed(lost);
    this.agents.killed(lastKnownMs);
    for (const part of [this.calls, this.queues, this.recordings, this.pages, this.sound, this.wrapUp]) part.killed();
  }

  site(site: Site): void {
    this.lineOfAgent.clear();
    // Who has been taken off the site still has his telephone until his call and wrap-up are over.
    for (const { id, line, remoteNumber } of site.agents) {
      this.onSite.add(id);
      this.lineOfAgent.set(id, remoteNumber === undefined ? line : 0);
      this.agentAtLine.set(line, id);
    }
    this.queues.load(site);
    this.wrapUp.load(site);
    this.outbound?.site(site);
  }

  // ---- what the daemon does

  write(rows: readonly RowChange[]): void {
    if (this.world.wallMs() >= this.nextMidnightMs) this.midnight();
    for (const row of rows) {
      this.row(row);
      this.outbound?.row(row);
    }
  }

  change(changes: readonly LiveChange[]): void {
    if (this.world.wallMs() >= this.nextMidnightMs) this.midnight();
    for (const change of changes) {
      this.pages.change(change);
      if (change.topic === 'call') this.sound.call(change.id, change.value);
      else if (change.value === null) continue;
      else if (change.topic === 'agent') this.agents.live(change.value);
      else if (change.topic === 'queue') this.queues.live(change.value);
    }
  }

  offer({ callId, agentId }: Offer): void {
    this.violations.expect(
      this.pages.has(`call ${callId}`),
      'offer-unknown',
      () => `${callId} to ${agentId}: pages do not know it`,
    );
  }

  command(command: LineCommand): void {
    this.sound.command(command);
    this.recordings.command(command);
    this.outbound?.command(command);
    if (command.do === 'ring') this.telephones.use(command.channel, command.seizure);
  }

  /** What the lines tell the daemon, as it comes. */
  heard(event: LineEvent): void {
    this.sound.heard(event);
    this.outbound?.heard(event);
    if (event.event === 'incoming') this.telephones.use(event.channel, event.seizure);
    else if (event.event === 'hook') this.telephones.hook(event.channel, event.offHook);
    else if (event.event === 'cleared') this.telephones.cleared(event.seizure);
    else if (event.event === 'digit' && event.digit === '*') this.code(event.seizure);
  }

  /** What the daemon sees of the lines when it looks itself: a lifted telephone whose event was lost. */
  seen({ channels }: LineSnapshot): void {
    for (const { channel, seizure, offHook } of channels) {
      if (seizure !== 0 && !this.telephones.isUsedBy(channel, seizure)) this.telephones.use(channel, seizure);
      if (seizure !== 0) this.sound.seen(channel, seizure);
      if (offHook) this.telephones.hook(channel, true);
    }
  }

  asked(person: PersonRequest): void {
    this.outbound?.asked(person);
    this.wrapUp.asked(person);
  }

  fault(code: string, story: string): void {
    this.violations.add(code, story);
  }

  /** One input is handled to its end. */
  settled(): void {
    this.sound.settled();
    this.outbound?.settled();
  }

  // ---- time

  /** Once a second of simulated time. */
  tick(): void {
    this.queues.tick();
    this.outbound?.tick();
    if (this.world.nowMs() - this.lastSlowMs < slowTickMs) return;
    this.lastSlowMs = this.world.nowMs();
    this.agents.tick(longestBoundMs, this.onSite);
    this.calls.tick();
    this.queues.waitsInVain((callId) => this.calls.isOpen(callId));
    for (const callId of this.gaveUp) this.violations.add('cdr-visit', `${callId}: abandoned in the CDR, in no queue`);
    this.gaveUp.clear();
  }

  compare(snapshot: LiveSnapshot): void {
    this.pages.compare(snapshot);
  }

  /** Everybody has gone home: nothing may be open. */
  atRest(): void {
    for (const part of [this.calls, this.agents, this.queues, this.recordings, this.sound]) part.atRest();
    this.outbound?.atRest();
  }

  // ---- within

  private row(change: RowChange): void {
    switch (change.row) {
      case 'call-open':
        this.calls.opened(change.call);
        return;
      case 'call-change':
        this.calls.changed(change.id, change.change);
        return;
      case 'call-event':
        this.callEvent(change.event);
        return;
      case 'agent-state':
        this.agents.row(change.state);
        this.wrapUp.row(change.state);
        if (change.state.state !== 'reserved' && change.state.state !== 'ringing')
          this.queues.agentFree(change.state.agent);
        return;
      case 'leg':
        if (this.calls.isAnswering(change.leg)) this.agents.answering(change.leg);
        this.calls.leg(change.leg);
        this.sound.leg(change.leg);
        return;
      case 'queue-visit':
        if (this.calls.row(change.visit.callId)?.direction === 'outbound') this.visitedOut.add(change.visit.callId);
        this.queues.visit(change.visit);
        this.wrapUp.visit(change.visit);
        this.likeItsCall(change.visit);
        return;
      case 'recording-open':
        this.recordingOpened(change.recording);
        return;
      case 'recording-change':
        this.recordings.changed(change.id, change.change.startedAt ?? null);
        return;
      case 'recording-close':
        this.recordings.closing(change.id, change.state, change.samples, change.endedAt);
        return;
      case 'incident':
        this.violations.expect(
          !impossible.has(change.incident.code),
          change.incident.code,
          () => change.incident.detail,
        );
        return;
      default:
        return;
    }
  }

  /** Agents among themselves are not recorded; what begins when somebody from outside joins them is late by nothing. */
  private recordingOpened(recording: RecordingBegun): void {
    const call = this.calls.row(recording.callId);
    const isNobodys = call?.direction === 'internal' || call?.direction === 'test';
    const since = isNobodys ? recording.startedAt : (call?.talkStartedAt ?? null);
    this.recordings.opening(recording, since);
  }

  private callEvent(event: CallEventSaid): void {
    this.calls.event(event);
    this.queues.event(event);
    if (event.what !== 'ended') return;
    const row = this.calls.row(event.callId);
    // Who was called by a campaign is no queue's caller, unless a flow has sent him there.
    const waited = row?.direction !== 'outbound' || this.visitedOut.delete(event.callId);
    if (row?.ending === 'abandoned' && waited) this.gaveUp.add(event.callId);
    const talked = row?.talkStartedAt !== null && row?.direction !== 'internal';
    if (talked) {
      this.violations.expect(
        this.recordings.talked(event.callId),
        'not-recorded',
        () => `${event.callId} ${row?.direction}`,
      );
    }
    this.recordings.callEnded(event.callId);
    this.agents.callEnded(event.callId);
  }

  /** A caller who gave up has given up in the CDR too, and the other way round. */
  private likeItsCall({ callId, how }: QueueVisitRow): void {
    const row = this.calls.row(callId);
    if (how === null || row === null || row.endedAt === null) return;
    const gaveUp = this.gaveUp.delete(callId) || row.ending === 'abandoned';
    const known = row.talkStartedAt !== null || row.ending === 'interrupted' || (how === 'abandoned') === gaveUp;
    this.violations.expect(known, 'cdr-visit', () => `${callId}: ${row.ending} in the CDR, ${how} in the queue`);
  }

  private midnight(): void {
    this.agents.midnight(this.nextMidnightMs);
    this.outbound?.midnight();
    this.queues.midnight(this.nextMidnightMs);
    this.nextMidnightMs += dayMs;
  }

  private code(seizure: Seizure): void {
    const agent = this.agentAtLine.get(this.linesNow.lineOf(seizure));
    if (agent !== undefined) this.wrapUp.dialled(agent);
  }

  private telephoneFreeSince(agentId: string): number | null {
    const line = this.lineOfAgent.get(agentId);
    if (line === undefined) return null;
    // An outside telephone: nobody knows.
    return line === 0 ? 0 : this.telephones.freeSince(line, this.linesNow);
  }

  private get linesNow(): SimulatedLines {
    if (this.lines === null) throw new Error('the auditor has no lines before the daemon is started');
    return this.lines;
  }
}
