/** The real daemon: pages change its site, agents their settings, customers' files say who is called first. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openForWriting } from '../../daemon/store/connection.js';
import { migrate } from '../../daemon/store/migrate.js';
import { businessMigrations } from '../../web/server/store/migrations.js';
import { Box } from '../rig/box.js';
import type { Child } from '../rig/child.js';
import type { FarLeg } from '../rig/exchange.js';
import { Floor, signInAll } from '../rig/floor.js';
import { directNumber, serviceNumber, testSite, writeSite } from '../rig/site.js';

const site = testSite({ agents: 2, wrapUpMs: 500 });
const [service] = site.queues;
if (service === undefined) throw new Error('the test site has a queue');
const more = { queues: [{ ...service, owner: { holdMs: 10_000 }, lastAgent: { withinDays: 7, holdMs: 10_000 } }] };
const box = new Box({ agents: 2, more });
let daemon: Child;
let floor: Floor;

beforeAll(async () => {
  box.openExchange();
  daemon = await box.startDaemon();
  await box.exchange.spanUp();
});
afterAll(async () => {
  floor?.close();
  await box.close();
});

async function restart(): Promise<void> {
  floor.close();
  daemon.process.kill('SIGTERM');
  expect(await daemon.ended).toBe(0);
  daemon = await box.startDaemon();
  floor = new Floor();
  await floor.open(box.control);
  // The exchange may still believe in the link to the process before.
  await floor.until((live) => live.spans.every(({ dChannel }) => dChannel === 'up'));
}

const siteNow = () => floor.client.request('site.get', {});
const change = (version: number, of: object) =>
  floor.client.request('site.change', { by: 'boss', version, change: of });

/** He presses 1 in the menu and is offered to the agent of this line. */
async function callFor(line: number): Promise<{ caller: FarLeg; desk: FarLeg }> {
  const caller = box.exchange.call({ from: '13900000001', to: serviceNumber });
  await caller.when('answered');
  caller.press('1');
  return { caller, desk: await box.exchange.rings(line) };
}

it('looks a caller up in the customer files, and offers him to his agent', async () => {
  floor = await signInAll(box);
  const web = openForWriting({ kind: 'sqlite', file: join(box.data, 'business.db') });
  await migrate(web, 'sqlite', businessMigrations, 1);
  const columns = 'id, name, company, phone, phone_key, address, created_at, changed_at, owner';
  await web.raw(`INSERT INTO customers (${columns}) VALUES ('c1', '陈', '', '', '13900000001', '', 1, 1, '8002')`);
  const owned = await callFor(2); // 8001 has been idle longer
  owned.desk.answer();
  await floor.until((live) => live.calls.some((call) => call.stage === 'talking' && call.agent === '8002'));
  owned.caller.hangUp();
  owned.desk.hangUp();
  await floor.until((live) => live.calls.length === 0);

  // With no owner, it is who talked to him last.
  await web.raw("UPDATE customers SET owner = ''");
  await web.destroy();
  const remembered = await callFor(2);
  remembered.caller.hangUp();
  await floor.until((live) => live.calls.length === 0);
});

it('takes a change of a page at once; of two the second is told; a bad one changes nothing', async () => {
  expect(await siteNow()).toMatchObject({ version: 1 });
  const agent = { id: '8003', name: '新人', line: 3, queues: ['service'] };
  const [first, second] = await Promise.allSettled([
    change(1, { change: 'put-agents', agents: [agent] }),
    change(1, { change: 'remove-agent', agent: '8001' }),
  ]);
  expect(first).toMatchObject({ value: { version: 2 } });
  expect(second).toMatchObject({ reason: { code: 'conflict' } });
  await expect(change(2, { change: 'remove-queue', queue: 'service' })).rejects.toMatchObject({ code: 'bad-request' });
  await floor.client.request('agent.sign-in', { agentId: '8003' });
  await floor.until((live) => live.agents.some(({ id, state }) => id === '8003' && state === 'not-ready'));
  expect((await siteNow()).site.agents.map(({ id }) => id)).toEqual(['8001', '8002', '8003']);
});

it('keeps what pages and agents have changed over a restart with the same file, and tells who did it', async () => {
  await floor.client.request('agent.set-own', { agentId: '8003', own: { headset: true } });
  await restart();
  const { version, site: kept } = await siteNow();
  expect([version, kept.agents[2]]).toEqual([
    3,
    { id: '8003', name: '新人', line: 3, queues: ['service'], headset: true },
  ]);
  expect(floor.live.agents.map(({ id }) => id).sort()).toEqual(['8001', '8002', '8003']);
  const reader = box.telephony();
  expect((await reader.siteVersions({ limit: 9 })).map(({ by, change: made }) => [by, made?.change])).toEqual([
    ['8003', 'own'],
    ['boss', 'put-agents'],
    [null, undefined],
  ]);
  await reader.close();
});

it('takes a file that differs, in place of what pages have changed', async () => {
  const file = testSite({ ...box.options, agents: 1 });
  writeSite(box.sitePath, file);
  await restart();
  const { version, site: now } = await siteNow();
  expect([version, now.agents.map(({ id }) => id)]).toEqual([4, ['8001']]);
});

it('says why nobody takes a call, and of a call that does not wait, that it does not', async () => {
  await floor.client.request('agent.not-ready', { agentId: '8001', reason: 'meal' });
  const caller = box.exchange.call({ from: '13900000002', to: directNumber });
  const { calls } = await floor.until((live) => live.calls.some(({ stage }) => stage === 'queued'));
  const callId = calls[0]?.id ?? '';
  // First his file is looked up, for half a second at most; no event tells of its end.
  await vi.waitFor(async () => {
    const why = await floor.client.request('call.why', { callId });
    expect(why).toMatchObject({ callId, queue: 'service', summary: 'nobody-ready' });
  }, 20_000);
  caller.hangUp();
  await floor.until((live) => live.calls.length === 0);
  await expect(floor.client.request('call.why', { callId })).rejects.toMatchObject({ code: 'unknown-call' });
});
