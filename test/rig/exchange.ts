/**
 * The public network and the desk telephones, driven by hand: the far end of the box's lines. Of an exchange line it
 * is the exchange (FXS): it rings the box, and hears it lift and dial.
 */
import { EventEmitter } from 'node:events';
import type { Driver } from '../../daemon/driver/driver.js';
import type {
  Channel,
  LineCommand,
  LineEvent,
  LineListener,
  LineSnapshot,
  Lines,
  Presentation,
  Source,
} from '../../daemon/lines/lines.js';

/** Follows what is played once, so that a hang-up right after it cuts nothing that is still on the wire. */
const flushMs = 200;
/** Media ends a block later than signalling. */
const afterClearing: ReadonlySet<LineEvent['event']> = new Set(['play-ended', 'recording-ended', 'digit']);
const rememberedEvents = 60;

type EventOf<K extends LineEvent['event']> = Extract<LineEvent, { event: K }>;

/** One use of a channel at the exchange's end. Remembers its events, so that none is missed by asking late. */
export class FarLeg {
  private readonly seen: LineEvent[] = [];
  private readonly arrivals = new EventEmitter().setMaxListeners(0);
  private nextPlay = 1;

  constructor(
    readonly seizure: number,
    private readonly lines: Lines,
  ) {}

  take(event: LineEvent): void {
    if (event.event !== 'audio') this.seen.push(event); // fifty a second: only who listens now wants them
    this.arrivals.emit('event', event);
  }

  /** The first event of this kind that fits, past or to come; an error when the leg is cleared instead. */
  when<K extends LineEvent['event']>(kind: K, fits: (event: EventOf<K>) => boolean = () => true): Promise<EventOf<K>> {
    const match = (event: LineEvent): event is EventOf<K> => event.event === kind && fits(event as EventOf<K>);
    const past = this.seen.find(match);
    if (past) return Promise.resolve(past);
    return new Promise((resolve, reject) => {
      const onEvent = (event: LineEvent) => {
        const over = event.event === 'cleared' && !afterClearing.has(kind);
        if (!match(event) && !over) return;
        this.arrivals.off('event', onEvent);
        if (match(event)) resolve(event);
        else reject(new Error(`cleared before '${kind}': ${JSON.stringify(this.seen)}`));
      };
      const cleared = this.seen.find((event) => event.event === 'cleared');
      this.arrivals.on('event', onEvent);
      if (cleared) onEvent(cleared);
    });
  }

  /** Each event of this kind from now on, until the function returned is called. */
  each<K extends LineEvent['event']>(kind: K, listener: (event: EventOf<K>) => void): () => void {
    const onEvent = (event: LineEvent) => {
      if (event.event === kind) listener(event as EventOf<K>);
    };
    this.arrivals.on('event', onEvent);
    return () => this.arrivals.off('event', onEvent);
  }

  /** Digits heard so far from the far side. */
  get digits(): string {
    return this.seen.map((event) => (event.event === 'digit' ? event.digit : '')).join('');
  }

  has(kind: LineEvent['event']): boolean {
    return this.seen.some((event) => event.event === kind);
  }

  send(command: LineCommand): void {
    this.lines.send(command);
  }

  answer(): void {
    this.lines.send({ do: 'answer', seizure: this.seizure });
  }

  hangUp(cause = 16): void {
    this.lines.send({ do: 'clear', seizure: this.seizure, cause });
  }

  press(digits: string): void {
    this.lines.send({ do: 'send-digits', seizure: this.seizure, digits });
  }

  play(file: string, loop = false): number {
    return this.playAll(loop ? [{ file }] : [{ file }, { silenceMs: flushMs }], loop);
  }

  playAll(sources: readonly Source[], loop = false): number {
    const play = this.nextPlay++;
    this.lines.send({ do: 'play', seizure: this.seizure, play, sources, loop });
    return play;
  }

  /** Silent for so long by the clock of the wire. */
  async silent(ms: number): Promise<void> {
    const play = this.playAll([{ silenceMs: ms }]);
    await this.when('play-ended', (event) => event.play === play);
  }

  record(recording: string, path: string): void {
    this.lines.send({ do: 'record', recording, seizure: this.seizure, path });
  }
}

export interface CallOptions {
  readonly from: string;
  readonly to: string;
  readonly span?: number;
  readonly timeslot?: number | 'any';
  readonly presentation?: Presentation;
}

export interface RingOptions {
  readonly from: string;
  readonly name?: string;
  readonly presentation?: Presentation;
}

export class Exchange implements LineListener {
  private readonly legs = new Map<number, FarLeg>();
  private readonly arrivals = new EventEmitter().setMaxListeners(0);
  private readonly spansUp = new Set<number>();
  private readonly ringing = new Map<number, FarLeg>();
  private readonly recordings = new Map<string, EventOf<'recording-ended'>>();
  private readonly events: string[] = [];
  private nextSeizure = 2;

  constructor(readonly lines: Driver) {
    lines.listen(this);
  }

  onEvent(event: LineEvent): void {
    if (event.event !== 'audio') this.remember(event);
    if (event.event === 'span') {
      if (event.dChannel === 'up') this.spansUp.add(event.span);
      else this.spansUp.delete(event.span);
    }
    if (event.event === 'incoming') {
      const leg = new FarLeg(event.seizure, this.lines);
      this.legs.set(event.seizure, leg);
      this.ringing.set(event.channel, leg);
      this.arrivals.emit('ringing', this.channel(event.channel), leg);
    }
    if (event.event === 'recording-ended') this.recordings.set(event.recording, event);
    if ('seizure' in event) {
      this.legs.get(event.seizure)?.take(event);
      if (event.event === 'cleared')
        for (const [channel, leg] of this.ringing) if (leg.seizure === event.seizure) this.ringing.delete(channel);
    }
    this.arrivals.emit('event', event);
  }

  onSnapshot(_snapshot: LineSnapshot): void {
    throw new Error('the rig lost events of the exchange: raise its event queue');
  }

  /** The end of a recording made at this end, now or past: its file is whole then. */
  async recorded(recording: string): Promise<EventOf<'recording-ended'>> {
    const isIt = (event: LineEvent) => event.event === 'recording-ended' && event.recording === recording;
    return this.recordings.get(recording) ?? ((await this.when(isIt)) as EventOf<'recording-ended'>);
  }

  /** The next event of the lines that fits, for those that belong to no leg. */
  when(fits: (event: LineEvent) => boolean): Promise<LineEvent> {
    return new Promise((resolve) => {
      const onEvent = (event: LineEvent) => {
        if (!fits(event)) return;
        this.arrivals.off('event', onEvent);
        resolve(event);
      };
      this.arrivals.on('event', onEvent);
    });
  }

  async spanUp(span = 1): Promise<void> {
    if (!this.spansUp.has(span))
      await this.when((event) => event.event === 'span' && event.span === span && event.dChannel === 'up');
  }

  /** The next time nothing is received from the box. */
  async wireLost(span = 1): Promise<void> {
    await this.when((event) => event.event === 'span' && event.span === span && event.alarms.includes('LOS'));
  }

  call(options: CallOptions): FarLeg {
    const leg = this.begin();
    this.lines.send({
      do: 'dial',
      seizure: leg.seizure,
      span: options.span ?? 1,
      ...(options.timeslot === undefined ? {} : { timeslot: options.timeslot }),
      callingNumber: options.from,
      presentation: options.presentation ?? 'allowed',
      calledNumber: options.to,
    });
    return leg;
  }

  /** Rings the box on an exchange line. */
  ring(line: number, options: RingOptions): FarLeg {
    const leg = this.begin();
    this.lines.send({
      do: 'ring',
      seizure: leg.seizure,
      channel: this.line(line).channel,
      callingNumber: options.from,
      presentation: options.presentation ?? 'allowed',
      ...(options.name === undefined ? {} : { callingName: options.name }),
    });
    return leg;
  }

  /** The desk telephone of this line, lifted without having rung. */
  lift(line: number): FarLeg {
    const leg = this.begin();
    this.lines.send({ do: 'seize', seizure: leg.seizure, channel: this.line(line).channel });
    return leg;
  }

  /** The leg that rings at this line's telephone, or has lifted this exchange line: now or next. */
  rings(line: number): Promise<FarLeg> {
    const channel = this.line(line).channel;
    const now = this.ringing.get(channel);
    if (now) return Promise.resolve(now);
    return new Promise((resolve) => {
      const onRinging = (at: Channel, leg: FarLeg) => {
        if (at.channel !== channel) return;
        this.arrivals.off('ringing', onRinging);
        resolve(leg);
      };
      this.arrivals.on('ringing', onRinging);
    });
  }

  /** The next time the box lays this exchange line. */
  async laid(line: number): Promise<void> {
    const { channel } = this.line(line);
    await this.when((event) => event.event === 'hook' && event.channel === channel && !event.offHook);
  }

  /** The next call of the box to this timeslot. */
  arrives(span: number, timeslot: number): Promise<FarLeg> {
    return new Promise((resolve) => {
      const onRinging = (at: Channel, leg: FarLeg) => {
        if (at.span !== span || at.timeslot !== timeslot) return;
        this.arrivals.off('ringing', onRinging);
        resolve(leg);
      };
      this.arrivals.on('ringing', onRinging);
    });
  }

  /** Each telephone that begins to ring. */
  onRinging(listener: (line: number, leg: FarLeg) => void): void {
    this.arrivals.on('ringing', (channel: Channel, leg: FarLeg) => listener(channel.line, leg));
  }

  /** What the network has lived through last, for a test that failed. */
  get story(): string {
    return this.events.join('\n');
  }

  private remember(event: LineEvent): void {
    this.events.push(`${new Date().toISOString()} ${JSON.stringify(event)}`);
    this.events.splice(0, this.events.length - rememberedEvents);
  }

  private begin(): FarLeg {
    const leg = new FarLeg(this.nextSeizure, this.lines);
    this.nextSeizure += 2;
    this.legs.set(leg.seizure, leg);
    return leg;
  }

  private line(line: number): Channel {
    const found = this.lines.channels.find((channel) => channel.line === line);
    if (!found) throw new Error(`the board has no line ${line}`);
    return found;
  }

  private channel(index: number): Channel {
    const found = this.lines.channels[index];
    if (!found) throw new Error(`the board has no channel ${index}`);
    return found;
  }
}
