/** The simulator as a process of its own. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Child, root } from '../../test/rig/child.js';
import { testSite, writeSite } from '../../test/rig/site.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-simulator-'));
  writeSite(join(folder, 'site.yaml'), testSite());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(changed: Readonly<Record<string, string>> = {}): Child {
  const options = {
    wire: join(folder, 'wire.sock'),
    phones: join(folder, 'phones.sock'),
    site: join(folder, 'site.yaml'),
    sounds: join(root, 'build/sounds'),
    addon: join(root, 'build/native/Release/callbox.node'),
    callers: '40',
    seed: '1',
    ...changed,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return new Child('simulator', 'daemon/simulator/main.js', args);
}

test('says ready, keeps its sockets to its user, ends cleanly, and starts again where a killed one was', async () => {
  const killed = start();
  expect(await killed.ready()).toEqual({ ready: true });
  for (const name of ['wire.sock', 'phones.sock']) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  await killed.kill('SIGKILL');
  const again = start();
  await again.ready();
  expect(await again.kill('SIGTERM')).toBe(0);
});

test.each([
  ['an unknown option', { caller: '1' }, /caller/],
  ['too many callers', { callers: '3601' }, /--callers 3601: must be a whole number from 0 to 3600/],
  ['a site that is not there', { site: '/nonexistent/site.yaml' }, /site\.yaml.*cannot be read/],
  ['sounds that are not there', { sounds: '/nonexistent' }, /phrases\.json cannot be read/],
])('%s: says so and ends with 78', async (_what, options, message) => {
  const child = start(options);
  expect(await child.ended).toBe(78);
  expect(child.logTail).toMatch(message);
});

test('a site with an unknown key ends it with 78 and the key’s name', async () => {
  writeFileSync(join(folder, 'site.yaml'), JSON.stringify({ ...testSite(), colour: 'red' }));
  const child = start();
  expect(await child.ended).toBe(78);
  expect(child.logTail).toMatch(/colour/);
});

test('a file in the place of the socket is left alone', async () => {
  writeFileSync(join(folder, 'phones.sock'), 'precious');
  const child = start();
  expect(await child.ended).toBe(78);
  expect(child.logTail).toMatch(/exists and is no socket/);
});
