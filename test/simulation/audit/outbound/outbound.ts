/**
 * Watches campaigns: who is called, when, and what is said to have come of it. Knows rows, commands, what people did at the
 * far ends and what they ask; nothing of the dialer.
 */
import type { LineCommand, LineEvent, Seizure } from '../../../../daemon/lines/lines.js';
import type { AgentState } from '../../../../daemon/terms/agents.js';
import type { AttemptRow, CampaignRow, LeadRow } from '../../../../daemon/terms/outbound.js';
import type { PersonRequest } from '../../../../daemon/terms/requests.js';
import type { AgentStateRow, CallEventSaid, RowChange } from '../../../../daemon/terms/rows.js';
import type { Site } from '../../../../daemon/terms/site.js';
import { detailOf } from '../queues.js';
import type { Violations } from '../violations.js';
import { DropTallies } from './drops.js';
import { fitting } from './fit.js';
import { checkLaunch, mayShow } from './law.js';
import { LeadAudit, usesNoTry } from './leads.js';
import { type Disturbance, type Meeting, newMeeting } from './meeting.js';

export interface OutboundWorld {
  readonly violations: Violations;
  nowMs(): number;
  wallMs(): number;
  slackMs(): number;
  agentState(agentId: string): AgentState;
  callIsOpen(callId: string): boolean;
}

const minRingMs = 15_000;
/** From a person's answer, or the end of what he is told first. */
const connectWithinMs = 2_000;
const signOutGraceMs = 2_000;
/** A moment of two machines' clocks. */
const momentMs = 20;

/** From the launch to the network: an agent's own telephone may have to be lifted first. */
const longestLaunchMs = 90_000;
/** A call that was dropped is told so, and ends. */
const longestWaitMs = 60_000;

interface Known {
  row: AttemptRow;
  readonly meetings: Meeting[];
  readonly openedAt: number;
  /** Its result as the network told it was looked at. */
  ended: boolean;
  counted: boolean;
  /** His own telephone was first. */
  isByHand: boolean;
}

export class OutboundAudit {
  readonly totals = { attempts: 0, persons: 0, connected: 0, dropped: 0, blocked: 0 };
  private readonly leads: LeadAudit;
  private readonly attempts = new Map<string, Known>();
  private readonly open = new Set<string>();
  private readonly byNumber = new Map<string, string[]>();
  private readonly campaigns = new Map<string, CampaignRow>();
  private readonly drops: DropTallies;
  private readonly dnc = new Set<string>();
  private readonly meetings = new Map<Seizure, Meeting>();
  private readonly dials: Meeting[] = [];
  private readonly signedOutAt = new Map<string, number>();
  /** By attempt: who owes its result. An agent may owe several. */
  private readonly owed = new Map<string, string>();
  private readonly recorded = new Map<string, string | null>();
  private goesOn = false;
  private now: Site | null = null;

  constructor(private readonly world: OutboundWorld) {
    this.leads = new LeadAudit(world.violations);
    this.drops = new DropTallies({
      capOf: (campaign) => this.campaigns.get(campaign)?.campaign.dropCap ?? 0,
      onTheWay: (campaign) => this.onTheWay(campaign),
    });
  }

  // ---- what people do

  site(site: Site): void {
    this.now = site;
  }

  campaignTold(row: CampaignRow): void {
    this.knows(row);
  }

  private knows(row: CampaignRow): void {
    const { id, dropCap } = row.campaign;
    const before = this.campaigns.get(id)?.campaign.dropCap ?? 0;
    if (dropCap < before) this.drops.lowered(id, before);
    this.campaigns.set(id, row);
  }

  leadPut(lead: LeadRow): void {
    this.leads.put(lead);
  }

  dncChanged(added: readonly string[], removed: readonly string[]): void {
    for (const number of added) this.dnc.add(number);
    for (const number of removed) this.dnc.delete(number);
  }

  asked(_person: PersonRequest): void {}

  /** The network brings a call of ours to somebody. */
  met(seizure: Seizure, number: string): Meeting {
    const known = this.meetings.get(seizure);
    if (known !== undefined) return known;
    const met = newMeeting(seizure, number, this.world.nowMs(), this.world.wallMs());
    met.disturbed = this.goesOn;
    this.meetings.set(seizure, met);
    return met;
  }

  disturbed(disturbance: Disturbance): void {
    // One that strikes once ends none that lasts.
    if (disturbance !== 'once') this.goesOn = disturbance === 'begins';
    for (const met of this.meetings.values()) met.disturbed = true;
  }

  /** Results of yesterday are asked no more. */
  midnight(): void {
    this.owed.clear();
  }

  // ---- what the daemon does

  row(change: RowChange): void {
    switch (change.row) {
      case 'attempt':
        this.attempt(change.attempt);
        return;
      case 'lead-change':
        this.leads.changed(change.id, change.change);
        return;
      case 'campaign':
        this.knows(change.campaign);
        return;
      case 'dnc':
        this.dnc.add(change.dnc.number);
        return;
      case 'call-event': {
        const { what, callId, agent, detail } = change.event;
        if (what === 'offered' && agent !== null) this.offered(callId, agent, detail);
        return;
      }
      case 'agent-state':
        this.agentState(change.state);
        return;
      case 'recording-open':
        this.recorded.set(change.recording.callId, change.recording.campaign ?? null);
        return;
      default:
        return;
    }
  }

  command(command: LineCommand): void {
    switch (command.do) {
      case 'dial': {
        if (this.now === null || !this.isLeads(command.calledNumber)) return;
        const met = this.met(command.seizure, command.calledNumber);
        this.dials.push(met);
        this.expect(
          mayShow(this.now, command.span, command.callingNumber),
          'caller-number',
          () => `${command.callingNumber} on span ${command.span}`,
        );
        return;
      }
      case 'clear':
        this.clear(command.seizure);
        return;
      case 'play': {
        const met = this.meetings.get(command.seizure);
        const files = command.sources.flatMap((source) => ('file' in source ? [source.file] : []));
        if (met !== undefined && files.some((file) => file.endsWith('zh/dropped.wav'))) this.messageBegins(met);
        return;
      }
      default:
        return;
    }
  }

  heard(event: LineEvent): void {
    if (!('seizure' in event)) return;
    const met = this.meetings.get(event.seizure);
    if (met === undefined) return;
    const nowMs = this.world.nowMs();
    switch (event.event) {
      case 'alerting':
        met.heardAlertingAt ??= nowMs;
        return;
      case 'answered':
        met.heardAnsweredAt ??= nowMs;
        return;
      case 'cleared':
        met.heardCleared = true;
        return;
      case 'progress':
        if (event.cause !== 0) met.heardTone = true;
        return;
      case 'tone':
        met.heardTone = true;
        return;
      case 'answerer':
        met.heardWho ??= event.who;
        return;
      case 'data-tone':
        met.heardWho ??= 'fax';
        return;
      default:
        return;
    }
  }

  /** One input is handled to its end: rows and commands of it are all there. */
  settled(): void {
    for (const met of this.dials.splice(0)) {
      const id = this.openOf(met.number);
      const known = id === undefined ? undefined : this.attempts.get(id);
      this.expect(known !== undefined, 'dialled-without-attempt', () => `${met.number}, seizure ${met.seizure}`);
      if (known === undefined) continue;
      // His own telephone was first: a receiver had to be lifted.
      if (known.meetings.length === 0 && met.dialledAt > known.openedAt) known.isByHand = true;
      known.meetings.push(met);
      const sinceMs = met.dialledAt - known.openedAt;
      this.expect(sinceMs <= longestLaunchMs, 'dialled-late', () => `${id}: ${sinceMs} ms after it was decided`);
    }
  }

  /** Once a second. */
  tick(): void {
    const nowMs = this.world.nowMs();
    for (const id of this.open) {
      const known = this.attempts.get(id) as Known;
      const met = known.meetings.at(-1);
      const { connectedAt, answeredAt } = known.row;
      if (met === undefined || met.disturbed || connectedAt !== null || met.messagePlayed) continue;
      const sinceMs = met.heardAnsweredAt === null ? 0 : nowMs - met.heardAnsweredAt;
      const isForAgent = this.campaigns.get(known.row.campaign)?.campaign.queue !== '';
      if (!isForAgent || sinceMs < longestWaitMs) continue;
      met.messagePlayed = true; // told once
      this.expect(false, 'person-left-waiting', () => `${id}: answered ${answeredAt}, for ${sinceMs} ms`);
    }
  }

  /** What was not on the disk is unknown to the next run; what was open is closed by it. */
  killed(lost: readonly RowChange[]): void {
    this.meetings.clear();
    this.dials.length = 0;
    this.owed.clear();
    this.recorded.clear();
    this.lostRows(lost);
    this.open.clear();
    this.signedOutAt.clear();
  }

  /** As the database tells the next run. */
  restoredFrom(tables: {
    readonly leads: ReadonlyMap<string, LeadRow>;
    readonly attempts: ReadonlyMap<string, AttemptRow>;
    readonly campaigns: ReadonlyMap<string, CampaignRow>;
    readonly dnc: ReadonlySet<string>;
  }): void {
    for (const lead of tables.leads.values()) this.leads.replace(lead);
    for (const row of tables.campaigns.values()) this.campaigns.set(row.campaign.id, row);
    const droppedByKill = new Set<string>();
    for (const [id, known] of this.attempts) {
      const row = tables.attempts.get(id);
      // Who heard the message already was dropped by pacing.
      const isLet = known.row.result === null && known.meetings.at(-1)?.messagePlayed !== true;
      if (row?.result === 'dropped' && isLet) droppedByKill.add(id);
      if (row === undefined) this.forget(known.row);
      else known.row = row;
      known.ended = true;
      const byFlow = (tables.campaigns.get(known.row.campaign)?.campaign.flow ?? '') !== '';
      // Whom a flow talks to waits for no agent.
      this.expect(!byFlow || row?.result !== 'dropped', 'dropped-by-flow', () => id);
    }
    this.dnc.clear();
    for (const number of tables.dnc) this.dnc.add(number);
    const left = [...this.attempts.values()].map(({ row, meetings }) => ({ row, met: meetings.at(-1) }));
    this.drops.anew(left, droppedByKill);
  }

  atRest(): void {
    for (const id of this.open) this.world.violations.add('attempt-never-ended', id);
    this.leads.atRest();
    for (const story of this.drops.overCap()) this.world.violations.add('drop-cap-broken', story);
  }

  // ---- attempts

  private attempt(row: AttemptRow): void {
    const known = this.attempts.get(row.id);
    if (known !== undefined) {
      this.again(known, row);
      return;
    }
    if (row.result === 'blocked') {
      this.totals.blocked += 1;
      this.expect(row.endedAt !== null && row.callId === '' && row.why !== '', 'blocked-dialled', () =>
        JSON.stringify(row),
      );
      return;
    }
    this.totals.attempts += 1;
    this.expect(row.endedAt === null && row.result === null, 'attempt-born-ended', () => JSON.stringify(row));
    this.launched(row);
    this.attempts.set(row.id, {
      row,
      meetings: [],
      openedAt: this.world.nowMs(),
      ended: false,
      counted: false,
      isByHand: this.isByHand(row.campaign),
    });
    this.open.add(row.id);
    const ids = this.byNumber.get(row.number);
    if (ids === undefined) this.byNumber.set(row.number, [row.id]);
    else ids.push(row.id);
  }

  private launched(attempt: AttemptRow): void {
    const row = this.campaigns.get(attempt.campaign) ?? null;
    const lead = this.leads.get(attempt.lead);
    const earlier = (this.byNumber.get(attempt.number) ?? []).map((id) => (this.attempts.get(id) as Known).row);
    let inFlight = 0;
    let sameLead = '';
    for (const id of this.open) {
      const other = (this.attempts.get(id) as Known).row;
      if (other.campaign === attempt.campaign) inFlight += 1;
      if (other.lead === attempt.lead) sameLead = id;
    }
    this.expect(sameLead === '', 'lead-dialled-twice', () => `${attempt.lead}: ${sameLead} and ${attempt.id}`);
    const triesAllowed = row === null || lead === null ? 0 : this.leads.triesAllowed(lead, row.campaign);
    const manned = row === null || row.campaign.queue === '' || this.isManned(row.campaign.queue);
    const tally = this.drops.of(attempt.campaign);
    const common = { attempt, row, lead, earlier, inFlight, triesAllowed, manned, tally };
    checkLaunch(
      { ...common, onDnc: this.dnc.has(attempt.number), slackMs: this.world.slackMs() },
      this.world.violations,
    );
  }

  private isManned(queue: string): boolean {
    const nowMs = this.world.nowMs();
    return (this.now?.agents ?? []).some(({ id, queues }) => {
      if (!queues.includes(queue)) return false;
      if (this.world.agentState(id) !== 'signed-out') return true;
      return nowMs - (this.signedOutAt.get(id) ?? Number.NEGATIVE_INFINITY) <= signOutGraceMs;
    });
  }

  private again(known: Known, row: AttemptRow): void {
    const before = known.row;
    known.row = row;
    const same = before.startedAt === row.startedAt && before.number === row.number && before.lead === row.lead;
    this.expect(same, 'attempt-changed', () => `${JSON.stringify(before)} to ${JSON.stringify(row)}`);
    for (const key of ['callId', 'answeredAt', 'classifiedAt', 'connectedAt', 'endedAt'] as const) {
      const kept = before[key] === null || before[key] === '' || before[key] === row[key];
      // Fax tones are heard later than a voice is missed.
      this.expect(
        kept || key === 'classifiedAt',
        'attempt-changed',
        () => `${row.id}: ${key} ${before[key]} to ${row[key]}`,
      );
    }
    if (row.connectedAt !== null && before.connectedAt === null) this.connected(known, row);
    if (row.endedAt !== null && before.endedAt === null) this.ended(known, row);
    else if (before.endedAt !== null) this.corrected(known, row);
    else this.tally(known);
  }

  private connected({ meetings }: Known, row: AttemptRow): void {
    const met = meetings.at(-1);
    const { campaign } = this.campaigns.get(row.campaign) ?? {};
    if (row.classifiedAt === null || campaign === undefined || met?.disturbed !== false) return;
    // His own telephone was called first, or a flow talks to him before.
    const alone = campaign.queue !== '' && (row.pacing !== '' || campaign.mode === 'progressive');
    const waitMs = (row.connectedAt ?? 0) - row.classifiedAt;
    const limit = connectWithinMs + momentMs + this.world.slackMs();
    this.expect(!alone || waitMs <= limit, 'connected-late', () => `${row.id}: ${waitMs} ms after the answer`);
  }

  private ended(known: Known, row: AttemptRow): void {
    this.open.delete(row.id);
    known.ended = true;
    const { result, resultBy, endedAt, startedAt } = row;
    this.expect((endedAt ?? 0) >= startedAt && result !== null, 'attempt-end', () => JSON.stringify(row));
    for (const { seizure } of known.meetings) this.meetings.delete(seizure);
    this.count(known, row);
    const { campaign } = this.campaigns.get(row.campaign) ?? {};
    if (campaign === undefined || result === null) return;
    this.fits(known, campaign, row);
    this.recordedToo(row);
    if (result === 'connected' && resultBy === 'system' && row.agent !== null) this.owed.set(row.id, row.agent);
    const late = known.meetings.at(-1);
    if (result !== 'dropped' || late === undefined || late.disturbed || late.hungUp || late.cut) return;
    this.expect(late.messagePlayed, 'dropped-without-message', () => row.id);
  }

  private fits(known: Known, campaign: CampaignRow['campaign'], attempt: AttemptRow): void {
    const byAgent = attempt.resultBy.startsWith('agent:');
    const fit = fitting({ attempt, campaign, meetings: known.meetings });
    const { result } = attempt;
    if (fit === null || result === null) return;
    const well = byAgent ? attempt.answeredAt !== null : fit.includes(result);
    const met = known.meetings.at(-1);
    this.expect(
      well,
      'result-wrong',
      () =>
        `${attempt.id}: ${result} by ${attempt.resultBy} (${attempt.cause} ${attempt.tone}), fits ${fit.join()}; ${JSON.stringify(met)}`,
    );
    const uses = !usesNoTry.has(result);
    this.expect(attempt.counted === uses, 'try-counted', () => `${attempt.id}: ${result} counted ${attempt.counted}`);
  }

  private recordedToo({ id, callId, connectedAt, campaign }: AttemptRow): void {
    if (connectedAt === null) return;
    this.expect(
      this.recorded.get(callId) === campaign,
      'attempt-not-recorded',
      () => `${id}, call ${callId}: ${this.recorded.get(callId)}`,
    );
    this.recorded.delete(callId);
  }

  /** An agent says afterwards what it was; the last one who talked. */
  private corrected(known: Known, row: AttemptRow): void {
    this.expect(
      row.resultBy.startsWith('agent:'),
      'result-changed',
      () => `${row.id}: ${row.result} by ${row.resultBy}`,
    );
    this.owed.delete(row.id);
    this.count(known, row);
  }

  private count(known: Known, row: AttemptRow): void {
    const counts = row.result !== null && !usesNoTry.has(row.result);
    if (counts !== known.counted) this.leads.tried(row.lead, counts ? 1 : -1);
    known.counted = counts;
    this.tally(known);
  }

  private tally({ row, meetings }: Known): void {
    const change = this.drops.count(row, meetings.at(-1));
    for (const key of ['persons', 'connected', 'dropped'] as const) this.totals[key] += change[key];
  }

  private onTheWay(campaign: string): number {
    const open = [...this.open].map((id) => (this.attempts.get(id) as Known).row);
    return open.filter((row) => row.campaign === campaign && row.connectedAt === null).length;
  }

  private forget({ id, number }: AttemptRow): void {
    this.attempts.delete(id);
    this.byNumber.set(
      number,
      (this.byNumber.get(number) ?? []).filter((other) => other !== id),
    );
  }

  private lostRows(lost: readonly RowChange[]): void {
    for (const change of lost) if (change.row === 'dnc') this.dnc.delete(change.dnc.number);
  }

  // ---- lines and agents

  /** We hang up: has it rung long enough, if it rings? */
  private clear(seizure: Seizure): void {
    const met = this.meetings.get(seizure);
    if (met !== undefined && !met.heardCleared && !met.heardTone) {
      met.givenUp = true;
      met.givenUpAfterMs ??= this.lastedMs(met);
    }
    if (met === undefined || met.disturbed || met.heardAnsweredAt !== null || met.heardCleared || met.heardTone) return;
    // An agent who dialled himself lays down when he likes.
    const byHand = this.attempts.get(this.openOf(met.number) ?? '')?.isByHand ?? false;
    if (byHand) return;
    const rungMs = this.world.nowMs() - (met.heardAlertingAt ?? met.dialledAt);
    const limit = minRingMs - momentMs - this.world.slackMs();
    this.expect(rungMs >= limit, 'rung-too-short', () => `${met.number} for ${rungMs} ms, ${JSON.stringify(met)}`);
  }

  /** Since its attempt first went out; null: the clock of the box has leapt since, so it tells something else. */
  private lastedMs(met: Meeting): number | null {
    const { dialledAt, dialledWallMs } = this.attempts.get(this.openOf(met.number) ?? '')?.meetings[0] ?? met;
    const lastedMs = this.world.nowMs() - dialledAt;
    return Math.abs(this.world.wallMs() - dialledWallMs - lastedMs) > momentMs ? null : lastedMs;
  }

  private agentState({ agent, state, callId, startedAt }: AgentStateRow): void {
    if (state === 'signed-out') {
      this.signedOutAt.set(agent, this.world.nowMs());
      this.forgive(agent);
      return;
    }
    if (state !== 'reserved' && state !== 'ringing') return;
    if (callId === null) this.owesNothing(agent, `is reserved for a lead at ${startedAt}`);
  }

  /** By a queue; what he has asked for himself, and whom he had parked, comes through. */
  private offered(callId: string, agent: string, detail: CallEventSaid['detail']): void {
    if (detailOf(detail).purpose === undefined) this.owesNothing(agent, `is offered ${callId}`);
  }

  private owesNothing(agent: string, story: string): void {
    const attempts = this.forgive(agent);
    if (attempts.length === 0) return;
    this.expect(false, 'result-never-given', () => `${agent} ${story} and owes the result of ${attempts.join()}`);
  }

  /** What he owed until now. */
  private forgive(agent: string): readonly string[] {
    const attempts = [...this.owed].flatMap(([attempt, owing]) => (owing === agent ? [attempt] : []));
    for (const attempt of attempts) this.owed.delete(attempt);
    return attempts;
  }

  private openOf(number: string): string | undefined {
    return this.byNumber.get(number)?.findLast((attempt) => this.open.has(attempt));
  }

  private isByHand(campaign: string): boolean {
    const mode = this.campaigns.get(campaign)?.campaign.mode;
    return mode === 'manual' || mode === 'preview';
  }

  private messageBegins(met: Meeting): void {
    if (met.messagePlayed) return;
    met.messagePlayed = true;
    const known = this.attempts.get(this.openOf(met.number) ?? '');
    if (known !== undefined) this.drops.spends(known.row.campaign, 1);
  }

  private isLeads(number: string): boolean {
    return this.leads.numbers.has(number);
  }

  private expect(truth: boolean, code: string, story: () => string): void {
    this.world.violations.expect(truth, code, story);
  }
}
