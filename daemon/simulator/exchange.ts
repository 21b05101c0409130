/** The public exchange: owns the far end of the lines and hands each event to the telephone it concerns. */
import type {
  Channel,
  ChannelIndex,
  LineCommand,
  LineEvent,
  LineListener,
  LineSnapshot,
  Lines,
  NumberType,
  Seizure,
} from '../lines/lines.js';

export type LogLine = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  detail: Readonly<Record<string, string | number | boolean | null>>,
) => void;

/** One end of a conversation: gets the events of its seizure until `cleared`, which is the last. */
export interface Leg {
  onLine(event: LineEvent & { readonly seizure: Seizure }): void;
}

/** Whom the box calls: begins to act once the exchange knows it. */
export interface Called extends Leg {
  start(): void;
}

/** A telephone on an analog line. */
export interface Station {
  /** Ringing began; the seizure is attached to the returned leg. */
  onRinging(seizure: Seizure): Leg;
}

type Ear = (audio: Uint8Array) => void;

/** Q.850: 41 temporary failure. */
const temporaryFailure = 41;

export interface ExchangeCounts {
  callsPlaced: number;
  callsRefused34: number;
  callsFromBox: number;
  eventsUnclaimed: number;
  snapshots: number;
}

export class Exchange implements LineListener {
  readonly counts: ExchangeCounts = {
    callsPlaced: 0,
    callsRefused34: 0,
    callsFromBox: 0,
    eventsUnclaimed: 0,
    snapshots: 0,
  };
  private readonly legs = new Map<Seizure, Leg>();
  private readonly stations = new Map<ChannelIndex, Station>();
  private readonly ears = new Map<Seizure, Set<Ear>>();
  private readonly spansUp = new Set<number>();
  private readonly spanOf = new Map<Seizure, number>();
  private nextSeizure: Seizure = 2; // even: chosen here, as lines.ts has it

  constructor(
    private readonly lines: Lines,
    private readonly log: LogLine,
    /** Who has the number that the box calls. */
    private readonly subscriberOf: (seizure: Seizure, calledNumber: string, calledType: NumberType) => Called,
    /** Who serves an exchange line that the box has lifted. */
    private readonly registerOf: (seizure: Seizure) => Called,
  ) {}

  /** Events flow from here on; stations are attached before. */
  open(): void {
    this.lines.listen(this);
  }

  /** Analog lines, by their number. */
  telephoneLines(): readonly Channel[] {
    return this.lines.channels.filter(({ kind }) => kind === 'fxo');
  }

  attach(channel: ChannelIndex, station: Station): void {
    this.stations.set(channel, station);
  }

  send(command: LineCommand): void {
    this.lines.send(command);
  }

  /** Dials into the box over the span with the fewest calls. Null: no span is up. */
  dial(callingNumber: string, calledNumber: string, leg: Leg): Seizure | null {
    const span = this.quietestSpan();
    if (span === null) return null;
    const seizure = this.begin(leg);
    this.spanOf.set(seizure, span);
    this.counts.callsPlaced++;
    this.send({ do: 'dial', seizure, span, callingNumber, presentation: 'allowed', calledNumber });
    return seizure;
  }

  /** Lifts the telephone of an idle analog line; a line that cannot be had answers with `cleared`. */
  seize(channel: ChannelIndex, leg: Leg): Seizure {
    const seizure = this.begin(leg);
    this.send({ do: 'seize', seizure, channel });
    return seizure;
  }

  /** Sound of this seizure to one more ear; the result takes the ear away. */
  hear(seizure: Seizure, ear: Ear): () => void {
    const ears = this.ears.get(seizure) ?? new Set();
    ears.add(ear);
    this.ears.set(seizure, ears);
    if (ears.size === 1) this.send({ do: 'tap', seizure });
    return () => {
      if (!ears.delete(ear) || ears.size > 0 || this.ears.get(seizure) !== ears) return;
      this.ears.delete(seizure);
      this.send({ do: 'untap', seizure });
    };
  }

  onEvent(event: LineEvent): void {
    switch (event.event) {
      case 'span':
        this.onSpan(event.span, event.dChannel, event.alarms.join(' '));
        return;
      case 'incoming':
        this.onIncoming(event);
        return;
      case 'audio':
        for (const ear of this.ears.get(event.seizure) ?? []) ear(event.audio);
        return;
      default:
        if ('seizure' in event) this.onLeg(event);
    }
  }

  /** Events were lost: a seizure that no channel has any more is over. */
  onSnapshot(snapshot: LineSnapshot): void {
    this.counts.snapshots++;
    for (const { span, dChannel, alarms } of snapshot.spans) this.onSpan(span, dChannel, alarms.join(' '));
    const alive = new Set(snapshot.channels.map(({ seizure }) => seizure));
    for (const seizure of [...this.legs.keys()].filter((each) => !alive.has(each))) {
      this.send({ do: 'clear', seizure, cause: temporaryFailure }); // if it is still on its way to a channel
      this.onLeg({ event: 'cleared', seizure, cause: temporaryFailure, by: 'network' });
    }
  }

  private begin(leg: Leg): Seizure {
    const seizure = this.nextSeizure;
    this.nextSeizure += 2;
    this.legs.set(seizure, leg);
    return seizure;
  }

  private quietestSpan(): number | null {
    const calls = new Map([...this.spansUp].sort((a, b) => a - b).map((span) => [span, 0]));
    for (const span of this.spanOf.values()) if (calls.has(span)) calls.set(span, (calls.get(span) ?? 0) + 1);
    let best: number | null = null;
    for (const [span, count] of calls) if (best === null || count < (calls.get(best) ?? 0)) best = span;
    return best;
  }

  private onSpan(span: number, dChannel: 'up' | 'down', alarms: string): void {
    const was = this.spansUp.has(span);
    if (dChannel === 'up') this.spansUp.add(span);
    else this.spansUp.delete(span);
    if (was !== (dChannel === 'up')) this.log('info', 'span', { span, dChannel, alarms });
  }

  private onIncoming(event: LineEvent & { event: 'incoming' }): void {
    const station = this.stations.get(event.channel);
    if (station) {
      this.legs.set(event.seizure, station.onRinging(event.seizure));
      return;
    }
    this.counts.callsFromBox++;
    this.log('debug', 'a call from the box', { calledNumber: event.calledNumber });
    const analog = this.lines.channels[event.channel]?.kind === 'fxs';
    const { seizure, calledNumber, details } = event;
    const subscriber = analog
      ? this.registerOf(seizure)
      : this.subscriberOf(seizure, calledNumber, details?.calledType ?? 'unknown');
    this.legs.set(event.seizure, subscriber);
    subscriber.start();
  }

  private onLeg(event: LineEvent & { readonly seizure: Seizure }): void {
    const leg = this.legs.get(event.seizure);
    if (event.event === 'command-failed') {
      this.log('warn', 'line command failed', { seizure: event.seizure, reason: event.reason });
    }
    if (event.event === 'cleared') {
      if (event.cause === 34) this.counts.callsRefused34++;
      this.legs.delete(event.seizure);
      this.spanOf.delete(event.seizure);
      this.ears.delete(event.seizure);
    }
    if (leg) leg.onLine(event);
    else this.counts.eventsUnclaimed++;
  }
}
