/** Calls that failed in as many ways, with frames of real libpri: the first red arrow is what was injected. */
import { describe, expect, test } from 'vitest';
import { busyMorning, failedCalls } from '../../test/rig/failed-calls.js';
import type { LadderRow } from '../terms/line-trace.js';
import { drawLadder } from './ladder.js';

const asItIs = (octets: Uint8Array): Uint8Array => octets;
const directionOf = ({ from, to }: LadderRow): string => (from === to ? 'box' : to === 'carrier' ? 'sent' : 'received');

describe.each(failedCalls())('$name: $what', ({ parts, fault }) => {
  const { ladder } = drawLadder(parts, asItIs);

  test(fault === null ? 'nothing is red' : `first red: ${fault.name} ${fault.direction}`, () => {
    const first = ladder.rows[ladder.firstAbnormal];
    if (fault === null) {
      expect(first).toBeUndefined();
      expect(ladder.verdict).toBeNull();
      return;
    }
    expect(first && { name: first.name, direction: directionOf(first) }).toEqual({
      name: fault.name,
      direction: fault.direction,
    });
    if (fault.direction === 'box') expect(first?.atUs).toBeGreaterThanOrEqual(fault.atUs);
    else expect(first?.atUs).toBe(fault.atUs);
    expect(ladder.verdict?.words.zh).not.toBe('');
  });

  test('the frames are of this call alone', () => {
    const slot = parts.call.channel.split(':')[1];
    const others = ['时隙 20', '时隙 21', '时隙 22'];
    expect(ladder.framesGone).toBe(false);
    const channels = ladder.rows.flatMap(({ fields }) => fields.filter(({ name }) => name.en === 'channel'));
    expect(channels.filter(({ value }) => others.some((other) => value.zh.startsWith(other)))).toEqual([]);
    expect(ladder.rows.filter(({ name, layer }) => layer === 'q931' && name === 'SETUP').length).toBeLessThan(3);
    expect(slot).toBeDefined();
  });
});

describe('eight spans at once, one call after the other', () => {
  test.each(busyMorning())('$name', ({ parts, fault }) => {
    const { ladder, frames } = drawLadder(parts, asItIs);
    const first = ladder.rows[ladder.firstAbnormal];
    const found = first && `${first.name} ${directionOf(first)}`;
    expect(found).toBe(fault === null ? undefined : `${fault.name} ${fault.direction}`);
    const setups = ladder.rows.filter(({ layer, name }) => layer === 'q931' && name === 'SETUP');
    expect(setups.length).toBeGreaterThan(0);
    expect(new Set(frames.map(({ span }) => span)).size).toBe(1);
  });
});
