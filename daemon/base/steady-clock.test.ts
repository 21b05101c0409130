import { describe, expect, test } from 'vitest';
import { SteadyClock } from './steady-clock.js';

const noon = 1_800_000_000_000;

/** A machine whose time of day can be set; its monotonic time has parts of milliseconds, as the real one. */
class Machine {
  monotonic = 12_345.678;
  setBy = 0;
  readonly clock = new SteadyClock({
    wallMs: () => Math.floor(noon + this.monotonic + this.setBy),
    monotonicMs: () => this.monotonic,
  });

  pass(ms: number): number {
    this.monotonic += ms;
    return this.clock.nowMs();
  }

  set(byMs: number): void {
    this.setBy += byMs;
  }

  get wall(): number {
    return Math.floor(noon + this.monotonic + this.setBy);
  }
}

test('is the time of day while nobody sets it', () => {
  const machine = new Machine();
  const off = Array.from({ length: 1_000 }, () => machine.pass(1.37) - machine.wall);
  expect(Math.min(...off)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...off)).toBeLessThanOrEqual(1);
});

describe('goes on from where another run left off', () => {
  test('set back between the two: it begins there, and runs ahead of the machine', () => {
    const machine = new Machine();
    const leftOff = machine.wall + 4_000;
    machine.clock.goOnFrom(leftOff);
    expect(machine.pass(0)).toBeGreaterThanOrEqual(leftOff);
    expect(machine.pass(60_000) - leftOff).toBe(60_000);
    expect(Math.round(machine.clock.leadMs() / 1_000)).toBe(4);
  });

  test('not set back: nothing changes', () => {
    const machine = new Machine();
    machine.clock.goOnFrom(machine.wall - 4_000);
    expect(machine.clock.leadMs()).toBeLessThanOrEqual(1);
  });
});

describe('set back by a day', () => {
  test('time goes on as it passes: a minute is a minute', () => {
    const machine = new Machine();
    const before = machine.pass(0);
    machine.set(-86_400_000);
    expect(machine.pass(60_000) - before).toBe(60_000);
    expect(machine.pass(1) - before).toBe(60_001);
    expect(Math.round(machine.clock.leadMs() / 1_000)).toBe(86_400);
  });

  test('and forwards again: it follows only what is later than its own', () => {
    const machine = new Machine();
    const before = machine.pass(0);
    machine.set(-3_600_000);
    machine.pass(10);
    machine.set(1_800_000);
    expect(machine.pass(10) - before).toBe(20);
    machine.set(5_400_000); // an hour later than it should be
    expect(machine.pass(10) - before).toBe(3_600_030);
    expect(machine.clock.leadMs()).toBeLessThanOrEqual(1);
  });

  test('again and again: the leads add up, and no step goes back', () => {
    const machine = new Machine();
    let last = machine.pass(0);
    for (let step = 0; step < 500; step++) {
      machine.set(step % 3 === 0 ? 40 : -100);
      const now = machine.pass(0.4);
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });

  test('until it is corrected', () => {
    const machine = new Machine();
    machine.pass(0);
    machine.set(-3_600_000);
    machine.pass(5);
    machine.clock.correct();
    expect(machine.clock.nowMs()).toBe(machine.wall);
    expect(machine.clock.leadMs()).toBe(0);
  });
});

test('set forwards it follows at once', () => {
  const machine = new Machine();
  const before = machine.pass(0);
  machine.set(3_600_000);
  expect(machine.pass(1) - before).toBe(3_600_001);
});

test('a thread that is put aside between the two looks runs ahead of nothing', () => {
  let monotonic = 0;
  const clock = new SteadyClock({
    wallMs: () => {
      const now = noon + monotonic;
      monotonic += 250;
      return now;
    },
    monotonicMs: () => monotonic,
  });
  clock.nowMs();
  expect(clock.nowMs()).toBeLessThanOrEqual(noon + monotonic);
});
