import { expect, test } from 'vitest';
import { ManualTime } from '../../../../daemon/base/timers.js';
import type { QuickNote } from './notes.js';
import { againAfterMs, pauseMs, Sending, type Sent } from './sending.js';
import { type Sight, SlowWatch, slowAfterMs, waitingCall } from './slow-watch.js';

const id = 'a'.repeat(26);
const written: QuickNote = { id, at: 1, number: '139', text: '发票', callId: null, open: false, sent: null };

function timersOf(time: ManualTime) {
  return {
    after: (ms: number, run: () => void) => time.after(ms, run),
    cancel: (timer: unknown) => (timer as () => void)(),
  };
}

function desk(...first: QuickNote[]) {
  const time = new ManualTime();
  const answers: ((sent: Sent) => void)[] = [];
  const puts: string[] = [];
  let notes = first;
  const sending = new Sending({
    notes: () => notes,
    put: (note) => {
      puts.push(note.text);
      return new Promise((settle) => answers.push(settle));
    },
    taken: (note) => {
      const sent = { text: note.text, number: note.number };
      notes = notes.map((each) => (each.id === note.id ? { ...each, sent } : each));
    },
    refused: () => {},
    timers: timersOf(time),
  });
  return {
    time,
    puts,
    sending,
    notes: () => notes,
    type(text: string) {
      notes = notes.map((note) => ({ ...note, text }));
      sending.look();
    },
    async answer(sent: Sent) {
      answers.shift()?.(sent);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

test('a closed note is sent at once, and again until the server has it; then never more', async () => {
  const { time, puts, sending, answer } = desk(written);
  sending.look();
  time.advance(0);
  expect(puts).toEqual(['发票']);
  await answer('later');
  time.advance(againAfterMs);
  await answer('later');
  time.advance(againAfterMs);
  expect(puts).toHaveLength(3);
  await answer('taken');
  sending.look();
  time.advance(60_000);
  expect(puts).toHaveLength(3);
});

test('while somebody types nothing is sent, and one request is enough at a time', async () => {
  const { time, puts, type, answer, notes } = desk({ ...written, open: true });
  for (const text of ['要', '要发', '要发票']) {
    type(text);
    time.advance(pauseMs - 1);
  }
  expect(puts).toEqual([]);
  time.advance(1);
  type('要发票和');
  time.advance(10_000);
  expect(puts).toEqual(['要发票']);
  await answer('taken');
  time.advance(pauseMs);
  expect(puts).toEqual(['要发票', '要发票和']);
  await answer('taken');
  expect(notes()[0]?.sent?.text).toBe('要发票和');
});

test('what is refused is sent again only when it is another, and holds up no other note', async () => {
  const other = { ...written, id: 'b'.repeat(26), text: '退货' };
  const { time, puts, sending, answer, type } = desk(written, other);
  sending.look();
  time.advance(0);
  await answer('refused');
  time.advance(pauseMs);
  expect(puts).toEqual(['发票', '退货']);
  await answer('taken');
  time.advance(60_000);
  sending.look();
  time.advance(60_000);
  expect(puts).toHaveLength(2);
  type('改过');
  time.advance(0);
  expect(puts).toHaveLength(3);
});

const seen: Sight = { state: 'ringing', callId: 'c', customerShown: true, serverThere: true };

test.each<[string, Partial<Sight>, string | null]>([
  ['all is there', {}, null],
  ['the customer is not', { customerShown: false }, 'c'],
  ['the server went while they talk', { state: 'talking', serverThere: false }, 'c'],
  ['a held caller', { state: 'held', customerShown: false }, 'c'],
  ['no call', { state: 'ready', callId: null, customerShown: false, serverThere: false }, null],
  ['the call is over', { state: 'wrap-up', customerShown: false }, null],
])('%s', (_what, part, waits) => {
  expect(waitingCall({ ...seen, ...part })).toBe(waits);
});

test('three seconds make a call slow, once; what comes in time or late is told as there', () => {
  const time = new ManualTime();
  const told: string[] = [];
  const watch = new SlowWatch(
    timersOf(time),
    (callId) => told.push(`slow ${callId}`),
    () => told.push('there'),
  );
  watch.look({ ...seen, customerShown: false });
  time.advance(slowAfterMs - 1);
  watch.look({ ...seen, customerShown: false, state: 'talking' });
  watch.look(seen);
  time.advance(10_000);
  expect(told).toEqual(['there']);
  watch.look({ ...seen, callId: 'd', customerShown: false });
  time.advance(slowAfterMs);
  watch.look({ ...seen, callId: 'd' });
  watch.look({ ...seen, callId: 'd', serverThere: false });
  time.advance(60_000);
  expect(told).toEqual(['there', 'slow d', 'there']);
  watch.look({ ...seen, callId: 'e', serverThere: false });
  watch.stop();
  time.advance(60_000);
  expect(told).toHaveLength(3);
});
