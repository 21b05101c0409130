/** Supervisory and refused acts, the wallboard, and messages that are too much. */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { BoardMessage, WallboardList, WallboardMade } from '../../../daemon/contract/pages.js';
import type { LiveQueue } from '../../../daemon/terms/live.js';
import { DaemonDoor, liveAgent, liveCall } from '../../../test/rig/daemon-door.js';
import type { LivePage, Visitor } from '../../../test/rig/pages.js';
import { testSite } from '../../../test/rig/site.js';
import { Web } from '../../../test/rig/web.js';

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
