/** The real web server over the real control socket, runtime and switch, with simulated lines beneath. */
import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { CallboxError } from '../../daemon/base/errors.js';
import { type LiveMessage, maxSocketMessageBytes } from '../../daemon/contract/pages.js';
import { ControlServer } from '../../daemon/control/control-server.js';
import { explain } from '../../daemon/numbers/routes.js';
import type { LiveChange, LiveSnapshot } from '../../daemon/terms/live.js';
import type { LivePage, Visitor } from '../rig/pages.js';
import { Web } from '../rig/web.js';
import { Floor, menuNumber, siteOf } from './floor.js';

type Pop = Extract<LiveMessage, { live: 'pop' }>;
type Hello = Extract<LiveMessage, { live: 'hello' }>;

let web: Web;
let floor: Floor;
let control: ControlServer | null;
let agent: Visitor;
let supervisor: Visitor;
const pages: { close(): void }[] = [];
/** What the daemon was asked, by name. */
let asked: EventEmitter;

beforeEach(async () => {
  web = new Web();
  control = null;
  asked = new EventEmitter();
  floor = tellingFloor();
  await web.start();
  await web.putUsers();
  await web.writeTelephony([]);
  agent = await web.visitor('agent');
  supervisor = await web.visitor('supervisor');
});
afterEach(async () => {
  for (const page of pages.splice(0)) page.close();
  await web.remove();
  await control?.close();
});

/** A floor whose news also go to the control socket, as daemon/main wires it. */
function tellingFloor(): Floor {
  const made = new Floor();
  const { auditor } = made;
  const change = auditor.change.bind(auditor);
  const offer = auditor.offer.bind(auditor);
  auditor.change = (changes) => {
    change(changes);
    control?.change(changes);
  };
  auditor.offer = (offered) => {
    offer(offered);
    control?.offer(offered);
  };
  return made;
}

async function daemonUp(): Promise<void> {
  const quiet = { info() {}, warn() {}, error() {} };
  control = new ControlServer({ log: quiet });
  await control.listen(web.controlPath);
  const up = once(web.control, 'up');
  control.start({
    ask: (person) => {
      const done = floor.runtime.ask(person);
      asked.emit(person.ask, person);
      return done;
    },
    order: (technician) => floor.runtime.order(technician),
    explain: (number) => explain(siteOf(1), number, { international: false }),
    why: (callId) => {
      const explained = floor.runtime.explain(callId);
      if (explained === null) throw new CallboxError('unknown-call', 'this call waits in no queue');
      return explained;
    },
    site: () => ({ version: 1, site: siteOf(1) }),
    outbound: () => Promise.reject(new CallboxError('not-now', 'there are no campaigns here')),
    changeSite: () => Promise.reject(new CallboxError('not-now', 'the site of this floor stays')),
    snapshot: () => floor.runtime.snapshot(),
    meters: () => ({ lines: {}, spans: [], process: { cpuUs: 0, rssBytes: 0 } }),
    startedAt: 1,
  });
  await up;
}

async function daemonGone(): Promise<void> {
  const down = once(web.control, 'down');
  const closing = control;
  control = null;
  await closing?.close();
  await down;
}

async function opened(visitor: Visitor): Promise<LivePage> {
  const page = visitor.live();
  pages.push(page);
  await page.when((message) => message.live === 'hello');
  return page;
}

const isPop = (message: LiveMessage): message is Pop => message.live === 'pop';
const changed = (page: LivePage, fits: (change: LiveChange) => boolean): Promise<LiveMessage> =>
  page.next((message) => message.live === 'change' && message.changes.some(fits));
const allChanges = (page: LivePage): readonly LiveChange[] =>
  page.heard.flatMap((message) => (message.live === 'change' ? message.changes : []));
const helloOf = (page: LivePage): Hello =>
  page.heard.find((message): message is Hello => message.live === 'hello') as Hello;

/** What the daemon knows of the agent's open pages, when it knows it. */
async function presenceTaken(): Promise<void> {
  await web.control.request('meters', {}); // answered behind what was told before it
}

async function callWaitsForAgent(): Promise<{ caller: number; callId: string }> {
  const caller = floor.lines.callIn(menuNumber, '13900000001') as number;
  floor.time.advance(2_500);
  floor.lines.press(caller, '0');
  return { caller, callId: floor.cdrs.at(-1)?.id ?? '' };
}

test('a page without a daemon says so, and gets everything when it comes', async () => {
  const page = await opened(supervisor);
  const nothing: LiveSnapshot = { agents: [], calls: [], queues: [], spans: [], channels: [], alarms: [] };
  expect(helloOf(page)).toMatchObject({ daemon: 'down', version: '0.0.0-test', snapshot: nothing });
  await expect(page.say({ do: 'ready' })).rejects.toThrow('forbidden');
  const work = await opened(agent);
  await expect(work.say({ do: 'ready' })).rejects.toThrow('daemon-down');
  const again = page.next((message) => message.live === 'hello' && message.daemon === 'up');
  await daemonUp();
  const asSent = JSON.parse(JSON.stringify(floor.runtime.snapshot())) as LiveSnapshot; // what is undefined is left out
  expect((await again) as Hello).toMatchObject({ snapshot: asSent });
});

test('each sees what their rights allow: the floor all, an agent themselves and the queues', async () => {
  await daemonUp();
  const work = await opened(agent);
  const watch = await opened(supervisor);
  expect(helloOf(watch).snapshot).toEqual(floor.runtime.snapshot());
  const own = helloOf(work).snapshot;
  expect(own.agents.map((row) => row.id)).toEqual(['8001']);
  expect(own.queues.map((row) => row.id)).toEqual(['sales']);
  expect([own.calls, own.spans, own.channels]).toEqual([[], [], []]);
});

test('a call: the pop is pushed with the customer, shown, and only then the telephone rings', async () => {
  const body = { name: '陈晓燕', company: '', phone: '+8613900000001', address: '' };
  await agent.request('POST', '/api/v1/customers', body);
  await daemonUp();
  const work = await opened(agent);
  const other = await opened(await web.visitor('otherAgent'));
  const watch = await opened(supervisor);
  await work.say({ do: 'sign-in' });
  await work.say({ do: 'ready' });
  await presenceTaken();
  const popped = work.next(isPop);
  const { caller, callId } = await callWaitsForAgent();
  const { pop } = (await popped) as Pop;
  expect(pop).toMatchObject({ callId, callingNumber: '13900000001', customers: [{ name: '陈晓燕' }], history: [] });
  // The agent's own rows come ahead of the pop, so that the page has a call to show it for.
  const before = work.heard.slice(0, work.heard.findIndex(isPop));
  expect(before.some((m) => m.live === 'change' && m.changes.some((c) => c.topic === 'call' && c.id === callId))).toBe(
    true,
  );
  expect(floor.lines.isRinging(1)).toBe(false);
  await expect(other.say({ do: 'pop-shown', callId })).rejects.toThrow('forbidden');
  expect(floor.lines.isRinging(1)).toBe(false);
  await work.say({ do: 'pop-shown', callId });
  expect(floor.lines.isRinging(1)).toBe(true);

  const talking = changed(work, (c) => c.topic === 'agent' && c.value?.state === 'talking');
  floor.lines.lift(1);
  await talking;
  const wrapUp = changed(work, (c) => c.topic === 'agent' && c.value?.state === 'wrap-up');
  floor.lines.hangUp(caller);
  await wrapUp;
  floor.lines.lay(1);
  await expect(other.say({ do: 'dispose', callId, disposition: 'other' })).rejects.toThrow('forbidden');
  await work.say({ do: 'dispose', callId, disposition: 'resolved' });
  const gone = changed(work, (c) => c.topic === 'call' && c.id === callId && c.value === null);
  await work.say({ do: 'end-wrap-up' });
  await gone;
  expect(floor.cdrs[0]).toMatchObject({ disposition: 'resolved', agent: '8001' });

  expect(allChanges(other).filter((c) => c.topic === 'call')).toEqual([]);
  expect(allChanges(other).filter((c) => c.topic === 'agent' && c.id !== '8002')).toEqual([]);
  expect(other.heard.some(isPop)).toBe(false);
  expect(allChanges(work).filter((c) => c.topic === 'channel' || c.topic === 'span')).toEqual([]);
  expect(allChanges(watch).some((c) => c.topic === 'channel')).toBe(true);
});

test('a transferred call takes the customer and what was just typed along, also by consultation', async () => {
  await daemonUp();
  const first = await opened(agent);
  const receiver = await web.visitor('otherAgent');
  const second = await opened(receiver);
  for (const page of [first, second]) {
    await page.say({ do: 'sign-in' });
    await page.say({ do: 'ready' });
  }
  await presenceTaken();
  const popped = first.next(isPop);
  const { callId } = await callWaitsForAgent();
  await popped;
  await first.say({ do: 'pop-shown', callId });
  floor.lines.lift(1);
  await first.say({ do: 'draft', callId, text: '要换滤芯两支' });
  await expect(second.say({ do: 'hang-up' })).rejects.toThrow('not-now');
  const consulted = second.next(isPop);
  await first.say({ do: 'consult', target: { to: 'agent', agent: '8002' } });
  const { pop } = (await consulted) as Pop;
  expect(pop).toMatchObject({
    callId,
    callingNumber: '13900000001',
    drafts: [{ agentId: '8001', text: '要换滤芯两支' }],
  });
  expect(pop.prospect).toMatchObject({ firstCallId: callId });
  await second.say({ do: 'pop-shown', callId });
  floor.lines.lift(2);
  const own = changed(second, (c) => c.topic === 'call' && c.value?.agent === '8002');
  await first.say({ do: 'complete' });
  await own;
  expect(await receiver.get(`/api/v1/pops/${callId}`)).toMatchObject({ drafts: [{ text: '要换滤芯两支' }] });
  await second.say({ do: 'draft', callId, text: '已下单' });
  expect(floor.refusals).toEqual([]);
});

test('without an open page the telephone rings at once; pages are counted', async () => {
  await daemonUp();
  const first = await opened(agent);
  const second = await opened(agent);
  await first.say({ do: 'sign-in' });
  await first.say({ do: 'ready' });
  for (const [page, left] of [
    [first, 1],
    [second, 0],
  ] as const) {
    const told = once(asked, 'presence');
    page.close();
    expect(await told).toMatchObject([{ agentId: '8001', pages: left }]);
  }
  await callWaitsForAgent();
  expect(floor.lines.isRinging(1)).toBe(true);
});

test('the daemon goes and comes back: pages are told, requests fail, presence is told anew', async () => {
  await daemonUp();
  const work = await opened(agent);
  await work.say({ do: 'sign-in' });
  const down = work.next((message) => message.live === 'daemon' && message.daemon === 'down');
  await daemonGone();
  await down;
  await expect(work.say({ do: 'ready' })).rejects.toThrow('daemon-down');
  const health = await supervisor.get<{ daemon: string }>('/api/v1/health');
  expect(health.daemon).toBe('down');
  const hello = work.next((message) => message.live === 'hello');
  await daemonUp();
  expect(((await hello) as Hello).snapshot.agents.map((row) => row.state)).toEqual(['not-ready']);
  await work.say({ do: 'ready' });
  await presenceTaken();
  const popped = work.next(isPop);
  await callWaitsForAgent();
  await popped;
  expect(floor.lines.isRinging(1)).toBe(false); // it waits for the page: presence was told to the new connection
  floor.time.advance(150);
  expect(floor.lines.isRinging(1)).toBe(true);
});

test('a page opened during the call gets the pop by asking', async () => {
  await daemonUp();
  floor.ready('8001');
  const { callId } = await callWaitsForAgent();
  await presenceTaken();
  const work = await opened(agent);
  expect(helloOf(work).snapshot.calls.map((row) => row.id)).toEqual([callId]);
  expect(await agent.get(`/api/v1/pops/${callId}`)).toMatchObject({ callId, callingNumber: '13900000001' });
  const foreign = await (await web.visitor('otherAgent')).request('GET', `/api/v1/pops/${callId}`);
  expect(foreign.status).toBe(404);
});

test('health tells the spans', async () => {
  await daemonUp();
  const health = await supervisor.get<{ spans: unknown[] }>('/api/v1/health');
  expect(health.spans).toMatchObject([{ name: floor.runtime.snapshot().spans[0]?.name }]);
});

function socketOf(visitor: Visitor): WebSocket {
  const socket = new WebSocket(`${web.url.replace('http', 'ws')}/api/v1/live`, {
    headers: { cookie: visitor.cookieHeader },
  });
  socket.on('error', () => {});
  pages.push({ close: () => socket.terminate() });
  return socket;
}

test.each<[string, Buffer | string, boolean, number]>([
  ['octets', Buffer.from([1, 2, 3]), true, 1003],
  ['too long a message', 'x'.repeat(maxSocketMessageBytes + 1), false, 1009],
])('%s close the socket', async (_name, data, binary, code) => {
  const socket = socketOf(agent);
  await once(socket, 'open');
  socket.send(data, { binary });
  expect((await once(socket, 'close'))[0]).toBe(code);
});

test('a message that is none is answered and the next one works; a flood ends with: too many', async () => {
  const socket = socketOf(agent);
  const heard: LiveMessage[] = [];
  socket.on('message', (data) => heard.push(JSON.parse(String(data))));
  await once(socket, 'open');
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"do":"ping"}',
    '{"do":"rule","id":4}',
    '{"do":"ping","id":5,"agentId":"8002"}',
  ]) {
    socket.send(text);
  }
  socket.send('{"do":"ping","id":6}');
  while (!heard.some((message) => message.live === 'done')) await once(socket, 'message');
  const answers = heard.filter((message) => message.live === 'done' || message.live === 'failed');
  expect(answers.map((message) => message.live)).toEqual([...Array(7).fill('failed'), 'done']);
  expect(answers.map((message) => ('id' in message ? message.id : null))).toEqual([0, 0, 0, 0, 0, 4, 5, 6]);
  for (let n = 0; n < 200; n++) socket.send('{"do":"ping","id":7}');
  expect((await once(socket, 'close'))[0]).toBe(4429);
  expect(web.server.hub.counts.flooded).toBe(1);
});

test('one session has a bounded number of pages', async () => {
  const open = await Promise.all(Array.from({ length: 20 }, async () => opened(agent)));
  expect(open).toHaveLength(20);
  const socket = socketOf(agent);
  const [, response] = await once(socket, 'unexpected-response');
  expect(response.statusCode).toBe(429);
  await opened(supervisor); // others still may
});

test('a page that does not read is cut off, counted, and holds up nobody', async () => {
  await daemonUp();
  const slow = socketOf(supervisor);
  await once(slow, 'open');
  slow.pause();
  const watch = await opened(supervisor);
  const [span] = floor.runtime.snapshot().spans;
  if (!span) throw new Error('no span');
  for (let n = 0; web.server.hub.counts.slow === 0; n++) {
    const seen = changed(watch, (c) => c.topic === 'span' && c.value?.refused34 === n);
    control?.change([{ topic: 'span', id: '1', value: { ...span, name: 'E'.repeat(500_000), refused34: n } }]);
    await seen;
  }
  expect(web.server.hub.counts.slow).toBe(1);
});
