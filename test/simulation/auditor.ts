/**
 * Watches what the daemon writes and commands, and says what is wrong. Shares no code with the
 * switch: it only knows what rows and commands mean.
 */
import type { LineCommand } from '../../daemon/lines/lines.js';
import type { LiveSink, RowSink } from '../../daemon/runtime/ports.js';
import type { Offer } from '../../daemon/switch/effects.js';
import type { AgentState } from '../../daemon/terms/agents.js';
import type { LiveChange, LiveSnapshot } from '../../daemon/terms/live.js';
import type { AgentStateRow, CallEventRow, CallRow, IncidentRow, RowChange } from '../../daemon/terms/rows.js';

const inCall: readonly AgentState[] = ['talking', 'held', 'consulting', 'conference'];
const engaged: readonly AgentState[] = ['reserved', 'ringing', ...inCall];
/** May have a call, and must not be left behind. */
const busy: readonly AgentState[] = [...engaged, 'dialling'];
/** Which state may follow which, as china.md 4 has it; what is not named may follow anything. */
const before: Partial<Record<AgentState, readonly AgentState[]>> = {
  // Not-ready and wrap-up: only for what is his own, a call that comes back to him or that he wants.
  reserved: ['ready', 'not-ready', 'wrap-up'],
  ringing: ['reserved'],
  talking: ['ringing', 'dialling', ...inCall],
  held: ['ringing', 'dialling', ...inCall],
  consulting: ['ringing', 'dialling', ...inCall],
  conference: ['ringing', 'dialling', ...inCall],
  dialling: ['ready', 'not-ready', 'unreachable', 'wrap-up', 'dialling', 'ringing'],
  // After an offer or a call of his own: the rest of what that had interrupted.
  'wrap-up': [...inCall, 'dialling', 'reserved', 'ringing'],
};

interface Waiting {
  readonly queue: string;
  readonly ticket: number;
  offered: boolean;
}

export class Auditor implements RowSink, LiveSink {
  readonly faults: string[] = [];
  readonly rows: RowChange[] = [];
  readonly calls = new Map<string, CallRow>();
  readonly events: CallEventRow[] = [];
  readonly incidents: IncidentRow[] = [];
  readonly offers: Offer[] = [];
  readonly agentStates = new Map<string, AgentStateRow>();
  readonly intervals: AgentStateRow[] = [];
  readonly recordings = new Map<string, { readonly callId: string; state: string; samples: number | null }>();
  readonly live = new Map<string, string>();
  /** Several agents may ring for one call, or be in it: set by tests of transfers, conferences and rings at once. */
  severalAgents = false;
  private readonly nextSeq = new Map<string, number>();
  private readonly waiting = new Map<string, Waiting>();
  private readonly dialled = new Set<number>();
  private readonly openByChannel = new Map<string, string>();

  write(changes: readonly RowChange[]): void {
    this.rows.push(...changes);
    for (const change of changes) this.row(change);
  }

  change(changes: readonly LiveChange[]): void {
    for (const { topic, id, value } of changes) {
      const key = `${topic} ${id}`;
      const json = value === null ? undefined : JSON.stringify(value);
      this.expect(this.live.get(key) !== json, `a live change of ${key} that changes nothing`);
      if (json === undefined) this.live.delete(key);
      else this.live.set(key, json);
    }
  }

  offer(offer: Offer): void {
    this.offers.push(offer);
    const call = this.live.get(`call ${offer.callId}`);
    this.expect(call !== undefined, `offer of call ${offer.callId} that pages do not know`);
  }

  command(command: LineCommand): void {
    if (command.do === 'dial' || command.do === 'seize') {
      this.expect(!this.dialled.has(command.seizure), `seizure ${command.seizure} dialled twice`);
      this.dialled.add(command.seizure);
    }
    if (command.do === 'record') {
      const state = this.recordings.get(command.recording)?.state;
      this.expect(state === 'recording', `record command of ${command.recording} before its ledger row`);
    }
  }

  /** What pages have pieced together from changes must be what a new page would get. */
  compare(snapshot: LiveSnapshot): void {
    const rows = [
      ...snapshot.agents.map((row) => [`agent ${row.id}`, row] as const),
      ...snapshot.calls.map((row) => [`call ${row.id}`, row] as const),
      ...snapshot.queues.map((row) => [`queue ${row.id}`, row] as const),
      ...snapshot.spans.map((row) => [`span ${row.span}`, row] as const),
      ...snapshot.channels.map((row) => [`channel ${row.channel}`, row] as const),
      ...snapshot.alarms.map((row) => [`alarm ${row.id}`, row] as const),
    ];
    for (const [key, row] of rows) {
      this.expect(this.live.get(key) === JSON.stringify(row), `pages were not told of ${key}: ${JSON.stringify(row)}`);
    }
    this.expect(rows.length === this.live.size, `pages show ${this.live.size} rows, there are ${rows.length}`);
  }

  /** After everything has drained: nothing may be open. */
  atRest(): void {
    for (const call of this.calls.values()) this.expect(call.endedAt !== null, `call ${call.id} never ended`);
    for (const [id, { state }] of this.recordings) this.expect(state !== 'recording', `recording ${id} never closed`);
    for (const { agent, state } of this.agentStates.values()) {
      this.expect(!busy.includes(state), `agent ${agent} is still ${state}`);
    }
    this.expect(this.waiting.size === 0, `${this.waiting.size} contacts never left the queue`);
    for (const call of this.calls.values()) this.checkClosed(call);
  }

  eventsOf(callId: string): readonly string[] {
    return this.events.filter((event) => event.callId === callId).map((event) => event.what);
  }

  stateOf(agent: string): AgentState | undefined {
    return this.agentStates.get(agent)?.state;
  }

  private row(change: RowChange): void {
    switch (change.row) {
      case 'call-open':
        this.expect(!this.calls.has(change.call.id), `call ${change.call.id} opened twice`);
        this.occupy(change.call.channel, change.call.id);
        this.calls.set(change.call.id, change.call);
        return;
      case 'call-change':
        this.callChange(change.id, change.change);
        return;
      case 'call-event':
        this.callEvent(change.event);
        return;
      case 'agent-state':
        this.agentState(change.state);
        return;
      case 'recording-open':
        this.expect(!this.recordings.has(change.recording.id), `recording ${change.recording.id} opened twice`);
        this.recordings.set(change.recording.id, {
          callId: change.recording.callId,
          state: change.recording.state,
          samples: null,
        });
        return;
      case 'recording-close': {
        const open = this.recordings.get(change.id);
        this.expect(open?.state === 'recording', `recording ${change.id} closed though not open`);
        if (open !== undefined)
          this.recordings.set(change.id, { ...open, state: change.state, samples: change.samples });
        return;
      }
      case 'leg': {
        // A customer who leaves others talking has freed his channel.
        const { role, endedAt, callId, channel } = change.leg;
        if (role === 'customer' && endedAt !== null) this.vacate(channel, callId);
        return;
      }
      case 'incident':
        this.incidents.push(change.incident);
        JSON.parse(change.incident.detail);
    }
  }

  private callChange(id: string, change: Partial<Omit<CallRow, 'id'>>): void {
    const call = this.calls.get(id);
    this.expect(call !== undefined, `change of call ${id} that was never opened`);
    if (call === undefined) return;
    if (change.endedAt !== undefined) {
      this.expect(call.endedAt === null, `call ${id} ended twice`);
      this.vacate(call.channel, id);
      this.waiting.delete(id);
    } else if (call.endedAt !== null) {
      const only = Object.keys(change).join();
      this.expect(only === 'disposition', `call ${id} changed after its end: ${only}`);
    }
    if (change.channel !== undefined) {
      this.expect(call.direction === 'outbound', `the inbound call ${id} went to another channel`);
      this.vacate(call.channel, id);
      this.occupy(change.channel, id);
    }
    this.calls.set(id, { ...call, ...change });
  }

  /** An outbound call that no channel has taken yet has none. */
  private occupy(channel: string, id: string): void {
    if (channel === '') return;
    const other = this.openByChannel.get(channel);
    this.expect(other === undefined || other === id, `two live calls on ${channel}: ${other} and ${id}`);
    this.openByChannel.set(channel, id);
  }

  private vacate(channel: string, id: string): void {
    if (this.openByChannel.get(channel) === id) this.openByChannel.delete(channel);
  }

  private callEvent(event: CallEventRow): void {
    this.events.push(event);
    const seq = this.nextSeq.get(event.callId) ?? 0;
    this.expect(event.seq === seq, `events of call ${event.callId} jump from ${seq} to ${event.seq}`);
    this.nextSeq.set(event.callId, seq + 1);
    const detail = JSON.parse(event.detail) as Record<string, string | number>;
    const contact = this.waiting.get(event.callId);
    switch (event.what) {
      case 'queued':
        this.waiting.set(event.callId, {
          queue: String(detail.queue),
          ticket: Number(detail.ticket),
          offered: false,
        });
        return;
      case 'offered':
        if (detail.purpose !== undefined) return; // an agent who was wanted, by no queue
        this.expect(contact !== undefined, `call ${event.callId} offered though not queued`);
        if (contact !== undefined) this.fairly(event, contact);
        return;
      case 'ring-timeout':
      case 'ring-failed':
      case 'offer-withdrawn':
        if (contact !== undefined) contact.offered = false;
        return;
      case 'overflowed':
      case 'talking':
        this.waiting.delete(event.callId);
    }
  }

  /** Nobody with a lower ticket of the same queue may be waiting for an offer. */
  private fairly(event: CallEventRow, contact: Waiting): void {
    for (const other of this.waiting.values()) {
      const overtaken = other.queue === contact.queue && other.ticket < contact.ticket && !other.offered;
      this.expect(
        !overtaken || this.severalAgents,
        `ticket ${contact.ticket} overtook ${other.ticket} in ${contact.queue}`,
      );
    }
    this.expect(!contact.offered || this.severalAgents, `call ${event.callId} offered to a second agent`);
    contact.offered = true;
  }

  private agentState(row: AgentStateRow): void {
    const last = this.agentStates.get(row.agent);
    const allowed = before[row.state];
    if (allowed !== undefined) {
      this.expect(
        last !== undefined && allowed.includes(last.state),
        `agent ${row.agent}: ${row.state} after ${last?.state}`,
      );
    }
    if (engaged.includes(row.state)) {
      this.expect(row.callId !== null, `agent ${row.agent} ${row.state} without a call`);
      for (const other of this.agentStates.values()) {
        const both = other.agent !== row.agent && other.callId === row.callId && busy.includes(other.state);
        this.expect(!both || this.severalAgents, `call ${row.callId} with two agents: ${row.agent}, ${other.agent}`);
      }
    }
    if (last !== undefined) this.expect(row.startedAt >= last.startedAt, `agent ${row.agent} goes back in time`);
    this.agentStates.set(row.agent, row);
    this.intervals.push(row);
  }

  private checkClosed(call: CallRow): void {
    const has = call.cause !== null && call.endedBy !== null && call.ending !== null;
    this.expect(has, `call ${call.id} closed without cause, side or ending`);
    const talked = call.talkStartedAt !== null;
    const recorded = [...this.recordings.values()].some((recording) => recording.callId === call.id);
    if (call.direction !== 'internal')
      this.expect(talked === recorded, `call ${call.id}: talked ${talked}, recorded ${recorded}`);
    if (call.ending === 'completed') this.expect(talked, `call ${call.id} completed without a conversation`);
    if (call.direction === 'outbound') this.checkOutbound(call);
    else if (call.direction === 'inbound')
      this.expect(
        call.ending !== 'unanswered' && (call.endedBy !== 'called' || this.severalAgents),
        `inbound call ${call.id} ended as a call out`,
      );
    if (call.ending === 'abandoned')
      this.expect(!talked && call.queuedAt !== null, `call ${call.id} wrongly abandoned`);
  }

  /** Refused here: no trunk was tried. Unanswered: one was. Completed: somebody answered. */
  private checkOutbound(call: CallRow): void {
    const dialled = this.events.filter(({ callId, what }) => callId === call.id && what === 'dialled').length;
    const talked = call.talkStartedAt !== null;
    if (call.ending === 'refused')
      this.expect(dialled === 0, `call ${call.id} refused by the box after ${dialled} tries`);
    if (call.ending === 'unanswered') this.expect(!talked, `call ${call.id} unanswered though somebody talked`);
    if (talked) this.expect(call.answeredAt !== null, `call ${call.id} talked without an answer`);
    this.expect(call.queue === null || this.severalAgents, `the outbound call ${call.id} was queued`);
    this.expect(dialled === 0 || call.channel !== '', `call ${call.id} was dialled on no channel`);
  }

  private expect(truth: boolean, fault: string): void {
    if (!truth) this.faults.push(fault);
  }
}
