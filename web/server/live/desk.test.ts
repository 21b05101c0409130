/** What is pushed to desks and walls: reminders, counters, colleagues, drafts, pops, the wallboard. */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type {
  BoardMessage,
  LiveMessage,
  Pop,
  Task,
  WallboardList,
  WallboardMade,
} from '../../../daemon/contract/pages.js';
import type { LiveQueue } from '../../../daemon/terms/live.js';
import { DaemonDoor, liveAgent, liveCall } from '../../../test/rig/daemon-door.js';
import type { LivePage, Visitor } from '../../../test/rig/pages.js';
import { testSite } from '../../../test/rig/site.js';
import { Web } from '../../../test/rig/web.js';

type Of<L extends LiveMessage['live']> = Extract<LiveMessage, { live: L }>;
const callId = '0'.repeat(26);
const otherCall = '1'.repeat(26);
let web: Web;
let door: DaemonDoor;
let agent: Visitor;
const opening: { close(): void }[] = [];

beforeEach(async () => {
  web = new Web();
  door = new DaemonDoor(testSite(), {
    agents: [liveAgent('8001', { name: '王芳' }), liveAgent('8002', { name: '李强' })],
  });
  await web.start();
  await web.putUsers();
  await web.writeTelephony([]);
  await door.open(web);
  agent = await web.visitor('agent');
});
afterEach(async () => {
  for (const page of opening.splice(0)) page.close();
  await web.remove();
  await door.close();
});

async function opened(visitor: Visitor): Promise<LivePage> {
  const page = visitor.live();
  opening.push(page);
  await page.opened();
  return page;
}
const is =
  <L extends LiveMessage['live']>(live: L) =>
  (message: LiveMessage): message is Of<L> =>
    message.live === live;
/** Waits for what has no message of its own, turn by turn. */
async function until(done: () => unknown): Promise<void> {
  while (!(await done())) await web.control.request('meters', {});
}
/** Everything told before has arrived. */
const settled = async (page: LivePage): Promise<void> => {
  await web.control.request('meters', {});
  await page.say({ do: 'ping' });
};
async function restart(): Promise<void> {
  await door.close();
  await web.stop();
  await web.start();
  await door.open(web);
}

describe('reminders', () => {
  const minuteMs = 60_000;
  async function addTask(inMs: number, text = '回访'): Promise<Task> {
    const body = { dueAt: web.clock.nowMs() + inMs, text, customerId: null, number: '13900000001', callId: null };
    return (await (await agent.request('POST', '/api/v1/tasks', body)).json()) as Task;
  }

  test('come at the minute, to every page of the agent and to nobody else', async () => {
    const [first, second] = [await opened(agent), await opened(agent)];
    const other = await opened(await web.visitor('otherAgent'));
    const task = await addTask(30 * minuteMs);
    web.clock.advance(30 * minuteMs - 1);
    await settled(first);
    expect(first.heard.some(is('reminder'))).toBe(false);
    const reminded = [first.when(is('reminder')), second.when(is('reminder'))];
    const counted = first.when((message) => message.live === 'counters' && message.counters.tasks === 1);
    // The timer that fired each minute before is set anew by then, for the last millisecond.
    await until(() => web.clock.nextDueMs === task.dueAt);
    web.clock.advance(1);
    for (const message of await Promise.all(reminded))
      expect(message.task).toMatchObject({ id: task.id, number: '13900000001' });
    await counted;
    await settled(other);
    expect(other.heard.some(is('reminder'))).toBe(false);
  });

  test('missed while no page was open, or the web process away, come to the next page until they are read', async () => {
    const task = await addTask(minuteMs);
    const done = await addTask(minuteMs, 'done before');
    await agent.request('POST', `/api/v1/tasks/${done.id}/done`);
    await restart();
    web.clock.advance(5 * minuteMs);
    const cookie = agent.cookieHeader;
    agent = await web.visitor(null);
    agent.useCookie(cookie);
    for (let n = 0; n < 2; n++) {
      const page = await opened(agent);
      expect((await page.when(is('reminder'))).task.id).toBe(task.id);
      page.close();
      await page.closed();
    }
    const page = await opened(agent);
    await page.when(is('reminder'));
    await page.say({ do: 'reminder-seen', taskId: task.id });
    const last = await opened(agent);
    await last.when(is('counters')); // sent beside the reminders
    await settled(last);
    expect(last.heard.some(is('reminder'))).toBe(false);
    await expect(page.say({ do: 'reminder-seen', taskId: done.id.replace(/.$/, 'z') })).rejects.toThrow('not-found');
  });

  test('a task made for the past reminds at once; one moved reminds again; one taken away never', async () => {
    const page = await opened(agent);
    const task = await addTask(-1);
    expect((await page.when(is('reminder'))).task.id).toBe(task.id);
    await page.say({ do: 'reminder-seen', taskId: task.id });
    const later = { dueAt: web.clock.nowMs() + minuteMs, text: 'x', customerId: null, number: '', callId: null };
    await agent.request('PUT', `/api/v1/tasks/${task.id}`, later);
    const again = page.next(is('reminder'));
    await until(() => web.clock.nextDueMs === later.dueAt);
    web.clock.advance(minuteMs);
    await again;
    const gone = await addTask(minuteMs);
    await agent.request('DELETE', `/api/v1/tasks/${gone.id}`);
    const heard = page.heard.length;
    web.clock.advance(2 * minuteMs);
    await settled(page);
    expect(page.heard.slice(heard).some(is('reminder'))).toBe(false);
  });
});

describe('colleagues', () => {
  test('are told with what others may see of them, and only when that changes', async () => {
    const page = await opened(agent);
    const { colleagues } = await page.when(is('colleagues'));
    expect(colleagues).toEqual([
      { id: '8002', name: '李强', state: 'ready', since: 1, queues: [], group: null, ringing: null },
    ]);
    const next = page.next(is('colleagues')) as Promise<Of<'colleagues'>>;
    door.change({ topic: 'agent', id: '8002', value: liveAgent('8002', { name: '李强', answeredToday: 7 }) });
    door.change({ topic: 'agent', id: '8002', value: liveAgent('8002', { name: '李强', state: 'ringing', callId }) });
    expect((await next).colleagues).toMatchObject([{ state: 'ringing', ringing: callId }]);
    expect(JSON.stringify(page.heard)).not.toContain('answeredToday":7');
    const gone = page.next(is('colleagues')) as Promise<Of<'colleagues'>>;
    door.change({ topic: 'agent', id: '8002', value: null });
    expect(await gone).toEqual({ live: 'colleagues', colleagues: [], gone: ['8002'] });
  });
});

describe('a pop', () => {
  const offer = (agentId: string, number = '13900000001') =>
    door.offer({ agentId, callId, callingNumber: number, at: web.clock.nowMs() });

  test('of a first-time number tells the prospect, made once; the form makes him a customer', async () => {
    const page = await opened(agent);
    door.change({ topic: 'call', id: callId, value: liveCall(callId) });
    door.change({ topic: 'call', id: otherCall, value: liveCall(otherCall) });
    offer('8001');
    const { pop } = await page.when(is('pop'));
    expect(pop).toMatchObject({ customers: [], prospect: { firstCallId: expect.any(String) }, drafts: [] });
    const body = { name: '陈晓燕', company: '', phone: '13900000001', address: '' };
    const made = (await (await agent.request('POST', '/api/v1/customers', body)).json()) as { id: string };
    expect(made.id).toBe(pop.prospect?.id);
    await agent.request('POST', `/api/v1/customers/${made.id}/issues`, { type: 'order', title: '滤芯', callId });
    const again = page.next(is('pop')) as Promise<Of<'pop'>>;
    offer('8001');
    expect((await again).pop).toMatchObject({
      prospect: null,
      customers: [{ id: made.id, openIssues: [{ title: '滤芯' }], closedIssues: [], businessType: 'order' }],
    });
    expect(await web.business.customers.count()).toBe(1);
  });

  test.each([
    ['a withheld number', { presentation: 'withheld' } as const],
    ['a call out', { direction: 'outbound' } as const],
    ['an inside call', { direction: 'internal', callingNumber: '8002' } as const],
  ])('of %s makes no prospect', async (_name, more) => {
    const page = await opened(agent);
    door.change({ topic: 'call', id: callId, value: liveCall(callId, more) });
    offer('8001');
    expect((await page.when(is('pop'))).pop.prospect).toBeNull();
    expect(await web.business.customers.count()).toBe(0);
  });

  test('goes out at the offer without a question to any database', async () => {
    const page = await opened(agent);
    door.change({ topic: 'call', id: callId, value: liveCall(callId, { stage: 'flow', agent: '8001' }) });
    await until(() => web.business.callers.prospectOf('13900000001'));
    await agent.get<Pop>(`/api/v1/pops/${callId}`); // the same questions, behind the prefetch's own
    await web.needs.telephony.close();
    offer('8001');
    expect((await page.when(is('pop'))).pop.callId).toBe(callId);
  });

  test('remembers who was chosen among several', async () => {
    const page = await opened(agent);
    const body = { name: '陈父', company: '', phone: '13900000001', address: '' };
    const ids: string[] = [];
    for (const name of ['陈父', '陈母']) {
      const made = await agent.request('POST', '/api/v1/customers', { ...body, name });
      ids.push(((await made.json()) as { id: string }).id);
    }
    door.change({ topic: 'call', id: callId, value: liveCall(callId) });
    offer('8001');
    expect((await page.when(is('pop'))).pop).toMatchObject({ chosen: null, customers: [{}, {}] });
    const choice = { number: '+8613900000001', customerId: ids[1] };
    expect((await agent.request('PUT', '/api/v1/phone-choices', choice)).status).toBe(204);
    const again = page.next(is('pop')) as Promise<Of<'pop'>>;
    offer('8001');
    expect((await again).pop.chosen).toBe(ids[1]);
  });

  test('follows the call to another agent, with what was just typed; a note ends the draft', async () => {
    const first = await opened(agent);
    const receiver = await web.visitor('otherAgent');
    const second = await opened(receiver);
    door.change({ topic: 'call', id: callId, value: liveCall(callId, { agent: '8001', stage: 'talking' }) });
    offer('8001');
    await first.when(is('pop'));
    await expect(second.say({ do: 'draft', callId, text: 'not mine' })).rejects.toThrow('forbidden');
    await first.say({ do: 'draft', callId, text: '要换' });
    await first.say({ do: 'draft', callId, text: '要换滤芯' });
    offer('8002');
    const { pop } = await second.when(is('pop'));
    expect(pop.drafts).toEqual([{ agentId: '8001', name: '王芳', text: '要换滤芯', at: web.clock.nowMs() }]);
    const live = second.when(is('draft'));
    await first.say({ do: 'draft', callId, text: '要换滤芯两支' });
    expect((await live).draft.text).toBe('要换滤芯两支');
    expect(first.heard.some(is('draft')), 'not back to who types').toBe(false);
    expect((await receiver.get<Pop>(`/api/v1/pops/${callId}`)).drafts).toHaveLength(1);

    const body = { name: '陈晓燕', company: '', phone: '13900000001', address: '' };
    const { id } = (await (await agent.request('POST', '/api/v1/customers', body)).json()) as { id: string };
    await agent.request('POST', `/api/v1/customers/${id}/notes`, { callId, text: '要换滤芯两支' });
    const after = await receiver.get<Pop>(`/api/v1/pops/${callId}`);
    expect([after.drafts, after.customers[0]?.notes.map((note) => note.text)]).toEqual([[], ['要换滤芯两支']]);
    const refused = await web.business.audit.page({ limit: 1, what: 'refused', user: '8002' });
    expect(refused).toMatchObject([{ subject: callId, detail: { do: 'draft', refused: 'forbidden' } }]);
    expect(JSON.stringify(refused)).not.toContain('not mine');
  });
});

describe('supervisory acts', () => {
  test('are audited with whom, also those that failed', async () => {
    const page = await opened(await web.visitor('supervisor'));
    await page.say({ do: 'force-state', agentId: '8001', state: 'not-ready', reason: '开会' });
    await door.close();
    await expect(page.say({ do: 'supervise', agentId: '8002', mode: 'listen' })).rejects.toThrow('daemon-down');
    await web.server.parts.acts.settled();
    const acts = await web.business.audit.page({ limit: 10, user: 'floor' });
    expect(acts).toMatchObject([
      { what: 'supervise', subject: '8002', detail: { mode: 'listen', refused: 'daemon-down' } },
      { what: 'force-state', subject: '8001', detail: { state: 'not-ready', reason: '开会' } },
    ]);
  });

  test('refused a thousand times fill no audit, and are counted', async () => {
    const nosy = await web.visitor('otherAgent');
    for (let n = 0; n < 100; n++) await nosy.request('GET', '/api/v1/users');
    await web.server.parts.acts.settled();
    expect(await web.business.audit.page({ limit: 200, what: 'refused', user: '8002' })).toHaveLength(60);
    web.clock.advance(1_000);
    await nosy.request('GET', '/api/v1/audit');
    await web.server.parts.acts.settled();
    const [last] = await web.business.audit.page({ limit: 1, what: 'refused', user: '8002' });
    expect(last).toMatchObject({ subject: '/api/v1/audit', detail: { skipped: 40 } });
  });
});

describe('a wallboard', () => {
  const queue: LiveQueue = {
    id: 'service',
    name: { zh: '客服', en: 'Service' },
    waiting: 3,
    oldestSince: 5,
    agentsReady: 1,
    agentsSignedIn: 2,
    answeredToday: 40,
    abandonedToday: 2,
  };
  async function made(visitor: Visitor): Promise<WallboardMade> {
    return (await (await visitor.request('POST', '/api/v1/wallboards', { name: '大厅' })).json()) as WallboardMade;
  }
  function wall(token: string): {
    readonly socket: WebSocket;
    next(fits?: (board: BoardMessage) => boolean): Promise<BoardMessage>;
  } {
    const socket = new WebSocket(`${web.url.replace('http', 'ws')}/api/v1/wallboard?token=${token}`);
    socket.on('error', () => {});
    opening.push({ close: () => socket.terminate() });
    return {
      socket,
      next: (fits = () => true) =>
        new Promise((resolve) => {
          const look = (data: unknown): void => {
            const message = JSON.parse(String(data)) as BoardMessage;
            if (!fits(message)) return;
            socket.off('message', look);
            resolve(message);
          };
          socket.on('message', look);
        }),
    };
  }

  test('shows counts and nobody, without a login, and the same after both processes were restarted', async () => {
    const supervisor = await web.visitor('supervisor');
    const { token, wallboard } = await made(supervisor);
    expect(JSON.stringify(await supervisor.get<WallboardList>('/api/v1/wallboards'))).not.toContain(token);
    door.live = {
      agents: [liveAgent('8001', { name: '王芳' }), liveAgent('8002', { name: '李强', state: 'held', callId })],
      calls: [liveCall(callId, { stage: 'talking' }), liveCall(otherCall, { callingNumber: '13911112222' })],
      queues: [queue],
      alarms: [
        { id: 'a', code: 'queue-waiting', about: 'service', value: 3, threshold: 2, since: 1 },
        { id: 'b', code: 'agent-talk', about: '8002', value: 3, threshold: 2, since: 1 },
      ],
    };
    await restart();
    const first = wall(token);
    const board = await first.next();
    expect(board).toMatchObject({
      board: '大厅',
      daemon: 'up',
      queues: [queue],
      agents: { signedIn: 2, ready: 1, talking: 1, ringing: 0, wrapUp: 0, notReady: 0 },
      calls: { inFlow: 0, waiting: 1, talking: 1 },
      alarms: [{ code: 'queue-waiting', queue: 'service', value: 3 }],
      agentAlarms: 1,
    });
    expect(JSON.stringify(board)).not.toMatch(/王芳|李强|8002|139/);
    await restart();
    const second = wall(token);
    expect(await second.next()).toEqual({ ...board, serverTime: web.clock.nowMs() });
    const admin = await web.visitor('admin');
    expect((await admin.get<WallboardList>('/api/v1/wallboards')).wallboards).toMatchObject([
      { id: wallboard.id, pages: 1, seenAt: web.clock.nowMs(), madeBy: 'floor' },
    ]);
    const closed = once(second.socket, 'close');
    expect((await admin.request('DELETE', `/api/v1/wallboards/${wallboard.id}`)).status).toBe(204);
    expect((await closed)[0]).toBe(4401);
    const refused = wall(token).socket;
    const [, answer] = await once(refused, 'unexpected-response');
    expect(answer.statusCode).toBe(401);
  });

  test('follows changes, says when the daemon goes, and takes nothing', async () => {
    const { token } = await made(await web.visitor('supervisor'));
    const page = wall(token);
    await page.next();
    const changed = page.next((board) => board.queues[0]?.waiting === 9);
    door.change({ topic: 'queue', id: 'service', value: { ...queue, waiting: 8 } });
    door.change({ topic: 'queue', id: 'service', value: { ...queue, waiting: 9 } });
    await changed;
    const down = page.next((board) => board.daemon === 'down');
    await door.close();
    expect((await down).queues).toEqual([]);
    const closed = once(page.socket, 'close');
    page.socket.send('{"do":"ready","id":1}');
    expect((await closed)[0]).toBe(1008);
  });
});

describe('too much', () => {
  test('a message of 10 MB ends its socket, a body of 10 MB is refused, and the others go on', async () => {
    const page = await opened(await web.visitor('supervisor'));
    const socket = new WebSocket(`${web.url.replace('http', 'ws')}/api/v1/live`, {
      headers: { cookie: agent.cookieHeader },
    });
    socket.on('error', () => {});
    await once(socket, 'open');
    const closed = once(socket, 'close');
    socket.send(JSON.stringify({ do: 'draft', id: 1, callId, text: 'x'.repeat(10_000_000) }));
    expect((await closed)[0]).toBe(1009);
    for (const path of ['/api/v1/tasks', '/api/v1/session']) {
      const body = { text: 'x'.repeat(10_000_000) };
      // The server may answer and close while the rest is still being sent.
      const status = await agent.request('POST', path, body).then(
        (answer) => answer.status,
        () => 413,
      );
      expect(status).toBe(413);
    }
    await page.say({ do: 'ping' });
  });

  test('values of the allowed length in any script fit into a message', async () => {
    const page = await opened(agent);
    door.change({ topic: 'call', id: callId, value: liveCall(callId, { agent: '8001' }) });
    await settled(page);
    await page.say({ do: 'set-data', callId, section: '订单', key: '备注', value: '字'.repeat(8_192) });
    await expect(
      page.say({ do: 'set-data', callId, section: 's', key: 'k', value: 'x'.repeat(8_193) }),
    ).rejects.toThrow('bad-request');
    await page.say({ do: 'draft', callId, text: '字'.repeat(4_000) });
  });
});
