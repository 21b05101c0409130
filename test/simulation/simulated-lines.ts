/**
 * Lines without a card, in time that flies: the stand-in for the driver that design rule 4 allows.
 * Callers and telephones are moved by the test; events may be late, so that they cross commands.
 */
import type { ManualTime } from '../../daemon/base/timers.js';
import type {
  CallDetails,
  CallerIdKind,
  Channel,
  ClearedBy,
  LineCommand,
  LineEvent,
  LineListener,
  LineMeters,
  LineSnapshot,
  Lines,
  PlayEndReason,
  Presentation,
  Seizure,
  Service,
  SpanState,
} from '../../daemon/lines/lines.js';

export interface SimulatedOptions {
  readonly spans: number;
  readonly lines: number;
  /** Exchange lines behind the telephones; default 0. */
  readonly exchangeLines?: number;
  /** How late each event is heard; the order is kept. */
  readonly latencyMs?: () => number;
  readonly promptMs?: number;
  /** Part of a file's name that cannot be played. */
  readonly badFile?: string;
}

interface Use {
  readonly seizure: Seizure;
  channel: number;
  answered: boolean;
  play: { readonly number: number; readonly cancel: () => void } | null;
  readonly recordings: Map<string, number>;
}

/** A call out as the network got it. */
export interface Dialled {
  readonly seizure: Seizure;
  readonly channel: Channel;
  readonly callingNumber: string;
  readonly calledNumber: string;
  readonly details?: CallDetails | undefined;
}

export class SimulatedLines implements Lines {
  readonly channels: readonly Channel[];
  readonly commands: LineCommand[] = [];
  readonly bridges = new Map<number, readonly [Seizure, Seizure]>();
  staleCommands = 0;
  /** Calls out that the network has not taken yet, by seizure. */
  readonly dialled = new Map<Seizure, Dialled>();
  readonly services = new Map<number, Service>();
  private readonly spanStates = new Map<number, SpanState>();
  private readonly uses = new Map<Seizure, Use>();
  private readonly byChannel = new Map<number, Use>();
  private readonly offHook = new Set<number>();
  private readonly files = new Set<string>();
  private listener: LineListener | null = null;
  private lastSeizure = -1;
  private onTheWay: (() => void)[] = [];
  private lastDueMs = 0;

  constructor(
    private readonly time: ManualTime,
    private readonly options: SimulatedOptions,
  ) {
    const ports = [
      ...telephones(options.lines, 'fxs', 0),
      ...telephones(options.exchangeLines ?? 0, 'fxo', options.lines),
    ];
    this.channels = [
      ...bearers(options.spans),
      ...ports.map((port, at) => ({ ...port, channel: options.spans * 30 + at })),
    ];
    for (let span = 1; span <= options.spans; span++) this.spanStates.set(span, { span, alarms: [], dChannel: 'up' });
  }

  listen(listener: LineListener): void {
    this.listener = listener;
    for (const state of this.spanStates.values()) this.emit({ event: 'span', ...state });
  }

  meters(): LineMeters {
    throw new Error('the simulation has no meters');
  }

  async close(): Promise<void> {
    this.listener = null;
  }

  // ---- the far ends

  /** A caller takes this bearer, or the first idle one; null: refused. */
  callIn(calledNumber: string, callingNumber = '13800138000', bearer?: number): Seizure | null {
    const idle = this.channels.find(
      (channel) =>
        channel.kind === 'bearer' &&
        !this.byChannel.has(channel.channel) &&
        !this.services.has(channel.channel) &&
        (bearer === undefined || channel.channel === bearer),
    );
    if (idle === undefined) {
      const cause = bearer === undefined ? 34 : 44;
      this.emit({ event: 'refused', span: 1, timeslot: bearer ?? 0, cause, callingNumber, calledNumber });
      return null;
    }
    const presentation: Presentation = callingNumber === '' ? 'unavailable' : 'allowed';
    return this.incoming(idle.channel, callingNumber, presentation, calledNumber);
  }

  /** An overlap call: the number comes digit by digit. */
  callInOverlap(calledNumber: string, bearer: number, callingNumber = '13800138000'): Seizure {
    const seizure = this.nextIncoming();
    this.seize(seizure, bearer);
    const presentation: Presentation = 'allowed';
    const complete = false;
    this.emit({ event: 'incoming', seizure, channel: bearer, callingNumber, presentation, calledNumber, complete });
    return seizure;
  }

  moreDigits(seizure: Seizure, digits: string, complete = false): void {
    if (this.uses.has(seizure)) this.emit({ event: 'more-digits', seizure, digits, complete });
  }

  /** An exchange line rings; its caller ID, if any, is in the event or comes later. */
  ringOn(line: number, callingNumber = '', callerId: CallerIdKind = 'none'): Seizure {
    const channel = this.telephone(line);
    const seizure = this.nextIncoming();
    this.seize(seizure, channel);
    const presentation: Presentation = callingNumber === '' ? 'unavailable' : 'allowed';
    this.emit({ event: 'incoming', seizure, channel, callingNumber, presentation, calledNumber: '', callerId });
    return seizure;
  }

  /** The network takes a call out, on its channel or on another one. */
  take(seizure: Seizure, channel?: number): void {
    const use = this.uses.get(seizure);
    if (use === undefined) return;
    if (channel !== undefined && channel !== use.channel) {
      this.byChannel.delete(use.channel);
      use.channel = channel;
      this.byChannel.set(channel, use);
    }
    this.emit({ event: 'proceeding', seizure, channel: use.channel });
  }

  alertOut(seizure: Seizure, inband = false): void {
    if (this.uses.has(seizure)) this.emit({ event: 'alerting', seizure, inband });
  }

  announceOut(seizure: Seizure, cause = 0): void {
    if (this.uses.has(seizure)) this.emit({ event: 'progress', seizure, inband: true, cause });
  }

  answerOut(seizure: Seizure): void {
    const use = this.uses.get(seizure);
    if (use === undefined || use.answered) return;
    use.answered = true;
    this.emit({ event: 'answered', seizure });
  }

  /** The network does not put a call through. */
  refuseOut(seizure: Seizure, cause: number): void {
    const use = this.uses.get(seizure);
    if (use !== undefined) this.end(use, cause, 'far-end');
  }

  hangUp(seizure: Seizure): void {
    const use = this.uses.get(seizure);
    if (use !== undefined) this.end(use, 16, 'far-end');
  }

  press(seizure: Seizure, digit: string): void {
    const use = this.uses.get(seizure);
    if (use !== undefined && (use.answered || this.offHook.has(use.channel)))
      this.emit({ event: 'digit', seizure, digit, durationMs: 80 });
  }

  lift(line: number): void {
    const channel = this.telephone(line);
    if (this.offHook.has(channel)) return;
    this.offHook.add(channel);
    this.emit({ event: 'hook', channel, offHook: true });
    const use = this.byChannel.get(channel);
    if (use === undefined) this.incoming(channel, '', 'unavailable', '');
    else if (!use.answered) {
      use.answered = true;
      this.emit({ event: 'answered', seizure: use.seizure });
    }
  }

  lay(line: number): void {
    const channel = this.telephone(line);
    if (!this.offHook.delete(channel)) return;
    this.emit({ event: 'hook', channel, offHook: false });
    const use = this.byChannel.get(channel);
    if (use !== undefined) this.end(use, 16, 'far-end');
  }

  /** Presses these keys on a telephone, whatever it is in. */
  dial(line: number, digits: string): void {
    const use = this.byChannel.get(this.telephone(line));
    for (const digit of digits) if (use !== undefined) this.press(use.seizure, digit);
  }

  isRinging(line: number): boolean {
    const use = this.byChannel.get(this.telephone(line));
    return use !== undefined && !use.answered;
  }

  isOffHook(line: number): boolean {
    return this.offHook.has(this.telephone(line));
  }

  /** Whether this seizure is one of a desk telephone. */
  isTelephone(seizure: Seizure): boolean {
    const first = this.options.spans * 30;
    const channel = this.uses.get(seizure)?.channel ?? 0;
    return channel >= first && channel < first + this.options.lines;
  }

  isLive(seizure: Seizure): boolean {
    return this.uses.has(seizure);
  }

  /** Seizures that are not over. */
  get live(): readonly Seizure[] {
    return [...this.uses.keys()];
  }

  /** Who hears the caller of this seizure now, or null. */
  partnerOf(seizure: Seizure): Seizure | null {
    for (const [a, b] of this.bridges.values()) {
      if (a === seizure) return b;
      if (b === seizure) return a;
    }
    return null;
  }

  /** The disk under the recorder is full. */
  fillDisk(): void {
    for (const use of this.uses.values()) {
      for (const recording of [...use.recordings.keys()]) this.endRecording(use, recording, 'disk-full');
    }
  }

  span(span: number, dChannel: 'up' | 'down'): void {
    const state: SpanState = { span, alarms: dChannel === 'up' ? [] : ['LOS'], dChannel };
    this.spanStates.set(span, state);
    this.emit({ event: 'span', ...state });
  }

  /** Everything on the way is lost; a snapshot comes in its place, as after an overflow. */
  loseEvents(): void {
    for (const cancel of this.onTheWay) cancel();
    this.onTheWay = [];
    this.listener?.onSnapshot(this.snapshot());
  }

  snapshot(): LineSnapshot {
    return {
      channels: this.channels.map(({ channel }) => {
        const use = this.byChannel.get(channel);
        const offHook = this.offHook.has(channel);
        const service = this.services.get(channel);
        const state = { channel, seizure: use?.seizure ?? 0, answered: use?.answered ?? false, offHook };
        return service === undefined ? state : { ...state, service };
      }),
      spans: [...this.spanStates.values()],
    };
  }

  /** Says this event, true or not. */
  inject(event: LineEvent): void {
    this.listener?.onEvent(event);
  }

  // ---- commands

  send(command: LineCommand): void {
    this.commands.push(command);
    if (command.do === 'ring') {
      this.ring(command.seizure, command.channel);
    } else if (command.do === 'dial') {
      this.dialOut(command);
    } else if (command.do === 'seize') {
      this.seizeLine(command.seizure, command.channel);
    } else if (command.do === 'service') {
      this.serve(command.channel, command.service);
    } else if (command.do === 'restart') {
      const use = this.byChannel.get(command.channel);
      if (use !== undefined) this.end(use, 41, 'network');
    } else if (command.do === 'bridge') {
      if (this.uses.has(command.a) && this.uses.has(command.b)) {
        this.bridges.set(command.bridge, [command.a, command.b]);
      }
    } else if (command.do === 'stop-record') {
      for (const use of this.uses.values()) this.endRecording(use, command.recording, 'stopped');
    } else if ('seizure' in command) {
      this.ofSeizure(command);
    }
  }

  private ofSeizure(command: Extract<LineCommand, { seizure: Seizure }>): void {
    const use = this.uses.get(command.seizure);
    if (use === undefined) {
      this.staleCommands += 1;
      return;
    }
    switch (command.do) {
      case 'answer':
        use.answered = true;
        return;
      case 'clear':
        this.end(use, command.cause, 'near-end');
        return;
      case 'play':
        this.play(use, command);
        return;
      case 'stop-play':
        if (use.play?.number === command.play) this.endPlay(use, 'stopped');
        return;
      case 'send-digits':
        this.sendDigits(use, command.digits);
        return;
      case 'record':
        this.record(use, command.recording, command.path);
    }
  }

  private ring(seizure: Seizure, channel: number): void {
    if (this.byChannel.has(channel) || this.offHook.has(channel)) {
      this.emit({ event: 'cleared', seizure, cause: 17, by: 'near-end' });
      return;
    }
    this.seize(seizure, channel);
    this.emit({ event: 'alerting', seizure, inband: false });
  }

  private dialOut(command: Extract<LineCommand, { do: 'dial' }>): void {
    const { seizure, span, timeslot, callingNumber, calledNumber, details } = command;
    const channel = this.channels.find((each) => each.span === span && each.timeslot === timeslot);
    const state = this.spanStates.get(span);
    if (channel === undefined || state?.dChannel !== 'up') {
      this.emit({ event: 'cleared', seizure, cause: channel === undefined ? 44 : 38, by: 'near-end' });
      return;
    }
    if (this.byChannel.has(channel.channel)) {
      this.emit({ event: 'cleared', seizure, cause: 44, by: 'far-end' });
      return;
    }
    this.seize(seizure, channel.channel);
    this.dialled.set(seizure, { seizure, channel, callingNumber, calledNumber, details });
  }

  private seizeLine(seizure: Seizure, index: number): void {
    const channel = this.channels[index];
    if (channel?.kind !== 'fxo' || this.byChannel.has(index)) {
      this.emit({ event: 'cleared', seizure, cause: 44, by: 'near-end' });
      return;
    }
    this.seize(seizure, index).answered = true;
  }

  private sendDigits(use: Use, digits: string): void {
    const channel = this.channels[use.channel];
    if (channel?.kind !== 'fxo') return;
    this.dialled.set(use.seizure, { seizure: use.seizure, channel, callingNumber: '', calledNumber: digits });
  }

  /** Blocked at once; a channel that is drained when its call has ended. */
  private serve(channel: number, service: Service): void {
    const settled = service === 'draining' && !this.byChannel.has(channel) ? 'blocked' : service;
    if (settled === 'in-service') this.services.delete(channel);
    else this.services.set(channel, settled);
    this.emit({ event: 'service', channel, service: settled, by: 'near-end' });
  }

  private play(use: Use, command: Extract<LineCommand, { do: 'play' }>): void {
    if (use.play !== null) this.endPlay(use, 'replaced');
    const { badFile, promptMs = 2_000 } = this.options;
    const isBad = command.sources.some(
      (source) => badFile !== undefined && 'file' in source && source.file.includes(badFile),
    );
    if (isBad) {
      this.emit({ event: 'play-ended', seizure: use.seizure, play: command.play, reason: 'bad-file' });
      return;
    }
    const lengthMs = promptMs * command.sources.length;
    const cancel = command.loop ? () => {} : this.time.after(lengthMs, () => this.endPlay(use, 'done'));
    use.play = { number: command.play, cancel };
  }

  private record(use: Use, recording: string, path: string): void {
    if (this.files.has(path)) {
      this.emit({ event: 'recording-ended', recording, reason: 'file-exists', samples: 0 });
      return;
    }
    this.files.add(path);
    use.recordings.set(recording, this.time.nowMs());
  }

  // ---- within

  private nextIncoming(): Seizure {
    this.lastSeizure += 2;
    return this.lastSeizure;
  }

  private incoming(channel: number, callingNumber: string, presentation: Presentation, calledNumber: string): Seizure {
    const use = this.seize(this.nextIncoming(), channel);
    this.emit({ event: 'incoming', seizure: use.seizure, channel, callingNumber, presentation, calledNumber });
    return use.seizure;
  }

  private seize(seizure: Seizure, channel: number): Use {
    const use: Use = { seizure, channel, answered: false, play: null, recordings: new Map() };
    this.uses.set(seizure, use);
    this.byChannel.set(channel, use);
    return use;
  }

  private end(use: Use, cause: number, by: ClearedBy): void {
    if (use.play !== null) this.endPlay(use, 'cleared');
    for (const recording of [...use.recordings.keys()]) this.endRecording(use, recording, 'cleared');
    for (const [number, [a, b]] of this.bridges) {
      if (a === use.seizure || b === use.seizure) this.bridges.delete(number);
    }
    this.uses.delete(use.seizure);
    this.byChannel.delete(use.channel);
    this.dialled.delete(use.seizure);
    this.emit({ event: 'cleared', seizure: use.seizure, cause, by });
    if (this.services.get(use.channel) === 'draining') this.serve(use.channel, 'blocked');
  }

  private endPlay(use: Use, reason: PlayEndReason): void {
    const play = use.play;
    if (play === null) return;
    play.cancel();
    use.play = null;
    this.emit({ event: 'play-ended', seizure: use.seizure, play: play.number, reason });
  }

  private endRecording(use: Use, recording: string, reason: 'stopped' | 'cleared' | 'disk-full'): void {
    const startedMs = use.recordings.get(recording);
    if (startedMs === undefined) return;
    use.recordings.delete(recording);
    this.emit({ event: 'recording-ended', recording, reason, samples: (this.time.nowMs() - startedMs) * 8 });
  }

  private telephone(line: number): number {
    return this.options.spans * 30 + line - 1;
  }

  private emit(event: LineEvent): void {
    const latencyMs = this.options.latencyMs?.() ?? 0;
    const dueMs = Math.max(this.time.nowMs() + latencyMs, this.lastDueMs);
    this.lastDueMs = dueMs;
    if (this.options.latencyMs === undefined) {
      this.listener?.onEvent(event);
      return;
    }
    const cancel = this.time.after(dueMs - this.time.nowMs(), () => {
      this.onTheWay = this.onTheWay.filter((other) => other !== cancel);
      this.listener?.onEvent(event);
    });
    this.onTheWay.push(cancel);
  }
}

function bearers(spans: number): readonly Channel[] {
  return Array.from({ length: spans * 30 }, (_, channel) => {
    const span = Math.floor(channel / 30) + 1;
    const place = (channel % 30) + 1;
    const timeslot = place < 16 ? place : place + 1;
    return { channel, kind: 'bearer', span, timeslot, line: 0, name: `E1-${span}:${timeslot}` };
  });
}

function telephones(count: number, kind: 'fxs' | 'fxo', before: number): readonly Channel[] {
  return Array.from({ length: count }, (_, at) => {
    const line = before + at + 1;
    return { channel: 0, kind, span: 0, timeslot: 0, line, name: `L${line}` };
  });
}
