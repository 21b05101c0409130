import { describe, expect, test } from 'vitest';
import type { PacerOptions, PacerState } from '../../../daemon/dialer/pacing/face.js';
import { settingNamed } from './pacers.js';
import { createPeer, nameOf, peerSettings } from './peers.js';

const hour = 3_600_000;
const options: PacerOptions = {
  cap: 0.03,
  agents: 10,
  trunks: 30,
  ringTimeoutMs: 25_000,
  graceMs: 2_000,
  minRingMs: 15_000,
  shiftStartMs: 9 * hour,
  shiftEndMs: 17 * hour,
};

interface Floor {
  readonly idle?: number;
  readonly talking?: number;
  readonly wrapUp?: number;
  readonly inflight?: number;
  readonly live?: number;
  readonly abandoned?: number;
}

function floor({ idle = 0, talking = 0, wrapUp = 0, inflight = 0, live = 0, abandoned = 0 }: Floor): PacerState {
  const seats = (count: number, status: 'idle' | 'talk' | 'wrap') =>
    Array.from({ length: count }, (_, at) => ({ id: `${status}${at}`, status, sinceMs: 0 }));
  return {
    agents: [...seats(idle, 'idle'), ...seats(talking, 'talk'), ...seats(wrapUp, 'wrap')],
    inflight: Array.from({ length: inflight }, (_, at) => ({ id: `a${at}`, phase: 'ring', launchedMs: 0 })),
    waiting: 0,
    trunksFree: 30,
    counts: { launched: 0, live, connected: live - abandoned, abandoned },
  };
}

/** Launches of the setting at the end of so many minutes of the same floor. */
function launchesAfter(name: string, minutes: number, state: PacerState, fromMs = options.shiftStartMs): number {
  const pacer = createPeer(settingNamed(name), { ...options, shiftStartMs: fromMs });
  let launch = 0;
  for (let atMs = fromMs + 2_500; atMs <= fromMs + minutes * 60_000; atMs += 2_500)
    launch = pacer.decide(atMs, state).launch;
  return launch;
}

describe('peers', () => {
  test('every setting is found by its name', () => {
    for (const setting of peerSettings) expect(settingNamed(nameOf(setting))).toEqual(setting);
    for (const name of ['', 'ratio', 'ratio:0', 'adaptive:soft:3', 'ratio:3:some', 'adaptive:hard:-1']) {
      expect(() => settingNamed(name)).toThrow(/there is no/);
    }
  });

  test('progressive: one call for each agent who is idle', () => {
    expect(launchesAfter('progressive', 1, floor({ idle: 4, talking: 6, inflight: 1 }))).toBe(3);
    expect(launchesAfter('progressive', 1, floor({ idle: 1, inflight: 3 }))).toBe(0);
  });

  test('a ratio counts ready agents, or those in a call and their calls as well', () => {
    const state = floor({ idle: 2, talking: 5, wrapUp: 3, inflight: 3 });
    expect(launchesAfter('ratio:2.5', 1, state)).toBe(2);
    expect(launchesAfter('ratio:2.5:all', 1, state)).toBe(Math.round(2.5 * 7) - 3 - 5);
  });

  test('an adaptive level rises with idle agents up to its maximum, and falls to 1 without', () => {
    // ×1.3 each 15 s: 1.3 ^ 4 = 2.86 in a minute.
    expect(launchesAfter('adaptive:hard:8', 1, floor({ idle: 3, talking: 7 }))).toBe(Math.round(1.3 ** 4 * 3));
    expect(launchesAfter('adaptive:hard:4', 10, floor({ idle: 3, talking: 7 }))).toBe(12);
  });

  test('over the limit: hard goes to 1, average halves, tapered shrinks towards the end of the shift', () => {
    const over = floor({ idle: 3, talking: 7, live: 100, abandoned: 10 });
    const level = Math.min(1.3 ** 4, 4);
    expect(launchesAfter('adaptive:hard:4', 1, over)).toBe(3);
    expect(launchesAfter('adaptive:average:4', 1, over)).toBe(Math.round((level / 2) * 3));
    expect(launchesAfter('adaptive:tapered:4', 1, over)).toBe(Math.round(level * (1_700 - 901) * 3e-3));
    const early = floor({ idle: 3, talking: 7, live: 50, abandoned: 10 });
    expect(launchesAfter('adaptive:hard:4', 1, early)).toBe(Math.round(level * 3));
  });

  test('a minute with more than half of its calls dropped halves the level', () => {
    const bad = floor({ idle: 3, talking: 7, live: 40, abandoned: 30 });
    expect(launchesAfter('adaptive:hard:8', 1, bad)).toBe(Math.round((1.3 ** 4 / 2) * 3));
  });
});
