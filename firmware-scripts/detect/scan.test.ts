/** Every machine of fixtures/ (constructed; README.md) against the result that stands with it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FixtureMachine, layOut } from './fixture-machine.js';
import { scanMachine } from './scan.js';

interface Fixture extends FixtureMachine {
  readonly constructed: string;
  readonly what: string;
  readonly expect: {
    readonly dahdiVersion: string;
    readonly cards: readonly { readonly problems: readonly string[] }[];
    readonly spans: number;
    readonly problems: readonly string[];
  };
}

const fixtures = new URL('../fixtures/', import.meta.url);
const read = (name: string): Fixture => JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'));
const names = readdirSync(fixtures).filter((name) => name.endsWith('.json'));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-machine-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('scans of machines', () => {
  test('there are at least 40, all labelled', () => {
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(names.filter((name) => !read(name).constructed.startsWith('Built from'))).toEqual([]);
  });

  test.each(names)('%s', async (name) => {
    const fixture = read(name);
    await layOut(fixture, folder);
    const scan = await scanMachine(folder, 5);
    const cards = scan.cards.map(
      ({ place, ids, model, driver, driverLoaded, supported, firmwarePresent, ...card }) => ({
        ...{ place, ids, model, driver, driverLoaded, supported, firmwarePresent },
        spans: card.spans,
        problems: card.problems.map(({ code }) => code),
      }),
    );
    const { dahdiVersion, problems, spans, atMs } = scan;
    expect({ cards, dahdiVersion, spans: spans.length, problems: problems.map(({ code }) => code) }).toEqual(
      fixture.expect,
    );
    expect(atMs).toBe(5);
    for (const { words, next } of [...problems, ...scan.cards.flatMap((card) => card.problems)]) {
      for (const text of [words.zh, words.en, next.zh, next.en]) expect(text.length).toBeGreaterThan(3);
    }
  });

  test('an unsupported card is named as screens.md has it', async () => {
    await layOut(read('unsupported-b410p.json'), folder);
    const { cards } = await scanMachine(folder, 0);
    expect(cards[0]?.problems[0]?.words.zh).toContain('此卡驱动不在本版本内 (PCI d161:b410)');
  });

  test('ports of an analog card tell telephones from exchange lines', async () => {
    await layOut(read('openvox-a400p.json'), folder);
    const { spans } = await scanMachine(folder, 0);
    expect(spans[0]).toMatchObject({ kind: 'analog', firstChannel: 1, channels: 4 });
    expect(spans[0]?.modules).toEqual(['fxs', 'fxs', 'none', 'fxo']);
  });

  test('a folder that is not there is a machine without anything', async () => {
    expect(await scanMachine(join(folder, 'nowhere'), 0)).toMatchObject({ cards: [], spans: [], dahdiVersion: '' });
  });
});
