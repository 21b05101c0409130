import { describe, expect, it } from 'vitest';
import { answeredWithin, loadOf, meanWaitMs, waitProbability } from './erlang.js';

const minute = 60_000;

describe('Erlang C against published values', () => {
  // Ian Angus, "An Introduction to Erlang B and Erlang C" (2001): 360 calls in half an hour of 4 minutes, 55 agents.
  it('Angus and Mitan: 48 Erlang, 55 agents', () => {
    const staffing = { callsPerHour: 720, handlingMs: 4 * minute, agents: 55 };
    expect(loadOf(staffing)).toBe(48);
    expect(waitProbability(48, 55)).toBeCloseTo(0.239, 3);
    expect(meanWaitMs(staffing) / 1000).toBeCloseTo(8.2, 1);
    expect(answeredWithin(staffing, 15_000)).toBeCloseTo(0.8457, 3);
  });

  // Call Centre Helper, "Erlang C Formula – Made Simple With an Easy Worked Example": 100 calls in half an hour.
  it('Call Centre Helper: 10 Erlang, 14 agents', () => {
    const staffing = { callsPerHour: 200, handlingMs: 3 * minute, agents: 14 };
    expect(waitProbability(10, 14)).toBeCloseTo(0.174, 3);
    expect(answeredWithin(staffing, 20_000)).toBeCloseTo(0.888, 3);
    expect(meanWaitMs(staffing) / 1000).toBeCloseTo(7.8, 1);
  });

  it.each([
    // One agent: M/M/1 waits with the probability of its occupancy.
    [0.5, 1, 0.5],
    [0.9, 1, 0.9],
    // Two: A² / (2 + A) / … = 2ρ²/(1+ρ).
    [1, 2, 1 / 3],
    [1.6, 2, (2 * 0.64) / 1.8],
  ])('%d Erlang at %d agents waits with %d', (load, agents, probability) => {
    expect(waitProbability(load, agents)).toBeCloseTo(probability, 10);
  });
});

describe('at its limits', () => {
  it('waits always when the agents cannot keep up, and never without calls', () => {
    expect(waitProbability(5, 5)).toBe(1);
    expect(waitProbability(5, 0)).toBe(1);
    expect(waitProbability(0, 0)).toBe(0);
    expect(answeredWithin({ callsPerHour: 100, handlingMs: 3 * minute, agents: 5 }, 20_000)).toBe(0);
    expect(meanWaitMs({ callsPerHour: 100, handlingMs: 3 * minute, agents: 5 })).toBe(Number.POSITIVE_INFINITY);
    expect(answeredWithin({ callsPerHour: 0, handlingMs: minute, agents: 0 }, 20_000)).toBe(0);
    expect(answeredWithin({ callsPerHour: 0, handlingMs: minute, agents: 1 }, 20_000)).toBe(1);
  });

  it('falls with each agent, also with a part of one, and stays finite for a thousand', () => {
    let before = 1;
    for (const agents of [10.5, 11, 11.25, 12, 15, 20]) {
      const waits = waitProbability(10, agents);
      expect(waits).toBeLessThan(before);
      before = waits;
    }
    expect(waitProbability(950, 1_000)).toBeGreaterThan(0.05);
    expect(waitProbability(950, 1_000)).toBeLessThan(0.2);
  });
});
