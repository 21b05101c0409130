import { BoundedQueue } from '../base/bounded-queue.js';
import type { Clock } from '../base/clock.js';
import { refusal } from '../base/errors.js';
import { SeededRandom } from '../base/random.js';
import type { Timers } from '../base/timers.js';
import type { LineCommand, LineEvent, Lines } from '../lines/lines.js';
import { intlDays } from '../switch/days.js';
import type { Effect, Offer, Refusal } from '../switch/effects.js';
import type { Input, LastRun, PersonRequest, TechnicianRequest } from '../switch/inputs.js';
import { Switch } from '../switch/switch.js';
import type { TestCall } from '../terms/diagnosis.js';
import type { CallExplained, LiveSnapshot } from '../terms/live.js';
import type { CampaignToRun } from '../terms/outbound.js';
import type { StorageLook } from '../terms/recordings.js';
import type { ChannelSettingRow, RowChange } from '../terms/rows.js';
import type { Site } from '../terms/site.js';
import type { CallerFacts } from '../terms/targets.js';
import { promptFile, type RecordingFolder } from './paths.js';
import type { CallerLookup, Folders, FrameSink, Journal, LeadSource, LiveSink, Log, RowSink } from './ports.js';

/**
 * How often the watchdog compares the lines with what call control believes (design rule 3): what was lost is mended at
 * the second look, so within 5 s.
 */
export const watchEveryMs = 2_500;
/** Inputs that may wait while one is handled; they only wait when effects lead straight back to inputs. */
export const maxWaitingInputs = 10_000;

export interface RuntimeParts {
  readonly lines: Lines;
  /** Does not go back when the machine's clock is set (base/steady-clock); one that did would stand still here meanwhile. */
  readonly clock: Clock;
  readonly timers: Timers;
  /** 32 bits, new for each run; the journal keeps it, so that the run can be replayed. */
  readonly seed: number;
  readonly rows: RowSink;
  readonly live: LiveSink;
  readonly journal: Journal;
  readonly log: Log;
  /** Absent: nothing is known of any caller. */
  readonly lookup?: CallerLookup;
  /** Absent: no campaign has leads. */
  readonly leads?: LeadSource;
  /** Absent: nobody looks at the D-channels. */
  readonly frames?: FrameSink;
  readonly folders: Folders;
  /** Makes the day's folder. */
  readonly recordingFolder: RecordingFolder;
}

/** A timer of the switch that is set. */
interface Running {
  readonly name: string;
  readonly cancel: () => void;
}

/** Drives the switch in the real world: one input at a time goes in, its effects are carried out in order. */
export class Runtime {
  private readonly callSwitch: Switch;
  private readonly inputs = new BoundedQueue<Input>(maxWaitingInputs);
  private readonly timers = new Map<number, Running>();
  private readonly requests = new Map<number, (refused: Refusal | null) => void>();
  private lastRequest = 0;
  private lastAtMs = 0;
  private handling = false;
  private ended = false;
  private stopWatching: () => void = () => {};
  private readonly onlookers = new Set<(event: LineEvent) => void>();

  constructor(private readonly parts: RuntimeParts) {
    this.callSwitch = new Switch({ random: new SeededRandom(parts.seed), days: intlDays });
  }

  /** Starts the switch, then listens to the lines. Once. */
  start(site: Site, lastRun: LastRun): void {
    const { lines, journal, seed } = this.parts;
    journal.append({ journal: 1, seed });
    this.put({ input: 'start', site, channels: lines.channels, lastRun });
    lines.listen({
      // Sound is for who tapped it, not for the switch or the journal.
      onEvent: (event) => {
        if (event.event === 'audio') return;
        this.put({ input: 'line', event });
        for (const lookOn of [...this.onlookers]) lookOn(event);
      },
      onSnapshot: (snapshot) => this.put({ input: 'snapshot', snapshot }),
      // Frames are to be looked at: neither the switch nor the journal knows of them.
      onFrames: (frames) => this.parts.frames?.take(frames),
    });
    this.watch();
  }

  /**
   * An event that got lost leaves a call, an agent or a channel behind: the lines' truth is looked at now
   * and then. What is only on its way has arrived by the second look.
   */
  private watch(): void {
    this.stopWatching = this.parts.timers.after(watchEveryMs, () => {
      if (this.ended) return;
      this.watch();
      const differences = this.callSwitch.differences(this.parts.lines.snapshot());
      if (differences !== null) this.put({ input: 'look', differences });
    });
  }

  /**
   * Everything the lines say from now on but sound, once the switch has handled it: for who looks on, not for call
   * control. Must not throw. The result ends it.
   */
  lookOn(listener: (event: LineEvent) => void): () => void {
    this.onlookers.add(listener);
    return () => this.onlookers.delete(listener);
  }

  /** Resolves when done. Rejects with a CallboxError that says why it is not possible. */
  ask(person: PersonRequest): Promise<void> {
    return this.request((request) => ({ input: 'person', request, person }));
  }

  /** As `ask`: done means that the lines were told. */
  order(technician: TechnicianRequest): Promise<void> {
    return this.request((request) => ({ input: 'technician', request, technician }));
  }

  private request(inputOf: (request: number) => Input): Promise<void> {
    this.lastRequest += 1;
    const request = this.lastRequest;
    return new Promise((resolve, reject) => {
      this.requests.set(request, (refused) => {
        if (refused === null) resolve();
        else reject(refusal(refused.code, refused.message, refused.zh === undefined ? {} : { zh: refused.zh }));
      });
      try {
        if (!this.put(inputOf(request))) this.answer(request, tooBusy);
      } catch (fault) {
        this.requests.delete(request);
        throw fault;
      }
    });
  }

  /** The disk of the recordings was looked at. */
  looked(look: StorageLook): void {
    this.put({ input: 'storage', look });
  }

  loadSite(site: Site): void {
    this.put({ input: 'site', site });
  }

  /** See the input 'campaigns'. */
  loadCampaigns(campaigns: readonly CampaignToRun[]): void {
    this.put({ input: 'campaigns', campaigns });
  }

  /** See the input 'leads-changed'. */
  leadsChanged(lists: readonly string[]): void {
    this.put({ input: 'leads-changed', lists });
  }

  /** See the input 'dnc'. */
  dncChanged(added: readonly string[], removed: readonly string[]): void {
    this.put({ input: 'dnc', added, removed });
  }

  /** See the input 'consents'. */
  consentsSaid(said: readonly { readonly number: string; readonly given: boolean }[]): void {
    this.put({ input: 'consents', said });
  }

  snapshot(): LiveSnapshot {
    return this.callSwitch.snapshot();
  }

  /** What technicians' test calls have heard; newest first. */
  testCalls(): readonly TestCall[] {
    return this.callSwitch.testCalls();
  }

  /** What technicians have set on channels. */
  channelSettings(): readonly ChannelSettingRow[] {
    return this.callSwitch.channelSettings();
  }

  /** Why nobody takes this call now; null: it does not wait in a queue. */
  explain(callId: string): CallExplained | null {
    return this.callSwitch.explain(callId, Math.max(this.parts.clock.nowMs(), this.lastAtMs));
  }

  /** Names of the switch's timers that are set: "acd wait 01ab". */
  get timersSet(): readonly string[] {
    return [...this.timers.values()].map(({ name }) => name);
  }

  /** What is in progress; all zero when everything has drained. */
  get inProgress(): Switch['inProgress'] {
    return this.callSwitch.inProgress;
  }

  /**
   * Ends every call as interrupted. What people and timers want is not taken any more; what the lines
   * say until they are closed is, so that recordings are closed in the ledger as they end.
   */
  stop(): void {
    if (this.ended) return;
    this.put({ input: 'stop' });
    this.ended = true;
    this.stopWatching();
    for (const { cancel } of this.timers.values()) cancel();
    this.timers.clear();
    for (const request of [...this.requests.keys()]) this.answer(request, tooBusy);
  }

  /** False: not taken. */
  private put(input: Input): boolean {
    if (this.ended && input.input !== 'line') return false;
    if (!this.inputs.push(input)) {
      this.parts.log.error({ input: input.input, limit: maxWaitingInputs }, 'too many inputs wait: one was lost');
      return false;
    }
    if (this.handling) return true; // an effect led here: it waits its turn
    this.handling = true;
    const faults: unknown[] = [];
    for (let isOver = false; !isOver; ) {
      try {
        const next = this.inputs.shift();
        if (next !== undefined) this.handle(next);
        else isOver = !this.tellPages(); // which may lead to inputs
      } catch (fault) {
        faults.push(fault); // the inputs that wait behind it are not to blame
      }
    }
    this.handling = false;
    if (faults.length > 0) throw faults[0];
    return true;
  }

  private handle(input: Input): void {
    const at = Math.max(this.parts.clock.nowMs(), this.lastAtMs);
    this.lastAtMs = at;
    this.parts.journal.append({ at, input });
    this.carryOut(this.callSwitch.handle(input, at));
  }

  private carryOut(effects: readonly Effect[]): void {
    const rows: RowChange[] = [];
    const offers: Offer[] = [];
    for (const effect of effects) {
      switch (effect.effect) {
        case 'row':
          this.logIncident(effect.row);
          rows.push(effect.row);
          break;
        case 'line':
          // The ledger's row is with the database before the recorder begins.
          if (effect.command.do === 'record') this.writeRows(rows.splice(0));
          this.command(effect.command);
          break;
        case 'offer':
          offers.push(effect.offer);
          break;
        case 'leads':
          // What was done with a lead is with the database before it is asked who is next.
          this.writeRows(rows.splice(0));
          this.parts.leads?.ask(effect.ask, (leads) => this.put({ input: 'leads', leads }));
          break;
        default:
          this.within(effect);
      }
    }
    this.writeRows(rows);
    if (offers.length === 0) return;
    // Pages know the call before it is offered to them.
    this.tellPages();
    for (const offer of offers) this.parts.live.offer(offer);
  }

  /** Pages are told where things are, not how they came there: several inputs of one moment are one change. */
  private tellPages(): boolean {
    const changes = this.callSwitch.changes();
    if (changes.length > 0) this.parts.live.change(changes);
    return changes.length > 0;
  }

  private within(
    effect: Extract<Effect, { effect: 'set-timer' | 'cancel-timer' | 'answer' | 'lookup' | 'log' }>,
  ): void {
    switch (effect.effect) {
      case 'set-timer':
        this.setTimer(effect.name, effect.id, effect.delayMs);
        break;
      case 'cancel-timer':
        this.timers.get(effect.id)?.cancel();
        this.timers.delete(effect.id);
        break;
      case 'answer':
        this.answer(effect.request, effect.refused);
        break;
      case 'lookup':
        this.lookUp(effect.callId, effect.callingNumber);
        break;
      case 'log':
        this.parts.log[effect.level](effect.detail, effect.message);
    }
  }

  private writeRows(rows: readonly RowChange[]): void {
    if (rows.length > 0) this.parts.rows.write(rows);
  }

  private setTimer(name: string, id: number, delayMs: number): void {
    const cancel = this.parts.timers.after(delayMs, () => {
      this.timers.delete(id);
      this.put({ input: 'timer', name, id });
    });
    this.timers.set(id, { name, cancel });
  }

  private answer(request: number, refused: Refusal | null): void {
    const settle = this.requests.get(request);
    this.requests.delete(request);
    settle?.(refused);
  }

  private lookUp(callId: string, callingNumber: string): void {
    const { lookup } = this.parts;
    const answer = (facts: CallerFacts | null) => this.put({ input: 'facts', callId, facts });
    // Where there are no customer files nobody waits for them.
    if (lookup === undefined) answer(null);
    else lookup.ask(callingNumber, answer);
  }

  /** A command that the lines refuse is told to the switch as if they had failed to do it. */
  private command(command: LineCommand): void {
    const { lines, log } = this.parts;
    try {
      lines.send(this.absolute(command));
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : 'unknown';
      log.error({ command: command.do, reason }, 'the lines refused a command');
      for (const event of failuresOf(command, reason)) this.put({ input: 'line', event });
    }
  }

  private absolute(command: LineCommand): LineCommand {
    const { folders, recordingFolder, log } = this.parts;
    if (command.do === 'play') {
      const sources = command.sources.map((source) =>
        'file' in source ? { file: promptFile(folders.sounds, source.file) } : source,
      );
      return { ...command, sources };
    }
    if (command.do !== 'record') return command;
    const { path, error } = recordingFolder.ready(folders.recordings, command.path);
    // The recorder will fail at the same folder and say so: the ledger's row is closed by its event.
    if (error !== null) log.error({ path: command.path, error }, 'the recordings folder cannot be made');
    return { ...command, path };
  }

  private logIncident(row: RowChange): void {
    if (row.row !== 'incident') return;
    this.parts.log.warn({ code: row.incident.code, detail: row.incident.detail }, 'incident');
  }
}

/** What the lines would have said of a command that they could not carry out. */
function failuresOf(command: LineCommand, reason: string): readonly LineEvent[] {
  switch (command.do) {
    case 'play':
      return [{ event: 'play-ended', seizure: command.seizure, play: command.play, reason: 'bad-file' }];
    case 'record':
      return [{ event: 'recording-ended', recording: command.recording, reason: 'write-error', samples: 0 }];
    case 'bridge':
      return [{ event: 'command-failed', seizure: command.a, reason }];
    case 'mix':
      return command.members.map(({ seizure }) => ({ event: 'command-failed', seizure, reason }));
    case 'set-up-span':
      return [{ event: 'span-set-up', span: command.span, problem: 'framing-refused' }];
    case 'unbridge':
    case 'unmix':
    case 'stop-record':
    case 'pause-record':
    case 'set-hangup-tone': // of a channel or a span: no seizure waits for them
    case 'service':
    case 'restart':
    case 'lamp':
    case 'adjust':
    case 'loopback':
    case 'bit-test':
      return [];
    case 'clear': // asking again for what is refused as wrong would never end
      return [];
    default:
      return [{ event: 'command-failed', seizure: command.seizure, reason }];
  }
}

const tooBusy: Refusal = {
  code: 'not-now',
  message: 'call control is ending or has too much to do; ask again in a moment',
};
