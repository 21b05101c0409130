// @ts-check
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { places } from '../setup/places.mjs';
import { phrases, prompts } from '../sounds/catalogue.mjs';
import { demoLogins, welcome, writeLogins } from './logins.mjs';
import { startOptions, UsageError } from './options.mjs';
import { lookAtSite, promptsOf, SiteFileError } from './site-file.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('options have the defaults of the help', () => {
  expect(startOptions([])).toEqual({
    port: 8080,
    data: 'data',
    config: null,
    callers: 40,
    trainingPort: null,
    help: false,
  });
  expect(startOptions(['--port', '9000', '--callers=0']).port).toBe(9000);
});

test.each([
  [['--prot', '1']],
  [['--port', '0']],
  [['--port', '65536']],
  [['--training-port', '0']],
  [['--port', '80x']],
  [['--port', '-1']],
  [['--port']],
  [['--callers', '9'.repeat(400)]],
  [['--callers', '1e3']],
  [['--data', '']],
  [['--config=']],
  [['extra']],
])('a wrong command line is refused: %s', (args) => {
  expect(() => startOptions(args)).toThrow(UsageError);
});

test('each role has a login of its own, agents and supervisors those of the site', () => {
  const names = (/** @type {ReturnType<typeof demoLogins>} */ logins) =>
    logins.map(({ role, user }) => `${role} ${user}`);
  const others = ['technician technician', 'admin admin', 'manager manager', 'quality quality', 'trainer trainer'];
  const logins = demoLogins(['8001', '8002'], ['lead', 'lead2']);
  expect(names(logins)).toEqual(['agent 8001', 'agent 8002', 'supervisor lead', 'supervisor lead2', ...others]);
  expect(names(demoLogins([], []))).toEqual(['agent 8001', 'supervisor supervisor', ...others]);
  const many = Array.from({ length: 60 }, (_, at) => `${8001 + at}`);
  expect(names(demoLogins(many, many)).length).toBe(8 + 8 + 5);
  expect(new Set(logins.map(({ password }) => password)).size).toBe(9);
  for (const { password } of logins) expect(password).toMatch(/^[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){2}$/);
  expect(welcome('http://127.0.0.1:8080/', 'data/demo-logins.json', logins)).toContain(logins[0]?.password);
});

test('the logins are for their owner alone, also in a file that was open to all', () => {
  const file = join(folder, 'demo-logins.json');
  writeFileSync(file, 'old', { mode: 0o644 });
  writeLogins(file, 'http://127.0.0.1:1/', demoLogins(['8001'], []));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { url, logins } = JSON.parse(readFileSync(file, 'utf8'));
  expect([url, logins.length]).toEqual(['http://127.0.0.1:1/', 7]);
});

test('the demo site is right, and its prompts are all among those that set-up makes', async () => {
  const { warnings, agents, supervisors } = await lookAtSite(places.demoSite, places.sounds);
  expect([warnings, agents.length, supervisors]).toEqual([[], 8, ['supervisor', 'supervisor2']]);
  const { parse } = await import('yaml');
  const named = promptsOf(parse(readFileSync(places.demoSite, 'utf8')));
  const made = [...prompts.map(({ name }) => name), ...phrases.map(({ id }) => `callers/${id}`), 'music/hold-1'];
  expect(named.filter((name) => !made.includes(name))).toEqual([]);
  expect(named.length).toBeGreaterThan(5);
});

test('prompts that are missing are named', async () => {
  const error = await lookAtSite(places.demoSite, folder).catch((reason) => reason);
  expect(error).toBeInstanceOf(SiteFileError);
  expect(error.message).toMatch(/zh\/welcome.*music\/hold-1.*Put NAME\.wav/s);
});

test.each([
  ['no such file', null, /site\.yaml.*cannot be read/],
  ['not YAML', 'flows: [', /site\.yaml:1: this is not valid YAML/],
  ['an unknown key', 'colour: red', /unknown key "colour"/],
  ['huge', `# ${'x'.repeat(2_000_000)}`, /allowed are/],
])('a bad site file: %s', async (_name, text, complaint) => {
  const file = join(folder, 'site.yaml');
  if (text !== null) writeFileSync(file, text);
  const error = await lookAtSite(file, folder).catch((reason) => reason);
  expect(error).toBeInstanceOf(SiteFileError);
  expect(error.message).toMatch(complaint);
});
