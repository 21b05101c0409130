/** Promised calls: the agent's own telephone first, then the customer (ACD-23). */
import { expect, test } from 'vitest';
import type { Seizure } from '../../daemon/lines/lines.js';
import type { CallBackRow } from '../../daemon/terms/rows.js';
import { asked, drain, on, played, refusal } from './conversations.js';
import { expectRest, Floor } from './floor.js';
import { trunkSite } from './trunk-site.js';

const number = '13912345678';
const promise: CallBackRow = {
  id: '01hzzzzzzzzzzzzzzzzzzzzzzz',
  number,
  queue: 'sales',
  callId: '01hyyyyyyyyyyyyyyyyyyyyyyy',
  at: 1,
  points: 0,
  state: 'open',
  agent: null,
  tries: 0,
};

function floorOf(change: Partial<CallBackRow> = {}): Floor {
  const lastRun = { agents: [], callBacks: [{ ...promise, ...change }] };
  const floor = new Floor({ site: trunkSite(), spans: 2, lastRun });
  floor.ready('8001');
  return floor;
}

const states = (floor: Floor) =>
  floor.auditor.rows.flatMap((row) => (row.row === 'call-back' ? [`${row.callBack.state} ${row.callBack.agent}`] : []));
const dialledOut = (floor: Floor) => [...floor.lines.dialled.values()].at(-1);

test.each(['page', '*16'])(
  'by %s: his telephone rings unless it is lifted, and the customer is called',
  async (how) => {
    const floor = floorOf();
    if (how === 'page') {
      await asked(floor, { ask: 'next-call-back', agentId: '8001' });
      floor.time.advance(200);
      expect(floor.lines.isRinging(1)).toBe(true);
      floor.lines.lift(1);
    } else {
      floor.lines.lift(1);
      floor.time.advance(6_000);
      floor.lines.dial(1, how);
      expect(floor.agent('8001').state).toBe('dialling');
    }
    const out = dialledOut(floor);
    expect(out).toMatchObject({ calledNumber: number });
    floor.lines.answerOut(out?.seizure as Seizure);
    expect(floor.lines.partnerOf(out?.seizure as Seizure)).toBe(on(floor, 1));
    floor.time.advance(20_000);
    floor.lines.hangUp(out?.seizure as Seizure);
    expect(states(floor)).toEqual(['taken 8001', 'done 8001']);
    expect(floor.cdrs).toMatchObject([{ direction: 'outbound', calledNumber: number, ending: 'completed' }]);
    drain(floor);
    expectRest(floor);
  },
);

test.each<[string, (floor: Floor) => void]>([
  [
    'the customer is busy',
    (floor) => {
      floor.lines.lift(1);
      floor.lines.refuseOut(dialledOut(floor)?.seizure as Seizure, 17);
    },
  ],
  ['the agent does not lift', (floor) => floor.time.advance(21_000)],
])('%s: the promise stands', async (_, then) => {
  const floor = floorOf();
  await asked(floor, { ask: 'next-call-back', agentId: '8001' });
  floor.time.advance(200);
  then(floor);
  expect(states(floor)).toEqual(['taken 8001', 'open null']);
  drain(floor);
  expectRest(floor);
});

test('a number that cannot be dialled is told, and nothing rings', async () => {
  const floor = floorOf({ number: '0044207946000' });
  await asked(floor, { ask: 'next-call-back', agentId: '8001' });
  floor.time.advance(200);
  expect(floor.lines.isRinging(1)).toBe(false);
  expect(floor.incidentCodes).toEqual(['call-back-impossible']);
  expect(states(floor)).toEqual(['taken 8001', 'open null']);
  drain(floor);
  expectRest(floor);
});

test('nobody is to be called back: refused, on the keypad in words', async () => {
  const floor = floorOf({ state: 'done' });
  floor.lines.lift(1);
  floor.lines.dial(1, '*16');
  expect(played(floor, on(floor, 1))).toBe('/sounds/zh/not-possible.wav');
  floor.lines.lay(1);
  expect(await refusal(floor, { ask: 'next-call-back', agentId: '8001' })).toMatchObject({ code: expect.any(String) });
});
