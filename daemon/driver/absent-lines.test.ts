import { expect, test } from 'vitest';
import type { LineEvent } from '../lines/lines.js';
import { AbsentLines } from './absent-lines.js';

const board = { spans: 2, telephones: 3, exchangeLines: 1 };

function listened(): { readonly lines: AbsentLines; readonly events: LineEvent[]; turn(): void } {
  const waiting: (() => void)[] = [];
  const lines = new AbsentLines(board, (run) => void waiting.push(run));
  const events: LineEvent[] = [];
  lines.listen({ onEvent: (event) => void events.push(event), onSnapshot: () => {} });
  return { lines, events, turn: () => waiting.splice(0).forEach((run) => void run()) };
}

test('channels as the driver numbers them', () => {
  const { channels } = new AbsentLines(board, () => {});
  expect(channels.length).toBe(2 * 30 + 4);
  expect(channels.map(({ channel }) => channel)).toEqual(channels.map((_, at) => at));
  expect(channels.slice(14, 16).map(({ name }) => name)).toEqual(['E1-1:15', 'E1-1:17']);
  expect(channels.slice(60).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'L1 fxs',
    'L2 fxs',
    'L3 fxs',
    'L4 fxo',
  ]);
});

test('every span is in alarm and no exchange line has battery', () => {
  const { lines, events, turn } = listened();
  expect(events).toEqual([]);
  turn();
  expect(events).toEqual([
    { event: 'span', span: 1, alarms: ['LOS'], dChannel: 'down' },
    { event: 'span', span: 2, alarms: ['LOS'], dChannel: 'down' },
    { event: 'line-state', channel: 63, state: 'no-battery' },
  ]);
  expect(lines.snapshot().spans.every(({ alarms }) => alarms.includes('LOS'))).toBe(true);
});

test('who asks for something is told that nobody does it', async () => {
  const { lines, events, turn } = listened();
  turn();
  events.length = 0;
  const setup = { side: 'user', protocol: 'euro-isdn', overlapReceiving: false, crc4: true, clockPriority: 1 } as const;
  lines.send({ do: 'set-up-span', span: 1, setup });
  lines.send({ do: 'clear', seizure: 3, cause: 16 });
  turn();
  expect(events).toEqual([{ event: 'span-set-up', span: 1, problem: 'no-such-span' }]);
  lines.send({ do: 'set-up-span', span: 1, setup });
  await lines.close();
  turn();
  expect(events.length).toBe(1);
});
