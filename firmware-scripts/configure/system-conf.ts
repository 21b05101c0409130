/** The driver's configuration as dahdi_cfg reads it (/etc/dahdi/system.conf). */
import { createHash } from 'node:crypto';
import type { DriverConfiguration, DriverSpan } from '../../daemon/terms/cards.js';

/** Of an E1; the D-channel has the sixteenth. */
const timeslots = 31;
export const dChannelTimeslot = 16;
/** Short haul, up to 133 feet (DSX-1) or 0 dB: for E1 the driver knows no other. */
const lineBuildOut = 0;

export const blockBegin = '# >>> callbox: written by Callbox from its site. Whatever else stands in this file stays.';
export const blockEnd = '# <<< callbox';

/** The driver's numbers of a span's channels. */
export function channelsOf({ firstChannel }: DriverSpan): readonly number[] {
  return Array.from({ length: timeslots }, (_, at) => firstChannel + at);
}

export function bearersOf(span: DriverSpan): readonly number[] {
  return channelsOf(span).filter((_, at) => at !== dChannelTimeslot - 1);
}

/** Lines between `blockBegin` and `blockEnd`, both included. */
export function blockOf(configuration: DriverConfiguration): readonly string[] {
  const lines = directivesOf(configuration);
  return [blockBegin, sumOf(lines), ...lines, blockEnd];
}

/** Whether a block is as Callbox wrote it, whatever the site was then. */
export function isOurs(block: readonly string[]): boolean {
  return block[1] === sumOf(block.slice(2, -1));
}

function sumOf(lines: readonly string[]): string {
  return `# sum ${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)}`;
}

function directivesOf({
  spans,
  telephones,
  exchangeLines,
  zone,
  echoCanceller,
}: DriverConfiguration): readonly string[] {
  const bearers = spans.flatMap(bearersOf);
  const analog = [...telephones, ...exchangeLines];
  const cancelled = rangesOf([...bearers, ...analog]);
  return [
    ...spans.filter(({ kind }) => kind === 'e1').map(spanLine),
    ...line('bchan', rangesOf(bearers)),
    ...line('dchan', rangesOf(spans.map(({ firstChannel }) => firstChannel + dChannelTimeslot - 1))),
    // A port is driven by the signalling of its opposite.
    ...line('fxoks', rangesOf(telephones)),
    ...line('fxsks', rangesOf(exchangeLines)),
    ...line('alaw', rangesOf([...spans.flatMap(channelsOf), ...analog])),
    ...(echoCanceller === '' || cancelled === '' ? [] : [`echocanceller=${echoCanceller},${cancelled}`]),
    `loadzone=${zone}`,
    `defaultzone=${zone}`,
  ];
}

function spanLine({ span, clockPriority, crc4 }: DriverSpan): string {
  return `span=${span},${clockPriority},${lineBuildOut},ccs,hdb3${crc4 ? ',crc4' : ''}`;
}

function line(key: string, value: string): readonly string[] {
  return value === '' ? [] : [`${key}=${value}`];
}

/** [1, 2, 3, 5] → '1-3,5'. */
export function rangesOf(numbers: readonly number[]): string {
  const parts: { from: number; to: number }[] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last !== undefined && last.to === number - 1) last.to = number;
    else parts.push({ from: number, to: number });
  }
  return parts.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** '1-3,5' → [1, 2, 3, 5]; null: it is no list of channels. */
export function numbersOf(ranges: string): readonly number[] | null {
  const numbers: number[] = [];
  for (const part of ranges.split(',')) {
    const match = /^\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*$/.exec(part);
    if (match === null) return null;
    const from = Number(match[1]);
    const to = Number(match[2] ?? match[1]);
    if (to < from) return null;
    for (let number = from; number <= to; number++) numbers.push(number);
  }
  return numbers;
}
