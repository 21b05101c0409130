import { expect, test } from 'vitest';
import { expectRest, Floor, salesNumber, siteOf } from '../../test/simulation/floor.js';
import { CallboxError } from '../base/errors.js';
import type { LineCommand, LineEvent } from '../lines/lines.js';

test('prompts and recordings become absolute paths', () => {
  const floor = new Floor({ site: siteOf(1) });
  floor.ready('8001');
  floor.lines.callIn(salesNumber);
  floor.lines.lift(1);
  const play = floor.lines.commands.find((command) => command.do === 'play');
  expect(play).toMatchObject({ sources: [{ file: '/sounds/zh/please-wait.wav' }] });
  const record = floor.lines.commands.find((command) => command.do === 'record');
  expect(record?.do === 'record' && record.path).toMatch(/^\/recordings\/2027\/01\/15\/[0-9a-z]{26}\.wav$/);
});

test('ALERTING goes out before anything is written', () => {
  const floor = new Floor({ site: siteOf(1) });
  const order: string[] = [];
  const send = floor.lines.send.bind(floor.lines);
  floor.lines.send = (command) => {
    order.push(command.do);
    send(command);
  };
  const write = floor.auditor.write.bind(floor.auditor);
  floor.auditor.write = (rows) => {
    order.push(...rows.map((row) => row.row));
    write(rows);
  };
  floor.lines.callIn(salesNumber);
  expect(order.slice(0, 3)).toEqual(['alert', 'answer', 'play']);
  expect(order[3]).toBe('call-open');
});

test('a person asks and is answered, or told why not', async () => {
  const floor = new Floor();
  await expect(floor.runtime.ask({ ask: 'sign-in', agentId: '8001' })).resolves.toBeUndefined();
  await expect(floor.runtime.ask({ ask: 'hang-up', agentId: '8001' })).rejects.toMatchObject({
    name: 'CallboxError',
    code: 'not-now',
    message: expect.stringContaining('not-ready'),
  });
});

test('after the end nothing is taken, and who asks is told', async () => {
  const floor = new Floor();
  floor.runtime.stop();
  floor.runtime.stop();
  await expect(floor.runtime.ask({ ask: 'sign-in', agentId: '8001' })).rejects.toMatchObject({ code: 'not-now' });
  const inputs = floor.journal.entries.length;
  floor.runtime.loadSite(siteOf(9));
  floor.time.advance(86_400_000);
  expect(floor.journal.entries.length).toBe(inputs);
});

test('sound is neither journalled nor handled', () => {
  const floor = new Floor();
  const entries = floor.journal.entries.length;
  const audio: LineEvent = { event: 'audio', seizure: 1, audio: new Uint8Array(160) };
  floor.lines.inject(audio);
  expect(floor.journal.entries.length).toBe(entries);
});

test.each<LineEvent>([
  { event: 'answered', seizure: 4711 },
  { event: 'cleared', seizure: 4711, cause: 16, by: 'far-end' },
  { event: 'digit', seizure: 4711, digit: '5', durationMs: 80 },
  { event: 'play-ended', seizure: 4711, play: 1, reason: 'done' },
  { event: 'recording-ended', recording: 'nobody', reason: 'stopped', samples: 0 },
  { event: 'hook', channel: 999, offHook: true },
  { event: 'span', span: 9, alarms: [], dChannel: 'up' },
  { event: 'incoming', seizure: 5, channel: 999, callingNumber: '', presentation: 'allowed', calledNumber: '1' },
  { event: 'command-failed', seizure: 4711, reason: 'late' },
  { event: 'refused', span: 9, timeslot: 0, cause: 34, callingNumber: '', calledNumber: '' },
])('an event of something nobody knows harms nothing: %j', (event) => {
  const floor = new Floor();
  floor.lines.inject(event);
  expect(floor.cdrs).toEqual([]);
  floor.ready('8001');
  floor.lines.callIn(salesNumber);
  expect(floor.agent('8001').state).toBe('ringing');
  floor.auditor.compare(floor.runtime.snapshot());
  expect(floor.auditor.faults).toEqual([]);
});

test('a clock that is set back makes time stand still, not go back', () => {
  const floor = new Floor();
  const now = floor.time.nowMs();
  floor.lines.callIn(salesNumber);
  floor.time.nowMs = () => now - 3_600_000;
  floor.lines.callIn(salesNumber);
  floor.time.nowMs = () => now + 5;
  floor.lines.callIn(salesNumber);
  expect(floor.cdrs.map((cdr) => cdr.startedAt)).toEqual([now, now, now + 5]);
});

/** Refuses commands of this kind, as the driver does with one that cannot be right. */
function refusing(floor: Floor, kind: LineCommand['do']): void {
  const send = floor.lines.send.bind(floor.lines);
  floor.lines.send = (command) => {
    if (command.do === kind) throw new CallboxError('bad-request', `${kind} is wrong`);
    send(command);
  };
}

test.each(['alert', 'answer', 'play', 'ring', 'bridge', 'record', 'stop-play', 'clear'] as const)(
  'a %s command that the lines refuse is told, and no call or agent is stuck by it',
  (kind) => {
    const floor = new Floor({ site: siteOf(1) });
    floor.ready('8001');
    refusing(floor, kind);
    const caller = floor.lines.callIn(salesNumber) as number;
    floor.time.advance(1_000);
    if (floor.lines.isRinging(1)) floor.lines.lift(1);
    floor.time.advance(1_000);
    floor.lines.hangUp(caller);
    floor.lines.lay(1);
    floor.time.advance(600_000);
    expect(floor.log.warnings.join()).toContain(`${kind} is wrong`);
    expect(floor.agent('8001').state).toBe('ready');
    expectRest(floor);
  },
);

test('a caller whose number no telephone can show rings all the same', () => {
  const floor = new Floor({ site: siteOf(1) });
  floor.ready('8001');
  floor.lines.callIn(salesNumber, `+86 (755) abc${'9'.repeat(40)}`);
  const ring = floor.lines.commands.find((command) => command.do === 'ring');
  expect(ring).toMatchObject({ callingNumber: `86755${'9'.repeat(15)}` });
  expect(floor.cdrs[0]?.callingNumber).toBe(`+86 (755) abc${'9'.repeat(40)}`);
});

test('a fault in handling one input is thrown, and costs the next nothing', () => {
  const floor = new Floor({ site: siteOf(1) });
  const write = floor.auditor.write.bind(floor.auditor);
  floor.auditor.write = () => {
    throw new Error('a port that throws');
  };
  expect(() => floor.lines.callIn(salesNumber)).toThrow('a port that throws');
  floor.auditor.write = write;
  floor.lines.callIn(salesNumber);
  expect(floor.cdrs).toHaveLength(1);
});
