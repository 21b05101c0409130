/** Lost events, full disks, missing prompts: mended or said, and the calls go on. */
import { expect, test } from 'vitest';
import { expectRest, Floor, menuNumber, salesNumber, siteOf } from './floor.js';

const agentId = '8001';

function talking(floor = new Floor({ site: siteOf(1) })) {
  floor.ready(agentId);
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.time.advance(50);
  floor.lines.lift(1);
  floor.time.advance(50);
  return { floor, caller };
}

test('the disk is full under the recorder: the ledger says so, the conversation goes on', () => {
  const { floor, caller } = talking();
  floor.time.advance(3_000);
  floor.lines.fillDisk();
  expect(floor.incidentCodes).toEqual(['recording-disk-full']);
  expect([...floor.auditor.recordings.values()]).toMatchObject([{ state: 'disk-full', samples: 3_050 * 8 }]);
  expect(floor.lines.partnerOf(caller)).not.toBeNull();
  expect(floor.runtime.snapshot().calls).toMatchObject([{ stage: 'talking', recording: false }]);
  floor.lines.hangUp(caller);
  floor.lines.lay(1);
  floor.time.advance(60_000);
  expectRest(floor);
});

test('a recording ends after four hours, the conversation does not', () => {
  const { floor, caller } = talking();
  floor.time.advance(4 * 3_600_000);
  expect(floor.incidentCodes).toEqual(['recording-too-long']);
  expect([...floor.auditor.recordings.values()]).toMatchObject([{ state: 'complete' }]);
  expect(floor.lines.partnerOf(caller)).not.toBeNull();
});

test('the end of a recording that nobody told is closed by the ledger', () => {
  const { floor, caller } = talking(new Floor({ site: siteOf(1), latencyMs: () => 10 }));
  floor.time.advance(1_000);
  floor.lines.hangUp(caller);
  floor.lines.loseEvents();
  expect(floor.incidentCodes).toContain('repair-seizure-gone');
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', cause: 41, endedBy: 'network' }]);
  floor.lines.lay(1);
  floor.time.advance(60_000);
  expect([...floor.auditor.recordings.values()]).toMatchObject([{ state: 'failed', samples: null }]);
  expect(floor.incidentCodes).toContain('recording-end-missing');
  expectRest(floor);
});

test('a lost answer is found in the snapshot', () => {
  const floor = new Floor({ site: siteOf(1), latencyMs: () => 10 });
  floor.ready(agentId);
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.time.advance(1_000);
  floor.lines.lift(1);
  floor.lines.loseEvents();
  expect(floor.incidentCodes).toEqual(['repair-answer-missed', 'repair-hook']);
  expect(floor.lines.partnerOf(caller)).not.toBeNull();
  expect(floor.agent(agentId)).toMatchObject({ state: 'talking', offHook: true });
});

test('a lost SETUP is cleared, since its numbers are lost with it', () => {
  const floor = new Floor({ latencyMs: () => 10 });
  floor.time.advance(100);
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.lines.loseEvents();
  expect(floor.incidentCodes).toEqual(['repair-unknown-seizure']);
  expect(floor.lines.isLive(caller)).toBe(false);
  floor.time.advance(100);
  expect(floor.cdrs).toEqual([]);
  expectRest(floor);
});

test('a lost end of a prompt: the prompt is said again, the caller is not left in silence', () => {
  const floor = new Floor({ latencyMs: () => 10 });
  floor.lines.callIn(menuNumber);
  floor.time.advance(2_005); // welcome has ended, the event is on its way
  floor.lines.loseEvents();
  const last = floor.lines.commands.at(-1);
  expect(last).toMatchObject({ do: 'play', sources: [{ file: '/sounds/zh/welcome.wav' }] });
  floor.time.advance(2_100);
  expect(floor.lines.commands.at(-1)).toMatchObject({ sources: [{ file: '/sounds/zh/menu.wav' }] });
});

test('a lifted telephone whose event was lost is known as off its hook, and laid again', () => {
  const floor = new Floor({ site: siteOf(1), latencyMs: () => 10 });
  floor.ready(agentId);
  floor.lines.lift(1);
  floor.lines.loseEvents();
  expect(floor.agent(agentId).offHook).toBe(true);
  floor.lines.lay(1);
  floor.lines.loseEvents();
  expect(floor.agent(agentId).offHook).toBe(false);
  floor.lines.callIn(salesNumber);
  floor.time.advance(100);
  expect(floor.agent(agentId).state).toBe('ringing');
});

test('a snapshot that agrees changes nothing', () => {
  const { floor } = talking();
  const before = floor.auditor.rows.length;
  floor.lines.loseEvents();
  expect(floor.auditor.rows.slice(before)).toEqual([]);
});

test('a prompt that cannot be played is an incident, and the flow goes on', () => {
  const floor = new Floor({ badFile: 'welcome' });
  floor.lines.callIn(menuNumber);
  expect(floor.incidentCodes).toEqual(['command-failed', 'prompt-unplayable']);
  expect(floor.lines.commands.at(-1)).toMatchObject({ sources: [{ file: '/sounds/zh/menu.wav' }] });
});

test('a D-channel that goes down is seen and is an incident; calls in progress stay', () => {
  const { floor, caller } = talking();
  floor.lines.span(1, 'down');
  expect(floor.runtime.snapshot().spans).toMatchObject([{ dChannel: 'down', alarms: ['LOS'] }]);
  expect(floor.incidentCodes).toEqual(['span-alarm', 'd-channel-down']);
  expect(floor.lines.isLive(caller)).toBe(true);
});
