/** Recordings over real HTTP, files and databases: who hears what, ranges, tampering, who listened. */
import { appendFileSync, chmodSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Comment, ListenList, RecordingAbout, RecordingPage } from '../../../daemon/contract/pages.js';
import { encryptFile } from '../../../daemon/encryption/encrypt-file.js';
import { keyFileText } from '../../../daemon/encryption/key-file.js';
import { RecordingKeys } from '../../../daemon/encryption/recording-keys.js';
import { keyNo } from '../../../test/rig/kept-recordings.js';
import type { Visitor } from '../../../test/rig/pages.js';
import { type Kept, keepRecordings, sortableId } from '../../../test/rig/recorded.js';
import { testSite } from '../../../test/rig/site.js';
import { Web, type WebLogin } from '../../../test/rig/web.js';

const web = new Web();
const now = web.clock.nowMs();
const who = new Map<WebLogin, Visitor>();
let kept: readonly Kept[];
const of = (login: WebLogin): Visitor => who.get(login) as Visitor;
const at = (n: number): Kept => kept[n] as Kept;
/** 8001 and 8003 are one group, 8002 another. */
const site = testSite({ agents: 3 });
const [own, colleague, other, shared, voicemail] = [0, 1, 2, 3, 4];

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.importSite({
    ...site,
    agents: site.agents.map((agent) => ({ ...agent, group: agent.id === '8002' ? 'two' : 'one' })),
  });
  kept = await keepRecordings(web, [
    { n: 1, agent: '8001', startedAt: now - 500_000 },
    { n: 2, agent: '8003', startedAt: now - 400_000 },
    { n: 3, agent: '8002', startedAt: now - 300_000, call: { direction: 'outbound', queue: 'sales' } },
    { n: 4, agent: '8002', startedAt: now - 200_000, others: ['8001'], story: 'c2 a2 -4 b1' },
    { n: 5, agent: null, startedAt: now - 100_000, recording: { kind: 'voicemail' } },
  ]);
  for (const login of ['agent', 'otherAgent', 'supervisor', 'quality', 'trainer', 'admin', 'technician'] as const) {
    who.set(login, await web.visitor(login));
  }
  const admin = of('admin');
  const led = await admin.request('PUT', '/api/v1/users/floor/rights', { grants: [], revokes: [], leads: ['one'] });
  expect(led.status).toBe(200);
});
afterAll(() => web.remove());

const search = async (login: WebLogin, query = ''): Promise<readonly number[]> => {
  const { recordings } = await of(login).get<RecordingPage>(`/api/v1/recordings${query}`);
  return recordings.map(({ id }) => kept.findIndex((each) => each.id === id));
};

describe('who hears what (REC-06)', () => {
  const hears: readonly (readonly [WebLogin, readonly number[]])[] = [
    ['agent', [shared, own]],
    ['otherAgent', [shared, other]],
    ['supervisor', [shared, colleague, own]],
    ['quality', [voicemail, shared, other, colleague, own]],
    ['admin', [voicemail, shared, other, colleague, own]],
  ];
  test.each(hears)('%s, in the list and each by its address', async (login, expected) => {
    expect(await search(login)).toEqual(expected);
    for (const [n, { id, callId }] of kept.entries()) {
      for (const path of [id, callId, `${id}/about`, `${callId}/about`]) {
        const { status } = await of(login).request('GET', `/api/v1/recordings/${path}`);
        expect([n, path, status]).toEqual([n, path, expected.includes(n) ? 200 : 404]);
      }
    }
  });

  test('nobody asks around it', async () => {
    expect(await search('agent', '?agent=8002')).toEqual([]);
    expect(await search('supervisor', '?agent=8002')).toEqual([]);
    expect(await search('supervisor', '?group=two')).toEqual([]);
    expect(await search('supervisor', '?group=one')).toEqual([shared, colleague, own]);
    expect((await of('technician').request('GET', `/api/v1/recordings/${at(own).id}`)).status).toBe(403);
    expect(
      (await of('agent').request('POST', `/api/v1/recordings/${at(own).id}/download`, { reason: 'x y' })).status,
    ).toBe(403);
    const theirs = `/api/v1/recordings/${at(other).id}`;
    for (const [method, path, body] of [
      ['POST', `${theirs}/download`, { reason: 'curious' }],
      ['GET', `${theirs}/listens`, undefined],
      ['PUT', `${theirs}/heard`, { heardMs: 1 }],
      ['POST', `${theirs}/comments`, { id: sortableId(now, 900), atMs: 0, text: 'x' }],
    ] as const) {
      expect([path, (await of('supervisor').request(method, path, body)).status]).toEqual([path, 404]);
    }
  });

  test('a leader without a list of groups leads the floor, with an empty one nobody', async () => {
    const set = (leads: readonly string[] | null) =>
      of('admin').request('PUT', '/api/v1/users/floor/rights', { grants: [], revokes: [], leads });
    await set(null);
    expect(await search('supervisor')).toHaveLength(5);
    await set([]);
    expect(await search('supervisor')).toEqual([]);
    await set(['one']);
    const [row] = await web.business.audit.page({ limit: 1, what: 'rights-changed' });
    expect(row?.detail).toMatchObject({ was: { leads: [] }, is: { leads: ['one'] } });
  });
});

describe('the list', () => {
  test.each<[string, readonly number[]]>([
    ['?number=0003', [other]],
    ['?number=13900000004&match=exact', [shared]],
    ['?number=139&match=begins', [voicemail, shared, other, colleague, own]],
    ['?queue=sales', [other]],
    ['?direction=outbound', [other]],
    ['?kind=voicemail', [voicemail]],
    ['?agent=8001', [shared, own]],
    ['?minMs=9000', [shared]],
    ['?result=wrong', []],
    [`?from=${now - 350_000}&to=${now - 150_000}`, [shared, other]],
  ])('%s', async (query, expected) => expect(await search('quality', query)).toEqual(expected));

  test('comes in pages', async () => {
    const first = await of('quality').get<RecordingPage>('/api/v1/recordings?limit=3');
    expect(first.recordings).toHaveLength(3);
    const rest = await of('quality').get<RecordingPage>(`/api/v1/recordings?limit=3&before=${first.next}`);
    expect([rest.recordings.map(({ id }) => id), rest.next]).toEqual([[at(colleague).id, at(own).id], null]);
  });

  test.each([
    '?number=12',
    '?number=%27%20OR%201=1',
    '?before=../../../etc/passwd/aaaaaaaaa',
    '?limit=0',
    '?limit=100000',
    '?from=-1',
    '?direction=sideways',
    `?queue=${'x'.repeat(100)}`,
  ])('refuses %s', async (query) => {
    expect((await of('quality').request('GET', `/api/v1/recordings${query}`)).status).toBe(400);
  });
});

test('who may not see numbers sees them masked, and finds none out digit by digit', async () => {
  const revoked = { grants: [], revokes: ['numbers.full'] };
  expect((await of('admin').request('PUT', '/api/v1/users/coach/rights', revoked)).status).toBe(200);
  const { recordings } = await of('trainer').get<RecordingPage>('/api/v1/recordings?number=13900000001');
  expect(recordings.map(({ id, number }) => [id, number])).toEqual([[at(own).id, '139****0001']]);
  const about = await of('trainer').get<RecordingAbout>(`/api/v1/recordings/${at(own).id}/about`);
  expect([about.recording.number, about.recording.id]).toEqual(['139****0001', at(own).id]);
  for (const number of ['0001', '139&match=begins', '900000001']) {
    expect((await of('trainer').request('GET', `/api/v1/recordings?number=${number}`)).status).toBe(400);
  }
});

describe('the sound', () => {
  const ask = (headers: Record<string, string>, n = own) =>
    fetch(`${web.url}/api/v1/recordings/${at(n).id}`, { headers: { cookie: of('quality').cookieHeader, ...headers } });

  test('comes in ranges', async () => {
    const answer = await ask({ range: 'bytes=10-19' });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([206, `bytes 10-19/${at(own).file.length}`]);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(at(own).file.subarray(10, 20)));
  });

  test.each<[string, number]>([
    [`bytes=${10 ** 9}-`, 416],
    ['bytes=-0', 416],
    ['bytes=20-10', 200],
    ['bytes=a-b', 200],
    ['bytes=0-1,4-5', 200],
    [`bytes=${'9'.repeat(1_000)}-`, 200],
  ])('%s is %i', async (range, status) => {
    const answer = await ask({ range });
    await answer.arrayBuffer();
    expect(answer.status).toBe(status);
  });

  test('nobody gets it without a session', async () => {
    expect((await fetch(`${web.url}/api/v1/recordings/${at(own).id}`)).status).toBe(401);
  });

  test.each(['..%2F..%2Fbusiness.db', '%00', 'x'.repeat(5_000), `${'0'.repeat(25)}%0a`])('%s is no id', async (id) => {
    const { status } = await of('quality').request('GET', `/api/v1/recordings/${id}`);
    expect([400, 404]).toContain(status);
  });

  test('a row that points outside the folder finds nothing', async () => {
    writeFileSync(join(web.folder, 'secret'), 'secret');
    symlinkSync(join(web.folder, 'secret'), join(web.recordings, 'link.wav'));
    const paths = ['../secret', '/etc/passwd', 'link.wav', '2027/../../secret', ''];
    const wrong = await keepRecordings(
      web,
      paths.map((path, n) => ({ n: 50 + n, agent: '8001', startedAt: now - 90_000_000 + n, recording: { path } })),
    );
    for (const { id } of wrong) {
      expect((await of('quality').request('GET', `/api/v1/recordings/${id}`)).status).toBe(404);
      expect((await of('quality').get<RecordingAbout>(`/api/v1/recordings/${id}/about`)).integrity).toBe('missing');
    }
  });
});

describe('a file that was changed', () => {
  const integrity = async (n: number) =>
    (await of('quality').get<RecordingAbout>(`/api/v1/recordings/${at(n).id}/about`)).integrity;
  test('is found, however it was changed', async () => {
    const path = join(web.recordings, at(colleague).path);
    expect(await integrity(colleague)).toBe('unchanged');
    const copy = Buffer.from(at(colleague).file);
    copy[100] = (copy[100] ?? 0) ^ 1;
    writeFileSync(path, copy);
    expect(await integrity(colleague)).toBe('changed');
    writeFileSync(path, at(colleague).file);
    expect(await integrity(colleague)).toBe('unchanged');
    appendFileSync(path, 'x');
    expect(await integrity(colleague)).toBe('changed');
    rmSync(path);
    expect(await integrity(colleague)).toBe('missing');
    writeFileSync(path, at(colleague).file);
  });
});

describe('an encrypted file (REC-13)', () => {
  const sound = async (range?: string): Promise<readonly [number, Buffer, Response]> => {
    const { cookieHeader: cookie } = of('quality');
    const headers = range === undefined ? { cookie } : { cookie, range };
    const answer = await fetch(`${web.url}/api/v1/recordings/${at(other).id}`, { headers });
    return [answer.status, Buffer.from(await answer.arrayBuffer()), answer];
  };

  test('is heard and sought as before; without its key it says so; changed, it is told', async () => {
    const path = join(web.recordings, at(other).path);
    const wav = Buffer.from(at(other).file);
    const { headers: before } = (await sound())[2];
    writeFileSync(web.keyFile, keyFileText([keyNo(7)]), { mode: 0o600 });
    await encryptFile(path, keyNo(7), new RecordingKeys(web.keyFile), null);
    expect(readFileSync(path).includes(wav.subarray(44, 76))).toBe(false);

    const [, whole, answer] = await sound();
    expect(whole).toEqual(wav);
    for (const name of ['etag', 'content-length', 'last-modified', 'content-type']) {
      expect([name, answer.headers.get(name)]).toEqual([name, before.get(name)]);
    }
    expect((await sound('bytes=100-299')).slice(0, 2)).toEqual([206, wav.subarray(100, 300)]);
    expect((await sound('bytes=-10')).slice(0, 2)).toEqual([206, wav.subarray(-10)]);
    expect((await sound(`bytes=${wav.length}-`))[0]).toBe(416);
    const about = () => of('quality').get<RecordingAbout>(`/api/v1/recordings/${at(other).id}/about`);
    expect((await about()).integrity).toBe('unchanged');
    const download = await of('quality').request('POST', `/api/v1/recordings/${at(other).id}/download`, {
      reason: '投诉',
    });
    expect(Buffer.from(await download.arrayBuffer())).toEqual(wav);

    chmodSync(web.keyFile, 0o640);
    const [status, body] = await sound();
    expect([status, String(body)]).toEqual([409, expect.stringContaining('chmod 600')]);
    expect((await about()).integrity).toBe('key-missing');
    chmodSync(web.keyFile, 0o600);
    const octets = readFileSync(path);
    octets[500] = (octets[500] ?? 0) ^ 4;
    writeFileSync(path, octets);
    expect((await about()).integrity).toBe('changed');
    writeFileSync(path, wav);
    expect(web.logged.join('\n')).not.toContain(keyNo(7).key.toString('hex'));
  });
});

describe('who listened (REC-13)', () => {
  const listens = async (n: number) =>
    (await of('admin').get<ListenList>(`/api/v1/recordings/${at(n).id}/listens`)).listens;

  test('each hearing is a row, with how much was sent; a download with its reason, and in the audit', async () => {
    const visitor = await web.visitor('quality');
    const { id, file } = at(shared);
    const before = (await listens(shared)).length;
    const headers = { cookie: visitor.cookieHeader };
    for (const range of ['bytes=0-99', 'bytes=50-199', 'bytes=1000-1099']) {
      await (await fetch(`${web.url}/api/v1/recordings/${id}`, { headers: { ...headers, range } })).arrayBuffer();
    }
    await visitor.request('PUT', `/api/v1/recordings/${id}/heard`, { heardMs: 2_500 });
    await web.server.parts.listenLog.settled();
    const rows = await listens(shared);
    expect(rows).toHaveLength(before + 1);
    expect(rows[0]).toMatchObject({
      user: 'judge',
      how: 'play',
      octets: 300,
      ofOctets: file.length,
      heardMs: 2_500,
      from: expect.stringContaining('127.0.0.1'),
    });
    const download = await visitor.request('POST', `/api/v1/recordings/${id}/download`, { reason: '客户要求' });
    expect(download.headers.get('content-disposition')).toContain('attachment');
    expect(Buffer.from(await download.arrayBuffer())).toEqual(Buffer.from(file));
    await web.server.parts.listenLog.settled();
    const [row] = await listens(shared);
    expect(row).toMatchObject({ how: 'download', reason: '客户要求', octets: file.length });
    const [audited] = await web.business.audit.page({ limit: 1, what: 'recording-downloaded' });
    expect(audited).toMatchObject({ user: 'judge', subject: id, detail: { reason: '客户要求' } });
  });

  test('is for who may see it', async () => {
    expect((await of('agent').request('GET', `/api/v1/recordings/${at(own).id}/listens`)).status).toBe(403);
    expect((await of('trainer').request('GET', `/api/v1/recordings/${at(own).id}/listens`)).status).toBe(403);
    expect((await of('supervisor').request('GET', `/api/v1/recordings/${at(own).id}/listens`)).status).toBe(200);
  });

  test.each([{}, { reason: '' }, { reason: ' ' }, { reason: 'x'.repeat(500) }, { reason: 'ok', more: 1 }])(
    'no download for %j',
    async (body) => {
      expect((await of('quality').request('POST', `/api/v1/recordings/${at(own).id}/download`, body)).status).toBe(400);
    },
  );
});

describe('a comment at a second (REC-07)', () => {
  const post = (body: object, login: WebLogin = 'supervisor', n = own) =>
    of(login).request('POST', `/api/v1/recordings/${at(n).id}/comments`, body);
  const comment = { id: sortableId(now, 901), atMs: 1_500, text: '这里应先道歉' };

  test('reaches the agent’s page at once, and stays until he has read it', async () => {
    const page = of('agent').live();
    const told = (unread: number) => page.when((said) => said.live === 'quality-news' && said.unread === unread);
    await told(0);
    const answer = await post(comment);
    expect([answer.status, await answer.json()]).toMatchObject([201, { agent: '8001', by: 'floor', atMs: 1_500 }]);
    await told(1);
    const again = await post({ ...comment, text: 'sent twice' });
    expect([again.status, ((await again.json()) as Comment).text]).toEqual([201, comment.text]);
    const { comments } = await of('agent').get<RecordingAbout>(`/api/v1/recordings/${at(own).id}/about`);
    expect(comments.map(({ text }) => text)).toEqual([comment.text]);
    const read = page.next((said) => said.live === 'quality-news' && said.unread === 0);
    await of('agent').request('POST', '/api/v1/quality/news/seen', { ids: [comment.id] });
    await read;
    page.close();
  });

  test('of a shared call is not for the colleague', async () => {
    expect((await post({ ...comment, id: sortableId(now, 902) }, 'quality', shared)).status).toBe(201);
    const read = async (login: WebLogin) =>
      (await of(login).get<RecordingAbout>(`/api/v1/recordings/${at(shared).id}/about`)).comments.length;
    expect([await read('otherAgent'), await read('agent'), await read('supervisor')]).toEqual([1, 0, 1]);
  });

  test.each<[string, object, number]>([
    ['nothing', {}, 400],
    ['a huge text', { ...comment, id: sortableId(now, 903), text: 'x'.repeat(2_001) }, 400],
    ['a body of 70,000 octets', { ...comment, id: sortableId(now, 903), text: 'x'.repeat(70_000) }, 413],
    ['a second after the end', { ...comment, id: sortableId(now, 903), atMs: 60_000 }, 400],
    ['a second before the beginning', { ...comment, id: sortableId(now, 903), atMs: -1 }, 400],
    ['no id', { ...comment, id: '../x' }, 400],
  ])('%s is refused', async (_what, body, status) => expect((await post(body)).status).toBe(status));

  test('with the id of somebody else’s is refused', async () => {
    expect((await post({ ...comment, text: 'mine' }, 'quality')).status).toBe(409);
  });

  test('on voicemail has nobody to tell', async () => {
    expect((await post({ ...comment, id: sortableId(now, 904) }, 'quality', voicemail)).status).toBe(409);
  });
});

test('what the ledger says of itself', async () => {
  expect(await of('supervisor').get('/api/v1/recordings-health')).toEqual({ check: null, differences: {} });
  const check = {
    id: sortableId(now, 1),
    startedAt: now,
    endedAt: now + 5,
    by: 'night',
    answeredCalls: 9,
    recorded: 7,
    explained: 1,
    files: 7,
    bytes: 1,
    hashed: 7,
    adopted: 0,
    deleted: 0,
    differences: 2,
  };
  const difference = { checkId: check.id, recordingId: null, callId: null, path: '', detail: '{}' };
  await web.writeTelephony([
    {
      row: 'recording-check',
      check,
      differences: [
        { ...difference, seq: 1, what: 'file-missing' },
        { ...difference, seq: 2, what: 'file-missing' },
      ],
    },
  ]);
  expect(await of('admin').get('/api/v1/recordings-health')).toMatchObject({
    check: { differences: 2 },
    differences: { 'file-missing': 2 },
  });
});
