/** A login without numbers.full at everything there is: no full number of a customer in any body or message (CRM-23). */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Customer, LiveMessage, Task } from '../../../daemon/contract/pages.js';
import { DaemonDoor, liveAgent, liveCall } from '../../../test/rig/daemon-door.js';
import { type OutboundDesk, outboundDesk } from '../../../test/rig/outbound-desk.js';
import type { Visitor } from '../../../test/rig/pages.js';
import { testSite } from '../../../test/rig/site.js';
import { Web, type WebLogin } from '../../../test/rig/web.js';

/** Files, threads and both databases, beside whatever else the machine does. */
vi.setConfig({ testTimeout: 60_000 });

const number = '13812345678';
const hidden = '138****5678';
/** In every spelling that could give it away. */
const given = /1\s*3\s*8\s*[-. ]*1\s*2\s*3\s*4[-. ]*5\s*6\s*7\s*8|12345678/;
const callId = `${'0'.repeat(25)}1`;
const ringing = `${'0'.repeat(25)}5`;
const row = (last: string) => `${'0'.repeat(25)}${last}`;
const logins = ['agent', 'admin'] as const;

const web = new Web();
const site = testSite();
const visitors = new Map<WebLogin, Visitor>();
let desk: OutboundDesk;
let door: DaemonDoor;
let customer: Customer;
let task: Task;

beforeAll(async () => {
  desk = await outboundDesk(web, site);
  await desk.store.importSite({ site, written: 'as a test has it', source: 'site.yaml', atMs: web.clock.nowMs() });
  await web.start();
  await web.putUsers();
  door = new DaemonDoor(
    site,
    {
      agents: [liveAgent('8001', { callId: ringing, state: 'ringing' })],
      calls: [liveCall(ringing, { callingNumber: number, stage: 'ringing', agent: '8001' })],
    },
    desk.door,
  );
  await door.open(web);
  await seed();
  for (const login of logins) visitors.set(login, await web.visitor(login));
  // The admin keeps his rights but this one; of an agent it is taken as an admin does it.
  for (const user of ['8001', 'admin']) {
    await web.business.users.setRights(user, { grants: [], revokes: ['numbers.full'], leads: null }, 'test');
  }
}, 60_000);
afterAll(async () => {
  await web.remove();
  await door.close();
  await desk.store.close();
});

/** The number in every place where one is kept. */
async function seed(): Promise<void> {
  const agent = await web.visitor('agent');
  const made = await agent.request('POST', '/api/v1/customers', {
    name: `王 ${number}`,
    company: '',
    phone: number,
    address: `备用 138-1234-5678`,
  });
  customer = (await made.json()) as Customer;
  await agent.request('POST', `/api/v1/customers/${customer.id}/notes`, { callId, text: `回电 138 1234 5678` });
  const issue = { type: 'order', title: `送货前打 ${number}`, callId };
  await agent.request('POST', `/api/v1/customers/${customer.id}/issues`, issue);
  const body = { dueAt: 1, text: `call ${number}`, number, customerId: customer.id, callId };
  task = (await (await agent.request('POST', '/api/v1/tasks', body)).json()) as Task;
  const admin = await web.visitor('admin');
  const list = { name: 'L', kind: 'leads', purpose: '', consent: '', columns: ['备用'] };
  await admin.request('PUT', '/api/v1/lists/l', list);
  await admin.request('POST', '/api/v1/dnc', { numbers: [number], reason: `asked for ${number}` });
  await web.control.request('leads.import', {
    by: 'admin',
    import: 'i',
    list: 'l',
    source: `${number}.csv`,
    batch: 1,
    last: true,
    leads: [{ line: 1, number: '13812345670', name: number, data: { 备用: number }, agent: '8001' }],
  });
  const at = web.clock.nowMs();
  mkdirSync(join(web.recordings, 'a'));
  writeFileSync(join(web.recordings, 'a', 'b.wav'), 'RIFF');
  desk.store.writer.apply([
    {
      row: 'call-open',
      call: {
        ...{ id: callId, direction: 'inbound', callingNumber: number, calledNumber: '02160001000', channel: 'E1-1:1' },
        ...{ queue: 'service', agent: '8001', startedAt: at, answeredAt: at, talkStartedAt: at, endedAt: at + 1 },
        ...{ cause: 16, disposition: null, flowPath: number, endedBy: 'caller', presentation: 'allowed' },
        ...{ queuedAt: at, ending: 'abandoned' },
      } as never,
    },
    { row: 'call-data', data: { callId, section: 'IVR', key: 'card', value: number, at, by: 'flow' } },
    {
      row: 'call-back',
      callBack: {
        ...{ id: row('6'), number, queue: 'service', callId, at },
        points: 0,
        state: 'open',
        agent: null,
        tries: 0,
      },
    },
    {
      row: 'recording-open',
      recording: {
        ...{ id: row('2'), callId, path: 'a/b.wav', agent: '8001', startedAt: at, endedAt: at + 1, state: 'complete' },
        ...{ samples: 8, direction: 'inbound', number },
      },
    },
    {
      row: 'attempt',
      attempt: {
        ...{ id: row('3'), campaign: 'c', list: 'l', lead: row('0'), callId: '', number, callerNumber: '', trunk: '' },
        ...{ agent: '8001', startedAt: at, answeredAt: null, classifiedAt: null, who: null, connectedAt: null },
        ...{ endedAt: at, cause: 17, tone: '', result: 'busy', resultBy: 'network', why: '', counted: true },
        ...{ sampled: false, pacing: `{"lead":"${number}"}` },
      },
    },
  ]);
  await desk.store.writer.flush(5_000);
}

/** Of every route an address that finds something. */
function addressOf(path: string): string {
  const filled: Readonly<Record<string, string>> = {
    '/api/v1/customers/:id': `/api/v1/customers/${customer.id}`,
    '/api/v1/customers': `/api/v1/customers?q=${number}`,
    '/api/v1/pops/:callId': `/api/v1/pops/${callId}`,
    '/api/v1/recordings/:id': `/api/v1/recordings/${row('2')}`,
    '/api/v1/agents/:id/day': '/api/v1/agents/8001/day',
    '/api/v1/lines/explain': `/api/v1/lines/explain?number=${number}`,
    '/api/v1/number-quality': `/api/v1/number-quality?numbers=${number}`,
    '/api/v1/lists/:id': '/api/v1/lists/l',
    '/api/v1/lists/:id/leads': '/api/v1/lists/l/leads',
    '/api/v1/scripts/:queue': '/api/v1/scripts/service',
  };
  return filled[path] ?? path.replace(/:\w+/g, path.includes('/recordings/') ? row('2') : callId);
}

test('every address that is read', async () => {
  const masked = new Set<string>();
  for (const { methods, path } of web.server.router.stack) {
    if (!methods.includes('GET')) continue;
    for (const login of logins) {
      const answer = await visitors.get(login)?.request('GET', addressOf(String(path)));
      const body = await answer?.text();
      expect([String(path), login, given.exec(body ?? '')?.[0]], body).toEqual([String(path), login, undefined]);
      if (body?.includes(hidden)) masked.add(String(path));
    }
  }
  // Where the number is shown at all: were these empty, the walk above would have proved nothing.
  for (const path of [
    '/api/v1/customers',
    '/api/v1/customers/:id',
    '/api/v1/customers/export.csv',
    '/api/v1/calls',
    '/api/v1/calls/:id/data',
    '/api/v1/calls/:id/data.xml',
    '/api/v1/pops/:callId',
    '/api/v1/recordings',
    '/api/v1/tasks',
    '/api/v1/call-backs',
    '/api/v1/abandoned',
    '/api/v1/dnc',
    '/api/v1/attempts',
    '/api/v1/lists/:id/leads',
    '/api/v1/lists/:id',
    '/api/v1/own-leads',
    '/api/v1/number-quality',
    '/api/v1/audit',
  ]) {
    expect([...masked], path).toContain(path);
  }
}, 60_000);

test('what is asked with a body', async () => {
  const asked: readonly [WebLogin, string, object][] = [
    ['agent', '/api/v1/customers/find', { conditions: [{ about: 'calls', atLeast: 1 }] }],
    ['admin', '/api/v1/persons/export', { numbers: [number] }],
  ];
  for (const [login, path, body] of asked) {
    const text = await (await visitors.get(login)?.request('POST', path, body))?.text();
    expect([path, given.test(text ?? '')], text).toEqual([path, false]);
    expect(text).toContain(hidden);
  }
  expect((await visitors.get('admin')?.request('GET', `/api/v1/attempts/${row('3')}/evidence`))?.status).toBe(403);
});

test.each(logins)('every live message to %s: snapshot, pop, reminder', async (login) => {
  const cookie = visitors.get(login)?.cookieHeader ?? '';
  const socket = new WebSocket(`${web.url.replace('http', 'ws')}/api/v1/live`, { headers: { cookie } });
  const heard: string[] = [];
  const enough = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      heard.push(String(data));
      const message = JSON.parse(String(data)) as LiveMessage;
      if (message.live === 'hello') door.offer({ agentId: '8001', callId: ringing, callingNumber: number, at: 1 });
      if (message.live === (login === 'agent' ? 'pop' : 'hello')) resolve();
    });
  });
  await once(socket, 'open');
  await enough;
  expect(heard.filter((text) => given.test(text))).toEqual([]);
  expect(heard.join('')).toContain(hidden);
  socket.close();
  await once(socket, 'close');
});

describe('who sees stars', () => {
  const agent = () => visitors.get('agent') as Visitor;

  test('finds a number that he was told, not one that he guesses', async () => {
    expect(await agent().get(`/api/v1/customers?q=${number}`)).toMatchObject({ customers: [{ phone: hidden }] });
    expect(await agent().get('/api/v1/customers?q=1234567')).toEqual({ customers: [] });
    expect((await agent().request('GET', '/api/v1/calls?number=1234')).status).toBe(400);
    for (const part of [
      { about: 'customer', field: 'phone', operator: 'contains', value: '1234' },
      { about: 'customer', field: 'name', operator: 'contains', value: '1234' },
      { about: 'note', contains: '138 1' },
    ]) {
      const found = await agent().request('POST', '/api/v1/customers/find', { conditions: [part] });
      expect(await found.json()).toEqual({ customers: [], next: null });
    }
  });

  test('changes a customer and keeps his number', async () => {
    const body = { name: '王小明', company: '', phone: hidden, address: '' };
    expect((await agent().request('PUT', `/api/v1/customers/${customer.id}`, body)).status).toBe(200);
    expect((await web.business.customers.find(customer.id))?.phone).toBe(number);
    const other = { ...body, phone: '139****5678' };
    expect((await agent().request('PUT', `/api/v1/customers/${customer.id}`, other)).status).toBe(400);
  });

  test('moves a task and keeps its number', async () => {
    const moved = { dueAt: 2, text: 'later', number: hidden, customerId: null, callId: null };
    expect((await agent().request('PUT', `/api/v1/tasks/${task.id}`, moved)).status).toBe(200);
    expect((await web.business.tasks.of('8001', task.id)).number).toBe(number);
  });

  test.each([
    ['a customer', () => ({ customer: customer.id })],
    ['an own call', () => ({ call: callId })],
    ['an own task', () => ({ task: task.id })],
  ])('dials by %s', async (_name, of) => {
    const page = agent().live();
    await page.when(({ live }) => live === 'hello');
    await page.say({ do: 'dial-hidden', of: of() });
    expect(door.asked.at(-1)).toMatchObject({ ask: 'dial', target: { to: 'number', number } });
    await expect(page.say({ do: 'dial', target: { to: 'number', number: hidden } })).rejects.toThrow(/masked/);
    page.close();
  });

  test('sees everything again when the right is given back', async () => {
    await web.business.users.setRights('8001', { grants: [], revokes: [], leads: null }, 'test');
    expect(await agent().get(`/api/v1/customers/${customer.id}`)).toMatchObject({ phone: number });
  });
});
