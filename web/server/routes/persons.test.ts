import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CustomerCondition, CustomersFoundPage, SearchList } from '../../../daemon/contract/pages.js';
import type { Visitor } from '../../../test/rig/pages.js';
import { testSite } from '../../../test/rig/site.js';
import { Web } from '../../../test/rig/web.js';

/** Files, threads and both databases, beside whatever else the machine does. */
vi.setConfig({ testTimeout: 60_000 });

const web = new Web();
let agent: Visitor;
let boss: Visitor;
const day = 86_400_000;
const searchId = `${'0'.repeat(25)}s`;

const people = [
  ['王一', '13800000001', 'A', '8001'],
  ['王二', '13800000002', 'B', '8001'],
  ['李三', '13800000003', 'A', '8002'],
  ['=赵四', '02160001234', '', ''],
] as const;

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.importSite(testSite());
  agent = await web.visitor('agent');
  boss = await web.visitor('manager');
  for (const [name, phone, level, owner] of people) {
    const made = await agent.request('POST', '/api/v1/customers', {
      name,
      company: '',
      phone,
      address: '',
      class: level,
      owner,
    });
    const { id } = (await made.json()) as { id: string };
    if (name !== '王一') continue;
    await agent.request('POST', `/api/v1/customers/${id}/issues`, { type: 'order', title: 'a red one', callId: null });
    await agent.request('POST', `/api/v1/customers/${id}/notes`, { callId: null, text: '喜欢 100% 纯棉' });
  }
  const at = web.clock.nowMs();
  const call = (last: string, callingNumber: string, daysAgo: number) => ({
    row: 'call-open' as const,
    call: {
      ...{
        id: `${'0'.repeat(25)}${last}`,
        direction: 'inbound',
        callingNumber,
        calledNumber: '02160001000',
        channel: 'E1-1:1',
      },
      ...{
        queue: 'service',
        agent: '8001',
        startedAt: at - daysAgo * day,
        answeredAt: at,
        talkStartedAt: at,
        endedAt: at,
      },
      ...{
        cause: 16,
        disposition: null,
        flowPath: '',
        endedBy: 'caller',
        presentation: 'allowed',
        queuedAt: at,
        ending: 'completed',
      },
    } as never,
  });
  // The network spells one number in two ways.
  await web.writeTelephony([
    call('1', '13800000001', 1),
    call('2', '013800000001', 2),
    call('3', '13800000002', 40),
    call('4', '13800000003', 1),
  ]);
});
afterAll(() => web.remove());

async function find(...conditions: CustomerCondition[]): Promise<string[]> {
  const answer = await agent.request('POST', '/api/v1/customers/find', { conditions });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as CustomersFoundPage).customers.map(({ name }) => name);
}

describe('combined search (CRM-22)', () => {
  const lastWeek = () => web.clock.nowMs() - 7 * day;

  test.each<[string, () => CustomerCondition[], string[]]>([
    ['nothing asked', () => [], people.map(([name]) => name)],
    ['a field', () => [{ about: 'customer', field: 'class', operator: '=', value: 'A' }], ['王一', '李三']],
    ['an empty field', () => [{ about: 'customer', field: 'owner', operator: 'empty', value: '' }], ['=赵四']],
    [
      'the number, spelt otherwise',
      () => [{ about: 'customer', field: 'phone', operator: '=', value: '+8613800000002' }],
      ['王二'],
    ],
    ['an open order', () => [{ about: 'issue', has: true, type: 'order', state: 'open' }], ['王一']],
    ['no issue', () => [{ about: 'issue', has: false }], ['王二', '李三', '=赵四']],
    ['a note with a sign of LIKE', () => [{ about: 'note', contains: '100%' }], ['王一']],
    ['calls in the last week', () => [{ about: 'calls', from: lastWeek() }], ['王一', '李三']],
    ['twice in the last week', () => [{ about: 'calls', from: lastWeek(), atLeast: 2 }], ['王一']],
    ['never called', () => [{ about: 'calls', atMost: 0 }], ['=赵四']],
    [
      'both databases',
      () => [
        { about: 'customer', field: 'owner', operator: '=', value: '8001' },
        { about: 'calls', from: lastWeek() },
      ],
      ['王一'],
    ],
    ['no campaign reached them', () => [{ about: 'campaign', result: 'success' }], []],
    ['what would be SQL', () => [{ about: 'customer', field: 'name', operator: 'contains', value: `' OR 1=1 --` }], []],
  ])('%s', async (_name, conditions, names) => {
    expect(await find(...conditions())).toEqual(names);
  });

  test('page by page', async () => {
    const names: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const body = { conditions: [{ about: 'calls', atLeast: 1 }], limit: 1, ...(after === '' ? {} : { after }) };
      const answer = await agent.request('POST', '/api/v1/customers/find', body);
      const page = (await answer.json()) as CustomersFoundPage;
      names.push(...page.customers.map(({ name }) => name));
      after = page.next;
    }
    expect(names).toEqual(['王一', '王二', '李三']);
  });

  test('is kept under a name, for oneself or for all', async () => {
    const body = { name: '上周来电的 A 类', shared: false, conditions: [{ about: 'calls', atLeast: 1 }] };
    expect((await agent.request('PUT', `/api/v1/searches/${searchId}`, body)).status).toBe(204);
    const seen = async (who: Visitor) =>
      (await who.get<SearchList>('/api/v1/searches')).searches.map(({ name }) => name);
    expect([await seen(agent), await seen(boss)]).toEqual([[body.name], []]);
    await agent.request('PUT', `/api/v1/searches/${searchId}`, { ...body, shared: true });
    expect(await seen(boss)).toEqual([body.name]);
    expect((await boss.request('PUT', `/api/v1/searches/${searchId}`, body)).status).toBe(404);
    expect((await boss.request('DELETE', `/api/v1/searches/${searchId}`)).status).toBe(404);
    expect((await agent.request('DELETE', `/api/v1/searches/${searchId}`)).status).toBe(204);
  });
});

test.each([
  ['utf-8', 'utf-8'],
  ['gb18030', 'gb18030'],
])('customers go out as %s, no formula among them (CRM-18)', async (encoding, decoder) => {
  const answer = await boss.request('GET', `/api/v1/customers/export.csv?encoding=${encoding}`);
  const octets = Buffer.from(await answer.arrayBuffer());
  expect(octets.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))).toBe(encoding === 'utf-8');
  const lines = new TextDecoder(decoder, { fatal: true }).decode(octets).split('\r\n');
  expect(lines).toHaveLength(6);
  expect(lines[1]).toBe('王一,13800000001,,,A,8001,order');
  expect(lines[4]).toBe("'=赵四,02160001234,,,,,");
  await web.server.parts.acts.settled();
  expect((await web.business.audit.page({ limit: 1, what: 'customers-exported' }))[0]).toMatchObject({ user: 'boss' });
});
