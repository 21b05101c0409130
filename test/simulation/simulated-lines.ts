/** What people, exchanges and faults do at the far ends of the simulated lines; moved by the test or by a simulated day. */
import type {
  Answerer,
  CallDetails,
  CallerIdKind,
  ChannelIndex,
  DataTone,
  LineEvent,
  LineListener,
  Presentation,
  ProgressTone,
  Seizure,
  SpanState,
  Watch,
} from '../../daemon/lines/lines.js';
import type { DChannelFrame } from '../../daemon/terms/line-trace.js';
import type { Dialled } from './far-ends.js';
import { SimulatedBoard, type Use } from './simulated-board.js';

export type { Dialled, FarEnds } from './far-ends.js';
export type { SimulatedOptions } from './simulated-board.js';

/** A SETUP as the exchange sends it. */
export interface Setup {
  readonly callingNumber: string;
  readonly presentation: Presentation;
  readonly calledNumber: string;
  readonly details?: CallDetails | undefined;
  /** More digits follow. */
  readonly overlap?: boolean | undefined;
}

/** ITU-T Q.850. */
const normalClearing = 16;
const noChannel = 34;
const channelUnavailable = 44;

export class SimulatedLines extends SimulatedBoard {
  /** Telephones that are lifted when the lines are opened tell so at once. */
  override listen(listener: LineListener): void {
    super.listen(listener);
    for (const line of this.options.lifted ?? []) this.lift(line);
  }

  // ---- calls in

  /** A caller takes this bearer, or the first idle one; null: refused. */
  callIn(calledNumber: string, callingNumber = '13800138000', bearer?: ChannelIndex): Seizure | null {
    const presentation: Presentation = callingNumber === '' ? 'unavailable' : 'allowed';
    const setup = { callingNumber, presentation, calledNumber };
    if (bearer !== undefined) return this.setupOn(bearer, setup);
    const idle = this.channels.find(
      ({ kind, channel }) => kind === 'bearer' && !this.byChannel.has(channel) && !this.services.has(channel),
    );
    if (idle !== undefined) return this.setupOn(idle.channel, setup);
    this.refuseSetup(1, 0, setup);
    return null;
  }

  /** A SETUP that names this bearer; null: refused. */
  setupOn(bearer: ChannelIndex, setup: Setup): Seizure | null {
    const { span = 1, timeslot = 0 } = this.channels[bearer] ?? {};
    if (this.byChannel.has(bearer) || this.services.has(bearer)) {
      this.refuseSetup(span, timeslot, setup);
      return null;
    }
    const { overlap, details, ...numbers } = setup;
    const use = this.occupy(this.nextIncoming(), bearer);
    this.emit(
      {
        event: 'incoming',
        seizure: use.seizure,
        channel: bearer,
        ...numbers,
        complete: overlap !== true,
        ...(details === undefined ? {} : { details }),
      },
      bearer,
    );
    return use.seizure;
  }

  /** A SETUP on any bearer of this span; null: refused. */
  setupOnAny(span: number, setup: Setup): Seizure | null {
    const idle = this.idleBearer(span, null);
    if (idle !== null) return this.setupOn(idle.channel, setup);
    this.refuseSetup(span, 0, setup);
    return null;
  }

  private refuseSetup(span: number, timeslot: number, { callingNumber, calledNumber }: Setup): void {
    const cause = timeslot === 0 ? noChannel : channelUnavailable;
    if (timeslot === 0) this.refused34 += 1;
    else this.refused44 += 1;
    this.emit({ event: 'refused', span, timeslot, cause, callingNumber, calledNumber }, -1);
  }

  /** An overlap call: the number comes digit by digit. */
  callInOverlap(calledNumber: string, bearer: ChannelIndex, callingNumber = '13800138000'): Seizure {
    const setup = { callingNumber, presentation: 'allowed', calledNumber, overlap: true } as const;
    return this.setupOn(bearer, setup) ?? 0;
  }

  moreDigits(seizure: Seizure, digits: string, complete = false): void {
    const use = this.uses.get(seizure);
    if (use !== undefined) this.emit({ event: 'more-digits', seizure, digits, complete }, use.channel);
  }

  /** An exchange line rings; its caller ID, if any, is in the event or comes later. */
  ringOn(line: number, callingNumber = '', callerId: CallerIdKind = 'none'): Seizure {
    const channel = this.port(line);
    const use = this.occupy(this.nextIncoming(), channel);
    const presentation: Presentation = callingNumber === '' ? 'unavailable' : 'allowed';
    const numbers = { callingNumber, presentation, calledNumber: '', callerId };
    this.emit({ event: 'incoming', seizure: use.seizure, channel, ...numbers }, channel);
    return use.seizure;
  }

  // ---- calls out

  /** The network takes a call out, on its channel or on another one. */
  take(seizure: Seizure, channel?: ChannelIndex): void {
    const use = this.uses.get(seizure);
    if (use === undefined) return;
    if (channel !== undefined && channel !== use.channel) {
      this.byChannel.delete(use.channel);
      use.channel = channel;
      this.byChannel.set(channel, use);
    }
    use.taken = true;
    this.emit({ event: 'proceeding', seizure, channel: use.channel }, use.channel);
  }

  alertOut(seizure: Seizure, inband = false): void {
    const use = this.uses.get(seizure);
    if (use !== undefined) this.emit({ event: 'alerting', seizure, inband }, use.channel);
  }

  announceOut(seizure: Seizure, cause = 0, inband = true): void {
    const use = this.uses.get(seizure);
    if (use !== undefined) this.emit({ event: 'progress', seizure, inband, cause }, use.channel);
  }

  answerOut(seizure: Seizure): void {
    const use = this.uses.get(seizure);
    if (use === undefined || use.answered) return;
    use.answered = true;
    this.emit({ event: 'answered', seizure }, use.channel);
  }

  /** The network does not put a call through. */
  refuseOut(seizure: Seizure, cause: number): void {
    const use = this.uses.get(seizure);
    if (use !== undefined) this.end(use, cause, 'far-end');
  }

  // ---- what is heard, where somebody listens for it: there is no sound, so the far end says what it would be

  /** A tone of the network, or of the far end. `cause`: what a 'sit' says. */
  soundTone(seizure: Seizure, tone: ProgressTone, cause?: number): void {
    const heard = { event: 'tone', seizure, tone, ...(cause === undefined ? {} : { cause }) } as const;
    this.tellWatcher(seizure, 'progress', heard);
  }

  soundData(seizure: Seizure, tone: DataTone): void {
    this.tellWatcher(seizure, 'data', { event: 'data-tone', seizure, tone });
  }

  /** Who answered has said enough to be told from the other; only once answered. */
  soundAnswerer(seizure: Seizure, who: Answerer, afterMs = 1_500): void {
    if (this.uses.get(seizure)?.answered !== true) return;
    this.tellWatcher(seizure, 'answerer', { event: 'answerer', seizure, who, afterMs });
  }

  /** What is listened for on this seizure. */
  listensFor(seizure: Seizure): readonly Watch[] {
    return [...(this.watched.get(seizure) ?? [])];
  }

  private tellWatcher(seizure: Seizure, watch: Watch, event: LineEvent): void {
    const use = this.uses.get(seizure);
    if (use !== undefined && this.watched.get(seizure)?.has(watch) === true) this.emit(event, use.channel);
  }

  // ---- any call

  hangUp(seizure: Seizure, cause = normalClearing): void {
    const use = this.uses.get(seizure);
    if (use !== undefined) this.end(use, cause, 'far-end');
  }

  /** A span that is down for long (ITU-T Q.931 T309), or a RESTART from the far end. */
  cut(seizure: Seizure, cause: number): void {
    const use = this.uses.get(seizure);
    if (use !== undefined) this.end(use, cause, 'network');
  }

  press(seizure: Seizure, digit: string, durationMs = 80): void {
    const use = this.uses.get(seizure);
    if (use === undefined || !(use.answered || this.offHook.has(use.channel))) return;
    this.emit({ event: 'digit', seizure, digit, durationMs }, use.channel);
    for (const other of this.hearing.heardBy(seizure)) this.far.hearsDigit?.(other, digit);
  }

  // ---- telephones

  lift(line: number): void {
    const channel = this.port(line);
    if (this.offHook.has(channel)) return;
    this.offHook.add(channel);
    this.emit({ event: 'hook', channel, offHook: true }, channel);
    this.lineState(channel, 'off-hook');
    const use = this.byChannel.get(channel);
    if (use === undefined) {
      const seizure = this.occupy(this.nextIncoming(), channel).seizure;
      const unknown = { callingNumber: '', presentation: 'unavailable', calledNumber: '' } as const;
      this.emit({ event: 'incoming', seizure, channel, ...unknown }, channel);
    } else if (!use.answered) {
      use.answered = true;
      this.emit({ event: 'answered', seizure: use.seizure }, channel);
    }
  }

  lay(line: number): void {
    const channel = this.port(line);
    if (!this.offHook.delete(channel)) return;
    this.emit({ event: 'hook', channel, offHook: false }, channel);
    this.lineState(channel, 'idle');
    const use = this.byChannel.get(channel);
    if (use !== undefined) this.end(use, normalClearing, 'far-end');
  }

  /** The recall key. */
  flash(line: number): void {
    const channel = this.port(line);
    const use = this.byChannel.get(channel);
    if (use !== undefined && this.offHook.has(channel)) {
      this.emit({ event: 'flash', seizure: use.seizure, channel }, channel);
    }
  }

  /** Presses these keys on a telephone, whatever it is in. */
  dial(line: number, digits: string): void {
    for (const digit of digits) {
      const use = this.byChannel.get(this.port(line));
      if (use !== undefined) this.press(use.seizure, digit);
    }
  }

  /** A number came to the display of a telephone at the exchange's end, after the ringing itself. */
  showOn(line: number, show: Pick<Setup, 'callingNumber' | 'presentation'> & { readonly callingName: string }): void {
    const channel = this.port(line);
    const use = this.byChannel.get(channel);
    if (use === undefined) return;
    const { callingName, ...number } = show;
    const details = callingName === '' ? {} : { details: { callingName } };
    this.emit({ event: 'caller-id', seizure: use.seizure, ...number, callerId: 'fsk', ...details }, channel);
  }

  /** Exchange's end: the port rings. */
  ringing(line: number): void {
    this.lineState(this.port(line), 'ringing');
  }

  /** Exchange's end: the ringing has stopped. */
  quiet(line: number): void {
    this.lineState(this.port(line), 'idle');
  }

  // ---- what is

  isRinging(line: number): boolean {
    const use = this.byChannel.get(this.port(line));
    return use !== undefined && !use.answered;
  }

  isOffHook(line: number): boolean {
    return this.offHook.has(this.port(line));
  }

  /** What is on the telephone or exchange line now. */
  seizureOn(line: number): Seizure | null {
    return this.byChannel.get(this.port(line))?.seizure ?? null;
  }

  seizureOnChannel(channel: ChannelIndex): Seizure | null {
    return this.byChannel.get(channel)?.seizure ?? null;
  }

  /** Whether this seizure is one of a desk telephone. */
  isTelephone(seizure: Seizure): boolean {
    return this.lineOf(seizure) !== 0;
  }

  /** The 1-based line of a desk telephone's seizure; 0: of none. */
  lineOf(seizure: Seizure): number {
    const channel = this.channels[this.uses.get(seizure)?.channel ?? -1];
    return channel !== undefined && channel.line <= this.options.lines ? channel.line : 0;
  }

  channelOfLine(line: number): ChannelIndex {
    return this.port(line);
  }

  /** "E1-1:5"; '' if there is none. */
  bearerName(span: number, timeslot: number): string {
    const place = timeslot < 16 ? timeslot : timeslot - 1;
    return this.channels[(span - 1) * 30 + place - 1]?.name ?? '';
  }

  isLive(seizure: Seizure): boolean {
    return this.uses.has(seizure);
  }

  use(seizure: Seizure): Readonly<Use> | null {
    return this.uses.get(seizure) ?? null;
  }

  /** Seizures that are not over. */
  get live(): readonly Seizure[] {
    return [...this.uses.keys()];
  }

  isTaken(channel: ChannelIndex): boolean {
    return this.byChannel.has(channel);
  }

  /** The one whom this seizure's far end hears now; null: nobody, or several. */
  partnerOf(seizure: Seizure): Seizure | null {
    const heard = this.hears(seizure);
    return heard.length === 1 ? (heard[0] ?? null) : null;
  }

  /** Whose far ends this seizure's far end hears now, through a bridge or a mix. */
  hears(seizure: Seizure): readonly Seizure[] {
    return this.hearing.hears(seizure);
  }

  spanIsUp(span: number): boolean {
    return this.spanStates.get(span)?.dChannel === 'up';
  }

  // ---- faults

  /** The disk under the recorder is full. */
  fillDisk(): void {
    this.media.fail('disk-full');
  }

  span(span: number, dChannel: 'up' | 'down', alarms: SpanState['alarms'] = dChannel === 'up' ? [] : ['LOS']): void {
    this.tellSpan({ span, alarms, dChannel });
  }

  /** Everything on the way is lost; a snapshot comes in its place, as after an overflow. */
  loseEvents(): void {
    this.way.overflow(() => this.snapshot());
  }

  /** The next event about a seizure's end or answer is lost without a word. */
  loseOne(): void {
    this.lose = (event) => {
      const lost = event.event === 'cleared' || event.event === 'answered';
      if (lost) this.loseNothing();
      return lost;
    };
  }

  loseNothing(): void {
    this.lose = () => false;
    this.repeat = () => false;
  }

  /** Events for which this is true are lost without a word. */
  get lose(): (event: LineEvent) => boolean {
    return this.way.lose;
  }

  set lose(which: (event: LineEvent) => boolean) {
    this.way.lose = which;
  }

  /** Events for which this is true come twice. */
  set repeat(which: (event: LineEvent) => boolean) {
    this.way.repeat = which;
  }

  get lost(): number {
    return this.way.lost;
  }

  /** Says this event, true or not. */
  inject(event: LineEvent): void {
    this.way.listener?.onEvent(event);
  }

  /** These went over the D-channels. */
  sayFrames(frames: readonly DChannelFrame[]): void {
    this.way.listener?.onFrames?.(frames);
  }

  /** The call out as the network has it. */
  callOut(seizure: Seizure): Dialled | null {
    return this.dialled.get(seizure) ?? null;
  }

  protected port(line: number): ChannelIndex {
    return this.options.spans * 30 + line - 1;
  }
}
