/** Everything a floor in a test writes, shows and offers, for the test to look at; and the auditor's opinion of it. */
import type { LineCommand, LineEvent } from '../../daemon/lines/lines.js';
import type { LiveSink, RowSink } from '../../daemon/runtime/ports.js';
import type { Offer } from '../../daemon/switch/effects.js';
import type { AgentState } from '../../daemon/terms/agents.js';
import type { LiveChange, LiveSnapshot } from '../../daemon/terms/live.js';
import type { LastRun, PersonRequest } from '../../daemon/terms/requests.js';
import type { AgentStateRow, CallEventRow, CallRow, IncidentRow, RowChange } from '../../daemon/terms/rows.js';
import type { Site } from '../../daemon/terms/site.js';
import { Auditor } from './audit/auditor.js';
import type { SimulatedLines } from './simulated-lines.js';

interface Recorded {
  readonly callId: string;
  readonly state: string;
  readonly samples: number | null;
}

export class Records implements RowSink, LiveSink {
  readonly rows: RowChange[] = [];
  readonly calls = new Map<string, CallRow>();
  readonly events: CallEventRow[] = [];
  readonly incidents: IncidentRow[] = [];
  readonly offers: Offer[] = [];
  readonly intervals: AgentStateRow[] = [];
  readonly recordings = new Map<string, Recorded>();
  private readonly auditor: Auditor;
  private readonly states = new Map<string, AgentState>();

  constructor(nowMs: () => number) {
    this.auditor = new Auditor({
      nowMs,
      wallMs: nowMs,
      slackMs: () => 0,
      factsOf: () => null,
      explained: () => '',
    });
  }

  /** What was wrong, in words. */
  get faults(): readonly string[] {
    return this.auditor.violations.kept.map(({ code, story }) => `${code}: ${story}`);
  }

  started(site: Site, lastRun: LastRun, lines: SimulatedLines): void {
    this.auditor.started(site, lastRun, lines);
  }

  site(site: Site): void {
    this.auditor.site(site);
  }

  asked(person: PersonRequest): void {
    this.auditor.asked(person);
  }

  command(command: LineCommand): void {
    this.auditor.command(command);
  }

  heard(event: LineEvent): void {
    this.auditor.heard(event);
  }

  write(changes: readonly RowChange[]): void {
    this.rows.push(...changes);
    for (const change of changes) this.keep(change);
    this.auditor.write(changes);
  }

  change(changes: readonly LiveChange[]): void {
    this.auditor.change(changes);
  }

  offer(offer: Offer): void {
    this.offers.push(offer);
    this.auditor.offer(offer);
  }

  /** What pages have pieced together from changes must be what a new page would get. */
  compare(snapshot: LiveSnapshot): void {
    this.auditor.settled();
    this.auditor.compare(snapshot);
  }

  /** After everything has drained: nothing may be open. */
  atRest(): void {
    this.auditor.settled();
    this.auditor.atRest();
  }

  eventsOf(callId: string): readonly string[] {
    return this.events.filter((event) => event.callId === callId).map((event) => event.what);
  }

  stateOf(agent: string): AgentState | undefined {
    return this.states.get(agent);
  }

  private keep(change: RowChange): void {
    switch (change.row) {
      case 'call-open':
        this.calls.set(change.call.id, change.call);
        return;
      case 'call-change': {
        const call = this.calls.get(change.id);
        if (call !== undefined) this.calls.set(change.id, { ...call, ...change.change });
        return;
      }
      case 'call-event': {
        const { detail } = change.event;
        this.events.push({ ...change.event, detail: typeof detail === 'string' ? detail : JSON.stringify(detail) });
        return;
      }
      case 'agent-state':
        this.intervals.push(change.state);
        this.states.set(change.state.agent, change.state.state);
        return;
      case 'recording-open': {
        const { id, callId, state, samples } = change.recording;
        this.recordings.set(id, { callId, state, samples });
        return;
      }
      case 'recording-close': {
        const open = this.recordings.get(change.id);
        const { state, samples } = change;
        if (open !== undefined) this.recordings.set(change.id, { ...open, state, samples });
        return;
      }
      case 'incident':
        this.incidents.push(change.incident);
        return;
      default:
        return;
    }
  }
}
