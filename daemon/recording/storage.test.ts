import { describe, expect, test } from 'vitest';
import { incidentsOf, Steps, toldBy } from '../../test/simulation/step-of.js';
import type { StorageLook, StorageState } from '../terms/recordings.js';
import { Ledger } from './ledger.js';
import { daysLeft, storageAfter, usedPercent } from './storage.js';

const gib = 1024 ** 3;

function used(percent: number, more: Partial<StorageLook> = {}): StorageLook {
  return { totalBytes: 100 * gib, freeBytes: (100 - percent) * gib, bytesPerDay: null, ...more };
}

describe('the disk of the recordings', () => {
  test.each<[StorageState, number, StorageState]>([
    ['ok', 79.9, 'ok'],
    ['ok', 80, 'warn'],
    ['warn', 78, 'warn'],
    ['warn', 77.9, 'ok'],
    ['warn', 95, 'campaigns-stopped'],
    ['campaigns-stopped', 93, 'campaigns-stopped'],
    ['campaigns-stopped', 92.9, 'warn'],
    ['ok', 99.5, 'full'],
    ['full', 99, 'full'],
    ['full', 98.9, 'campaigns-stopped'],
    ['full', 77, 'ok'],
    ['full', 79, 'warn'],
    ['campaigns-stopped', 79, 'warn'],
  ])('%s at %d %% → %s', (before, percent, after) => {
    expect(storageAfter(before, used(percent))).toBe(after);
  });

  test('that takes no byte is full, whatever its numbers say', () => {
    expect(storageAfter('ok', used(1, { unwritable: 'EROFS' }))).toBe('full');
  });

  test.each([
    [{ totalBytes: 0, freeBytes: 0 }, 100],
    [{ totalBytes: Number.NaN, freeBytes: 1 }, 100],
    [{ totalBytes: 100, freeBytes: -5 }, 100],
    [{ totalBytes: 100, freeBytes: 500 }, 0],
  ])('strange numbers %o are %d %% used', (numbers, percent) => {
    expect(usedPercent({ ...numbers, bytesPerDay: null })).toBe(percent);
  });

  test('lasts so many days more as the last week went', () => {
    expect(daysLeft(used(50, { bytesPerDay: gib }))).toBe(45);
    expect(daysLeft(used(99, { bytesPerDay: gib }))).toBe(0);
    expect(daysLeft(used(50))).toBeNull();
    expect(daysLeft(used(50, { bytesPerDay: 0 }))).toBeNull();
  });

  test('tells the dialer, pages and technicians each change once', () => {
    const ledger = new Ledger();
    const steps = new Steps();
    const look = (percent: number) => {
      const step = steps.step();
      ledger.look(used(percent), step);
      return { told: toldBy(step), incidents: incidentsOf(step), alarms: ledger.liveAlarms().map(({ code }) => code) };
    };
    expect(look(50)).toEqual({ told: [], incidents: [], alarms: [] });
    expect(look(82)).toEqual({ told: ['storage warn'], incidents: ['storage'], alarms: ['storage-low'] });
    expect(look(82)).toEqual({ told: [], incidents: [], alarms: ['storage-low'] });
    expect(look(96).told).toEqual(['storage campaigns-stopped']);
    expect(look(99.9).alarms.toSorted()).toEqual(['storage-full', 'storage-low']);
    expect(ledger.liveStorage).toMatchObject({ state: 'full', usedPercent: 99.9, failures: 0 });
    expect(look(10)).toMatchObject({ told: ['storage ok'], alarms: [] });
  });
});
