import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallboxError } from '../../daemon/base/errors.js';
import type { CardApply } from '../../daemon/terms/cards.js';
import type { Site } from '../../daemon/terms/site.js';
import { usualSpanSetup } from '../../daemon/terms/span-setup.js';
import type { ApplyAnswer, ApplyRequest } from '../apply/request.js';
import { type FixtureMachine, layOut } from '../detect/fixture-machine.js';
import type { Timing } from '../timing/timing-test.js';
import { CardsDesk } from './cards-desk.js';

const by = 'tech';
const good: ApplyAnswer = {
  ok: true,
  problem: '',
  message: 'applied',
  said: 'well',
  copies: ['/etc/dahdi/system.conf.x'],
};
const cards: Site['board'] = {
  kind: 'dahdi',
  spans: 2,
  lines: 0,
  card: { spans: [1, 2], telephones: [], exchangeLines: [] },
};

let root = '';
let site: Site;
let requests: ApplyRequest[];
let incidents: string[];
let answer: (request: ApplyRequest) => Promise<ApplyAnswer>;
let timing: (seconds: number, drivers: readonly string[]) => Promise<Timing>;
let appliedWhole: number;

async function machine(name: string): Promise<void> {
  const fixture: FixtureMachine = JSON.parse(
    readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'),
  );
  await layOut(fixture, root);
}

function desk(): CardsDesk {
  let next = 0;
  return new CardsDesk({
    root,
    site: () => site,
    nowMs: () => 7,
    ids: { next: () => `id${String(next++).padStart(24, '0')}` },
    async applier(request) {
      requests.push(request);
      return answer(request);
    },
    timing: (seconds, drivers, tell) => {
      tell(0.5);
      return timing(seconds, drivers);
    },
    incident: (code) => void incidents.push(code),
    applied: () => void appliedWhole++,
  });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'callbox-desk-'));
  site = { country: 'cn', board: cards } as Site;
  requests = [];
  incidents = [];
  appliedWhole = 0;
  answer = async () => good;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function ended(of: CardsDesk, id: string): Promise<CardApply> {
  for (;;) {
    const apply = await of.answer('cards.applied', { id });
    if (apply.state !== 'applying') return apply;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the desk of cards', () => {
  test('plans from the site, and applies what was shown', async () => {
    await machine('te420-5');
    const one = desk();
    const plan = await one.answer('cards.plan', {});
    expect(plan.refused).toEqual([]);
    expect(plan.configuration.spans.map(({ span, clockPriority }) => [span, clockPriority])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(plan.files[0]?.diff.map(({ text }) => text)).toContain('span=2,2,0,ccs,hdb3,crc4');
    const { id } = await one.answer('cards.apply', { by, plan: plan.plan, span: null });
    expect(await ended(one, id)).toMatchObject({ state: 'applied', problem: '', copies: good.copies, by });
    expect(requests).toEqual([
      { version: 1, ask: 'apply', configuration: plan.configuration, plan: plan.plan, span: null },
    ]);
    expect([incidents, appliedWhole]).toEqual([['driver-configured'], 1]);
  });

  test('a driver that is installed and not loaded is loaded by an apply without any port', async () => {
    await machine('driver-not-loaded');
    const one = desk();
    const lines = { spans: [], telephones: [], exchangeLines: [] };
    const plan = await one.answer('cards.plan', { lines });
    expect(plan.refused).toEqual([]);
    expect(plan.configuration.modules).toEqual(['wct4xxp']);
    expect(plan.files.map(({ text }) => text).join('')).toContain('options wct4xxp default_linemode=e1');
    await ended(one, (await one.answer('cards.apply', { by, plan: plan.plan, lines, span: null })).id);
    expect(requests[0]).toMatchObject({ configuration: { modules: ['wct4xxp'], spans: [] } });
  });

  test('what would be written is another now: a conflict, and nothing is asked', async () => {
    await machine('te420-5');
    const one = desk();
    const { plan } = await one.answer('cards.plan', {});
    mkdirSync(join(root, 'etc/dahdi'), { recursive: true });
    writeFileSync(join(root, 'etc/dahdi/system.conf'), '# somebody was here\n');
    await expect(one.answer('cards.apply', { by, plan, span: null })).rejects.toMatchObject({ code: 'conflict' });
    expect(requests).toEqual([]);
  });

  test('two technicians at once: one is told to wait', async () => {
    await machine('te420-5');
    const one = desk();
    const { plan } = await one.answer('cards.plan', {});
    const both = await Promise.allSettled([
      one.answer('cards.apply', { by, plan, span: null }),
      one.answer('cards.apply', { by: 'other', plan, span: null }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(both[1]).toMatchObject({ reason: { code: 'not-now' } });
    expect(requests.length).toBe(1);
  });

  test.each([
    ['no-applier', () => Promise.reject(new CallboxError('not-now', 'nobody'))],
    ['failed', () => Promise.reject(new CallboxError('internal', 'gone'))],
    ['driver-refused', async () => ({ ...good, ok: false, problem: 'driver-refused', said: 'Invalid argument' })],
  ] as const)('what went wrong is told in words: %s', async (problem, wrong) => {
    await machine('te420-5');
    answer = wrong;
    const one = desk();
    const { plan } = await one.answer('cards.plan', {});
    const { id } = await one.answer('cards.apply', { by, plan, span: 1 });
    const seen = await ended(one, id);
    expect(seen).toMatchObject({ state: 'failed', problem });
    expect(seen.words.zh.length).toBeGreaterThan(5);
    // Afterwards another may try.
    await expect(one.answer('cards.apply', { by, plan, span: 1 })).resolves.toBeDefined();
  });

  test('a plan with two masters, an unknown span or on the virtual board is refused with words', async () => {
    await machine('te420-5');
    const one = desk();
    const setups = [1, 2].map((span) => ({ span, setup: usualSpanSetup }));
    const twice = await one.answer('cards.plan', { setups });
    expect(twice.refused.map(({ code }) => code)).toEqual(['two-masters']);
    await expect(one.answer('cards.apply', { by, plan: twice.plan, setups, span: null })).rejects.toMatchObject({
      code: 'bad-request',
    });
    const lines = { spans: [8], telephones: [], exchangeLines: [] };
    expect((await one.answer('cards.plan', { lines })).refused[0]?.code).toBe('unknown-span');
    const third = [{ span: 3, setup: usualSpanSetup }];
    expect((await one.answer('cards.plan', { setups: third })).refused.map(({ code }) => code)).toEqual([
      'no-such-span',
    ]);
    site = { ...site, board: { kind: 'virtual', spans: 1, lines: 4 } };
    expect((await one.answer('cards.plan', {})).refused.map(({ code }) => code)).toEqual(['no-cards']);
    expect(requests).toEqual([]);
  });

  test('one span for a span change: the driver’s number, and the setup that is tried', async () => {
    await machine('two-same-cards');
    site = {
      ...site,
      board: { ...cards, card: { spans: [5, 6], telephones: [], exchangeLines: [] } } as Site['board'],
    };
    const setup = { ...usualSpanSetup, crc4: false, clockPriority: 2 };
    expect(await desk().applySpan(2, setup, by)).toBe('');
    expect(requests[0]).toMatchObject({
      span: 6,
      configuration: {
        spans: [
          { span: 5, crc4: true },
          { span: 6, crc4: false },
        ],
      },
    });
    answer = async () => ({ ...good, ok: false, problem: 'driver-refused' });
    expect(await desk().applySpan(2, setup, by)).toBe('driver-refused');
    expect(await desk().applySpan(2, { ...setup, clockPriority: 1 }, by)).toBe('two-masters');
    site = { ...site, board: { kind: 'virtual', spans: 1, lines: 4 } };
    expect(await desk().applySpan(1, setup, by)).toBe('');
  });

  test('lamps: the Astribank’s blink; for others the words say how to tell ports apart', async () => {
    await machine('astribank-multi');
    const shown = await desk().answer('cards.blink', { by, place: 'usb 1-4', port: 1, on: true });
    expect(shown.how).toBe('driver');
    expect(requests[0]).toEqual({ version: 1, ask: 'blink', span: 1, port: 1, on: true });
    const nowhere = desk().answer('cards.blink', { by, place: 'pci 0000:09:00.0', port: 1, on: true });
    await expect(nowhere).rejects.toMatchObject({ code: 'not-found' });
    const beyond = desk().answer('cards.blink', { by, place: 'usb 1-4', port: 60, on: true });
    await expect(beyond).rejects.toMatchObject({ code: 'not-found' });
  });

  test('the timing test is asked for again and again while it runs, and is there afterwards', async () => {
    await machine('te420-5');
    let end = (_: Timing): void => {};
    timing = () => new Promise((resolve) => (end = resolve));
    const one = desk();
    const { id } = await one.answer('cards.timing-test', { by, seconds: 10 });
    expect(await one.answer('cards.timing-test', { by, seconds: 10 })).toEqual({ id });
    expect(await one.answer('cards.timing', { id })).toMatchObject({ state: 'running', progress: 0.5 });
    const words = { zh: '好', en: 'good' };
    end({ meanPercent: 99.99, worstPercent: 99.9, interrupts: [], passed: true, words, next: words });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await one.answer('cards.timing', { id })).toMatchObject({ state: 'done', passed: true, meanPercent: 99.99 });
    timing = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOENT' }));
    const second = await one.answer('cards.timing-test', { by, seconds: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await one.answer('cards.timing', second)).toMatchObject({ state: 'failed', passed: false });
    await expect(one.answer('cards.timing', { id: '0'.repeat(26) })).rejects.toMatchObject({ code: 'not-found' });
  });
});
