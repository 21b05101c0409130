/**
 * Lines without a card, in time that flies: the stand-in for the driver that design rule 4 allows. Held to the same
 * contract as the driver (test/contract). What the far ends do is in simulated-lines.ts.
 */
import type { ManualTime } from '../../daemon/base/timers.js';
import type {
  Channel,
  ChannelIndex,
  ChannelState,
  ClearedBy,
  LineCommand,
  LineEvent,
  LineListener,
  LineMeters,
  LineSnapshot,
  LineState,
  Lines,
  Seizure,
  Service,
  SpanState,
  Watch,
} from '../../daemon/lines/lines.js';
import type { CallerIdRecord, ScopeFrame } from '../../daemon/terms/line-lab.js';
import type { SpanSetup } from '../../daemon/terms/span-setup.js';
import type { Dialled, FarEnds } from './far-ends.js';
import { channelsOf } from './simulated-channels.js';
import { checkCommand } from './simulated-entry.js';
import { type Connecting, SimulatedHearing } from './simulated-hearing.js';
import { type MediaOptions, SimulatedMedia } from './simulated-media.js';
import { EventWay, type WayOptions } from './simulated-way.js';

export interface SimulatedOptions extends WayOptions, MediaOptions {
  readonly spans: number;
  readonly lines: number;
  /** Exchange lines behind the telephones; default 0. */
  readonly exchangeLines?: number;
  /** The exchange's end of the wires: what is a telephone's port at the box is a telephone here. */
  readonly exchangeEnd?: boolean;
  /** No span has its wire when the lines are opened. */
  readonly cut?: boolean;
  /** Telephones that are off their hook when the lines are opened, 1-based. */
  readonly lifted?: readonly number[];
  /** Keep every command in `commands`; default true. */
  readonly keepCommands?: boolean;
}

export interface Use {
  readonly seizure: Seizure;
  channel: ChannelIndex;
  /** Outgoing calls: the network has answered the SETUP. */
  taken: boolean;
  answered: boolean;
}

/** ITU-T Q.850. */
const cause = { userBusy: 17, noRoute: 3, noChannel: 34, networkOutOfOrder: 38, temporary: 41, unavailable: 44 };
/** DTMF of 80 ms and a pause of 80 ms; a receiver says the digit soon after its end (ITU-T Q.24). */
const digitEveryMs = 160;
const digitHeardMs = 110;
/** Q.921 and the RESTART of thirty timeslots. */
const linkUpAfterMs = 1_000;
const nothing: FarEnds = {};
const nobodys = { seizure: 0, answered: false };

export class SimulatedBoard implements Lines {
  readonly channels: readonly Channel[];
  readonly commands: LineCommand[] = [];
  readonly hearing = new SimulatedHearing();
  readonly bridges = this.hearing.bridges;
  readonly media: SimulatedMedia;
  /** Who notices what the box does. */
  far: FarEnds = nothing;
  staleCommands = 0;
  refused34 = 0;
  refused44 = 0;
  /** A call out is on no channel of a snapshot until the network has taken it, as on a real line. */
  hideUntaken = false;
  /** Calls out that are not over, by seizure. */
  readonly dialled = new Map<Seizure, Dialled>();
  readonly services = new Map<ChannelIndex, Service>();
  /** As told by `set-up-span`, by span. */
  readonly setups = new Map<number, SpanSetup>();
  /** What is listened for besides digits. */
  protected readonly watched = new Map<Seizure, ReadonlySet<Watch>>();
  protected readonly way: EventWay;
  protected readonly spanStates = new Map<number, SpanState>();
  protected readonly uses = new Map<Seizure, Use>();
  protected readonly byChannel = new Map<ChannelIndex, Use>();
  protected readonly offHook = new Set<ChannelIndex>();
  /** By channel, as last seen. */
  private readonly lastStates: ChannelState[] = [];
  private readonly toldStates = new Map<ChannelIndex, LineState>();
  private lastSeizure = -1;

  constructor(
    protected readonly time: ManualTime,
    protected readonly options: SimulatedOptions,
  ) {
    const { spans, lines, exchangeLines = 0, exchangeEnd = false } = options;
    this.channels = channelsOf({ spans, lines, exchangeLines, exchangeEnd });
    this.way = new EventWay(time, options);
    this.media = new SimulatedMedia(time, options, (event, seizure) => this.emit(event, this.channelOf(seizure)));
    for (let span = 1; span <= spans; span++) {
      this.spanStates.set(span, { span, alarms: options.cut ? ['LOS'] : [], dChannel: options.cut ? 'down' : 'up' });
    }
  }

  listen(listener: LineListener): void {
    this.way.listener = listener;
    for (const state of this.spanStates.values()) this.emit({ event: 'span', ...state }, -1);
  }

  meters(): LineMeters {
    const { staleCommands, refused34, refused44 } = this;
    const none = { slips: 0, lateTicks: 0, recorderBlocksLost: 0, mediaCpuUs: 0, signallingCpuUs: 0, writerCpuUs: 0 };
    return { ...none, eventsDropped: this.way.lost, staleCommands, refused34, refused44 };
  }

  /** Lines without samples: nothing can be read from them, and nothing seen. */
  callerId(): CallerIdRecord {
    return { learnt: false, way: 'none', spills: [] };
  }

  scope(_: ChannelIndex, on: boolean): boolean {
    return !on;
  }

  scopeFrames(): readonly ScopeFrame[] {
    return [];
  }

  async close(): Promise<void> {
    this.way.close();
  }

  snapshot(): LineSnapshot {
    return {
      channels: this.channels.map(({ channel }) => this.stateOf(channel)),
      spans: [...this.spanStates.values()],
    };
  }

  /** The same object as long as nothing has changed: the watchdog looks at all of them all day. */
  private stateOf(channel: ChannelIndex): ChannelState {
    const on = this.byChannel.get(channel);
    const use = this.hideUntaken && on?.taken === false ? undefined : on;
    const { seizure, answered } = use ?? nobodys;
    const service = this.services.get(channel);
    const offHook = this.offHook.has(channel);
    const last = this.lastStates[channel];
    const isSame = last?.seizure === seizure && last.answered === answered && last.offHook === offHook;
    if (isSame && last.service === service) return last;
    const state: ChannelState = { channel, seizure, answered, offHook, ...(service === undefined ? {} : { service }) };
    this.lastStates[channel] = state;
    return state;
  }

  // ---- commands

  send(command: LineCommand): void {
    checkCommand(command);
    if (this.options.keepCommands !== false) this.commands.push(command);
    switch (command.do) {
      case 'dial':
      case 'ring':
      case 'seize':
        this.begin(command);
        return;
      case 'service':
      case 'restart':
      case 'lamp':
        this.ofChannel(command);
        return;
      case 'set-up-span':
        this.setUpSpan(command);
        return;
      case 'adjust':
      case 'set-hangup-tone':
      case 'loopback':
      case 'bit-test':
        return; // about sound, which is not simulated
      case 'bridge':
      case 'mix':
      case 'unbridge':
      case 'unmix':
        this.hear(command);
        return;
      case 'stop-record':
        if (!this.media.stopRecord(command.recording)) this.staleCommands += 1;
        return;
      case 'pause-record':
        if (!this.media.isRecording(command.recording)) this.staleCommands += 1; // silence is sound: not simulated
        return;
      default:
        this.ofSeizure(command);
    }
  }

  private begin(command: Extract<LineCommand, { do: 'dial' | 'ring' | 'seize' }>): void {
    const { seizure } = command;
    const even = seizure % 2 === 0;
    if (!even || this.uses.has(seizure)) {
      const reason = even ? 'this seizure is in use already' : 'an outgoing seizure must be even and not 0';
      this.fail(seizure, reason);
    } else if (command.do === 'dial') this.dialOut(command);
    else if (command.do === 'ring') this.ring(command);
    else this.seizeLine(command);
  }

  private dialOut(command: Extract<LineCommand, { do: 'dial' }>): void {
    const { seizure, span, timeslot, callingNumber, calledNumber, presentation, details } = command;
    const state = this.spanStates.get(span);
    if (state === undefined) {
      this.refuse(seizure, cause.noRoute, 'near-end');
      return;
    }
    if (state.dChannel !== 'up') {
      this.refuse(seizure, cause.networkOutOfOrder, 'near-end');
      return;
    }
    const named = typeof timeslot === 'number' ? timeslot : null;
    const channel = this.idleBearer(span, named);
    if (channel === null) {
      this.refuse(seizure, named === null ? cause.noChannel : cause.unavailable, 'near-end');
      return;
    }
    this.occupy(seizure, channel.channel).taken = false;
    const overlap = command.overlap ?? false;
    const any = timeslot === 'any';
    this.offer({ seizure, channel, callingNumber, calledNumber, presentation, details, overlap, any });
  }

  private ring({ seizure, channel, ...display }: Extract<LineCommand, { do: 'ring' }>): void {
    if (this.channels[channel]?.kind !== 'fxs') {
      this.refuse(seizure, cause.unavailable, 'near-end');
      return;
    }
    if (this.byChannel.has(channel) || this.offHook.has(channel)) {
      this.refuse(seizure, cause.userBusy, 'far-end');
      return;
    }
    this.occupy(seizure, channel);
    this.lineState(channel, 'ringing');
    const { callingNumber, presentation = 'allowed', callingName = '', cadence = 'normal' } = display;
    this.far.rings?.(seizure, channel, { callingNumber, presentation, callingName, cadence });
  }

  private seizeLine({ seizure, channel: index }: Extract<LineCommand, { do: 'seize' }>): void {
    const channel = this.channels[index];
    if (channel?.kind !== 'fxo' || this.byChannel.has(index)) {
      this.refuse(seizure, cause.unavailable, 'near-end');
      return;
    }
    this.occupy(seizure, index).answered = true;
    this.offHook.add(index);
    this.lineState(index, 'off-hook');
    this.offer({ seizure, channel, callingNumber: '', calledNumber: '' });
  }

  /** Digits of an exchange line follow on its seizure. */
  private offer(call: Dialled): void {
    if (call.channel.kind === 'bearer') this.dialled.set(call.seizure, call);
    this.far.dialled?.(call);
  }

  private ofChannel(command: Extract<LineCommand, { do: 'service' | 'restart' | 'lamp' }>): void {
    const { channel } = command;
    const kind = this.channels[channel]?.kind;
    if (command.do === 'lamp') {
      if (kind !== 'fxs') this.fail(0, "only a telephone's port has a message lamp");
    } else if (kind !== 'bearer') {
      this.fail(0, 'only a channel of a span can be blocked, drained or restarted');
    } else if (command.do === 'service') this.serve(channel, command.service);
    else this.restart(channel);
  }

  /** Blocked at once; a channel that is drained when its call has ended. */
  private serve(channel: ChannelIndex, service: Service): void {
    const settled = service === 'draining' && !this.byChannel.has(channel) ? 'blocked' : service;
    if (settled === 'in-service') this.services.delete(channel);
    else this.services.set(channel, settled);
    this.emit({ event: 'service', channel, service: settled, by: 'near-end' }, channel);
  }

  private restart(channel: ChannelIndex): void {
    const use = this.byChannel.get(channel);
    this.far.restarted?.(channel);
    if (use !== undefined) this.end(use, cause.temporary, 'network');
  }

  /** Down at once; up again once both ends have begun anew, if the far end speaks so too. */
  private setUpSpan({ span, setup }: Extract<LineCommand, { do: 'set-up-span' }>): void {
    const state = this.spanStates.get(span);
    const problem = state === undefined ? 'no-such-span' : (this.far.refusesSetup?.(span, setup) ?? '');
    if (state === undefined || problem !== '') {
      this.emit({ event: 'span-set-up', span, problem }, -1);
      return;
    }
    this.setups.set(span, setup);
    for (const use of [...this.uses.values()]) {
      if (this.channels[use.channel]?.span !== span) continue;
      this.far.restarted?.(use.channel);
      this.end(use, cause.temporary, 'network');
    }
    this.tellSpan({ ...state, dChannel: 'down' });
    this.emit({ event: 'span-set-up', span, problem: '' }, -1);
    this.time.after(linkUpAfterMs, () => {
      const now = this.spanStates.get(span);
      if (this.setups.get(span) !== setup || now === undefined || now.dChannel === 'up') return;
      const heard = now.alarms.every((alarm) => alarm === 'RAI');
      if (heard && (this.far.speaksLike?.(span, setup) ?? true)) this.tellSpan({ ...now, dChannel: 'up' });
    });
  }

  protected tellSpan(state: SpanState): void {
    this.spanStates.set(state.span, state);
    this.emit({ event: 'span', ...state }, -1);
  }

  private hear(command: Connecting): void {
    const { stale, failure, concerned } = this.hearing.carryOut(command, (seizure) => this.uses.has(seizure));
    if (stale) this.staleCommands += 1;
    if (failure !== null) this.fail(failure.seizure, failure.reason);
    for (const seizure of concerned) this.far.hearsOthers?.(seizure);
  }

  private ofSeizure(command: Extract<LineCommand, { seizure: Seizure }>): void {
    const use = this.uses.get(command.seizure);
    if (use === undefined) {
      this.staleCommands += 1;
      if (command.do === 'record') this.media.recordTooLate(command.recording, command.seizure);
      return;
    }
    const bearer = this.channels[use.channel]?.kind === 'bearer';
    switch (command.do) {
      case 'answer':
        this.answer(use, bearer);
        return;
      case 'clear':
        this.release(use, command.cause);
        return;
      case 'alert':
        if (bearer) this.far.alerting?.(use.seizure, command.inband ?? false);
        return;
      case 'proceed':
        if (bearer) this.far.proceeding?.(use.seizure);
        return;
      case 'progress':
        if (bearer) this.far.progress?.(use.seizure, command.inband, command.cause ?? 0);
        return;
      case 'more-digits':
        if (bearer) this.far.moreDigits?.(use.seizure, command.digits, command.complete ?? false);
        return;
      case 'flash':
      case 'learn-hangup':
        this.onExchangeLine(use, command.do);
        return;
      default:
        this.sound(use, command);
    }
  }

  private sound(use: Use, command: Extract<LineCommand, { seizure: Seizure }>): void {
    switch (command.do) {
      case 'play':
        this.media.play(command);
        this.far.hearsPlay?.(use.seizure);
        return;
      case 'stop-play':
        this.media.stopPlay(use.seizure, command.play);
        return;
      case 'watch':
        this.watched.set(use.seizure, new Set(command.for));
        return;
      case 'send-digits':
        this.sendDigits(use, command.digits);
        return;
      case 'record':
        this.media.record(use.seizure, command.recording, command.path);
    }
  }

  private answer(use: Use, bearer: boolean): void {
    if (use.answered) return;
    use.answered = true;
    if (!bearer && this.channels[use.channel]?.kind === 'fxo') {
      this.offHook.add(use.channel);
      this.lineState(use.channel, 'off-hook');
    }
    this.far.connected?.(use.seizure);
  }

  private onExchangeLine(use: Use, what: 'flash' | 'learn-hangup'): void {
    if (this.channels[use.channel]?.kind !== 'fxo' || !use.answered) {
      this.fail(use.seizure, 'only a line that is off the hook towards an exchange can do this');
    } else if (what === 'flash') this.far.flash?.(use.seizure);
  }

  private sendDigits(use: Use, digits: string): void {
    const channel = this.channels[use.channel];
    [...digits].forEach((digit, at) => {
      this.time.after(digitHeardMs + at * digitEveryMs, () => {
        if (this.uses.get(use.seizure) === use) this.far.hearsDigit?.(use.seizure, digit);
      });
    });
    if (channel?.kind !== 'fxo') return;
    const call = { seizure: use.seizure, channel, callingNumber: '', calledNumber: digits };
    this.dialled.set(use.seizure, call);
    this.far.dialled?.(call);
  }

  // ---- within

  /** The bearer of this timeslot, or the first idle one (null); null: there is none that may be used. */
  protected idleBearer(span: number, timeslot: number | null): Channel | null {
    for (const channel of this.channels) {
      if (channel.span !== span || (timeslot !== null && channel.timeslot !== timeslot)) continue;
      if (!this.byChannel.has(channel.channel) && !this.services.has(channel.channel)) return channel;
    }
    return null;
  }

  protected nextIncoming(): Seizure {
    this.lastSeizure += 2;
    return this.lastSeizure;
  }

  protected occupy(seizure: Seizure, channel: ChannelIndex): Use {
    const use: Use = { seizure, channel, taken: true, answered: false };
    this.uses.set(seizure, use);
    this.byChannel.set(channel, use);
    return use;
  }

  /** The box ends it. */
  private release(use: Use, byCause: number): void {
    this.end(use, byCause, 'near-end');
    if (this.channels[use.channel]?.kind === 'fxo') this.offHook.delete(use.channel);
    this.lineState(use.channel, this.offHook.has(use.channel) ? 'off-hook' : 'idle');
    this.far.released?.(use.seizure, use.channel, byCause);
  }

  /** Signalling first; plays and recordings end after it, as in the media thread. */
  protected end(use: Use, byCause: number, by: ClearedBy): void {
    const heard = this.hearing.heardBy(use.seizure);
    this.hearing.leave(use.seizure);
    this.uses.delete(use.seizure);
    this.byChannel.delete(use.channel);
    this.dialled.delete(use.seizure);
    this.watched.delete(use.seizure);
    this.emit({ event: 'cleared', seizure: use.seizure, cause: byCause, by }, use.channel);
    this.media.end(use.seizure);
    if (this.services.get(use.channel) === 'draining') this.serve(use.channel, 'blocked');
    for (const seizure of heard) this.far.hearsOthers?.(seizure);
  }

  protected lineState(channel: ChannelIndex, state: LineState): void {
    const kind = this.channels[channel]?.kind;
    if (kind === 'bearer' || kind === undefined || (this.toldStates.get(channel) ?? 'idle') === state) return;
    this.toldStates.set(channel, state);
    this.emit({ event: 'line-state', channel, state }, channel);
  }

  protected emit(event: LineEvent, channel: number): void {
    this.way.emit(event, channel);
  }

  private channelOf(seizure: Seizure): number {
    return this.uses.get(seizure)?.channel ?? -1;
  }

  private refuse(seizure: Seizure, byCause: number, by: ClearedBy): void {
    this.emit({ event: 'cleared', seizure, cause: byCause, by }, -1);
  }

  private fail(seizure: Seizure, reason: string): void {
    this.emit({ event: 'command-failed', seizure, reason }, -1);
  }
}
