/** Two simulated ends of one wire, box and exchange, for the contract that the native lines are held to as well. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ManualTime } from '../../daemon/base/timers.js';
import type { CallDetails, Seizure } from '../../daemon/lines/lines.js';
import type { LinesPair } from '../contract/wire.js';
import type { Dialled, Display, FarEnds } from './far-ends.js';
import { SimulatedLines } from './simulated-lines.js';

/** The length of the pair's prompt. */
const promptMs = 200;
const normalClearing = 16;
const temporaryFailure = 41;

export function openSimulatedPair(): LinesPair {
  const time = new ManualTime();
  const folder = mkdtempSync(join(tmpdir(), 'callbox-simulated-'));
  const disk = { exists: existsSync, create };
  const options = { spans: 1, lines: 2, promptMs, badFile: 'no-such', disk };
  const box = new SimulatedLines(time, options);
  const exchange = new SimulatedLines(time, { ...options, exchangeEnd: true });
  const links = new Links();
  box.far = new OtherEnd(box, exchange, links, 'box');
  exchange.far = new OtherEnd(exchange, box, links, 'exchange');
  const stop = letFly(time);
  return {
    box,
    exchange,
    folder,
    prompt: join(folder, 'prompt.wav'),
    lacks: ['levels', 'measurements', 'frames'],
    close: async () => {
      stop();
      await Promise.all([box.close(), exchange.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whoever waits for a timer waits for a turn of the event loop only. */
function letFly(time: ManualTime): () => void {
  let next: NodeJS.Immediate;
  const turn = (): void => {
    const dueMs = time.nextDueMs;
    if (dueMs !== null) time.advance(dueMs - time.nowMs());
    next = setImmediate(turn);
  };
  next = setImmediate(turn);
  return () => clearImmediate(next);
}

function create(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
}

/** Which seizure of one end is which of the other. */
class Links {
  private readonly ofBox = new Map<Seizure, Seizure>();
  private readonly ofExchange = new Map<Seizure, Seizure>();

  join(box: Seizure, exchange: Seizure): void {
    this.ofBox.set(box, exchange);
    this.ofExchange.set(exchange, box);
  }

  /** 0: the other end has none. */
  of(end: 'box' | 'exchange', seizure: Seizure): Seizure {
    return (end === 'box' ? this.ofBox : this.ofExchange).get(seizure) ?? 0;
  }
}

/** What `near` does, told to `far` as a span or a pair of wires would carry it. */
class OtherEnd implements FarEnds {
  constructor(
    private readonly near: SimulatedLines,
    private readonly far: SimulatedLines,
    private readonly links: Links,
    private readonly end: 'box' | 'exchange',
  ) {}

  dialled(call: Dialled): void {
    if (call.channel.kind === 'fxo') this.lifts(call);
    else this.setup(call);
  }

  private setup(call: Dialled): void {
    const { seizure, channel, callingNumber, calledNumber, presentation = 'allowed', overlap = false } = call;
    const setup = { callingNumber, calledNumber, presentation, overlap, details: this.carried(call.details) };
    const other =
      call.any === true ? this.far.setupOnAny(channel.span, setup) : this.far.setupOn(channel.channel, setup);
    if (other === null) {
      this.near.refuseOut(seizure, call.any === true ? 34 : 44);
      return;
    }
    this.join(seizure, other);
    if (!overlap) this.near.take(seizure, this.far.use(other)?.channel);
  }

  /** ETSI EN 300 403-1 §4.5.16: the display goes from the network to the user only. */
  private carried(details: CallDetails | undefined): CallDetails | undefined {
    if (details === undefined || this.end === 'exchange') return details;
    const { callingName: _, ...nameless } = details;
    return nameless;
  }

  /** An exchange line that is lifted is the telephone of the other end; its digits follow as sound. */
  private lifts({ seizure, channel, calledNumber }: Dialled): void {
    if (calledNumber !== '') return;
    this.far.lift(channel.line);
    this.join(seizure, this.far.seizureOn(channel.line) ?? 0);
  }

  rings(seizure: Seizure, channel: number, display: Display): void {
    const line = this.near.channels[channel]?.line ?? 0;
    this.far.ringing(line);
    this.join(seizure, this.far.ringOn(line));
    const { callingNumber, presentation, callingName } = display;
    if (callingNumber === '' && presentation === 'allowed') return;
    const shown = presentation === 'allowed' ? { callingNumber, callingName } : { callingNumber: '', callingName: '' };
    this.far.showOn(line, { presentation, ...shown });
  }

  connected(seizure: Seizure): void {
    const channel = this.near.channels[this.near.use(seizure)?.channel ?? -1];
    if (channel?.kind === 'fxo') this.far.lift(channel.line);
    else if (channel?.kind === 'bearer') this.far.answerOut(this.other(seizure));
  }

  released(seizure: Seizure, index: number, cause: number): void {
    const channel = this.near.channels[index];
    if (channel?.kind === 'fxo') this.far.lay(channel.line);
    else if (channel?.kind === 'bearer') this.far.hangUp(this.other(seizure), cause);
    else if (channel !== undefined && !this.near.isOffHook(channel.line)) {
      this.far.quiet(channel.line);
      this.far.hangUp(this.other(seizure), normalClearing);
    }
  }

  proceeding(seizure: Seizure): void {
    this.far.take(this.other(seizure));
  }

  alerting(seizure: Seizure, inband: boolean): void {
    this.far.alertOut(this.other(seizure), inband);
  }

  progress(seizure: Seizure, inband: boolean, cause: number): void {
    this.far.announceOut(this.other(seizure), cause, inband);
  }

  moreDigits(seizure: Seizure, digits: string, complete: boolean): void {
    this.far.moreDigits(this.other(seizure), digits, complete);
  }

  restarted(channel: number): void {
    const seizure = this.far.seizureOnChannel(channel);
    if (seizure !== null) this.far.cut(seizure, temporaryFailure);
  }

  hearsDigit(seizure: Seizure, digit: string): void {
    this.far.press(this.other(seizure), digit);
  }

  flash(seizure: Seizure): void {
    const channel = this.near.channels[this.near.use(seizure)?.channel ?? -1];
    if (channel !== undefined) this.far.flash(channel.line);
  }

  private join(near: Seizure, far: Seizure): void {
    if (this.end === 'box') this.links.join(near, far);
    else this.links.join(far, near);
  }

  private other(seizure: Seizure): Seizure {
    return this.links.of(this.end, seizure);
  }
}
