import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallPage, Pop } from '../../../daemon/contract/pages.js';
import type { CallRow, RowChange } from '../../../daemon/terms/rows.js';
import type { Visitor } from '../../../test/rig/pages.js';
import { Web } from '../../../test/rig/web.js';

const web = new Web();
const t0 = 1_800_000_000_000;
const wav = Buffer.from(`RIFF....WAVE${'0123456789'.repeat(100)}`);
let agent: Visitor;
let otherAgent: Visitor;
let supervisor: Visitor;

const callId = (n: number): string => `01h${String(n).padStart(23, '0')}`;
function call(n: number, more: Partial<CallRow>): RowChange {
  const row: CallRow = {
    id: callId(n),
    direction: 'inbound',
    callingNumber: '13900000001',
    presentation: 'allowed',
    calledNumber: '82881000',
    channel: 'E1-1:5',
    startedAt: t0 + n,
    answeredAt: t0 + n + 10,
    queuedAt: t0 + n + 20,
    talkStartedAt: t0 + n + 30,
    endedAt: t0 + n + 40,
    cause: 16,
    endedBy: 'caller',
    ending: 'completed',
    disposition: 'resolved',
    agent: '8001',
    queue: 'service',
    flowPath: '1',
    ...more,
  };
  return { row: 'call-open', call: row };
}
function recording(n: number, path: string, agentId: string | null = '8001'): RowChange {
  return {
    row: 'recording-open',
    recording: {
      id: callId(1000 + n),
      callId: callId(n),
      path,
      agent: agentId,
      startedAt: t0,
      endedAt: null,
      state: 'recording',
      samples: null,
    },
  };
}

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  [agent, otherAgent, supervisor] = await Promise.all([
    web.visitor('agent'),
    web.visitor('otherAgent'),
    web.visitor('supervisor'),
  ]);
});
afterAll(() => web.remove());

test('while the daemon has made no database the answer is: daemon-down', async () => {
  for (const path of ['/api/v1/calls', `/api/v1/recordings/${callId(1)}`, `/api/v1/pops/${callId(1)}`]) {
    const answer = await supervisor.request('GET', path);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { code: 'daemon-down' } });
  }
});

describe('with a day of calls', () => {
  beforeAll(async () => {
    mkdirSync(join(web.recordings, '2027/01/15'), { recursive: true });
    writeFileSync(join(web.recordings, '2027/01/15/one.wav'), wav);
    writeFileSync(join(web.folder, 'secret.wav'), 'not for the web');
    symlinkSync(join(web.folder, 'secret.wav'), join(web.recordings, 'link.wav'));
    await web.writeTelephony([
      call(1, {}),
      call(2, { agent: '8002', callingNumber: '013900000001' }),
      call(3, { agent: null, ending: 'abandoned', disposition: null, talkStartedAt: null }),
      call(4, { callingNumber: '02160000007' }),
      call(5, {}),
      call(6, {}),
      call(7, {}),
      ...Array.from({ length: 15 }, (_, n) => call(100 + n, { callingNumber: '+8613900000002' })),
      recording(1, '2027/01/15/one.wav'),
      recording(2, '2027/01/15/gone.wav', '8002'),
      recording(4, '../secret.wav'),
      recording(5, 'link.wav'),
      recording(6, '2027/01/15'),
      recording(7, `${web.folder}/secret.wav`),
    ]);
  });

  const ids = async (visitor: Visitor, query = ''): Promise<string[]> =>
    (await visitor.get<CallPage>(`/api/v1/calls${query}`)).calls.map((row) => row.id);

  test('calls come newest first, in pages; an agent sees those they took', async () => {
    const all = await ids(supervisor);
    expect(all).toHaveLength(22);
    expect(all).toEqual([...all].sort().reverse());
    expect(await ids(supervisor, `?limit=2&before=${callId(4)}`)).toEqual([callId(3), callId(2)]);
    expect(await ids(otherAgent)).toEqual([callId(2)]);
    expect(await ids(agent)).not.toContain(callId(2));
    const [row] = (await otherAgent.get<CallPage>('/api/v1/calls')).calls;
    expect(row).toEqual({
      id: callId(2),
      direction: 'inbound',
      callingNumber: '013900000001',
      calledNumber: '82881000',
      startedAt: t0 + 2,
      answeredAt: t0 + 12,
      endedAt: t0 + 42,
      cause: 16,
      disposition: 'resolved',
      agent: '8002',
      queue: 'service',
      recorded: true,
      ending: 'completed',
      talkStartedAt: t0 + 32,
    });
  });

  test.each(['limit=0', 'limit=201', 'limit=x', 'before=1', `before=${'x'.repeat(500)}`])(
    'calls?%.20s is refused',
    async (query) => {
      expect((await supervisor.request('GET', `/api/v1/calls?${query}`)).status).toBe(400);
    },
  );

  const ask = (visitor: Visitor, n: number, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${web.url}/api/v1/recordings/${callId(n)}`, {
      method,
      headers: { cookie: visitor.cookieHeader, ...headers },
    });
  const octets = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());

  test('a recording is given whole, in part, and by its head only', async () => {
    const whole = await ask(agent, 1);
    expect([whole.status, whole.headers.get('content-type'), whole.headers.get('accept-ranges')]).toEqual([
      200,
      'audio/wav',
      'bytes',
    ]);
    expect(await octets(whole)).toEqual(wav);
    const part = await ask(agent, 1, { range: 'bytes=12-21' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 12-21/${wav.length}`]);
    expect(String(await octets(part))).toBe('0123456789');
    const tail = await ask(agent, 1, { range: 'bytes=-3' });
    expect(String(await octets(tail))).toBe('789');
    const head = await ask(agent, 1, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(wav.length)]);
    const beyond = await ask(agent, 1, { range: 'bytes=99999-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${wav.length}`]);
  });

  test('If-Range with another file’s tag gives the whole', async () => {
    const tag = (await ask(agent, 1, {}, 'HEAD')).headers.get('etag') ?? '';
    expect((await ask(agent, 1, { range: 'bytes=0-3', 'if-range': tag })).status).toBe(206);
    expect((await ask(agent, 1, { range: 'bytes=0-3', 'if-range': '"other"' })).status).toBe(200);
  });

  test('a recording that grows is given as long as it is at that moment', async () => {
    const file = join(web.recordings, '2027/01/15/one.wav');
    const before = Number((await ask(agent, 1, {}, 'HEAD')).headers.get('content-length'));
    appendFileSync(file, 'more');
    const grown = await ask(agent, 1, { range: `bytes=${before}-` });
    expect(grown.headers.get('content-range')).toBe(`bytes ${before}-${before + 3}/${before + 4}`);
    expect(String(await octets(grown))).toBe('more');
  });

  test('an agent hears only their own; a supervisor all; nobody else any', async () => {
    expect((await ask(otherAgent, 1)).status).toBe(404);
    expect((await ask(supervisor, 1)).status).toBe(200);
    expect((await ask(await web.visitor('technician'), 1)).status).toBe(403);
    expect((await ask(await web.visitor(null), 1)).status).toBe(401);
  });

  test.each([
    [2, 'a file that is gone'],
    [3, 'a call without a recording'],
    [4, 'a path that leads out'],
    [5, 'a link that leads out'],
    [6, 'a folder'],
    [7, 'an absolute path'],
    [999, 'no such call'],
  ])('call %i, %s: not found', async (n) => expect((await ask(supervisor, n)).status).toBe(404));

  test.each(['x', '..%2f..%2fsecret.wav', '%00', "1' OR '1'='1"])('the id %s is refused', async (id) => {
    const answer = await supervisor.request('GET', `/api/v1/recordings/${id}`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  test('a pop tells who calls and what was before, whatever the spelling of the number', async () => {
    const body = { name: '陈晓燕', company: '', phone: '13900000001', address: '' };
    await agent.request('POST', '/api/v1/customers', body);
    const pop = await agent.get<Pop>(`/api/v1/pops/${callId(7)}`);
    expect(pop.customers.map((customer) => customer.name)).toEqual(['陈晓燕']);
    expect(pop.history.map((row) => row.id)).toEqual([6, 5, 3, 2, 1].map(callId));
    const long = await supervisor.get<Pop>(`/api/v1/pops/${callId(114)}`);
    expect(long.history.map((row) => row.id)).toEqual(Array.from({ length: 10 }, (_, n) => callId(113 - n)));
    const foreign = await otherAgent.request('GET', `/api/v1/pops/${callId(7)}`);
    expect([foreign.status, await foreign.json()]).toMatchObject([404, { error: { code: 'unknown-call' } }]);
  });
});
