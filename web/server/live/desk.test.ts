/** What is pushed to desks: reminders, colleagues, pops and drafts. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Counters, LiveMessage, Pop, Task } from '../../../daemon/contract/pages.js';
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

describe('counters', () => {
  test('follow what the daemon tells: an offer missed, a call-back promised', async () => {
    await web.importSite(testSite());
    const page = await opened(agent);
    const counted = (of: Partial<Counters>) =>
      page.when(
        (message) => message.live === 'counters' && expect.objectContaining(of).asymmetricMatch(message.counters),
      );
    await counted({ missed: 0, callBacks: 0 });
    const at = web.clock.nowMs();
    const leg = {
      leg: 2,
      role: 'agent',
      purpose: 'queue',
      number: '',
      channel: 'L1',
      answeredAt: null,
      cause: 19,
    } as const;
    const call = {
      presentation: 'allowed',
      calledNumber: '1',
      channel: '',
      answeredAt: at,
      queuedAt: at,
      cause: 16,
    } as const;
    door.change({ topic: 'agent', id: '8001', value: liveAgent('8001', { state: 'ringing', callId }) });
    await web.writeTelephony([
      {
        row: 'call-open',
        call: {
          ...call,
          id: callId,
          direction: 'inbound',
          callingNumber: '13900000001',
          startedAt: at,
          talkStartedAt: null,
          endedAt: at,
          endedBy: 'caller',
          ending: 'abandoned',
          disposition: null,
          agent: null,
          queue: 'service',
          flowPath: '',
        },
      },
      { row: 'leg', leg: { ...leg, callId, agent: '8001', startedAt: at, endedAt: at } },
      {
        row: 'call-back',
        callBack: {
          id: callId,
          number: '1',
          queue: 'service',
          callId,
          at,
          points: 0,
          state: 'open',
          agent: null,
          tries: 0,
        },
      },
    ]);
    door.change({ topic: 'agent', id: '8001', value: liveAgent('8001', { queues: ['service'] }) });
    await counted({ missed: 1, callBacks: 1 });
    expect(await agent.get<Counters>('/api/v1/counters')).toEqual({ missed: 1, callBacks: 1, tasks: 0 });
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
