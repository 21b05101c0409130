import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { PhoneNews } from '../../../daemon/contract/phones.js';
import { Web, type WebLogin } from '../../../test/rig/web.js';

// The simulator's end written out line by line: what a page must be spared no real simulator sends.
let web: Web;
let simulator: Server | null;
let sockets: Socket[];
const pages: WebSocket[] = [];

beforeEach(async () => {
  web = new Web({ demo: true });
  simulator = null;
  sockets = [];
  await web.start();
  await web.putUsers();
});
afterEach(async () => {
  for (const page of pages.splice(0)) page.terminate();
  await simulatorGone();
  await web.remove();
});

async function simulatorUp(): Promise<void> {
  const made = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
  });
  made.listen(web.phonesPath);
  await once(made, 'listening');
  simulator = made;
}

async function simulatorGone(): Promise<void> {
  const ending = simulator;
  simulator = null;
  if (!ending) return;
  for (const socket of sockets.splice(0)) socket.destroy();
  ending.close();
  await once(ending, 'close');
}

async function page(login: WebLogin): Promise<WebSocket> {
  const visitor = await web.visitor(login);
  const socket = new WebSocket(`${web.url.replace('http', 'ws')}/api/v1/demo/phones`, {
    headers: { cookie: visitor.cookieHeader, origin: web.url },
  });
  socket.on('error', () => {});
  pages.push(socket);
  return socket;
}

/** A page joined to the simulator: both ends. */
async function joined(login: WebLogin = 'agent'): Promise<{ socket: WebSocket; far: Socket }> {
  await simulatorUp();
  const met = once(simulator as Server, 'connection');
  const socket = await page(login);
  await once(socket, 'open');
  const [far] = (await met) as [Socket];
  return { socket, far };
}

async function heard(socket: WebSocket): Promise<PhoneNews> {
  const [data] = await once(socket, 'message');
  return JSON.parse(String(data)) as PhoneNews;
}

test('lines go to the simulator checked, and its news come back as they are', async () => {
  const { socket, far } = await joined();
  const lines = createInterface({ input: far });
  const call = '{"do":"call","number":"82881000","from":"13900000001"}';
  const line = once(lines, 'line');
  socket.send(call);
  expect((await line)[0]).toBe(call);
  const news = heard(socket);
  const written = '{"news":"public","public":{"state":"dialling","number":"82881000","cause":null}}';
  far.write(written.slice(0, 20));
  far.write(`${written.slice(20)}\n`);
  expect(await news).toEqual(JSON.parse(written));
});

test.each(['', '{', '{"do":"call","number":"1; rm -rf","from":"1"}', '{"do":"dance"}', '{"do":"key","digit":"55"}'])(
  'the message %j never reaches the simulator',
  async (text) => {
    const { socket, far } = await joined();
    const lines = createInterface({ input: far });
    const first = once(lines, 'line');
    const answer = heard(socket);
    socket.send(text);
    expect(await answer).toMatchObject({ news: 'refused' });
    socket.send('{"do":"hang-up"}');
    expect((await first)[0]).toBe('{"do":"hang-up"}');
  },
);

test('what is no news of the simulator never reaches the page', async () => {
  const { socket, far } = await joined();
  const news = heard(socket);
  far.write('noise\n[]\nnull\n{"other":1}\n{"news":"refused","message":"busy"}\n');
  expect(await news).toEqual({ news: 'refused', message: 'busy' });
});

test('a simulator that goes is said once, and comes back by itself', async () => {
  const { socket } = await joined();
  const away = heard(socket);
  await simulatorGone();
  expect(await away).toMatchObject({ news: 'refused' });
  await simulatorUp();
  const [far] = (await once(simulator as Server, 'connection')) as [Socket];
  const news = heard(socket);
  far.write('{"news":"refused","message":"here again"}\n');
  expect(await news).toMatchObject({ message: 'here again' });
});

test('an endless line of the simulator ends its connection, not the page', async () => {
  const { socket, far } = await joined();
  const closed = once(far, 'close');
  far.write('x'.repeat(100_000));
  await closed;
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

test('the page that closes takes its telephone with it', async () => {
  const { socket, far } = await joined();
  const closed = once(far, 'close');
  far.resume();
  socket.close();
  await closed;
});

test('every role may use the demo telephones while there is a simulator; nobody without a session', async () => {
  await simulatorUp();
  for (const login of ['agent', 'supervisor', 'quality', 'trainer', 'technician', 'admin', 'manager'] as const) {
    await once(await page(login), 'open');
  }
  const socket = new WebSocket(`${web.url.replace('http', 'ws')}/api/v1/demo/phones`);
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  expect(response.statusCode).toBe(401);
  expect(await (await web.visitor('agent')).get('/api/v1/session')).toMatchObject({ demo: true });
});

test('one session has at most four, and a flood is stopped', async () => {
  await simulatorUp();
  const visitor = await web.visitor('agent');
  const headers = { cookie: visitor.cookieHeader };
  const open = (): WebSocket => {
    const socket = new WebSocket(`${web.url.replace('http', 'ws')}/api/v1/demo/phones`, { headers });
    socket.on('error', () => {});
    pages.push(socket);
    return socket;
  };
  const four = [open(), open(), open(), open()];
  await Promise.all(four.map((socket) => once(socket, 'open')));
  const [, response] = await once(open(), 'unexpected-response');
  expect(response.statusCode).toBe(429);
  for (let n = 0; n < 300; n++) four[0]?.send('{"do":"hang-up"}');
  expect((await once(four[0] as WebSocket, 'close'))[0]).toBe(4429);
});

test('a locked screen leaves the telephone beside it alone; a revoked right takes it away', async () => {
  await simulatorUp();
  const visitor = await web.visitor('agent');
  const headers = { cookie: visitor.cookieHeader };
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`${web.url.replace('http', 'ws')}/api/v1/demo/phones`, { headers });
    socket.on('error', () => {});
    pages.push(socket);
    await once(socket, 'open');
    return socket;
  };
  const before = await open();
  await visitor.request('POST', '/api/v1/session/lock');
  await open(); // reloaded
  expect(before.readyState).toBe(WebSocket.OPEN);
  const closed = once(before, 'close');
  const admin = await web.visitor('admin');
  await admin.request('PUT', '/api/v1/users/8001/rights', { grants: [], revokes: ['demo.phones'] });
  expect((await closed)[0]).toBe(4401);
});
