/** What the server writes into the audit has words on the page. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { deeds } from './zh/deeds.js';

const server = fileURLToPath(new URL('../../server/', import.meta.url));
const written = /(?:acts\.write\([^,]+,|\bwhat:|const what =[^;]*?)\s*'([a-z]+(?:-[a-z]+)*)'/g;

it('each deed of the audit has its words', () => {
  const sources = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.includes('.test.'),
  );
  const codes = sources.flatMap((name) => {
    const text = readFileSync(join(server, name), 'utf8');
    if (!/audit|acts\b/i.test(text)) return [];
    return [...text.matchAll(written)].map(([, code]) => code ?? '');
  });
  expect(codes.length).toBeGreaterThan(50);
  expect([...new Set(codes)].filter((code) => !(code in deeds))).toEqual([]);
});
