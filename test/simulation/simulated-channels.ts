/** Channels as a box with these spans and ports has them, numbered as the native engine numbers them. */
import type { Channel } from '../../daemon/lines/lines.js';

export interface Ports {
  readonly spans: number;
  /** Telephones. */
  readonly lines: number;
  readonly exchangeLines: number;
  /** The other end of the wires: its ports towards telephones look like lines to an exchange, and the other way round. */
  readonly exchangeEnd: boolean;
}

export function channelsOf({ spans, lines, exchangeLines, exchangeEnd }: Ports): readonly Channel[] {
  const [near, far] = exchangeEnd ? (['fxo', 'fxs'] as const) : (['fxs', 'fxo'] as const);
  const bearers = Array.from({ length: spans * 30 }, (_, at) => bearer(at));
  const ports = Array.from({ length: lines + exchangeLines }, (_, at) => {
    const line = at + 1;
    const kind = line <= lines ? near : far;
    return { channel: spans * 30 + at, kind, span: 0, timeslot: 0, line, name: `L${line}` };
  });
  return [...bearers, ...ports];
}

function bearer(channel: number): Channel {
  const span = Math.floor(channel / 30) + 1;
  const place = (channel % 30) + 1;
  const timeslot = place < 16 ? place : place + 1;
  return { channel, kind: 'bearer', span, timeslot, line: 0, name: `E1-${span}:${timeslot}` };
}
