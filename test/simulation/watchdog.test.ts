/** The watchdog: what lines and call control disagree on at two looks in a row is mended, and nothing else. */
import { expect, test } from 'vitest';
import type { LineEvent, Seizure } from '../../daemon/lines/lines.js';
import { replay } from '../../daemon/runtime/replay.js';
import { watchEveryMs } from '../../daemon/runtime/runtime.js';
import { expectRest, Floor, salesNumber, siteOf } from './floor.js';
import { trunkSite } from './trunk-site.js';

/** A floor whose lines can swallow events without a word: no overflow is told, so no snapshot comes. */
function leaky(options: ConstructorParameters<typeof Floor>[0] = {}) {
  const floor = new Floor({ site: siteOf(1), ...options });
  let swallow: (event: LineEvent) => boolean = () => false;
  floor.lines.lose = (event) => swallow(event);
  return {
    floor,
    losing(which: LineEvent['event'], act: () => void): void {
      swallow = (event) => event.event === which;
      act();
      swallow = () => false;
    },
  };
}

const looks = (floor: Floor, count: number) => floor.time.advance(watchEveryMs * count);
const lookInputs = (floor: Floor) => floor.journal.entries.filter((entry) => entry.includes('"look"'));

test('all is well: no look reaches the switch or the journal', () => {
  const { floor } = leaky();
  floor.ready('8001');
  floor.lines.callIn(salesNumber);
  floor.lines.lift(1);
  looks(floor, 20);
  expect(lookInputs(floor)).toEqual([]);
  expect(floor.incidentCodes).toEqual([]);
});

test('a hang-up nobody told ends the call at the second look', () => {
  const { floor, losing } = leaky();
  floor.ready('8001');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.lines.lift(1);
  looks(floor, 1);
  losing('cleared', () => floor.lines.hangUp(caller));
  looks(floor, 1);
  expect(floor.incidentCodes).toEqual([]);
  looks(floor, 1);
  expect(floor.incidentCodes).toEqual(['repair-seizure-gone']);
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', cause: 41, endedBy: 'network' }]);
  expect(floor.agent('8001').state).toBe('wrap-up');
  floor.lines.lay(1);
  floor.time.advance(60_000);
  expectRest(floor);
});

test('what was lost is mended within 5 s, whenever it is lost', () => {
  for (const afterLookMs of [1, 600, 1_300, 2_499]) {
    const { floor, losing } = leaky();
    floor.ready('8001');
    const caller = floor.lines.callIn(salesNumber) as Seizure;
    floor.lines.lift(1);
    looks(floor, 1);
    floor.time.advance(afterLookMs);
    losing('cleared', () => floor.lines.hangUp(caller));
    floor.time.advance(5_000);
    expect(floor.incidentCodes).toEqual(['repair-seizure-gone']);
    expect(floor.agent('8001').state).toBe('wrap-up');
  }
});

test('an answer, a lift, a hook and an alarm that were lost are found', () => {
  const { floor, losing } = leaky();
  floor.ready('8001');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  losing('answered', () => floor.lines.lift(1));
  looks(floor, 2);
  expect(floor.lines.partnerOf(caller)).not.toBeNull();
  losing('hook', () => floor.lines.lay(1));
  losing('span', () => floor.lines.span(1, 'down'));
  losing('incoming', () => floor.lines.lift(2));
  looks(floor, 2);
  expect(floor.runtime.snapshot().spans).toMatchObject([{ dChannel: 'down', alarms: ['LOS'] }]);
  expect(floor.incidentCodes).toEqual([
    'repair-answer-missed',
    'span-alarm',
    'd-channel-down',
    'repair-hook',
    'repair-lift-missed',
  ]);
  floor.lines.lay(2);
  floor.time.advance(60_000);
  expectRest(floor);
});

test('events that are only late are not mended', () => {
  const floor = new Floor({ site: siteOf(1), latencyMs: () => watchEveryMs - 100 });
  floor.time.advance(watchEveryMs);
  floor.ready('8001');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.time.advance(watchEveryMs * 2);
  floor.lines.lift(1);
  floor.time.advance(watchEveryMs * 2);
  floor.lines.hangUp(caller);
  floor.time.advance(watchEveryMs * 2);
  expect(floor.incidentCodes).toEqual([]);
  expect(lookInputs(floor).length).toBeGreaterThan(0);
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', endedBy: 'caller' }]);
});

test('a call out that the network has not taken yet is left alone', () => {
  const { floor } = leaky({ site: trunkSite(), spans: 2 });
  floor.ready('8001');
  floor.lines.lift(1);
  floor.lines.dial(1, '13912345678');
  const [out] = [...floor.lines.dialled.values()];
  floor.lines.hideUntaken = true;
  looks(floor, 3);
  expect(floor.incidentCodes).toEqual([]);
  expect(floor.lines.isLive(out?.seizure as Seizure)).toBe(true);
});

test('an answer of a call out that was lost is found; so is its end', () => {
  const { floor, losing } = leaky({ site: trunkSite(), spans: 2 });
  floor.ready('8001');
  floor.lines.lift(1);
  floor.lines.dial(1, '13912345678');
  const seizure = [...floor.lines.dialled.keys()][0] as Seizure;
  floor.lines.take(seizure);
  losing('answered', () => floor.lines.answerOut(seizure));
  looks(floor, 2);
  expect(floor.agent('8001').state).toBe('talking');
  losing('cleared', () => floor.lines.hangUp(seizure));
  looks(floor, 2);
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', cause: 41, endedBy: 'network' }]);
  floor.lines.lay(1);
  floor.time.advance(60_000);
  expectRest(floor);
});

test('repairs are inputs: the journal replays them', () => {
  const { floor, losing } = leaky();
  floor.ready('8001');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  losing('cleared', () => floor.lines.hangUp(caller));
  looks(floor, 3);
  expect(floor.incidentCodes).toEqual(['repair-seizure-gone']);
  const rows = [...replay(floor.journal.entries)].flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.effect === 'row' ? [effect.row] : [])),
  );
  expect(rows).toEqual(floor.auditor.rows);
});
