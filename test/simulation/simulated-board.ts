/**
 * Lines without a card, in time that flies: the stand-in for the driver that design rule 4 allows.
 * Callers and telephones are moved by the test; events may be late, so that they cross commands.
 */
import type { ManualTime } from '../../daemon/base/timers.js';
import type {
  CallDetails,
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
import { SimulatedHearing } from './simulated-hearing.js';

export interface SimulatedOptions {
  readonly spans: number;
  readonly lines: number;
  /** Exchange lines behind the telephones; default 0. */
  readonly exchangeLines?: number;
  /** No span has its wire when the lines are opened. */
  readonly cut?: boolean;
  /** How late each event is heard; the order is kept. */
  readonly latencyMs?: () => number;
  readonly promptMs?: number;
  /** Part of a file's name that cannot be played. */
  readonly badFile?: string;
}

export interface Use {
  readonly seizure: Seizure;
  channel: number;
  /** Outgoing calls: the network has answered the SETUP. */
  taken: boolean;
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

export class SimulatedBoard implements Lines {
  readonly channels: readonly Channel[];
  readonly commands: LineCommand[] = [];
  readonly hearing = new SimulatedHearing();
  readonly bridges = this.hearing.bridges;
  staleCommands = 0;
  /** Events for which this is true are lost without a word. */
  lose: (event: LineEvent) => boolean = () => false;
  lost = 0;
  /** A call out is on no channel of a snapshot until the network has taken it, as on a real line. */
  hideUntaken = false;
  /** Calls out that the network has not taken yet, by seizure. */
  readonly dialled = new Map<Seizure, Dialled>();
  readonly services = new Map<number, Service>();
  protected readonly spanStates = new Map<number, SpanState>();
  protected readonly uses = new Map<Seizure, Use>();
  protected readonly byChannel = new Map<number, Use>();
  protected readonly offHook = new Set<number>();
  private readonly files = new Set<string>();
  protected listener: LineListener | null = null;
  private lastSeizure = -1;
  protected onTheWay: (() => void)[] = [];
  private lastDueMs = 0;

  constructor(
    private readonly time: ManualTime,
    protected readonly options: SimulatedOptions,
  ) {
    const ports = [
      ...telephones(options.lines, 'fxs', 0),
      ...telephones(options.exchangeLines ?? 0, 'fxo', options.lines),
    ];
    this.channels = [
      ...bearers(options.spans),
      ...ports.map((port, at) => ({ ...port, channel: options.spans * 30 + at })),
    ];
    for (let span = 1; span <= options.spans; span++) {
      const state: SpanState = options.cut
        ? { span, alarms: ['LOS'], dChannel: 'down' }
        : { span, alarms: [], dChannel: 'up' };
      this.spanStates.set(span, state);
    }
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

  snapshot(): LineSnapshot {
    return {
      channels: this.channels.map(({ channel }) => {
        const on = this.byChannel.get(channel);
        const untaken = this.hideUntaken && on !== undefined && !on.taken;
        const use = untaken ? undefined : on;
        const offHook = this.offHook.has(channel);
        const service = this.services.get(channel);
        const state = { channel, seizure: use?.seizure ?? 0, answered: use?.answered ?? false, offHook };
        return service === undefined ? state : { ...state, service };
      }),
      spans: [...this.spanStates.values()],
    };
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
    } else if (command.do === 'bridge' || command.do === 'mix') {
      this.connect(command);
    } else if (command.do === 'unbridge' || command.do === 'unmix') {
      const done = command.do === 'unmix' ? this.hearing.unmix(command.mix) : this.hearing.unbridge(command.bridge);
      if (!done) this.staleCommands += 1;
    } else if (command.do === 'stop-record') {
      for (const use of this.uses.values()) this.endRecording(use, command.recording, 'stopped');
    } else if ('seizure' in command) {
      this.ofSeizure(command);
    }
  }

  /** Who is gone by now is left out of a mix; a bridge needs both. */
  private connect(command: Extract<LineCommand, { do: 'bridge' | 'mix' }>): void {
    const named = command.do === 'bridge' ? [command.a, command.b] : command.members.map(({ seizure }) => seizure);
    const gone = named.filter((seizure) => !this.uses.has(seizure));
    if (gone.length > 0) this.staleCommands += 1;
    if (command.do === 'bridge') {
      if (gone.length === 0) this.refuse(command.a, this.hearing.bridge(command));
      return;
    }
    const members = command.members
      .filter(({ seizure }) => !gone.includes(seizure))
      .map(({ seizure, hears }) => ({ seizure, hears: hears.filter((one) => !gone.includes(one)) }));
    this.refuse(members[0]?.seizure ?? 0, this.hearing.mix({ ...command, members }));
  }

  private refuse(seizure: Seizure, reason: string | null): void {
    if (reason !== null) this.emit({ event: 'command-failed', seizure, reason });
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
    this.seize(seizure, channel.channel).taken = false;
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

  protected nextIncoming(): Seizure {
    this.lastSeizure += 2;
    return this.lastSeizure;
  }

  protected incoming(
    channel: number,
    callingNumber: string,
    presentation: Presentation,
    calledNumber: string,
  ): Seizure {
    const use = this.seize(this.nextIncoming(), channel);
    this.emit({ event: 'incoming', seizure: use.seizure, channel, callingNumber, presentation, calledNumber });
    return use.seizure;
  }

  protected seize(seizure: Seizure, channel: number): Use {
    const use: Use = { seizure, channel, taken: true, answered: false, play: null, recordings: new Map() };
    this.uses.set(seizure, use);
    this.byChannel.set(channel, use);
    return use;
  }

  protected end(use: Use, cause: number, by: ClearedBy): void {
    if (use.play !== null) this.endPlay(use, 'cleared');
    for (const recording of [...use.recordings.keys()]) this.endRecording(use, recording, 'cleared');
    this.hearing.leave(use.seizure);
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

  protected endRecording(use: Use, recording: string, reason: 'stopped' | 'cleared' | 'disk-full'): void {
    const startedMs = use.recordings.get(recording);
    if (startedMs === undefined) return;
    use.recordings.delete(recording);
    this.emit({ event: 'recording-ended', recording, reason, samples: (this.time.nowMs() - startedMs) * 8 });
  }

  protected telephone(line: number): number {
    return this.options.spans * 30 + line - 1;
  }

  protected emit(event: LineEvent): void {
    if (this.lose(event)) {
      this.lost += 1;
      return;
    }
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
