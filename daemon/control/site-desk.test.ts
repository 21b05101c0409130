import { expect, test } from 'vitest';
import { CallboxError } from '../base/errors.js';
import type { Site } from '../terms/site.js';
import type { SiteInForce } from '../terms/site-change.js';
import { SiteDesk, type SiteDeskParts, siteAsIf } from './site-desk.js';

const site: Site = {
  country: 'cn',
  timeZone: 'Asia/Shanghai',
  board: { kind: 'virtual', spans: 1, lines: 8 },
  numbers: [],
  defaultFlow: 'main',
  flows: [{ id: 'main', start: 'bye', nodes: { bye: { block: 'hang-up', prompts: [] } } }],
  queues: [],
  agents: [
    { id: '8001', name: '王芳', line: 1, queues: [] },
    { id: '8002', name: '李强', line: 2, queues: [] },
  ],
};

class World implements SiteDeskParts {
  readonly stored: Parameters<SiteDeskParts['store']>[0][] = [];
  readonly loaded: SiteInForce[] = [];
  fault: Error | null = null;
  /** Settles each store by hand when set. */
  hold: (() => void)[] | null = null;
  readonly desk = new SiteDesk({ version: 3, site }, this);

  async store(changed: Parameters<SiteDeskParts['store']>[0]): Promise<void> {
    const { hold } = this;
    if (hold) await new Promise<void>((resolve) => hold.push(resolve));
    if (this.fault) throw this.fault;
    this.stored.push(changed);
  }
  async before(version: number): Promise<Site | null> {
    return version === 4 ? site : (this.stored.find((each) => each.version === version - 1)?.site ?? null);
  }
  load(changed: SiteInForce): void {
    this.loaded.push(changed);
  }
}

const removal = { change: 'remove-agent', agent: '8002' } as const;

test('a change is stored with its author, then in force, then answered', async () => {
  const world = new World();
  expect(await world.desk.change('boss', 3, removal)).toEqual({ version: 4 });
  const after = { ...site, agents: site.agents.slice(0, 1) };
  expect(world.stored).toEqual([{ version: 4, site: after, change: removal, by: 'boss' }]);
  expect(world.loaded).toEqual([{ version: 4, site: after }]);
  expect(world.desk.current).toEqual({ version: 4, site: after });
});

test('two who change the same version: one wins, the other is told', async () => {
  const world = new World();
  const both = [
    world.desk.change('a', 3, removal),
    world.desk.change('b', 3, { change: 'skills', agent: '8001', skills: {} }),
  ];
  const [first, second] = await Promise.allSettled(both);
  expect(first).toEqual({ status: 'fulfilled', value: { version: 4 } });
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'conflict', message: /version 3, now 4/ } });
  expect(world.stored.map(({ by }) => by)).toEqual(['a']);
});

test('a bad change is told in both languages and nothing happens', async () => {
  const world = new World();
  await expect(world.desk.change('a', 3, { change: 'remove-agent', agent: '9' })).rejects.toMatchObject({
    code: 'bad-request',
    message: 'agent: there is no agent "9": load the site again / 没有座席“9”：请重新载入',
  });
  await expect(world.desk.change('a', 3, 'x'.repeat(1_000_000))).rejects.toMatchObject({ code: 'bad-request' });
  expect([world.stored, world.loaded, world.desk.current.version]).toEqual([[], [], 3]);
});

test('what is not stored is not in force, and the next change has its own chance', async () => {
  const world = new World();
  world.fault = new CallboxError('not-now', 'the disk is full');
  await expect(world.desk.change('a', 3, removal)).rejects.toMatchObject({ code: 'not-now' });
  expect([world.loaded, world.desk.current.version]).toEqual([[], 3]);
  world.fault = null;
  expect(await world.desk.change('a', 3, removal)).toEqual({ version: 4 });
});

test("agents' own settings need no version, and are theirs alone", async () => {
  const world = new World();
  const forwards = [{ when: 'no-answer', target: { to: 'agent', agent: '8002' } }] as const;
  await Promise.all([world.desk.setOwn('8001', { forwards }), world.desk.setOwn('8002', { headset: true })]);
  expect(world.desk.current.version).toBe(5);
  expect(world.desk.current.site.agents).toEqual([
    { ...site.agents[0], forwards },
    { ...site.agents[1], headset: true },
  ]);
  expect(world.stored.map(({ by }) => by)).toEqual(['8001', '8002']);
  await expect(world.desk.setOwn('nobody', { headset: true })).rejects.toMatchObject({ code: 'unknown-agent' });
  const back = [{ when: 'busy', target: { to: 'agent', agent: '8001' } }] as const;
  await expect(world.desk.setOwn('8002', { forwards: back })).rejects.toMatchObject({ code: 'bad-request' });
});

test('more changes than may wait are refused one by one', async () => {
  const world = new World();
  world.hold = [];
  const waiting = Array.from({ length: 100 }, () => world.desk.setOwn('8001', { headset: true }));
  await expect(world.desk.setOwn('8001', { headset: true })).rejects.toMatchObject({ code: 'limit' });
  const held = world.hold;
  world.hold = null; // the others go through
  await new Promise((resolve) => setImmediate(resolve));
  for (const go of held) go();
  await Promise.all(waiting);
  await world.desk.setOwn('8001', { headset: false });
  expect(world.desk.current.version).toBe(3 + 101);
});

test('the last change is undone as a change of its own, and undone again it is back', async () => {
  const world = new World();
  const skills = { change: 'skills', agent: '8001', skills: { english: 5 } } as const;
  await world.desk.change('boss', 3, skills);
  expect(await world.desk.change('chief', 4, { change: 'undo' })).toEqual({ version: 5 });
  expect(world.desk.current).toEqual({ version: 5, site });
  expect(world.stored.at(-1)).toMatchObject({ version: 5, change: { change: 'undo' }, by: 'chief' });
  await world.desk.change('chief', 5, { change: 'undo' });
  expect(world.desk.current.site.agents[0]?.skills).toEqual({ english: 5 });
});

test('what came from a file, who came or went, and an undo of an older version are not undone', async () => {
  const world = new World();
  await expect(world.desk.change('boss', 3, { change: 'undo' })).rejects.toMatchObject({
    code: 'bad-request',
    message: /nothing to undo.*没有可撤销/,
  });
  await world.desk.change('boss', 3, removal);
  await expect(world.desk.change('boss', 4, { change: 'undo' })).rejects.toMatchObject({ message: /under People/ });
  await expect(world.desk.change('boss', 3, { change: 'undo' })).rejects.toMatchObject({ code: 'conflict' });
  expect(world.desk.current.version).toBe(4);
});

test('unsaved changes are tried on the site without changing it, and what is wrong with them is said', () => {
  const numbers = [{ number: '1000', flow: 'main' }];
  expect(siteAsIf(site, [{ change: 'numbers', numbers }]).numbers).toEqual(numbers);
  expect(site.numbers).toEqual([]);
  expect(() => siteAsIf(site, [{ change: 'routes', routes: [{ prefixes: [''], trunks: ['gone'] }] }])).toThrow('gone');
  expect(() => siteAsIf(site, [{ change: 'fire-everybody' }])).toThrow(CallboxError);
  expect(() => siteAsIf(site, [{ change: 'undo' }])).toThrow('cannot be tried');
});
