/** SUP-14: a click on a page, and callers hear it: real web server, control socket, site desk and switch, simulated lines. */

import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CallboxError } from '../../daemon/base/errors.js';
import type { LiveMessage } from '../../daemon/contract/pages.js';
import { ControlServer } from '../../daemon/control/control-server.js';
import { SiteDesk } from '../../daemon/control/site-desk.js';
import type { LineCommand } from '../../daemon/lines/lines.js';
import type { LivePage } from '../rig/pages.js';
import { Web, type WebLogin } from '../rig/web.js';
import { drain } from './conversations.js';
import { expectRest, Floor, menuNumber, salesNumber, siteOf } from './floor.js';

const prompts = ['zh/line-fault', 'en/line-fault'];
const on = { prompts, reason: '光缆中断' };

let web: Web;
let floor: Floor;
let control: ControlServer;
let desk: SiteDesk;
const pages: LivePage[] = [];
const versions: string[] = [];

beforeEach(async () => {
  web = new Web();
  floor = new Floor({ badFile: 'not-recorded' });
  versions.length = 0;
  desk = new SiteDesk(
    { version: 1, site: siteOf(2) },
    {
      store: async ({ version, change, by }) => void versions.push(`${version} ${change.change} ${by}`),
      before: async () => siteOf(2),
      load: ({ site }) => floor.runtime.loadSite(site),
    },
  );
  const { auditor } = floor;
  const change = auditor.change.bind(auditor);
  auditor.change = (changes) => {
    change(changes);
    control.change(changes);
  };
  await web.start();
  await web.putUsers();
  await web.writeTelephony([]);
  control = new ControlServer({ log: { info() {}, warn() {}, error() {} } });
  await control.listen(web.controlPath);
  const up = once(web.control, 'up');
  control.start({
    ask: (person) => floor.runtime.ask(person),
    order: (technician) => floor.runtime.order(technician),
    explain: (number) => ({ kind: 'unknown', number, refused: 'no-route', route: null, trunks: [] }),
    why: (callId) => ({ callId, queue: '', position: 1, waitedMs: 1, summary: 'not-waiting', agents: [] }),
    site: () => desk.current,
    outbound: () => Promise.reject(new CallboxError('not-now', 'there are no campaigns here')),
    changeSite: (by, version, sent) => desk.change(by, version, sent),
    snapshot: () => floor.runtime.snapshot(),
    meters: () => ({ lines: {}, spans: [], process: { cpuUs: 0, rssBytes: 0 } }),
    startedAt: 1,
  });
  await up;
});
afterEach(async () => {
  for (const page of pages.splice(0)) page.close();
  await web.remove();
  await control.close();
});

async function pageOf(login: WebLogin): Promise<LivePage> {
  const page = (await web.visitor(login)).live();
  pages.push(page);
  await page.when((message) => message.live === 'hello');
  return page;
}

/** The next change of the emergency notice that the page hears; what else its message carries is chance. */
async function told(page: LivePage) {
  const noticesOf = (message: LiveMessage) =>
    message.live === 'change' ? message.changes.filter(({ topic }) => topic === 'emergency') : [];
  return noticesOf(await page.next((message) => noticesOf(message).length > 0));
}

function played(commands: readonly LineCommand[]): readonly string[] {
  return commands.flatMap((command) =>
    command.do === 'play' ? command.sources.map((source) => ('file' in source ? source.file : '')) : [],
  );
}

/** Files that callers began to hear since then, without folders and endings. */
function heardSince(count: number): readonly string[] {
  return played(floor.commandsSince(count)).map((file) => file.replace('/sounds/', '').replace('.wav', ''));
}

test('one click: every page shows it, new callers and those in a menu hear it; a second click and it is over', async () => {
  const [agentPage, floorPage] = [await pageOf('agent'), await pageOf('supervisor')];
  const supervisor = await web.visitor('supervisor');
  const inMenu = floor.lines.callIn(menuNumber, '13900000001') as number;
  floor.time.advance(3_000);
  let commands = floor.lines.commands.length;

  const shown = [told(agentPage), told(floorPage)];
  expect((await supervisor.request('PUT', '/api/v1/emergency', { on })).status).toBe(204);
  for (const notices of await Promise.all(shown)) {
    expect(notices).toMatchObject([{ topic: 'emergency', value: { ...on, by: 'floor' } }]);
  }
  floor.lines.callIn(salesNumber, '13900000002');
  floor.time.advance(500);
  expect(heardSince(commands)).toEqual(prompts);
  commands = floor.lines.commands.length;
  floor.lines.press(inMenu, '9');
  floor.time.advance(500);
  expect(heardSince(commands)).toEqual(prompts);
  floor.time.advance(20_000);
  expect(heardSince(commands)).toEqual(expect.arrayContaining(['zh/wrong-key', 'zh/menu', 'zh/please-wait']));
  // Who opens a page now sees it at once.
  const late = await pageOf('technician');
  expect(late.heard[0]).toMatchObject({ live: 'hello', snapshot: { emergency: { reason: on.reason } } });

  const gone = told(agentPage);
  expect((await supervisor.request('PUT', '/api/v1/emergency', { on: null })).status).toBe(204);
  expect(await gone).toMatchObject([{ topic: 'emergency', id: 'site', value: null }]);
  commands = floor.lines.commands.length;
  floor.lines.callIn(menuNumber, '13900000003');
  floor.time.advance(500);
  expect(heardSince(commands)).not.toContain(prompts[0]);
  expect(versions).toEqual(['2 emergency floor', '3 emergency floor']);
  await web.server.parts.acts.settled();
  const audit = await web.business.audit.page({ limit: 10, user: 'floor' });
  expect(audit.map(({ what, detail }) => [what, detail.reason])).toEqual([
    ['emergency-off', undefined],
    ['emergency-on', on.reason],
  ]);
  drain(floor);
  floor.time.advance(700_000);
  expectRest(floor);
});

test('an administrator who saves in the same moment costs the click nothing', async () => {
  const supervisor = await web.visitor('supervisor');
  const saves = Array.from({ length: 3 }, () =>
    desk.change('admin', desk.current.version, { change: 'schedules', schedules: [] }).catch(() => null),
  );
  const [answer] = await Promise.all([supervisor.request('PUT', '/api/v1/emergency', { on }), ...saves]);
  expect(answer.status).toBe(204);
  expect(desk.current.site.emergency).toMatchObject(on);
});

test.each([
  ['no reason', { on: { prompts, reason: ' ' } }],
  ['nothing to say', { on: { prompts: [], reason: 'x' } }],
  ['a path out of the sounds folder', { on: { prompts: ['../../etc/passwd'], reason: 'x' } }],
  ['too much', { on: { prompts: Array.from({ length: 21 }, () => 'zh/a'), reason: 'x' } }],
  ['somebody else’s name', { on: { ...on, by: 'admin' } }],
  ['nothing', {}],
])('%s is refused and changes nothing', async (_what, body) => {
  const supervisor = await web.visitor('supervisor');
  expect((await supervisor.request('PUT', '/api/v1/emergency', body)).status).toBe(400);
  expect(desk.current.version).toBe(1);
});

test('the site’s own door does not take it: it would say who did it', async () => {
  const admin = await web.visitor('admin');
  const change = { change: 'emergency', on: { ...on, by: 'floor', since: 1 } };
  expect((await admin.request('PUT', '/api/v1/site', { version: 1, change })).status).toBe(400);
  expect(desk.current.site.emergency).toBeUndefined();
});

test('a prompt that is not there costs the announcement, not the call', async () => {
  const supervisor = await web.visitor('supervisor');
  await supervisor.request('PUT', '/api/v1/emergency', { on: { prompts: ['zh/not-recorded'], reason: 'x' } });
  floor.lines.callIn(menuNumber, '13900000004');
  floor.time.advance(60_000);
  expect(floor.cdrs).toHaveLength(1);
  expect(floor.runtime.snapshot().calls[0]?.stage).toBe('queued');
  drain(floor);
});
