/** Callers who are sent to a flow again, with what is known of them. */
import { expect, test } from 'vitest';
import type { Flow } from '../../daemon/terms/site.js';
import { asked, drain, talking } from './conversations.js';
import { expectRest, Floor, salesNumber, siteOf } from './floor.js';

const site = siteOf(3);
const night: Flow = {
  id: 'night',
  start: 'keep',
  nodes: {
    keep: { block: 'set-data', section: 'Flow', key: 'Reason', value: 'night', next: 'ask' },
    ask: {
      block: 'menu',
      prompts: ['zh/menu'],
      keys: { '1': 'chosen' },
      timeoutMs: 5_000,
      retries: 0,
      wrongKeyPrompts: [],
      otherwise: 'bye',
    },
    chosen: { block: 'set-data', section: 'Flow', key: 'Keys', next: 'queue' },
    queue: { block: 'queue', queue: 'sales' },
    bye: { block: 'hang-up', prompts: ['zh/hours'] },
  },
};
const flows = [...site.flows, night];
const dataOf = (floor: Floor) =>
  floor.auditor.rows.flatMap((row) => (row.row === 'call-data' ? [`${row.data.key}=${row.data.value}`] : []));
const stage = (floor: Floor) => floor.runtime.snapshot().calls[0]?.stage;

test('an agent sends his caller to a flow, which sends him to a queue: data and recording stay', async () => {
  const { floor, caller, callId } = talking(2, { site: { ...site, flows } });
  await asked(floor, { ask: 'set-data', agentId: '8001', callId, section: 'Agent', key: 'Note', value: 'polite' });
  await asked(floor, { ask: 'transfer', agentId: '8001', target: { to: 'flow', flow: 'night' } });
  expect(stage(floor)).toBe('flow');
  floor.lines.press(caller, '1');
  floor.time.advance(3_000);
  expect(floor.runtime.snapshot().calls[0]).toMatchObject({ queue: 'sales', data: { entries: 3 } });
  floor.time.advance(500);
  floor.lines.lift(2);
  expect(floor.agent('8002').state).toBe('talking');
  expect(dataOf(floor)).toEqual(['Note=polite', 'Reason=night', 'Keys=1']);
  drain(floor);
  expect(floor.auditor.recordings.size).toBe(1);
  expectRest(floor);
});

test('the caller chooses nothing there: the call has been a conversation all the same', async () => {
  const { floor } = talking(2, { site: { ...site, flows } });
  await asked(floor, { ask: 'transfer', agentId: '8001', target: { to: 'flow', flow: 'night' } });
  floor.time.advance(20_000);
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', endedBy: 'system', flowPath: '' }]);
  drain(floor);
  expectRest(floor);
});

test('nobody waits longer than the queue lets him: its rule sends him to a flow', () => {
  const [sales] = site.queues;
  if (sales === undefined) throw new Error('no queue');
  const queue = { ...sales, maxWaitMs: 10_000, whenWaitedTooLong: { to: 'flow', flow: 'night' } as const };
  const floor = new Floor({ site: { ...site, queues: [queue], flows } });
  floor.lines.callIn(salesNumber);
  floor.time.advance(10_500);
  expect(stage(floor)).toBe('flow');
  floor.time.advance(20_000);
  expect(floor.cdrs).toMatchObject([{ ending: 'overflowed', endedBy: 'system' }]);
  drain(floor);
  expectRest(floor);
});
