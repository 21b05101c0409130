import { describe, expect, it } from 'vitest';
import type { Campaign } from './outbound.js';
import { campaignProblems, startProblems, withinLaw } from './outbound-checks.js';
import type { Site } from './site.js';

const queue = { id: 'sales' } as Site['queues'][number];
const site: Site = {
  country: 'cn',
  timeZone: 'Asia/Shanghai',
  board: { kind: 'virtual', spans: 1, lines: 4 },
  numbers: [],
  defaultFlow: 'main',
  flows: [{ id: 'main', start: 'a', nodes: { a: { block: 'hang-up', prompts: [] } } }],
  queues: [queue],
  agents: [],
  trunks: [
    {
      id: 'telecom',
      name: { zh: '电信', en: 'Telecom' },
      channels: [{ span: 1 }],
      out: { callingNumber: '02162881000', furtherNumbers: ['02162881001'] },
    },
    {
      id: 'mobile',
      name: { zh: '移动', en: 'Mobile' },
      channels: [{ span: 1 }],
      out: { callingNumber: '02168880000' },
    },
  ],
};

const campaign: Campaign = {
  id: 'c1',
  name: '回访',
  mode: 'predictive',
  queue: 'sales',
  flow: '',
  lists: [{ list: 'l1', weight: 10 }],
  filter: [],
  trunks: ['telecom'],
  callerNumber: '02162881001',
  ringTimeoutMs: 25_000,
  maxConcurrent: 30,
  waitMusic: '',
  dropPrompts: ['zh/dropped'],
  greetingPrompts: [],
  retry: { tries: 3, waitMs: 3_600_000 },
  retryByResult: {},
  hours: { from: '09:00', to: '20:00' },
  days: [1, 2, 3, 4, 5],
  perNumberPerDay: 1,
  dropCap: 0.03,
  answeringMachines: false,
  previewMs: 20_000,
  recording: 'all',
  heardPercent: 80,
  startAt: null,
  endAt: null,
  target: null,
  script: '',
};

const wrong: readonly [string, Partial<Campaign>, string, string][] = [
  ['an id that is no word', { id: 'a b' }, 'id', 'format'],
  ['no name', { name: '  ' }, 'name', 'required'],
  ['a mode nobody knows', { mode: 'turbo' as Campaign['mode'] }, 'mode', 'unknown'],
  ['an agent mode without a queue', { queue: '' }, 'queue', 'required'],
  ['a queue the site does not have', { queue: 'x' }, 'queue', 'unknown'],
  ['a flow for agents', { flow: 'main' }, 'flow', 'not-wanted'],
  ['a notice without a flow', { mode: 'notice', queue: '' }, 'flow', 'required'],
  ['a notice with a queue', { mode: 'notice', flow: 'main' }, 'queue', 'not-wanted'],
  [
    'a list twice',
    {
      lists: [
        { list: 'a', weight: 1 },
        { list: 'a', weight: 1 },
      ],
    },
    'lists[1].list',
    'duplicate',
  ],
  ['no weight', { lists: [{ list: 'a', weight: 0 }] }, 'lists[0].weight', 'range'],
  ['a condition on nothing', { filter: [{ field: 'x', operator: '=', value: '' }] }, 'filter[0].field', 'unknown'],
  ['a trunk that is not there', { trunks: ['x'], callerNumber: '' }, 'trunks[0]', 'unknown'],
  ['a number of another trunk', { callerNumber: '02168880000' }, 'callerNumber', 'not-assigned'],
  ['a number only one of its trunks has', { trunks: ['telecom', 'mobile'] }, 'callerNumber', 'not-assigned'],
  ["nobody's number", { trunks: [], callerNumber: '110' }, 'callerNumber', 'not-assigned'],
  ['a number with letters', { callerNumber: '0216288x' }, 'callerNumber', 'format'],
  ['a ring under the legal 15 s', { ringTimeoutMs: 14_999 }, 'ringTimeoutMs', 'range'],
  ['a ring without end', { ringTimeoutMs: 60_001 }, 'ringTimeoutMs', 'range'],
  ['half a call at once', { maxConcurrent: 0.5 }, 'maxConcurrent', 'range'],
  ['a cap over the law', { dropCap: 0.031 }, 'dropCap', 'range'],
  ['no number for a cap', { dropCap: Number.NaN }, 'dropCap', 'range'],
  ['four calls to a number a day', { perNumberPerDay: 4 }, 'perNumberPerDay', 'range'],
  ['eleven tries', { retry: { tries: 11, waitMs: 3_600_000 } }, 'retry.tries', 'range'],
  [
    'again after a minute',
    { retryByResult: { busy: { tries: 3, waitMs: 60_000 } } },
    'retryByResult.busy.waitMs',
    'range',
  ],
  ['before eight', { hours: { from: '07:59', to: '20:00' } }, 'hours.from', 'range'],
  ['after nine', { hours: { from: '09:00', to: '21:01' } }, 'hours.to', 'range'],
  ['hours that end before they begin', { hours: { from: '18:00', to: '09:00' } }, 'hours.to', 'order'],
  ['hours that are none', { hours: { from: '9', to: '20:00' } }, 'hours.from', 'format'],
  ['a day that is none', { days: [0] }, 'days[0]', 'range'],
  ['an end before the start', { startAt: 2, endAt: 1 }, 'endAt', 'order'],
  ['a prompt outside its folder', { dropPrompts: ['../etc/passwd'] }, 'dropPrompts[0]', 'format'],
];

describe('a campaign', () => {
  it('is fine as it is', () => expect(startProblems(campaign, site)).toEqual([]));

  it.each(wrong)('is refused for %s', (_what, change, field, code) => {
    expect(campaignProblems({ ...campaign, ...change }, site)).toContainEqual(expect.objectContaining({ field, code }));
  });

  it('may show a number that some trunk of the routes has', () => {
    expect(campaignProblems({ ...campaign, trunks: [] }, site)).toEqual([]);
  });

  it('does not start without lists, days, or a message for who is dropped', () => {
    const problems = startProblems({ ...campaign, lists: [], days: [], dropPrompts: [] }, site);
    expect(problems.map(({ field }) => field)).toEqual(['lists', 'dropPrompts', 'days']);
  });
});

describe('whatever is stored', () => {
  it('is brought inside the law', () => {
    const wild = withinLaw({
      ...campaign,
      ringTimeoutMs: 1,
      dropCap: 1,
      perNumberPerDay: 99,
      retry: { tries: 99, waitMs: 0 },
      retryByResult: { busy: { tries: 3, waitMs: 1 } },
      hours: { from: '00:00', to: '24:00' },
      maxConcurrent: Number.NaN,
    });
    expect(wild).toMatchObject({
      ringTimeoutMs: 15_000,
      dropCap: 0.03,
      perNumberPerDay: 3,
      retry: { tries: 10, waitMs: 1_800_000 },
      retryByResult: { busy: { tries: 3, waitMs: 1_800_000 } },
      hours: { from: '08:00', to: '21:00' },
      maxConcurrent: 1,
    });
  });

  it('calls nobody when its hours cannot be read', () => {
    expect(withinLaw({ ...campaign, hours: { from: 'x', to: '20:00' } }).hours).toEqual({ from: '00:00', to: '00:00' });
  });
});
