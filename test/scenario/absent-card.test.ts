/** A site on a card that this machine hasn't got: the box comes up, says so, and pages can ask what is there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FixtureMachine, layOut } from '../../firmware-scripts/detect/fixture-machine.js';
import { ControlClient } from '../../web/server/control-client.js';
import { addonPath } from '../rig/box.js';
import { Child } from '../rig/child.js';
import { testSite, writeSite } from '../rig/site.js';

let folder = '';
const place = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-absent-'));
  for (const name of ['data', 'sounds', 'machine']) mkdirSync(place(name));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function machine(name: string): Promise<void> {
  const file = new URL(`../../firmware-scripts/fixtures/${name}.json`, import.meta.url);
  await layOut(JSON.parse(readFileSync(file, 'utf8')) as FixtureMachine, place('machine'));
}

function startDaemon(): Child {
  const paths = ['--data', place('data'), '--site', place('site.json'), '--sounds', place('sounds')];
  const sockets = [
    '--wire',
    place('no.sock'),
    '--control',
    place('control.sock'),
    '--applier',
    place('no-applier.sock'),
  ];
  return new Child('daemon', 'daemon/main.js', [
    ...paths,
    ...sockets,
    '--addon',
    addonPath,
    '--cards-root',
    place('machine'),
  ]);
}

describe('a card that is not there', () => {
  test('the box is up with its spans in alarm; pages see cards, plans and why an apply failed', async () => {
    // A span no driver has on a machine that runs tests.
    const card = { spans: [127], telephones: [], exchangeLines: [] };
    writeSite(
      place('site.json'),
      testSite({ agents: 0, more: { board: { kind: 'dahdi', spans: 1, lines: 0, card } } }),
    );
    await machine('te420-5');
    const daemon = startDaemon();
    await daemon.ready();
    const control = new ControlClient();
    const snapshot = new Promise<readonly { readonly alarms: readonly string[] }[]>((resolve) =>
      control.once('up', ({ spans }) => resolve(spans)),
    );
    control.connect(place('control.sock'));
    expect((await snapshot).map(({ alarms }) => alarms)).toEqual([['LOS']]);
    expect((await control.request('cards.scan', {})).cards.map(({ model }) => model)).toEqual(['TE420 (5th gen)']);
    expect((await control.request('cards.plan', {})).refused.map(({ code }) => code)).toEqual(['unknown-span']);

    const lines = { spans: [2], telephones: [], exchangeLines: [] };
    const { plan, refused } = await control.request('cards.plan', { lines });
    expect(refused).toEqual([]);
    const { id } = await control.request('cards.apply', { by: 'tech', plan, lines, span: null });
    await expect
      .poll(() => control.request('cards.applied', { id }), { timeout: 30_000 })
      .toMatchObject({ state: 'failed', problem: 'no-applier' });

    // The technician takes the card's second span instead: another board, so the daemon ends for who supervises it.
    const board = { kind: 'dahdi', spans: 1, lines: 0, card: lines };
    const change = { by: 'tech', version: 1, change: { change: 'board', board } };
    expect(await control.request('site.change', change)).toEqual({ version: 2 });
    expect(await daemon.ended).toBe(0);
    control.close();
    expect(daemon.logTail).toContain('the box runs without its lines');
  });
});
