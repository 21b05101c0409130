import { expect, test } from 'vitest';
import { ParkingTable } from './parking.js';

test('the usual slots are 701 to 720, the lowest free one first', () => {
  const table = new ParkingTable();
  expect([700, 701, 720, 721].map((slot) => table.isSlot(slot))).toEqual([false, true, true, false]);
  expect(table.park('a', '8001', null, 5)).toEqual({ slot: 701, callId: 'a', agentId: '8001', since: 5 });
  expect(table.park('b', '8001', null, 6)).toMatchObject({ slot: 702 });
  table.leave('a');
  expect(table.park('c', '8002', null, 7)).toMatchObject({ slot: 701 });
  expect(table.returnAfterMs).toBe(120_000);
});

test('a taken slot, a slot there is not, an empty one, and no slot left', () => {
  const table = new ParkingTable();
  table.load({ firstSlot: 10, slots: 2, returnAfterMs: 1_000 });
  expect(table.park('a', '8001', 11, 0)).toMatchObject({ slot: 11 });
  expect(table.park('b', '8001', 11, 0)).toBe('taken');
  expect(table.park('b', '8001', 12, 0)).toBe('no-such-slot');
  expect(table.park('b', '8001', 701, 0)).toBe('no-such-slot');
  expect(table.park('b', '8001', Number.NaN, 0)).toBe('no-such-slot');
  expect(table.in(10)).toBe('empty');
  expect(table.in(99)).toBe('no-such-slot');
  expect(table.in(11)).toMatchObject({ callId: 'a' });
  expect(table.park('b', '8001', null, 0)).toMatchObject({ slot: 10 });
  expect(table.park('c', '8001', null, 0)).toBe('full');
});

test('who leaves is found by his call, once', () => {
  const table = new ParkingTable();
  table.park('a', '8001', null, 0);
  expect(table.of('a')).toMatchObject({ slot: 701 });
  expect(table.leave('a')).toMatchObject({ slot: 701, agentId: '8001' });
  expect(table.leave('a')).toBeNull();
  expect(table.in(701)).toBe('empty');
});

test('a changed site leaves who is parked where he is', () => {
  const table = new ParkingTable();
  table.park('a', '8001', 715, 0);
  table.load({ firstSlot: 701, slots: 5, returnAfterMs: 1_000 });
  expect(table.in(715)).toMatchObject({ callId: 'a' });
  table.leave('a');
  expect(table.in(715)).toBe('no-such-slot');
});
