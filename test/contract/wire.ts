/** Both ends of one wire in a test, and the steps that every test of lines takes. */
import { expect, type TestContext } from 'vitest';
import type { Channel, LineCommand, Lines, Seizure } from '../../daemon/lines/lines.js';
import { Ear } from './ear.js';

/**
 * 'sound': nothing is heard at the other end; 'levels': no samples, only digits; 'measurements': no loops and bit tests;
 * 'frames': no D-channel that could be looked at.
 */
export type Lack = 'sound' | 'levels' | 'measurements' | 'frames';

/** Both ends of one wire: 1 span, at least 2 lines. */
export interface LinesPair {
  /** User side; its lines are fxs. */
  readonly box: Lines;
  /** Network side; its lines are fxo: the telephones that the box's ports feed. */
  readonly exchange: Lines;
  /** Absolute path of an empty folder, for recordings. */
  readonly folder: string;
  /** Absolute path of a WAV of about 200 ms. */
  readonly prompt: string;
  /** What these lines don't have: tests that need it are skipped, and say so. Absent: nothing. */
  readonly lacks?: readonly Lack[];
  close(): Promise<void>;
}

/** One end and what it says. */
export class End {
  readonly ear = new Ear();
  private lastSeizure = 0;

  constructor(readonly lines: Lines) {
    lines.listen(this.ear);
  }

  /** The next even number. */
  seizure(): Seizure {
    this.lastSeizure += 2;
    return this.lastSeizure;
  }
  send(command: LineCommand): void {
    this.lines.send(command);
  }
  line(line: number): Channel {
    const channel = this.lines.channels.find((candidate) => candidate.line === line);
    if (!channel) throw new Error(`there is no line ${line}`);
    return channel;
  }
  bearer(timeslot: number): Channel {
    const channel = this.lines.channels.find((candidate) => candidate.span === 1 && candidate.timeslot === timeslot);
    if (!channel) throw new Error(`there is no timeslot ${timeslot}`);
    return channel;
  }
}

export class Wire {
  readonly box: End;
  readonly exchange: End;

  constructor(readonly pair: LinesPair) {
    this.box = new End(pair.box);
    this.exchange = new End(pair.exchange);
  }

  /** Both D-channels up, both lines fed. */
  async up(): Promise<void> {
    await Promise.all([
      this.box.ear.next('span', { dChannel: 'up' }),
      this.exchange.ear.next('span', { dChannel: 'up' }),
    ]);
  }

  /** A call of the exchange to the box, not yet answered. */
  async offered(from: End = this.exchange, to: End = this.box) {
    const near = from.seizure();
    from.send(dial(near));
    const incoming = await to.ear.next('incoming');
    return { near, far: incoming.seizure, incoming };
  }

  async answered(from: End = this.exchange, to: End = this.box) {
    const call = await this.offered(from, to);
    to.send({ do: 'answer', seizure: call.far });
    await from.ear.next('answered', { seizure: call.near });
    return call;
  }

  async clear(end: End, seizure: Seizure, other: End, otherSeizure: Seizure): Promise<void> {
    end.send({ do: 'clear', seizure, cause: 16 });
    await Promise.all([
      end.ear.next('cleared', { seizure, cause: 16, by: 'near-end' }),
      other.ear.next('cleared', { seizure: otherSeizure, cause: 16, by: 'far-end' }),
    ]);
  }

  /** A telephone rung by the box and picked up. */
  async telephone(line: number) {
    const seizure = this.box.seizure();
    this.box.send({ do: 'ring', seizure, channel: this.box.line(line).channel, callingNumber: '' });
    const ringing = await this.exchange.ear.next('incoming', { channel: this.exchange.line(line).channel });
    this.exchange.send({ do: 'answer', seizure: ringing.seizure });
    await this.box.ear.next('answered', { seizure });
    await this.box.ear.next('hook', { channel: this.box.line(line).channel, offHook: true });
    return { seizure, phone: ringing.seizure };
  }

  /** The telephone is laid down; the box's seizure ends. */
  async lay(line: number, phone: Seizure, seizure: Seizure): Promise<void> {
    this.exchange.send({ do: 'clear', seizure: phone, cause: 16 });
    await this.box.ear.next('hook', { channel: this.box.line(line).channel, offHook: false });
    await this.box.ear.next('cleared', { seizure, cause: 16, by: 'far-end' });
    await this.exchange.ear.next('cleared', { seizure: phone });
  }

  async digits(from: End, fromSeizure: Seizure, to: End, toSeizure: Seizure, digits: string): Promise<void> {
    from.send({ do: 'send-digits', seizure: fromSeizure, digits });
    for (const digit of digits) {
      const heard = await to.ear.next('digit', { seizure: toSeizure });
      expect(heard.digit).toBe(digit);
      expect(heard.durationMs).toBeGreaterThanOrEqual(40);
    }
  }
}

/** Skips the test, with the reason, where the lines lack what it needs. */
export function having(wire: Wire, what: Lack, context: TestContext): Wire {
  context.skip(wire.pair.lacks?.includes(what) === true, `these lines have no ${what}`);
  return wire;
}

export function dial(seizure: Seizure, more: Partial<Extract<LineCommand, { do: 'dial' }>> = {}): LineCommand {
  return {
    do: 'dial',
    seizure,
    span: 1,
    callingNumber: '13800138000',
    presentation: 'allowed',
    calledNumber: '88886666',
    ...more,
  };
}
