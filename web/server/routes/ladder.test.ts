/** Ladders and traces over REST, of calls whose frames are libpri's own; what comes out is opened by tshark. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallLadder, SpanTimeline } from '../../../daemon/contract/pages-ladder.js';
import type { CallRow, RowChange } from '../../../daemon/terms/rows.js';
import { TraceWriter } from '../../../daemon/trace/files/trace-writer.js';
import { failedCalls } from '../../../test/rig/failed-calls.js';
import type { Visitor } from '../../../test/rig/pages.js';
import { testSite } from '../../../test/rig/site.js';
import { Web, type WebLogin } from '../../../test/rig/web.js';
import { dateAt } from './site-days.js';

const busyId = `${'0'.repeat(25)}1`;
const talkId = `${'0'.repeat(25)}2`;
const pulledId = `${'0'.repeat(25)}3`;
const liveId = `${'0'.repeat(25)}4`;
const lineId = `${'0'.repeat(25)}5`;
const hourUs = 3_600_000_000;

const web = new Web();
const site = testSite();
const visitors = new Map<WebLogin, Visitor>();
/** A day before the rig's clock: its file is closed. */
let at: (atUs: number) => number;

/** The rows and frames of a kept call, moved to the rig's day, so many hours before now. */
function moved(name: string, id: string, hoursAgo: number) {
  const found = failedCalls().find((each) => each.name === name);
  if (found === undefined) throw new Error(`no failed call ${name}`);
  const { parts } = found;
  const offsetUs = web.clock.nowMs() * 1_000 - hoursAgo * hourUs - parts.call.startedAt * 1_000;
  at = (atUs) => atUs + offsetUs;
  const ms = <T extends number | null>(atMs: T): T => (atMs === null ? atMs : ((atMs + offsetUs / 1_000) as T));
  const times = (row: { startedAt: number; answeredAt: number | null; endedAt: number | null }) => ({
    startedAt: ms(row.startedAt),
    answeredAt: ms(row.answeredAt),
    endedAt: ms(row.endedAt),
  });
  const call: CallRow = { ...parts.call, id, ...times(parts.call) };
  const rows: RowChange[] = [
    { row: 'call-open', call },
    ...parts.legs.map((leg): RowChange => ({ row: 'leg', leg: { ...leg, callId: id, ...times(leg) } })),
    ...parts.events.map(
      (event): RowChange => ({
        row: 'call-event',
        event: { ...event, callId: id, at: ms(event.at) },
      }),
    ),
    ...parts.spanEvents.map((event): RowChange => ({ row: 'span-event', event: { ...event, at: ms(event.at) } })),
  ];
  const frames = parts.frames.map((frame) => ({ ...frame, atUs: at(frame.atUs), network: false }));
  return { rows, frames };
}

async function writeTraces(...stories: readonly ReturnType<typeof moved>[]): Promise<void> {
  const writer = new TraceWriter({
    folder: join(web.folder, 'traces'),
    dayOf: (atMs) => dateAt(atMs, site.timeZone),
    clock: web.clock,
    timers: web.clock,
    onTrouble: () => {},
    limits: { minFreeOctets: 0 },
  });
  for (const { frames } of stories) {
    writer.take(frames);
    await writer.flush();
  }
  await writer.close();
}

function tshark(octets: Buffer, ...fields: readonly string[]): string[] {
  const file = join(web.folder, 'opened.pcap');
  writeFileSync(file, octets);
  const asked = fields.flatMap((field) => ['-e', field]);
  const told = execFileSync('tshark', ['-r', file, '-T', 'fields', '-E', 'separator=;', ...asked], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return told.trimEnd().split('\n');
}

const get = (login: WebLogin, path: string) => (visitors.get(login) as Visitor).request('GET', path);
const ladderOf = async (login: WebLogin, id: string) =>
  (await (await get(login, `/api/v1/calls/${id}/ladder`)).json()) as CallLadder;
const octetsOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.importSite(site);
  const busy = moved('out-busy', busyId, 3);
  const talk = moved('well-in', talkId, 2);
  const pulled = moved('in-cable-pulled', pulledId, 1);
  const on = moved('in-signalling-dead', liveId, 0.01);
  const live = on.rows.map(
    (row): RowChange => (row.row === 'call-open' ? { ...row, call: { ...row.call, endedAt: null, cause: null } } : row),
  );
  const line = {
    ...{ id: lineId, direction: 'inbound', callingNumber: '13812345678', calledNumber: '60001000', channel: 'L3' },
    ...{ startedAt: web.clock.nowMs() - 60_000, answeredAt: web.clock.nowMs() - 50_000, endedAt: null, cause: null },
  } as CallRow;
  await web.writeTelephony([
    ...[...busy.rows, ...talk.rows, ...pulled.rows, ...live],
    { row: 'call-open', call: { ...(busy.rows[0] as { call: CallRow }).call, ...line } },
    {
      row: 'span-meters',
      meters: {
        ...{ span: 1, at: web.clock.nowMs() - hourUs / 1_000, slips: 3, crcErrors: 2, farEndErrors: 0 },
        ...{ codeViolations: 0, framesIn: 10, framesOut: 11, framesBadFcs: 0 },
      },
    },
  ]);
  await writeTraces(busy, talk, pulled, on);
  for (const login of ['technician', 'supervisor', 'admin'] as const) visitors.set(login, await web.visitor(login));
  await web.business.users.setRights('admin', { grants: [], revokes: ['numbers.full'], leads: null }, 'test');
}, 60_000);
afterAll(() => web.remove());

describe('a ladder', () => {
  test('of a call that failed: its frames alone, what is wrong first, how often today', async () => {
    const ladder = await ladderOf('technician', busyId);
    expect(ladder.rows[ladder.firstAbnormal]).toMatchObject({ name: 'DISCONNECT', from: 'carrier', abnormal: true });
    expect(ladder).toMatchObject({ span: 1, framesGone: false, cause: 17, sameCauseToday: 1 });
    expect(ladder.verdict?.words.en).toMatch(/17 user busy/);
    const names = ladder.rows.filter(({ layer }) => layer === 'q931').map(({ name }) => name);
    expect(names).toEqual(['SETUP', 'CALL PROCEEDING', 'DISCONNECT', 'RELEASE', 'RELEASE COMPLETE']);
    expect(ladder.columns.channel.en).toBe('E1-1:5');
    expect(ladder.frames).toBeGreaterThanOrEqual(names.length);
  });

  test('of an alarm: the alarm is first', async () => {
    const ladder = await ladderOf('supervisor', pulledId);
    expect(ladder.rows[ladder.firstAbnormal]?.name).toBe('LOS');
  });

  test('of a call that went well', async () => {
    const ladder = await ladderOf('technician', talkId);
    expect(ladder).toMatchObject({ firstAbnormal: -1, verdict: null });
  });

  test('of a call that is still on', async () => {
    const ladder = await ladderOf('technician', liveId);
    expect(ladder).toMatchObject({ endedAt: null, cause: null, sameCauseToday: 0 });
    expect(ladder.rows[ladder.firstAbnormal]).toMatchObject({ name: 'SABME', layer: 'q921' });
  });

  test('of a call on an analog line, which has no frames', async () => {
    expect(await ladderOf('technician', lineId)).toMatchObject({ span: 0, frames: 0, framesGone: false });
    const answer = await get('technician', `/api/v1/calls/${lineId}/ladder.pcap`);
    expect([answer.status, await answer.json()]).toMatchObject([404, { error: { code: 'not-found' } }]);
  });

  test('as text, in both languages', async () => {
    const text = await (await get('technician', `/api/v1/calls/${busyId}/ladder.txt?lang=en`)).text();
    expect(text).toMatch(/<-------.*DISCONNECT|------->.*DISCONNECT/);
    expect(text).toContain('from here it is wrong');
    expect(text).toContain('13800138000');
    expect(await (await get('technician', `/api/v1/calls/${busyId}/ladder.txt`)).text()).toContain('从这里开始不对');
  });

  test.each([
    [`/api/v1/calls/${'9'.repeat(26)}/ladder`, 404],
    ['/api/v1/calls/nonsense/ladder', 400],
    [`/api/v1/calls/${busyId}/ladder.txt?lang=xx`, 400],
    ['/api/v1/spans/0/timeline?from=0&to=1', 400],
    ['/api/v1/spans/9/trace.pcap?from=0&to=1', 400],
    ['/api/v1/spans/1/trace.pcap?from=0&to=90000000000', 400],
    ['/api/v1/spans/1/trace.pcap?from=5&to=5', 400],
    ['/api/v1/spans/1/trace.pcap', 400],
    ['/api/v1/spans/1/timeline?from=1e99&to=2e99', 400],
  ])('%s is refused with %i', async (path, status) => {
    const answer = await get('technician', path);
    expect([answer.status, await answer.json()]).toMatchObject([
      status,
      { error: { message: expect.stringMatching(/./) } },
    ]);
  });
});

describe('a capture file', () => {
  test('of one call: Wireshark dissects it, and it has no other call', async () => {
    const answer = await get('technician', `/api/v1/calls/${busyId}/ladder.pcap`);
    expect(answer.headers.get('content-disposition')).toContain(`call-${busyId}.pcap`);
    const told = tshark(
      await octetsOf(answer),
      'q931.message_type',
      'frame.p2p_dir',
      'q931.called_party_number.digits',
      '_ws.malformed',
    );
    expect(told[0]).toBe('0x05;0;13800138000;');
    expect(told.map((line) => line.split(';')[0])).toEqual(['0x05', '0x02', '0x45', '0x4d', '0x5a']);
    expect(told.every((line) => line.endsWith(';'))).toBe(true);
    expect(told.join('')).not.toContain('075512345678');
  });

  test('of a span and a time', async () => {
    const nowMs = web.clock.nowMs();
    const path = `/api/v1/spans/1/trace.pcap?from=${nowMs - 4 * 3_600_000}&to=${nowMs + 3_600_000}`;
    const told = tshark(await octetsOf(await get('technician', path)), 'lapd.control.ftype', '_ws.malformed');
    expect(told.length).toBeGreaterThan(100);
    expect(told.every((line) => line.endsWith(';'))).toBe(true);
    const other = tshark(await octetsOf(await get('technician', path.replace('spans/1', 'spans/2'))), 'frame.number');
    expect(other).toEqual(['']);
  });

  test('is audited, and so is the text', async () => {
    const nowMs = web.clock.nowMs();
    for (const path of [
      `/api/v1/calls/${busyId}/ladder.txt`,
      `/api/v1/calls/${busyId}/ladder.pcap`,
      `/api/v1/spans/1/trace.pcap?from=${nowMs - 1}&to=${nowMs}`,
    ]) {
      await (await get('technician', path)).arrayBuffer();
    }
    await web.server.parts.acts.settled();
    const acts = await web.business.audit.page({ limit: 100, user: 'tech' });
    for (const what of ['ladder-pcap', 'span-pcap', 'ladder-text']) expect(acts.map((act) => act.what)).toContain(what);
  });
});

test('the timeline of a span: alarms, link frames, what it counted', async () => {
  const to = web.clock.nowMs() + 600_000;
  const from = to - 4 * 3_600_000;
  const timeline = (await (
    await get('technician', `/api/v1/spans/1/timeline?from=${from}&to=${to}`)
  ).json()) as SpanTimeline;
  expect(timeline).toMatchObject({ span: 1, cut: false, framesGone: false });
  expect(timeline.events.map(({ what }) => what)).toContain('alarm-on');
  expect(timeline.events.some(({ what, sent }) => what === 'SABME' && sent === true)).toBe(true);
  expect(timeline.samples).toMatchObject([{ slips: 3, crcErrors: 2, framesIn: 10 }]);
  const later = (await (
    await get('technician', `/api/v1/spans/1/timeline?from=${to - 3_000_000}&to=${to}`)
  ).json()) as SpanTimeline;
  expect(later.events[0]).toMatchObject({ what: 'alarm-on', alarm: 'LOS' }); // it stood when the time began
});

describe('who may not see numbers', () => {
  const digits = /13800138000|02087654321|31:33:38:30:30:31:33:38/;

  test.each(['ladder', 'ladder.txt'])('is given the %s without them', async (what) => {
    const text = await (await get('admin', `/api/v1/calls/${busyId}/${what}`)).text();
    expect(text).not.toMatch(digits);
    expect(text).toMatch(/31:33:38:2a:2a:2a:2a:38:30:30:30/);
  });

  test('is given files with stars in their place', async () => {
    const octets = await octetsOf(await get('admin', `/api/v1/calls/${busyId}/ladder.pcap`));
    expect(octets.toString('latin1')).not.toMatch(digits);
    expect(tshark(octets, 'q931.called_party_number.digits')[0]).toBe('138****8000');
    const nowMs = web.clock.nowMs();
    const path = `/api/v1/spans/1/trace.pcap?from=${nowMs - 4 * 3_600_000}&to=${nowMs + 3_600_000}`;
    expect((await octetsOf(await get('admin', path))).toString('latin1')).not.toMatch(digits);
  });
});

describe('trace files that are no good', () => {
  const day = () => dateAt(web.clock.nowMs(), site.timeZone);

  test('foreign, truncated and hostile ones cost nothing but themselves', async () => {
    const folder = join(web.folder, 'traces');
    mkdirSync(join(folder, '2001-01-01.pcap'), { recursive: true });
    writeFileSync(join(folder, 'notes.pcap'), 'hello');
    const other = dateAt(web.clock.nowMs() - 86_400_000, site.timeZone);
    writeFileSync(join(folder, `${other}.pcap`), Buffer.alloc(300_000, 0x41));
    const before = await ladderOf('technician', busyId);
    expect(before.frames).toBeGreaterThan(0);
    truncateSync(join(folder, `${day()}.pcap`), 3_001); // in the middle of a record
    const after = await ladderOf('technician', busyId);
    expect(after.callId).toBe(busyId);
    truncateSync(join(folder, `${day()}.pcap`), 0);
    expect(await ladderOf('technician', busyId)).toMatchObject({ framesGone: true, frames: 0, cause: 17 });
    // The end is what remains to be red.
    const ladder = await ladderOf('technician', busyId);
    expect(ladder.rows[ladder.firstAbnormal]).toMatchObject({ layer: 'story', name: 'ended' });
  });
});
