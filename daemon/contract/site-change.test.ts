import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Agent, Queue, Site } from '../terms/site.js';
import { changeSite, type Making, maxSiteBytes, problemsText, readSiteChange, undoneSite } from './site-change.js';

const queueOf = (id: string): Queue => ({
  id,
  name: { zh: '队列', en: id },
  strategy: 'longest-idle',
  music: 'music/hold-1',
  prompts: [],
  wrapUpMs: 20_000,
  ringTimeoutMs: 20_000,
  missesUntilNotReady: 2,
  maxWaiting: 30,
  maxWaitMs: 600_000,
  busyPrompts: [],
});
const agentOf = (id: string, more: Partial<Agent> = {}): Agent => ({
  id,
  name: `座席${id}`,
  line: 1,
  queues: ['sales', 'service'],
  ...more,
});
const site: Site = {
  country: 'cn',
  timeZone: 'Asia/Shanghai',
  board: { kind: 'virtual', spans: 1, lines: 8 },
  numbers: [],
  defaultFlow: 'main',
  flows: [{ id: 'main', start: 'queue', nodes: { queue: { block: 'queue', queue: 'service' } } }],
  queues: [queueOf('sales'), queueOf('service')],
  agents: [
    agentOf('8001', { levels: { sales: 1, service: 2 } }),
    agentOf('8002', { line: 2 }),
    agentOf('8003', { line: 3 }),
  ],
};

function changed(change: Making, of = site): Site {
  const result = changeSite(of, change);
  if ('errors' in result) throw new Error(problemsText(result.errors));
  return result.site;
}
function refused(change: Making): string {
  const result = changeSite(site, change);
  if (!('errors' in result)) throw new Error('it was taken');
  return problemsText(result.errors);
}
const idsOf = (of: Site): readonly string[] => of.agents.map(({ id }) => id);

describe('what changes', () => {
  test('agents are replaced in their place, new ones come last', () => {
    const after = changed({
      change: 'put-agents',
      agents: [agentOf('8009', { line: 7 }), agentOf('8002', { line: 5 })],
    });
    expect(after.agents.map(({ id, line }) => [id, line])).toEqual([['8001', 1], ['8002', 5], ['8003', 3], ['8009', 7]]); // biome-ignore format: rows
    expect(site.agents).toHaveLength(3);
  });

  test('an agent is removed', () => {
    expect(idsOf(changed({ change: 'remove-agent', agent: '8002' }))).toEqual(['8001', '8003']);
  });

  test('an agent moves: levels of queues he leaves go, unless new ones are told', () => {
    const moved = (queues: readonly string[], levels?: Agent['levels']) =>
      changed({ change: 'membership', agent: '8001', queues, ...(levels ? { levels } : {}) }).agents[0];
    expect(moved(['service'])).toEqual({ ...agentOf('8001'), queues: ['service'], levels: { service: 2 } });
    expect(moved([])).toEqual({ ...agentOf('8001'), queues: [] });
    expect(moved(['sales'], { sales: 9 })).toMatchObject({ levels: { sales: 9 } });
  });

  test('skills, order, own settings', () => {
    expect(changed({ change: 'skills', agent: '8003', skills: { english: 7 } }).agents[2]?.skills).toEqual({
      english: 7,
    });
    expect(idsOf(changed({ change: 'order-agents', agents: ['8003'] }))).toEqual(['8003', '8001', '8002']);
    const forwards = [{ when: 'busy', target: { to: 'agent', agent: '8002' } }] as const;
    const own = changed({ change: 'own', agent: '8001', headset: true, forwards });
    expect(own.agents[0]).toMatchObject({ headset: true, forwards });
    expect(changed({ change: 'own', agent: '8001', headset: false }, own).agents[0]).toMatchObject({
      headset: false,
      forwards,
    });
  });

  test('queues, rules, schedules, supervisors, thresholds', () => {
    expect(changed({ change: 'put-queue', queue: queueOf('night') }).queues.map(({ id }) => id)).toEqual([
      'sales',
      'service',
      'night',
    ]);
    const without = changed({ change: 'remove-queue', queue: 'sales' });
    expect(without.queues.map(({ id }) => id)).toEqual(['service']);
    expect(without.agents[0]).toEqual({ ...agentOf('8001'), queues: ['service'], levels: { service: 2 } });
    const schedules = [{ id: 'office', name: '办公', weekly: [{ days: [1], from: '09:00', to: '18:00' }] }];
    expect(changed({ change: 'schedules', schedules }).schedules).toEqual(schedules);
    // biome-ignore lint/suspicious/noThenProperty: the rule's word
    const rules = [{ id: 'vip', name: 'VIP', when: [], then: { points: 5 } }];
    expect(changed({ change: 'rules', rules }).rules).toEqual(rules);
    const supervisors = [{ id: 'lead', name: '陈静', line: 8 }];
    expect(changed({ change: 'supervisors', supervisors }).supervisors).toEqual(supervisors);
    const thresholds = { talkMs: { on: 60_000, off: 0 } };
    expect(changed({ change: 'thresholds', thresholds }).thresholds).toEqual(thresholds);
  });
});

describe('what the site would not be good with is refused as a whole', () => {
  test.each<[Making, RegExp]>([
    [
      { change: 'remove-agent', agent: '8009' },
      /^agent: there is no agent "8009": load the site again \/ 没有座席“8009”/,
    ],
    [{ change: 'order-agents', agents: ['8001', 'x'] }, /^agents: there is no agent "x"/],
    [{ change: 'remove-queue', queue: 'service' }, /^flows\[main\]\.nodes\.queue\.queue: there is no queue "service"/],
    [{ change: 'remove-queue', queue: 'x' }, /^queue: there is no queue "x"/],
    [
      { change: 'put-agents', agents: [agentOf('8004', { line: 4 }), agentOf('8005', { line: 9 })] },
      /^agents\[8005\]\.line: 9 does not exist: the board has 8 lines.* \/ 没有第 9 线/,
    ],
    [{ change: 'membership', agent: '8001', queues: ['x'] }, /^agents\[8001\]\.queues\[0\]: there is no queue "x"/],
    [
      { change: 'own', agent: '8001', forwards: [{ when: 'always', target: { to: 'agent', agent: '8001' } }] },
      /leads back to 8001/,
    ],
    [
      { change: 'put-queue', queue: { ...queueOf('sales'), hours: 'office' } },
      /^queues\[sales\]\.hours: there is no schedule "office"/,
    ],
    [
      { change: 'supervisors', supervisors: [{ id: 'lead', name: 'x', line: 3 }] },
      /^supervisors\[lead\]\.line: line 3 is/,
    ],
  ])('%j', (change, words) => {
    expect(refused(change)).toMatch(words);
  });

  test('a site too large for the control socket', () => {
    const large: Site = { ...site, flows: [...site.flows, { id: 'x', start: 'a', nodes: { a: { block: 'hang-up', prompts: Array(maxSiteBytes / 10).fill('zh/welcome') } } }] }; // biome-ignore format: data
    const result = changeSite(large, { change: 'own', agent: '8001', headset: true });
    expect('errors' in result && problemsText(result.errors)).toMatch(/^the site would have \d+ bytes, allowed are/);
  });
});

describe('an emergency', () => {
  const on = { prompts: ['zh/line-fault'], reason: 'cable cut', by: 'floor', since: 7 };

  test('goes on and off and leaves the rest', () => {
    const read = readSiteChange({ change: 'emergency', on });
    if ('errors' in read || read.change.change === 'undo') throw new Error('not read');
    const during = changeSite(site, read.change);
    if ('errors' in during) throw new Error(problemsText(during.errors));
    expect(during.site).toEqual({ ...site, emergency: on });
    expect(changeSite(during.site, { change: 'emergency', on: null })).toEqual({ site });
  });

  test('is neither begun nor ended by taking back a change', () => {
    const moved = { ...site, schedules: [] };
    expect(undoneSite({ ...moved, emergency: on }, site)).toEqual({ site: { ...site, emergency: on } });
    expect(undoneSite(moved, { ...site, emergency: on })).toEqual({ site });
    const refused = undoneSite({ ...site, emergency: on }, site);
    expect('errors' in refused && problemsText(refused.errors)).toMatch(/floor page.*班长大厅/);
  });
});

describe('what pages send', () => {
  test.each<[unknown, RegExp]>([
    [null, /a group of settings|change: one of/],
    [{ change: 'destroy' }, /^change: found "destroy", allowed is change: one of put-agents/],
    [{ change: 'remove-agent', agent: 5 }, /^agent: found 5/],
    [{ change: 'remove-agent', agent: '8001', force: true }, /unknown key "force"/],
    [{ change: 'put-agents', agents: [] }, /^agents: found \[…\], allowed is a list of 1 to 500/],
    [{ change: 'put-agents', agents: [{ ...agentOf('8001'), line: 65 }] }, /^agents\[8001\]\.line: found 65/],
    [
      { change: 'skills', agent: '8001', skills: { english: 10 } },
      /^skills\.english: found 10, allowed is a whole number/,
    ],
    [{ change: 'schedules', schedules: [{ id: 'a', name: 'b', weekly: [{ days: [8], from: '1', to: '2' }] }] }, /days/],
  ])('%j', (sent, words) => {
    const read = readSiteChange(sent);
    expect('errors' in read && problemsText(read.errors)).toMatch(words);
  });

  test('defaults are filled in as in a site file', () => {
    const queue = { id: 'night', name: { zh: '夜', en: 'Night' }, music: 'music/hold-1' };
    expect(readSiteChange({ change: 'put-queue', queue })).toMatchObject({
      change: { queue: { strategy: 'longest-idle', wrapUpMs: 20_000 } },
    });
  });

  test('anything is taken or told, and what is taken is a good site', () => {
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.record(
        {
          change: fc.constantFrom('put-agents', 'membership', 'skills', 'order-agents', 'put-queue', 'rules', 'own'),
          agent: fc.constantFrom('8001', '__proto__', 'constructor', ''),
          agents: fc.array(fc.constantFrom('8001', '8002', '__proto__')),
          skills: fc.dictionary(fc.constantFrom('english', '__proto__', 'toString'), fc.integer({ min: -1, max: 11 })),
          queues: fc.array(fc.constantFrom('sales', 'service', 'hasOwnProperty')),
          headset: fc.boolean(),
        },
        { requiredKeys: ['change'] },
      ),
    );
    fc.assert(
      fc.property(anything, (sent) => {
        const read = readSiteChange(sent);
        if ('errors' in read) return void expect(problemsText(read.errors)).not.toBe('');
        const { change } = read;
        const result = change.change === 'undo' ? undoneSite(site, site) : changeSite(site, change);
        if ('errors' in result) {
          expect(problemsText(result.errors)).not.toBe('');
          return;
        }
        // It stays good, whatever else is changed of it.
        expect('site' in changeSite(result.site, { change: 'own', agent: '8001', headset: true })).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
