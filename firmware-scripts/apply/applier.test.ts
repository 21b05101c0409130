import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DriverConfiguration } from '../../daemon/terms/cards.js';
import { plannedFiles } from '../configure/planned-files.js';
import { type FixtureMachine, layOut } from '../detect/fixture-machine.js';
import { RootFolder } from '../detect/root-folder.js';
import { Applier } from './applier.js';
import type { ProgramResult } from './program.js';
import { SafeFiles } from './safe-files.js';

const fixture = (name: string): FixtureMachine =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
const byHand = '# my own\nspan=1,0,0,ccs,hdb3\nbchan=1-15,17-31\ndchan=16\nloadzone=us\ndefaultzone=us\n';
const configuration: DriverConfiguration = {
  spans: [
    { span: 1, firstChannel: 1, kind: 'e1', crc4: true, clockPriority: 1 },
    { span: 2, firstChannel: 32, kind: 'e1', crc4: false, clockPriority: 2 },
  ],
  telephones: [],
  exchangeLines: [],
  zone: 'cn',
  echoCanceller: '',
  modules: ['wct4xxp'],
};

let root = '';
let run: string[][] = [];
let reply: (args: readonly string[]) => ProgramResult | Promise<ProgramResult>;

const applier = (): Applier =>
  new Applier({
    root,
    async configure(args) {
      run.push([...args]);
      return reply(args);
    },
    async load(module) {
      run.push(['modprobe', module]);
      return { code: 0, output: '' };
    },
    nowMs: () => Date.UTC(2026, 10, 23, 11, 52, 3),
    log: () => {},
  });
const file = (name: string): string => readFileSync(join(root, name), 'utf8');
const planned = async (wanted = configuration): Promise<string> =>
  (await plannedFiles(new RootFolder(root), wanted)).plan;
const asked = async (more: object = {}): Promise<string> =>
  JSON.stringify({ version: 1, ask: 'apply', configuration, plan: await planned(), span: null, ...more });

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'callbox-apply-'));
  await layOut(fixture('te420-5'), root);
  mkdirSync(join(root, 'etc/dahdi'), { recursive: true });
  writeFileSync(join(root, 'etc/dahdi/system.conf'), byHand);
  run = [];
  reply = () => ({ code: 0, output: 'well' });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the applier', () => {
  test('writes the files, keeps dated copies and gives the driver span after span', async () => {
    const answer = await applier().answer(await asked());
    expect(answer).toMatchObject({ ok: true, copies: ['/etc/dahdi/system.conf.callbox-20261123-115203'] });
    expect(file('etc/dahdi/system.conf.callbox-20261123-115203')).toBe(byHand);
    expect(file('etc/dahdi/system.conf')).toContain('span=1,1,0,ccs,hdb3,crc4\nspan=2,2,0,ccs,hdb3\n');
    expect(file('etc/modprobe.d/callbox-cards.conf')).toContain('options wct4xxp default_linemode=e1');
    expect(run).toEqual([
      ['-c', join(root, 'etc/dahdi/system.conf'), '-S', '1', '-C', '1-31'],
      ['-c', join(root, 'etc/dahdi/system.conf'), '-S', '2', '-C', '32-62'],
    ]);
    expect(readdirSync(join(root, 'etc/dahdi')).filter((name) => /json|part/.test(name))).toEqual([]);
  });

  test('one span alone when only it was meant', async () => {
    expect((await applier().answer(await asked({ span: 2 }))).ok).toBe(true);
    expect(run.map((args) => args[3])).toEqual(['2']);
  });

  test('loads drivers that are not loaded', async () => {
    writeFileSync(join(root, 'proc/modules'), 'dahdi 1 - Live 0x0\n');
    await applier().answer(await asked());
    expect(run[0]).toEqual(['modprobe', 'wct4xxp']);
  });

  test('the driver refuses: the files are what they were, and the driver is told them again', async () => {
    reply = (args) =>
      args[3] === '2' && run.length === 2 ? { code: 1, output: 'Invalid argument' } : { code: 0, output: '' };
    const answer = await applier().answer(await asked());
    expect(answer).toMatchObject({ ok: false, problem: 'driver-refused' });
    expect(answer.said).toContain('Invalid argument');
    expect(file('etc/dahdi/system.conf')).toBe(byHand);
    expect(readdirSync(join(root, 'etc'))).not.toContain('callbox-cards.conf');
    expect(run.length).toBe(2 + 4); // all four spans of the card
  });

  test('killed between write and apply: the old file is back at the next start', async () => {
    const files = await plannedFiles(new RootFolder(root), configuration);
    const changed = files.files.filter(({ diff }) => diff.length > 0);
    // As far as a killed applier came: the new files, and nothing after them.
    await new SafeFiles(
      root,
      files.files.map((each) => each.file),
      '/etc/dahdi',
    ).replace(changed, '20261123-115203');
    expect(file('etc/dahdi/system.conf')).not.toBe(byHand);
    await applier().recover();
    expect(file('etc/dahdi/system.conf')).toBe(byHand);
    expect(() => file('etc/modprobe.d/callbox-cards.conf')).toThrow();
    expect(run.length).toBe(4);
    run = [];
    await applier().recover();
    expect(run).toEqual([]);
  });

  test('a note half written by a power cut takes nothing back', async () => {
    writeFileSync(join(root, 'etc/dahdi/callbox-apply.json'), '{"version":1,"files":[{"file":"/etc/passw');
    await applier().recover();
    expect(file('etc/dahdi/system.conf')).toBe(byHand);
  });

  test('a note that somebody forged touches no other file', async () => {
    writeFileSync(join(root, 'etc/passwd'), 'root');
    const files = [
      { file: '/etc/passwd', copy: '' },
      { file: '/etc/dahdi/system.conf', copy: '/etc/passwd' },
    ];
    writeFileSync(join(root, 'etc/dahdi/callbox-apply.json'), JSON.stringify({ version: 1, files }));
    await applier().recover();
    expect(file('etc/passwd')).toBe('root');
    expect(file('etc/dahdi/system.conf')).toBe(byHand);
  });

  test('two at once: the second is told so, the first goes on', async () => {
    let go = (): void => {};
    const held = new Promise<ProgramResult>((resolve) => {
      go = () => resolve({ code: 0, output: '' });
    });
    let begun = (): void => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    reply = () => {
      begun();
      return held;
    };
    const one = applier();
    const request = await asked();
    const first = one.answer(request);
    await started;
    expect(await one.answer(request)).toMatchObject({ ok: false, problem: 'busy' });
    go();
    expect((await first).ok).toBe(true);
  });

  test('a file that changed after it was shown is a conflict, and stays', async () => {
    const request = await asked();
    writeFileSync(join(root, 'etc/dahdi/system.conf'), `${byHand}# one more\n`);
    expect(await applier().answer(request)).toMatchObject({ problem: 'conflict' });
    expect(file('etc/dahdi/system.conf')).toBe(`${byHand}# one more\n`);
    expect(run).toEqual([]);
  });

  test('of many copies the newest twenty stay', async () => {
    for (let day = 1; day <= 25; day++)
      writeFileSync(join(root, `etc/dahdi/system.conf.callbox-202610${String(day).padStart(2, '0')}-000000`), 'old');
    await applier().answer(await asked());
    const copies = readdirSync(join(root, 'etc/dahdi')).filter((name) => name.includes('.callbox-'));
    expect(copies.length).toBe(20);
    expect(copies.at(-1)).toContain('20261123-115203');
  });

  const span = configuration.spans[0];
  const wrong: readonly (readonly [name: string, more: object])[] = [
    ['a module of its own choice', { configuration: { ...configuration, modules: ['../../tmp/evil'] } }],
    ['a module that is none of cards', { configuration: { ...configuration, modules: ['usb_storage'] } }],
    ['a zone with a line of its own', { configuration: { ...configuration, zone: 'cn\nspan=9' } }],
    ['a canceller with shell characters', { configuration: { ...configuration, echoCanceller: '$(reboot)' } }],
    ['a span twice', { configuration: { ...configuration, spans: [span, span] } }],
    [
      'two masters',
      {
        configuration: { ...configuration, spans: configuration.spans.map((each) => ({ ...each, clockPriority: 1 })) },
      },
    ],
    ['a channel twice', { configuration: { ...configuration, telephones: [5] } }],
    ['a channel that cannot be', { configuration: { ...configuration, telephones: [5_000] } }],
    [
      'a span beyond the last channel',
      { configuration: { ...configuration, spans: [{ ...span, firstChannel: 1_000 }] } },
    ],
    ['text more', { file: '/etc/passwd' }],
    ['a plan that is none', { plan: '../../etc' }],
    ['another version', { version: 2 }],
    ['another wish', { ask: 'run' }],
  ];
  test.each(wrong)('refused: %s', async (_, more) => {
    expect(await applier().answer(await asked(more))).toMatchObject({ ok: false, problem: 'bad-request' });
    expect(file('etc/dahdi/system.conf')).toBe(byHand);
    expect(run).toEqual([]);
  });

  test.each(['', 'null', '{', '[]', '1e999', '"\\u0000"', 'x'.repeat(70_000)])('refused: no request', async (line) => {
    expect(await applier().answer(line)).toMatchObject({ ok: false, problem: 'bad-request' });
  });

  test('a span that is not there, and one that the configuration has not', async () => {
    expect(await applier().answer(await asked({ span: 4 }))).toMatchObject({ problem: 'no-such-span' });
    const far = {
      ...configuration,
      spans: [{ span: 9, firstChannel: 249, kind: 'e1', crc4: true, clockPriority: 1 } as const],
    };
    const answer = await applier().answer(
      JSON.stringify({ version: 1, ask: 'apply', configuration: far, plan: await planned(far), span: null }),
    );
    expect(answer).toMatchObject({ problem: 'driver-refused' });
    expect(answer.said).toContain('no span 9');
    expect(file('etc/dahdi/system.conf')).toBe(byHand);
  });

  test('lamps blink where the driver has an order for it', async () => {
    const unit = join(root, 'sys/bus/xpds/devices/00:1:0');
    mkdirSync(unit, { recursive: true });
    writeFileSync(join(unit, 'span'), '2\n');
    writeFileSync(join(unit, 'blink'), '0\n');
    const blink = (more: object): Promise<object> =>
      applier().answer(JSON.stringify({ version: 1, ask: 'blink', span: 2, port: 3, on: true, ...more }));
    expect(await blink({})).toMatchObject({ ok: true });
    expect(readFileSync(join(unit, 'blink'), 'utf8')).toContain('0x4');
    expect(await blink({ span: 1 })).toMatchObject({ problem: 'no-lamps' });
    expect(await blink({ port: 33 })).toMatchObject({ problem: 'bad-request' });
  });
});
