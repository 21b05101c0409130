/**
 * Lines without a card, in time that flies: the stand-in for the driver that design rule 4 allows.
 * Callers and telephones are moved by the test; events may be late, so that they cross commands.
 */
import type { ManualTime } from '../../daemon/base/timers.js';
import type {
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
} from '../../daemon/lines/lines.js';

export interface SimulatedOptions {
  readonly spans: number;
  readonly lines: number;
  /** How late each event is heard; the order is kept. */
  readonly latencyMs?: () => number;
  readonly promptMs?: number;
  /** Part of a file's name that cannot be played. */
  readonly badFile?: string;
}

interface Use {
  readonly seizure: Seizure;
  readonly channel: number;
  answered: boolean;
  play: { readonly number: number; readonly cancel: () => void } | null;
  readonly recordings: Map<string, number>;
}

export class SimulatedLines implements Lines {
  readonly channels: readonly Channel[];
  readonly commands: LineCommand[] = [];
  readonly bridges = new Map<number, readonly [Seizure, Seizure]>();
  staleCommands = 0;
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
    this.channels = [...bearers(options.spans), ...telephones(options.spans * 30, options.lines)];
  }

  listen(listener: LineListener): void {
    this.listener = listener;
    for (let span = 1; span <= this.options.spans; span++) {
      this.emit({ event: 'span', span, alarms: [], dChannel: 'up' });
    }
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

  hangUp(seizure: Seizure): void {
    const use = this.uses.get(seizure);
    if (use !== undefined) this.end(use, 16, 'far-end');
  }

  press(seizure: Seizure, digit: string): void {
    if (this.uses.get(seizure)?.answered) this.emit({ event: 'digit', seizure, digit, durationMs: 80 });
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

  isRinging(line: number): boolean {
    const use = this.byChannel.get(this.telephone(line));
    return use !== undefined && !use.answered;
  }

  isOffHook(line: number): boolean {
    return this.offHook.has(this.telephone(line));
  }

  /** Whether this seizure is one of a desk telephone. */
  isTelephone(seizure: Seizure): boolean {
    return (this.uses.get(seizure)?.channel ?? 0) >= this.options.spans * 30;
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
    this.emit({ event: 'span', span, alarms: dChannel === 'up' ? [] : ['LOS'], dChannel });
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
        return { channel, seizure: use?.seizure ?? 0, answered: use?.answered ?? false, offHook };
      }),
      spans: Array.from({ length: this.options.spans }, (_, at) => ({ span: at + 1, alarms: [], dChannel: 'up' })),
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

  private incoming(channel: number, callingNumber: string, presentation: Presentation, calledNumber: string): Seizure {
    this.lastSeizure += 2;
    const use = this.seize(this.lastSeizure, channel);
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
    this.emit({ event: 'cleared', seizure: use.seizure, cause, by });
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

function telephones(first: number, lines: number): readonly Channel[] {
  return Array.from({ length: lines }, (_, at) => ({
    channel: first + at,
    kind: 'fxs',
    span: 0,
    timeslot: 0,
    line: at + 1,
    name: `L${at + 1}`,
  }));
}
