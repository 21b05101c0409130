/** Each page and section has its text in the manual. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { manual } from '../words/zh/manual.js';
import { manualOf } from './page-manual.js';

const source = (name: string): string => readFileSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), 'utf8');
const sectionsIn = (name: string): string[] =>
  [...source(name).matchAll(/^ {2}\{ id: '([a-z-]+)'/gm)].map(([, id]) => id ?? '');

it('every route of the pages is in the manual', () => {
  const routes = [...source('app.tsx').matchAll(/<Route path="\/([a-z]+)[^"]*"/g)].map(([, page]) => page ?? '');
  const paths = routes
    .filter((page) => page !== 'first')
    .flatMap((page) => {
      if (page === 'admin') return sectionsIn('admin/admin-page.tsx').map((id) => `/admin/${id}`);
      if (page === 'lines') return sectionsIn('technician/technician-page.tsx').map((id) => `/lines/${id}`);
      return [`/${page}`];
    });
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => manualOf(path, manual.pages) === null)).toEqual([]);
});

it('what stands behind a section is told by the section; an unknown page by nothing', () => {
  expect(manualOf('/lines/box/run-sheet', manual.pages)?.title).toBe(manual.pages['lines/box'].title);
  expect(manualOf('/nowhere', manual.pages)).toBeNull();
});
