/** Every incident the daemon can raise has words for people. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { incidentWords } from './incidents.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

/** Where a code is written down: the call that raises it, troubles that become one, tables of codes. */
const places = [
  /(?:incident|giveUp)\([^'`;{]*'([a-z]+(?:-[a-z0-9]+)*)'(?: : '([a-z-]+)')?/g,
  /(?:onTrouble|this\.tell|this\.report)\(\{? ?(?:code: )?'([a-z]+-[a-z-]+)'/g,
  /incident: \{ at: \w+, code: '([a-z-]+)'/g,
];

it('each incident has words in both languages', () => {
  const found = new Set<string>();
  for (const text of [...sources('daemon'), ...sources('firmware-scripts')]) {
    for (const place of places) {
      for (const [, first, second] of text.matchAll(place)) {
        if (first !== undefined) found.add(first);
        if (second !== undefined) found.add(second);
      }
    }
    if (!text.includes('incident(code,') && !text.includes('serviceIncidents')) continue;
    for (const [, table] of text.matchAll(/(?:serviceIncidents =|const code =)([^;]*);/g)) {
      for (const [, code] of (table ?? '').matchAll(/'([a-z]+-[a-z-]+)'/g)) if (code !== undefined) found.add(code);
    }
  }
  expect(found.size).toBeGreaterThan(85);
  expect([...found].filter((code) => incidentWords[code] === undefined)).toEqual([]);
});

it('so have the codes that are put together: changes of a span, ends of a recording', () => {
  const machine = readFileSync(join(root, 'daemon/commissioning/span-change-machine.ts'), 'utf8');
  const states = [...machine.matchAll(/to: '([a-z-]+)'/g)].map(([, state]) => `span-change-${state}`);
  const ends = ['disk-full', 'file-exists', 'too-slow', 'write-error'].map((reason) => `recording-${reason}`);
  expect(states.length).toBeGreaterThan(10);
  expect([...states, ...ends].filter((code) => incidentWords[code] === undefined)).toEqual([]);
});

it('each says something, and Chinese is Chinese', () => {
  for (const [code, { zh, en }] of Object.entries(incidentWords)) {
    expect(zh, code).toMatch(/\p{Script=Han}/u);
    expect(en, code).toMatch(/^[\x20-\x7e’]+$/);
  }
});
