/** What technicians are refused is said in both languages: a page shows it as it comes. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { notNow } from './errors.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Where the pages of lines ask: their 'not-now' is shown in full. */
const places = [
  'daemon/commissioning',
  'daemon/doctor',
  'daemon/calls/test-calls',
  'daemon/calls/held-spans.ts',
  'daemon/calls/service.ts',
  'daemon/wiring/commissioning.ts',
  'firmware-scripts/desk',
];

function sourcesOf(place: string): readonly (readonly [name: string, text: string])[] {
  const path = join(root, place);
  const files = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))
    : [path];
  return files
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => [name.slice(root.length), readFileSync(name, 'utf8')] as const);
}

it('carries both languages', () => {
  expect(notNow({ zh: '请等', en: 'wait' })).toMatchObject({
    code: 'not-now',
    message: 'wait',
    detail: { zh: '请等' },
  });
});

describe.each(places)('refusals of %s', (place) => {
  it('are never in English alone', () => {
    const alone = sourcesOf(place).flatMap(([name, text]) =>
      [...text.matchAll(/(?:code: 'not-now', message[^}]*\}|CallboxError\(\s*'not-now'[^;]*;)/g)]
        .filter(([said]) => !/\bzh\b/.test(said))
        .map(([said]) => `${name}: ${said}`),
    );
    expect(alone).toEqual([]);
  });
});
