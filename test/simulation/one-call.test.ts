import { expect, test } from 'vitest';
import { replay } from '../../daemon/runtime/replay.js';
import { expectRest, Floor, menuNumber, salesNumber } from './floor.js';

test('a call: menu, key, queue, pop, ring, talk, hang-up, wrap-up, one CDR', () => {
  const floor = new Floor();
  floor.ready('8001');
  floor.ask({ ask: 'presence', agentId: '8001', pages: 1 });
  const caller = floor.lines.callIn(menuNumber, '13912345678') as number;
  expect(floor.lines.commands.map((command) => command.do)).toEqual(['alert', 'answer', 'play']);
  floor.time.advance(2_500); // welcome, into the menu's prompt
  floor.lines.press(caller, '0');
  const [cdr] = floor.cdrs;
  const callId = cdr?.id ?? '';
  expect(floor.auditor.offers).toMatchObject([{ agentId: '8001', callId, callingNumber: '13912345678' }]);
  expect(floor.lines.isRinging(1)).toBe(false); // the page has 150 ms
  floor.time.advance(40);
  floor.ask({ ask: 'pop-shown', agentId: '8001', callId });
  expect(floor.lines.isRinging(1)).toBe(true);
  floor.time.advance(3_000);
  const before = floor.lines.commands.length;
  floor.lines.lift(1);
  expect(floor.commandsSince(before).map((command) => command.do)).toEqual(['stop-play', 'bridge', 'record']);
  expect(floor.lines.partnerOf(caller)).not.toBeNull();
  floor.time.advance(60_000);
  floor.lines.hangUp(caller);
  expect(floor.agent('8001')).toMatchObject({ state: 'wrap-up', callId, wrapUpUntil: floor.time.nowMs() + 10_000 });
  floor.lines.lay(1);
  floor.ask({ ask: 'dispose', agentId: '8001', callId, disposition: 'resolved' });
  floor.time.advance(10_000);
  expect(floor.agent('8001')).toMatchObject({ state: 'ready', callId: null, answeredToday: 1 });
  expect(floor.cdrs).toMatchObject([
    {
      callingNumber: '13912345678',
      calledNumber: menuNumber,
      channel: 'E1-1:1',
      cause: 16,
      endedBy: 'caller',
      ending: 'completed',
      disposition: 'resolved',
      agent: '8001',
      queue: 'sales',
      flowPath: '0',
    },
  ]);
  expect(floor.auditor.eventsOf(callId)).toEqual([
    'started',
    'flow-node',
    'answered',
    'flow-node',
    'digit',
    'flow-node',
    'queued',
    'offered',
    'pop-shown',
    'ringing',
    'talking',
    'ended',
    'disposition',
  ]);
  expect([...floor.auditor.recordings.values()]).toEqual([{ callId, state: 'complete', samples: 60_000 * 8 }]);
  expectRest(floor);
  expect(floor.incidentCodes).toEqual([]);
});

test('the journal of a run, replayed, has the same effects', () => {
  const floor = new Floor({ seed: 77 });
  floor.ready('8001', '8002');
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.lines.lift(1);
  floor.time.advance(5_000);
  floor.lines.hangUp(caller);
  floor.time.advance(20_000);
  const again = [...replay(floor.journal.entries)];
  const rows = again.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.effect === 'row' ? [effect.row] : [])),
  );
  expect(rows).toEqual(floor.auditor.rows);
  const commands = again.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.effect === 'line' ? [effect.command.do] : [])),
  );
  expect(commands).toEqual(floor.lines.commands.map((command) => command.do));
});
