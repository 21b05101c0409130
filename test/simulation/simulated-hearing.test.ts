/** Mixes of the simulated lines obey the rules that lines.ts states. */
import { expect, test } from 'vitest';
import { ManualTime } from '../../daemon/base/timers.js';
import type { LineEvent, MixMember, Seizure } from '../../daemon/lines/lines.js';
import { SimulatedLines } from './simulated-lines.js';

function threeCallers() {
  const lines = new SimulatedLines(new ManualTime(), { spans: 2, lines: 2 });
  const heard: LineEvent[] = [];
  lines.listen({ onEvent: (event) => heard.push(event), onSnapshot: () => {} });
  const [a, b, c] = [1, 2, 3].map(() => lines.callIn('1')) as [Seizure, Seizure, Seizure];
  for (const seizure of [a, b, c]) lines.send({ do: 'answer', seizure });
  const all = () => [a, b, c].map((seizure) => lines.hears(seizure));
  const failures = () => heard.filter((event) => event.event === 'command-failed').length;
  return { lines, a, b, c, all, failures };
}

const member = (seizure: Seizure, ...hears: readonly Seizure[]): MixMember => ({ seizure, hears });

test('who hears whom is what the mix says: a whisper is heard by one, a listener by nobody', () => {
  const { lines, a, b, c, all } = threeCallers();
  lines.send({ do: 'mix', mix: 1, members: [member(a, b), member(b, a, c), member(c, a, b)] });
  expect(all()).toEqual([[b], [a, c], [a, b]]);
  lines.send({ do: 'mix', mix: 1, members: [member(a, b), member(b, a)] });
  expect(all()).toEqual([[b], [a], []]);
  lines.send({ do: 'unmix', mix: 1 });
  expect(all()).toEqual([[], [], []]);
});

test('a seizure is in one bridge or mix: the newer one takes it', () => {
  const { lines, a, b, c, all } = threeCallers();
  lines.send({ do: 'bridge', bridge: 1, a, b });
  lines.send({ do: 'mix', mix: 1, members: [member(b, c), member(c, b)] });
  expect(all()).toEqual([[], [c], [b]]);
  lines.send({ do: 'mix', mix: 2, members: [member(a, b), member(b, a)] });
  expect(all()).toEqual([[b], [a], []]);
  lines.send({ do: 'bridge', bridge: 2, a: b, b: c });
  expect(all()).toEqual([[], [c], [b]]);
});

test('who hangs up leaves the mix, the others go on; who is gone before is left out and counted', () => {
  const { lines, a, b, c, all, failures } = threeCallers();
  const everybody = [member(a, b, c), member(b, a, c), member(c, a, b)];
  lines.send({ do: 'mix', mix: 1, members: everybody });
  lines.hangUp(c);
  expect(all()).toEqual([[b], [a], []]);
  lines.send({ do: 'mix', mix: 1, members: everybody });
  expect(all()).toEqual([[b], [a], []]);
  expect([lines.staleCommands, failures()]).toEqual([1, 0]);
});

test.each(['bridge', 'mix'] as const)(
  'who is bridged with one who is gone leaves the %s he was in (seed 4138)',
  (was) => {
    const { lines, a, b, c, all, failures } = threeCallers();
    if (was === 'bridge') lines.send({ do: 'bridge', bridge: 1, a, b });
    else lines.send({ do: 'mix', mix: 1, members: [member(a, b), member(b, a)] });
    lines.hangUp(c);
    lines.send({ do: 'bridge', bridge: 2, a: b, b: c });
    expect(all()).toEqual([[], [], []]);
    expect([lines.staleCommands, failures()]).toEqual([1, 0]);
  },
);

test('a mix of whom nobody is left is over', () => {
  const { lines, a, b, c, all } = threeCallers();
  lines.send({ do: 'mix', mix: 1, members: [member(a, b), member(b, a)] });
  lines.hangUp(c);
  lines.send({ do: 'mix', mix: 1, members: [member(c)] });
  expect(all()).toEqual([[], [], []]);
});

test.each<[string, (a: Seizure, b: Seizure, c: Seizure) => readonly MixMember[]]>([
  ['hears itself', (a, b) => [member(a, a, b), member(b, a)]],
  ['hears who is no member', (a, b, c) => [member(a, b), member(b, c)]],
  ['is named twice', (a, b) => [member(a, b), member(a), member(b, a)]],
  ['is one of 33', (a) => Array.from({ length: 33 }, (_, at) => member(a + at))],
])('a mix in which a member %s is refused, and what was before stays', (_, members) => {
  const { lines, a, b, c, all } = threeCallers();
  lines.send({ do: 'bridge', bridge: 1, a, b });
  expect(() => lines.send({ do: 'mix', mix: 1, members: members(a, b, c) })).toThrow(/members|hears/);
  expect(all()).toEqual([[b], [a], []]);
});
