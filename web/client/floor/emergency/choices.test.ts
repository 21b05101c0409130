import { expect, test } from 'vitest';
import type { Queue, Site } from '../../../../daemon/terms/site.js';
import { choicesOf } from './choices.js';

const sales: Queue = {
  id: 'sales',
  name: { zh: '销售', en: 'Sales' },
  strategy: 'longest-idle',
  music: 'music/calm',
  prompts: ['zh/please-wait'],
  wrapUpMs: 1,
  ringTimeoutMs: 1,
  missesUntilNotReady: 2,
  maxWaiting: 50,
  maxWaitMs: 1,
  busyPrompts: ['zh/all-busy'],
  whenClosed: { to: 'hang-up', prompts: ['zh/closed'] },
};
const site: Site = {
  country: 'cn',
  timeZone: 'Asia/Shanghai',
  board: { kind: 'virtual', spans: 1, lines: 1 },
  numbers: [],
  defaultFlow: 'menu',
  flows: [
    {
      id: 'menu',
      start: 'welcome',
      nodes: {
        welcome: { block: 'play', prompts: ['zh/welcome'], next: 'queue' },
        queue: { block: 'queue', queue: 'sales' },
        bye: { block: 'hang-up', prompts: ['zh/please-wait'] },
      },
    },
  ],
  queues: [sales],
  agents: [],
};

test('what was prepared comes first, in the reader’s language; then every prompt of the site once', () => {
  const emergencies = [{ id: 'fire', name: { zh: '火警', en: 'Fire' }, prompts: ['zh/fire', 'en/fire'] }];
  const choices = choicesOf({ ...site, emergencies }, 'en');
  expect(choices.prepared).toEqual([{ id: 'prepared fire', name: 'Fire', prompts: ['zh/fire', 'en/fire'] }]);
  expect(choices.others.map(({ name }) => name)).toEqual(['zh/all-busy', 'zh/closed', 'zh/please-wait', 'zh/welcome']);
});

test('a site without prompts offers nothing', () => {
  expect(choicesOf({ ...site, flows: [], queues: [] }, 'zh')).toEqual({ prepared: [], others: [] });
});
