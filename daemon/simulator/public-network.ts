/** The public network as a whole: exchange, desk telephones, crowd and the socket to play with them. */
import type { Clock } from '../base/clock.js';
import type { Random } from '../base/random.js';
import type { Timers } from '../base/timers.js';
import type { Lines, NumberType, Seizure } from '../lines/lines.js';
import { Crowd } from './crowd.js';
import { DeskTelephone } from './desk-telephone.js';
import { Exchange, type LogLine } from './exchange.js';
import { PhonesServer } from './phones-server.js';
import type { Phrase } from './phrases.js';
import { improvise } from './script.js';
import { ScriptedCaller } from './scripted-caller.js';
import { SeizedLine } from './seized-line.js';
import { Subscriber } from './subscriber.js';
import { behaviourOf, onAnalogLine, type SubscriberAct } from './subscribers.js';
import { type Breakable, WireBook } from './wire-book.js';

export interface PublicNetworkNeeds {
  readonly lines: Lines & Breakable;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: LogLine;
  readonly phrases: readonly Phrase[];
  /** Heard by whom the box calls before the answer, at some numbers; absolute path. See subscribers.ts. */
  readonly music?: string | null;
  /** Numbers of the site that callers know. */
  readonly numbers: readonly string[];
  readonly callersPerHour: number;
  /** See DeskTelephoneNeeds. */
  readonly listenMs?: { readonly least: number; readonly most: number };
}

export class PublicNetwork {
  readonly exchange: Exchange;
  readonly desks: ReadonlyMap<number, DeskTelephone>;
  readonly crowd: Crowd;
  private readonly phones: PhonesServer;

  constructor(private readonly needs: PublicNetworkNeeds) {
    const { lines, clock, timers, random, log, phrases, numbers, callersPerHour } = needs;
    this.exchange = new Exchange(
      lines,
      log,
      (seizure, number, type) => this.subscriber(seizure, this.behaviour(number, type)),
      (seizure) =>
        new SeizedLine({
          timers,
          called: (number) => this.subscriber(seizure, onAnalogLine(this.behaviour(number))),
        }),
    );
    this.desks = this.layDesks();
    this.phones = new PhonesServer({
      exchange: this.exchange,
      desks: this.desks,
      phrases,
      numbers,
      callersPerHour,
      clock,
      log,
      wire: new WireBook(lines, clock),
    });
    this.crowd = new Crowd({
      timers,
      random,
      callersPerHour: numbers.length === 0 ? 0 : callersPerHour,
      place: (onEnd) => this.place(onEnd),
    });
  }

  /** Throws as PhonesServer.listen does. */
  async open(phonesPath: string): Promise<void> {
    this.exchange.open();
    await this.phones.listen(phonesPath);
    this.crowd.start();
  }

  async close(): Promise<void> {
    this.crowd.stop();
    await this.phones.close();
    await this.needs.lines.close();
  }

  private behaviour(number: string, type: NumberType = 'unknown'): readonly SubscriberAct[] {
    const { random, phrases, music = null } = this.needs;
    const said = phrases.filter(({ by, language }) => by === 'caller' && language === 'zh').map(({ file }) => file);
    return behaviourOf(number, random, { phrases: said, music }, type);
  }

  private subscriber(seizure: Seizure, acts: readonly SubscriberAct[]): Subscriber {
    const { timers, log } = this.needs;
    return new Subscriber({ exchange: this.exchange, timers, log }, seizure, acts);
  }

  private layDesks(): Map<number, DeskTelephone> {
    const { timers, random, log, phrases, listenMs } = this.needs;
    const said = phrases.filter(({ by, language }) => by === 'agent' && language === 'zh').map(({ file }) => file);
    const desks = this.exchange.telephoneLines().map((channel) => {
      const desk = new DeskTelephone({
        exchange: this.exchange,
        channel,
        timers,
        random,
        phrases: said,
        listenMs,
        log,
        onChange: (phone) => this.phones.onDesk(phone),
      });
      this.exchange.attach(channel.channel, desk);
      return [channel.line, desk] as const;
    });
    return new Map(desks);
  }

  private place(onEnd: () => void): void {
    const { timers, random, log, numbers, phrases } = this.needs;
    const script = improvise(random, numbers, phrases);
    log('debug', 'a caller', { from: script.from, to: script.to });
    const caller = new ScriptedCaller(
      {
        exchange: this.exchange,
        timers,
        log,
        onEnd: ({ cause }) => {
          log('debug', 'a caller has gone', { from: script.from, cause });
          onEnd();
        },
      },
      script,
    );
    caller.start();
  }
}
