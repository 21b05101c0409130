import { expect, test } from 'vitest';
import { parseSite } from '../contract/site-file.js';
import type { Site } from '../terms/site.js';
import { BoxDesk } from './box-desk.js';

const wish = { by: 'admin', country: 'de', timeZone: 'Europe/Berlin', areaCode: '0211', simulated: false } as const;

function site(agents = '[]'): Site {
  const read = parseSite(
    Buffer.from(`
country: cn
timeZone: Asia/Shanghai
areaCode: '021'
board: { kind: virtual, spans: 1, lines: 2 }
numbers: []
defaultFlow: f
flows: [{ id: f, start: q, nodes: { q: { block: queue, queue: q } } }]
queues: [{ id: q, name: { zh: 队, en: Q }, strategy: longest-idle, music: m, wrapUpMs: 0, ringTimeoutMs: 20000,
  missesUntilNotReady: 2, maxWaiting: 10, maxWaitMs: 60000, busyPrompts: [], prompts: [] }]
agents: ${agents}
`),
  );
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  return read.site;
}

function desk(inForce = { version: 1, site: site() }, template: Site | null = site()) {
  const kept: { site: Site; simulated: boolean }[] = [];
  let anew = 0;
  const made = new BoxDesk({
    inForce: () => inForce,
    beginning: () => template,
    async keep(first, simulated) {
      kept.push({ site: first, simulated });
      return { version: 2 };
    },
    startAnew: () => {
      anew += 1;
    },
    check: async () => [{ id: 'sounds', level: 'good', seen: '', why: '' }],
  });
  return { made, kept, anew: () => anew };
}

test('the first site has the country, zone and area code that were said, once', async () => {
  const { made, kept, anew } = desk();
  await expect(made.answer('site.begin', wish)).resolves.toEqual({ version: 2, agents: [], supervisors: [] });
  expect(kept[0]).toMatchObject({
    simulated: false,
    site: { country: 'de', timeZone: 'Europe/Berlin', areaCode: '0211' },
  });
  expect(anew()).toBe(1);
  await expect(made.answer('site.begin', wish)).rejects.toMatchObject({ code: 'conflict' });
  expect(anew()).toBe(1);
});

test('without an area code the template’s own one is not kept; the simulated exchange keeps its country', async () => {
  const plain = desk();
  await plain.made.answer('site.begin', { ...wish, areaCode: '' });
  expect(plain.kept[0]?.site).not.toHaveProperty('areaCode');
  const simulated = desk();
  await simulated.made.answer('site.begin', { ...wish, simulated: true });
  expect(simulated.kept[0]?.site).toMatchObject({ country: 'cn', areaCode: '021', timeZone: 'Europe/Berlin' });
});

test.each([
  ['changed by somebody', desk({ version: 2, site: site() })],
  ['with agents', desk({ version: 1, site: site("[{ id: '8001', name: A, line: 1, queues: [q] }]") })],
  ['started with a file of its own', desk({ version: 1, site: site() }, null)],
])('a site %s is not replaced', async (_, { made, kept }) => {
  await expect(made.answer('site.begin', wish)).rejects.toMatchObject({ code: 'conflict' });
  expect(kept).toEqual([]);
});
