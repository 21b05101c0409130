/** Seven roles at every endpoint and every message: who may, who may not, and that nothing is left out. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type LiveMessage, pageMessage } from '../../daemon/contract/pages.js';
import { usualAttentionRules } from '../../daemon/terms/attention.js';
import { usualAutoRules } from '../../daemon/terms/quality.js';
import { rightsOf } from '../../daemon/terms/rights.js';
import { DaemonDoor } from '../../test/rig/daemon-door.js';
import type { Visitor } from '../../test/rig/pages.js';
import { testSite } from '../../test/rig/site.js';
import { Web, type WebLogin } from '../../test/rig/web.js';

const roles = ['agent', 'supervisor', 'quality', 'trainer', 'manager', 'admin', 'technician'] as const;
const watchers = ['supervisor', 'quality', 'trainer', 'manager', 'admin', 'technician'] as const;
const allCalls = ['supervisor', 'quality', 'trainer', 'manager', 'admin'] as const;
const customerReaders = ['agent', 'supervisor', 'quality', 'manager', 'admin'] as const;
const supervisors = ['supervisor', 'admin'] as const;
const outbound = ['supervisor', 'manager', 'admin'] as const;
const outboundWatchers = ['supervisor', 'quality', 'manager', 'admin'] as const;
const technicians = ['technician', 'admin'] as const;
const trainings = ['supervisor', 'trainer', 'technician', 'admin'] as const;
const id = '0'.repeat(26);
const customer = { name: 'A', company: '', phone: '13900000009', address: '' };
const list = { name: 'L', kind: 'leads', purpose: '', consent: '', columns: [] };
const task = { dueAt: 1, text: 'call', customerId: null, number: '', callId: null };

const web = new Web();
const door = new DaemonDoor(testSite());
const visitors = new Map<WebLogin | null, Visitor>();

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.writeTelephony([]);
  await door.open(web);
  for (const login of [...roles, null]) visitors.set(login, await web.visitor(login));
});
afterAll(async () => {
  await web.remove();
  await door.close();
});

type Row = [method: string, path: string, body: object | undefined, allowed: readonly WebLogin[]];

const orders: readonly (readonly [order: string, body: object])[] = [
  ['block', { of: { channel: 1 } }],
  ['unblock', { of: { channel: 1 } }],
  ['drain', { of: { span: 1 } }],
  ['restart', { channel: 1 }],
  ['loopback', { span: 1, loopback: 'off' }],
  ['bit-test', { channel: 1, on: false }],
  ['adjust', { channel: 1, receiveDb: 0, sendDb: 0, echoTaps: 0 }],
  ['learn-hangup', { channel: 1 }],
  ['set-hangup-tone', { channel: 1, tone: { frequencyHz: 450, onMs: 350, offMs: 350, levelDbm0: 0 } }],
];
const incoming = { trunk: '', callingNumber: '13900000001', callingType: 'unknown', calledNumber: '02160001000' };
const coaching = { id, agent: '8001', recordingId: null, text: 'x' };
const score = { id, recordingId: id, formId: 'calls', version: 1, answers: {}, comment: '' };
const said = { zh: 'x', en: 'x' };
const qualityForm = {
  name: said,
  items: [{ id: 'a', text: said, weight: 100, veto: false }],
  goodFrom: 80,
  badBelow: 60,
};
const wrong = { old: 'not it', password: 'not it either 1' };

/** Last what ends or changes the sessions that the rows before need. */
const matrix: readonly Row[] = [
  ...orders.map(([order, body]): Row => ['POST', `/api/v1/lines/${order}`, body, technicians]),
  ['GET', '/api/v1/lines/meters', undefined, technicians],
  ['GET', '/api/v1/lines/caller-id?channel=0', undefined, technicians],
  ['POST', '/api/v1/lines/scope', { channel: 0 }, technicians],
  ['GET', '/api/v1/lines/scope?channel=0&after=0', undefined, technicians],
  ['DELETE', '/api/v1/lines/scope?channel=0', undefined, technicians],
  ['GET', '/api/v1/refused-setups?from=0&to=1', undefined, technicians],
  ['GET', '/api/v1/refused-setups/ladder?span=1&at=1', undefined, technicians],
  ['POST', '/api/v1/number-types', { span: 1, number: '10086' }, technicians],
  ['GET', `/api/v1/number-types/${id}`, undefined, technicians],
  ['GET', '/api/v1/certificate', undefined, technicians],
  ['PUT', '/api/v1/certificate', { certificate: 'x', key: 'x' }, ['admin']],
  ['DELETE', '/api/v1/certificate', undefined, ['admin']],
  ['POST', '/api/v1/certificate/own', { authority: false }, ['admin']],
  ['GET', '/api/v1/training', undefined, roles],
  ['POST', '/api/v1/training/start', {}, trainings],
  ['POST', '/api/v1/training/stop', undefined, trainings],
  ['GET', '/api/v1/training/faults', undefined, trainings],
  ...['break', 'mend'].map(
    (deed): Row => ['POST', `/api/v1/training/faults/${deed}`, { kind: 'los', at: 1 }, trainings],
  ),
  ['POST', '/api/v1/training/faults/mend-all', undefined, trainings],
  ['GET', '/api/v1/box-health', undefined, technicians],
  ['GET', '/api/v1/box-keeping', undefined, technicians],
  ['POST', '/api/v1/box-keeping/backup', undefined, technicians],
  ['GET', '/api/v1/incidents', undefined, technicians],
  ['GET', '/api/v1/run-sheet', undefined, technicians],
  ['PUT', '/api/v1/run-sheet', {}, technicians],
  ['GET', '/api/v1/box-health/history', undefined, technicians],
  ['GET', '/api/v1/lines/explain?number=10086', undefined, technicians],
  ['GET', '/api/v1/lines/calls', undefined, technicians],
  ['POST', '/api/v1/lines/explain', { number: '10086', changes: [] }, technicians],
  ['POST', '/api/v1/lines/explain-in', incoming, technicians],
  ['GET', '/api/v1/commissionings', undefined, technicians],
  ['POST', '/api/v1/commissionings', { span: 1 }, technicians],
  ['GET', `/api/v1/commissionings/${id}`, undefined, technicians],
  ['GET', `/api/v1/commissionings/${id}/report`, undefined, technicians],
  ['GET', `/api/v1/commissionings/${id}/report.txt`, undefined, technicians],
  ['PUT', `/api/v1/commissionings/${id}/order`, {}, technicians],
  ...['check', 'take', 'overrule', 'back', 'finish', 'abandon'].map(
    (deed): Row => ['POST', `/api/v1/commissionings/${id}/${deed}`, {}, technicians],
  ),
  ['GET', '/api/v1/span-changes', undefined, technicians],
  ['POST', '/api/v1/span-changes', {}, technicians],
  ['GET', `/api/v1/span-changes/${id}`, undefined, technicians],
  ['POST', `/api/v1/span-changes/${id}/cancel`, undefined, technicians],
  ['POST', `/api/v1/span-changes/${id}/clear-calls`, undefined, technicians],
  ['GET', '/api/v1/cards', undefined, technicians],
  ['POST', '/api/v1/cards/blink', { place: 'pci 0000:03:00.0', port: 1, on: true }, technicians],
  ['POST', '/api/v1/cards/timing-test', { seconds: 1 }, technicians],
  ['GET', `/api/v1/cards/timing-test/${id}`, undefined, technicians],
  ['POST', '/api/v1/cards/plan', {}, technicians],
  ['POST', '/api/v1/cards/apply', { plan: '0'.repeat(64), span: null }, technicians],
  ['GET', `/api/v1/cards/apply/${id}`, undefined, technicians],
  ['GET', `/api/v1/calls/${id}/ladder`, undefined, watchers],
  ['GET', `/api/v1/calls/${id}/ladder.txt?lang=en`, undefined, watchers],
  ['GET', `/api/v1/calls/${id}/ladder.pcap`, undefined, technicians],
  ['GET', '/api/v1/spans/:span/trace.pcap?from=0&to=1', undefined, technicians],
  ['GET', '/api/v1/spans/:span/timeline?from=0&to=1', undefined, technicians],
  ['POST', '/api/v1/doctor', { kind: 'trunk', span: 1 }, technicians],
  ['GET', '/api/v1/doctor', undefined, technicians],
  ['GET', `/api/v1/doctor/${id}`, undefined, technicians],
  ['POST', '/api/v1/test-calls', { span: 1, timeslot: null, direction: 'out', number: '10086' }, technicians],
  ['GET', '/api/v1/test-calls', undefined, technicians],
  ['GET', `/api/v1/test-calls/${id}`, undefined, technicians],
  ['DELETE', `/api/v1/test-calls/${id}`, undefined, technicians],
  ['GET', `/api/v1/test-calls/${id}/sound`, undefined, technicians],
  ['GET', '/api/v1/session', undefined, roles],
  ['GET', '/api/v1/calls', undefined, ['agent', ...allCalls]],
  ['GET', `/api/v1/calls/${id}/legs`, undefined, ['agent', ...allCalls]],
  ['GET', `/api/v1/calls/${id}/data`, undefined, roles],
  ['GET', `/api/v1/calls/${id}/data.xml`, undefined, roles],
  ['GET', `/api/v1/calls/${id}/why`, undefined, watchers],
  ['GET', `/api/v1/recordings/${id}`, undefined, ['agent', ...allCalls]],
  ['GET', `/api/v1/recordings/${id}/about`, undefined, ['agent', ...allCalls]],
  ['GET', '/api/v1/recordings', undefined, ['agent', ...allCalls]],
  ['PUT', `/api/v1/recordings/${id}/heard`, { heardMs: 1 }, ['agent', ...allCalls]],
  ['GET', `/api/v1/recordings/${id}/listens`, undefined, ['supervisor', 'quality', 'admin']],
  ['POST', `/api/v1/recordings/${id}/download`, { reason: 'test' }, ['supervisor', 'quality', 'admin']],
  ['POST', `/api/v1/recordings/${id}/comments`, { id, atMs: 0, text: 'x' }, ['supervisor', 'quality', 'trainer']],
  ['GET', '/api/v1/recordings-health', undefined, allCalls],
  ['GET', '/api/v1/recordings-kept', undefined, ['admin']],
  ['POST', '/api/v1/recordings-kept/preview', { recordings: { keepDays: 60 } }, ['admin']],
  ['GET', '/api/v1/own-campaigns', undefined, ['agent']],
  ['GET', '/api/v1/quality/news', undefined, ['agent']],
  ['POST', '/api/v1/quality/news/seen', { ids: [id] }, ['agent']],
  ['GET', '/api/v1/quality/notes?agent=8001', undefined, ['agent', ...allCalls]],
  ['POST', '/api/v1/quality/notes', coaching, ['supervisor', 'quality', 'trainer']],
  ['GET', '/api/v1/quality/scores', undefined, ['agent', ...allCalls]],
  ['GET', `/api/v1/quality/scores/${id}`, undefined, ['agent', ...allCalls]],
  ['POST', '/api/v1/quality/scores', score, ['quality']],
  ['POST', `/api/v1/quality/scores/${id}/appeal`, { reason: 'test' }, ['agent']],
  ['POST', `/api/v1/quality/scores/${id}/review`, { outcome: 'kept', text: 'x' }, ['supervisor', 'quality']],
  ['GET', '/api/v1/quality/forms', undefined, ['supervisor', 'quality', 'admin']],
  ['PUT', '/api/v1/quality/forms/:form', { version: 9, form: qualityForm, on: true }, ['quality', 'admin']],
  ['GET', '/api/v1/quality/rules', undefined, ['quality', 'admin']],
  ['PUT', `/api/v1/quality/rules/${id}`, { name: 'x' }, ['quality', 'admin']],
  ['DELETE', `/api/v1/quality/rules/${id}`, undefined, ['quality', 'admin']],
  ['POST', `/api/v1/quality/rules/${id}/draw`, {}, ['quality', 'admin']],
  ['PUT', '/api/v1/quality/auto-rules', usualAutoRules, ['quality', 'admin']],
  ['GET', '/api/v1/quality/work', undefined, ['quality']],
  ['POST', `/api/v1/quality/work/${id}/drop`, { reason: 'test' }, ['quality']],
  ['GET', '/api/v1/quality/report?from=0&to=1', undefined, allCalls],
  ['GET', '/api/v1/quality/report.csv?from=0&to=1', undefined, allCalls],
  ['GET', `/api/v1/pops/${id}`, undefined, customerReaders],
  ['GET', '/api/v1/customers?q=a', undefined, customerReaders],
  ['GET', `/api/v1/customers/${id}`, undefined, customerReaders],
  ['POST', '/api/v1/customers', customer, ['agent']],
  ['PUT', `/api/v1/customers/${id}`, customer, ['agent']],
  ['POST', `/api/v1/customers/${id}/notes`, { callId: null, text: 'x' }, ['agent']],
  ['POST', `/api/v1/customers/${id}/issues`, { type: 'order', title: 'x', callId: null }, ['agent']],
  ['PUT', `/api/v1/issues/${id}`, { state: 'closed' }, ['agent']],
  ['PUT', '/api/v1/phone-choices', { number: '13900000009', customerId: id }, ['agent']],
  ['POST', '/api/v1/campaigns/forecast', {}, outbound],
  ['GET', '/api/v1/imports', undefined, outbound],
  ['POST', '/api/v1/imports?kind=leads&name=x', undefined, outbound],
  ['GET', `/api/v1/imports/${id}`, undefined, outbound],
  ['POST', `/api/v1/imports/${id}/preview`, {}, outbound],
  ['POST', `/api/v1/imports/${id}/start`, { columns: ['number'], list: 'l' }, outbound],
  ['POST', `/api/v1/imports/${id}/cancel`, undefined, outbound],
  ['POST', `/api/v1/imports/${id}/undo`, undefined, outbound],
  ['GET', `/api/v1/imports/${id}/errors.csv`, undefined, outbound],
  ['DELETE', `/api/v1/imports/${id}`, undefined, outbound],
  ['GET', '/api/v1/campaigns', undefined, outboundWatchers],
  ['GET', '/api/v1/campaigns/:campaign', undefined, outboundWatchers],
  ['PUT', '/api/v1/campaigns/:campaign', { version: 0, campaign: {} }, outbound],
  ['DELETE', '/api/v1/campaigns/:campaign?version=1', undefined, outbound],
  ['POST', '/api/v1/campaigns/:campaign/start', { version: 1 }, outbound],
  ['POST', '/api/v1/campaigns/:campaign/pause', { version: 1 }, outbound],
  ['POST', '/api/v1/campaigns/:campaign/stop', { version: 1 }, outbound],
  ['GET', '/api/v1/campaigns/:campaign/results', undefined, outboundWatchers],
  ['GET', '/api/v1/campaigns/:campaign/pacing', undefined, outboundWatchers],
  ['GET', '/api/v1/campaigns/:campaign/skips', undefined, outboundWatchers],
  ['GET', '/api/v1/attempts', undefined, outboundWatchers],
  ['GET', `/api/v1/attempts/${id}/evidence`, undefined, outbound],
  ['GET', `/api/v1/calls/${id}/evidence`, undefined, outbound],
  ['GET', '/api/v1/lists', undefined, outboundWatchers],
  ['GET', '/api/v1/lists/:list', undefined, outboundWatchers],
  ['PUT', '/api/v1/lists/:list', list, outbound],
  ['DELETE', '/api/v1/lists/:list', undefined, outbound],
  ['GET', '/api/v1/lists/:list/leads', undefined, outboundWatchers],
  ['POST', '/api/v1/lists/:list/allocate', { shares: [{ agent: '8001', count: 1 }] }, outbound],
  ['POST', '/api/v1/lists/:list/recall', {}, outbound],
  ['POST', '/api/v1/lists/:list/recycle', { results: ['busy'] }, outbound],
  ['POST', '/api/v1/leads/timed', { leads: [id], at: null }, outbound],
  ['GET', '/api/v1/dnc', undefined, outboundWatchers],
  ['GET', '/api/v1/consents?number=13900000009', undefined, outboundWatchers],
  ['POST', '/api/v1/consents', { number: '13900000009', given: true, at: 1, source: 'x', evidence: '' }, outbound],
  ['POST', '/api/v1/dnc', { numbers: ['13900000009'], reason: 'x' }, outbound],
  ['POST', '/api/v1/dnc/remove', { numbers: ['13900000009'], reason: 'x' }, outbound],
  ['GET', '/api/v1/number-quality?numbers=13900000009', undefined, outboundWatchers],
  ['GET', '/api/v1/own-results', undefined, ['agent']],
  ['GET', '/api/v1/own-leads', undefined, ['agent']],
  ['POST', '/api/v1/customers/find', { conditions: [] }, customerReaders],
  ['GET', '/api/v1/searches', undefined, customerReaders],
  ['PUT', `/api/v1/searches/${id}`, { name: 'x', shared: false, conditions: [] }, customerReaders],
  ['DELETE', `/api/v1/searches/${id}`, undefined, customerReaders],
  ['GET', '/api/v1/customers/export.csv', undefined, outbound],
  ['POST', '/api/v1/persons/export', { numbers: ['13900000009'] }, ['admin']],
  ['POST', '/api/v1/persons/erase', { numbers: ['13900000009'], reason: 'x' }, ['admin']],
  ['GET', '/api/v1/own-settings', undefined, ['agent']],
  ['GET', '/api/v1/tasks', undefined, ['agent']],
  ['POST', '/api/v1/tasks', task, ['agent']],
  ['PUT', `/api/v1/tasks/${id}`, task, ['agent']],
  ['POST', `/api/v1/tasks/${id}/done`, undefined, ['agent']],
  ['DELETE', `/api/v1/tasks/${id}`, undefined, ['agent']],
  ['PUT', `/api/v1/quick-notes/${id}`, { text: 'x', number: '', callId: null }, ['agent']],
  ['GET', '/api/v1/missed', undefined, ['agent']],
  ['POST', `/api/v1/missed/${id}/handled`, undefined, ['agent']],
  ['GET', '/api/v1/counters', undefined, ['agent']],
  ['GET', '/api/v1/call-backs', undefined, roles],
  ['GET', '/api/v1/abandoned', undefined, roles],
  ['GET', '/api/v1/alarms', undefined, watchers],
  ['GET', '/api/v1/supervisions', undefined, supervisors],
  ['GET', '/api/v1/agents/8001/day', undefined, roles],
  ['GET', '/api/v1/agents/8002/day', undefined, watchers],
  ['GET', '/api/v1/site', undefined, [...outbound, 'technician']],
  ['GET', '/api/v1/site/versions', undefined, technicians],
  ['PUT', '/api/v1/site', { version: 9, change: { change: 'routes', routes: [] } }, technicians],
  ['PUT', '/api/v1/site', { version: 9, change: { change: 'undo' } }, ['admin']],
  ['PUT', '/api/v1/site', { version: 9, change: { change: 'membership', agent: '8001', queues: [] } }, supervisors],
  ['PUT', '/api/v1/site', { version: 9, change: { change: 'remove-agent', agent: '8001' } }, ['admin']],
  ['GET', '/api/v1/attention', undefined, allCalls],
  ['PUT', '/api/v1/attention/rules', usualAttentionRules, supervisors],
  ['GET', `/api/v1/calls/${id}/events`, undefined, allCalls],
  ['GET', '/api/v1/summaries', undefined, allCalls],
  ['PUT', '/api/v1/summaries/settings', { at: '18:00' }, supervisors],
  ['GET', '/api/v1/scripts', undefined, ['admin']],
  ['GET', '/api/v1/scripts/:queue', undefined, ['agent', ...allCalls]],
  ['PUT', '/api/v1/scripts/:queue', { version: 9, steps: null }, ['admin']],
  ['PUT', '/api/v1/emergency', { on: null }, supervisors],
  ['GET', '/api/v1/wallboards', undefined, supervisors],
  ['POST', '/api/v1/wallboards', { name: 'hall' }, supervisors],
  ['DELETE', `/api/v1/wallboards/${id}`, undefined, supervisors],
  ['GET', '/api/v1/users', undefined, ['admin']],
  ['POST', '/api/v1/users', { id: 'guest', name: 'Guest', role: 'manager' }, ['admin']],
  ['POST', '/api/v1/users/import', { text: 'x1,X,manager', dryRun: true }, ['admin']],
  ['PUT', '/api/v1/users/nobody', { name: 'N', role: 'manager', disabled: false }, ['admin']],
  ['DELETE', '/api/v1/users/nobody', undefined, ['admin']],
  ['PUT', '/api/v1/users/nobody/rights', { grants: [], revokes: [] }, ['admin']],
  ['POST', '/api/v1/users/nobody/password', undefined, ['admin']],
  ['POST', '/api/v1/users/nobody/unlock', undefined, ['admin']],
  ['GET', '/api/v1/audit', undefined, ['admin']],
  ['GET', '/api/v1/audit/check', undefined, ['admin']],
  ['PUT', '/api/v1/session/password', wrong, roles],
  ['POST', '/api/v1/session/lock', undefined, roles],
  ['POST', '/api/v1/session/unlock', { password: 'wrong' }, roles],
];

/** "/api/v1/calls/000…/legs?x=y" and "/api/v1/calls/:id/legs" are one endpoint. */
function endpointOf(method: string, path: string): string {
  const parts = path.replace(/\?.*/, '').replaceAll(id, ':').replace(/:\w+/g, ':');
  return `${method} ${parts.replace(/(users|agents)\/(nobody|800\d)/, '$1/:')}`;
}

test('the matrix has every endpoint there is', () => {
  const known = new Set(matrix.map(([method, path]) => endpointOf(method, path)));
  const firstRun = ['GET /api/v1/first-run', 'POST /api/v1/first-run/check', 'POST /api/v1/first-run'];
  const open = [
    'GET /api/v1/health',
    'POST /api/v1/session',
    'DELETE /api/v1/session',
    'GET /api/v1/certificate/authority',
    ...firstRun,
  ];
  const there = web.server.router.stack.map(({ methods, path }) =>
    endpointOf(methods.find((each) => each !== 'HEAD') ?? '', String(path)),
  );
  expect(there.filter((name) => !open.includes(name) && !known.has(name))).toEqual([]);
  expect([...known].filter((name) => !there.includes(name))).toEqual([]);
});

describe('each role at', () => {
  test.each(matrix)('%s %s', async (method, path, body, allowed) => {
    for (const login of roles) {
      const answer = await visitors.get(login)?.request(method, path, body);
      const may = allowed.includes(login);
      expect([login, answer?.status === 403], `${answer?.status} ${await answer?.text()}`).toEqual([login, !may]);
      if (answer?.status === 401) expect(path).toContain('/session/'); // a wrong password, not an unknown session
    }
    expect((await visitors.get(null)?.request(method, path, body))?.status).toBe(401);
  });
});

test('every refusal is in the audit, with who, what and where', async () => {
  await web.server.parts.acts.settled();
  const rows = await web.business.audit.page({ limit: 200, what: 'refused', user: 'coach' });
  expect(rows.map((row) => [row.subject, row.detail.method])).toContainEqual(['/api/v1/lines/meters', 'GET']);
  expect(await web.business.audit.check()).toMatchObject({ intact: true });
});

describe('each role’s message', () => {
  type Deed = (typeof pageMessage.options)[number]['shape']['do']['value'];
  const target = { to: 'number', number: '10086' };
  const more: Partial<Record<Deed, object>> = {
    'not-ready': { reason: 'meal' },
    dispose: { callId: id, disposition: 'other' },
    'pop-shown': { callId: id },
    dial: { target },
    'dial-hidden': { of: { customer: id } },
    'take-lead': { campaign: 'c', lead: id },
    'skip-lead': { reason: 'x' },
    'outbound-result': { attempt: id, result: 'success' },
    'recording-pause': { callId: id, on: true },
    record: { callId: id, on: true },
    mute: { on: true },
    transfer: { target },
    consult: { target },
    drop: { party: 1 },
    'pick-up': { slot: 701 },
    'pick-up-call': { callId: id },
    'set-data': { callId: id, section: 'a', key: 'b', value: 'c' },
    'extend-wrap-up': { reason: 'x' },
    'set-own': { own: {} },
    supervise: { agentId: '8001', mode: 'listen' },
    'take-over': { agentId: '8001' },
    'force-release': { agentId: '8001', reason: 'x' },
    'force-state': { agentId: '8001', state: 'ready', reason: 'x' },
    draft: { callId: id, text: 'x' },
    'reminder-seen': { taskId: id },
  };
  const supervisory: readonly Deed[] = ['supervise', 'stop-supervising', 'take-over', 'force-release', 'force-state'];
  const allowedFor = (deed: Deed): readonly WebLogin[] =>
    deed === 'ping' ? roles : supervisory.includes(deed) ? supervisors : ['agent'];

  test.each(pageMessage.options.map((option) => option.shape.do.value))('%s', async (deed) => {
    for (const login of roles) {
      const visitor = await web.visitor(login);
      const socket = new WebSocket(`${web.url.replace('http', 'ws')}/api/v1/live`, {
        headers: { cookie: visitor.cookieHeader },
      });
      const answers: LiveMessage[] = [];
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as LiveMessage;
        if (message.live === 'done' || message.live === 'failed') answers.push(message);
      });
      await once(socket, 'open');
      socket.send(JSON.stringify({ do: deed, id: 1, ...more[deed] }));
      while (answers.length === 0) await once(socket, 'message');
      const [answer] = answers;
      const forbidden = answer?.live === 'failed' && answer.code === 'forbidden';
      expect([login, forbidden], JSON.stringify(answer)).toEqual([login, !allowedFor(deed).includes(login)]);
      socket.close();
      await once(socket, 'close');
    }
  });
});

test('no role has a right that another rule forbids it', () => {
  expect(Object.keys(rightsOf).sort()).toEqual([...roles].sort());
  for (const role of roles) expect(rightsOf[role]).toContain('session.own');
  for (const role of roles.filter((each) => each !== 'agent')) expect(rightsOf[role]).not.toContain('agent.work');
});

function upgradeStatus(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(web.url.replace('http', 'ws') + path, { headers });
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => {
      resolve(101);
      socket.terminate();
    });
    socket.on('error', () => {});
  });
}

test('the live socket needs a session and this site', async () => {
  const cookie = (await web.visitor('manager')).cookieHeader;
  expect(await upgradeStatus('/api/v1/live', {})).toBe(401);
  expect(await upgradeStatus('/api/v1/live', { cookie, origin: 'http://elsewhere.example' })).toBe(403);
  expect(await upgradeStatus('/api/v1/live', { cookie, origin: web.url })).toBe(101);
  expect(await upgradeStatus('/api/v1/demo/phones', { cookie })).toBe(404); // no simulator here
  expect(await upgradeStatus('/api/v1/wallboard', { cookie })).toBe(401); // a session is no token
  expect(await upgradeStatus('/api/v1/wallboard?token=x', {})).toBe(401);
  expect(await upgradeStatus(`/api/v1/wallboard?token=${'x'.repeat(5_000)}`, {})).toBe(401);
  expect(await upgradeStatus('/elsewhere', { cookie })).toBe(404);
});
