import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compare } from './compare.js';
import { PeerDays } from './peerdays.js';
import { createPeer, nameOf, peerSettings } from './peers.js';
import { type Scenario, scenarios } from './scenario.js';
import { measured, pooled } from './sums.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peers-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const scenario = scenarios.find(({ name }) => name === 'n3-p50') as Scenario;

function keptFiles(): readonly string[] {
  const [version = ''] = readdirSync(folder);
  return readdirSync(join(folder, version)).map((file) => join(folder, version, file));
}

test('peers are simulated once, kept, and simulated again when what was kept is broken', () => {
  const first = new PeerDays(folder).of(scenario, [1]);
  expect(first.size).toBe(65);
  expect(keptFiles()).toHaveLength(1);
  const kept = new PeerDays(folder);
  expect(kept.of(scenario, [1])).toEqual(first);
  const [file = ''] = keptFiles();
  writeFileSync(file, '[[1,{"progressive":');
  expect(new PeerDays(folder).of(scenario, [1])).toEqual(first);
});

test('no peer is above the hull of all at its own drop rate', () => {
  const peers = new PeerDays(folder);
  const theirs = peers.of(scenario, [1]);
  let onHull = 0;
  for (const setting of peerSettings) {
    const { hull, ...own } = compare({ scenario, pacer: (options) => createPeer(setting, options) }, [1], peers);
    expect(measured(pooled(theirs.get(nameOf(setting)) ?? [])).utilisation).toBe(own.utilisation);
    expect(hull?.utilisationRatio).toBeLessThanOrEqual(1 + 1e-12);
    expect(hull?.idleRatio).toBeGreaterThanOrEqual(1 - 1e-12);
    if ((hull?.utilisationRatio ?? 0) > 1 - 1e-12) onHull++;
  }
  expect(onHull).toBeGreaterThanOrEqual(3);
});
