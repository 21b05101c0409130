import { expect, test } from 'vitest';
import { ManualTime } from '../../base/timers.js';
import type { Channel } from '../../lines/lines.js';
import { type CallerIdSpill, maxScopes, type ScopeFrame } from '../../terms/line-lab.js';
import { LineLab, scopeForgottenMs } from './line-lab.js';

const spill: CallerIdSpill = {
  atMs: 1,
  way: 'dtmf',
  octets: Uint8Array.from([0x44, 0x31, 0x43]),
  cut: false,
  inverted: false,
  framingErrors: 0,
  levelDbm0: -10,
  markHz: 0,
  beforeRing: true,
  rangTwice: false,
  problem: '',
  presentation: 'allowed',
  number: '1',
  name: '',
};
const frame = (endSample: number): ScopeFrame => {
  const side = { spectrum: Uint8Array.of(1, 2, 255), levelsDbm0: [-10, -10, -80, -80, -10] };
  return { endSample, received: side, sent: side };
};

class Rig {
  readonly time = new ManualTime();
  readonly looked = new Set<number>();
  readonly lab: LineLab;

  constructor() {
    const base = { span: 0, timeslot: 0 };
    const channels: Channel[] = [
      { ...base, channel: 0, kind: 'bearer', span: 1, timeslot: 1, line: 0, name: 'E1-1:1' },
      { ...base, channel: 1, kind: 'fxs', line: 1, name: 'L1' },
      { ...base, channel: 2, kind: 'fxo', line: 2, name: 'L2' },
    ];
    const { looked } = this;
    this.lab = new LineLab({
      timers: this.time,
      lines: {
        channels,
        callerId: () => ({ learnt: true, way: 'dtmf', spills: [spill, { ...spill, atMs: 2 }] }),
        scope(channel, on) {
          if (!on) looked.delete(channel);
          else if (!looked.has(channel) && looked.size >= maxScopes) return false;
          else looked.add(channel);
          return true;
        },
        scopeFrames: (channel, after) =>
          looked.has(channel) ? [800, 1_600, 2_400].filter((end) => end > after).map(frame) : [],
      },
    });
  }
}

test('spills come newest first, taken apart', async () => {
  const { lab } = new Rig();
  const shown = await lab.answer('lab.caller-id', { channel: 2 });
  expect(shown).toMatchObject({ sent: false, learnt: true, way: 'dtmf' });
  expect(await lab.answer('lab.caller-id', { channel: 1 })).toMatchObject({ sent: true });
  expect(shown.spills.map(({ atMs, digits }) => [atMs, digits])).toEqual([
    [2, 'D1C'],
    [1, 'D1C'],
  ]);
});

test.each([0, 3])('channel %i is no analog line: that is said', async (channel) => {
  const { lab } = new Rig();
  await expect(lab.answer('lab.caller-id', { channel })).rejects.toMatchObject({ code: 'unknown-channel' });
});

test('a look gives the frames after those one has, octets in base64', async () => {
  const { lab } = new Rig();
  await lab.answer('lab.scope-start', { by: 'tech', channel: 0 });
  const { frames } = await lab.answer('lab.scope', { channel: 0, after: 800 });
  expect(frames.map(({ endSample }) => endSample)).toEqual([1_600, 2_400]);
  expect(Buffer.from(frames[0]?.received.spectrum ?? '', 'base64')).toEqual(Buffer.from([1, 2, 255]));
});

test('two channels at once, and no third; the refusal names those that are looked at', async () => {
  const { lab, looked } = new Rig();
  await lab.answer('lab.scope-start', { by: 'tech', channel: 0 });
  await lab.answer('lab.scope-start', { by: 'tech', channel: 1 });
  await expect(lab.answer('lab.scope-start', { by: 'other', channel: 2 })).rejects.toMatchObject({
    code: 'not-now',
    message: expect.stringContaining('E1-1:1, L1'),
  });
  await lab.answer('lab.scope-stop', { by: 'tech', channel: 0 });
  await lab.answer('lab.scope-start', { by: 'other', channel: 2 });
  expect([...looked]).toEqual([1, 2]);
});

test('who stops looking leaves those alone who look at the same channel', async () => {
  const { lab, looked } = new Rig();
  await lab.answer('lab.scope-start', { by: 'one', channel: 0 });
  await lab.answer('lab.scope-start', { by: 'two', channel: 0 });
  await lab.answer('lab.scope-stop', { by: 'one', channel: 0 });
  await lab.answer('lab.scope-stop', { by: 'nobody', channel: 0 });
  expect([...looked]).toEqual([0]);
  await lab.answer('lab.scope-stop', { by: 'two', channel: 0 });
  expect([...looked]).toEqual([]);
});

test('a page that is closed without a word is forgotten, one that asks on is not', async () => {
  const { lab, looked, time } = new Rig();
  await lab.answer('lab.scope-start', { by: 'tech', channel: 0 });
  time.advance(scopeForgottenMs - 1);
  await lab.answer('lab.scope', { channel: 0, after: 0 });
  time.advance(scopeForgottenMs - 1);
  expect([...looked]).toEqual([0]);
  time.advance(1);
  expect([...looked]).toEqual([]);
  await expect(lab.answer('lab.scope', { channel: 0, after: 0 })).rejects.toMatchObject({ code: 'not-found' });
});

test('a channel that is not there is refused, stopping it is nothing', async () => {
  const { lab } = new Rig();
  await expect(lab.answer('lab.scope-start', { by: 'tech', channel: 9 })).rejects.toMatchObject({
    code: 'unknown-channel',
  });
  expect(await lab.answer('lab.scope-stop', { by: 'tech', channel: 9 })).toEqual({});
});
