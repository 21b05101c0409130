/** A technician looks at calls: one that is on, one that the exchange refused, one after the daemon was killed. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CallLadder, RefusedSetups, SpanTimeline } from '../../daemon/contract/pages-ladder.js';
import type { LadderRow } from '../../daemon/terms/line-trace.js';
import { Box } from '../rig/box.js';
import { Floor } from '../rig/floor.js';
import { Visitor } from '../rig/pages.js';
import { serviceNumber } from '../rig/site.js';

vi.setConfig({ testTimeout: 60_000 });

const called = '13912345678';
const box = new Box({
  agents: 2,
  lines: 4,
  wrapUpMs: 0,
  more: {
    areaCode: '021',
    trunks: [{ id: 'a', name: { zh: '甲', en: 'A' }, channels: [{ span: 1, timeslots: '1-2' }], hunting: 'lowest' }],
    routes: [{ prefixes: [''], trunks: ['a'] }],
  },
});
const traces = join(box.data, 'traces');
let daemon: Awaited<ReturnType<Box['startDaemon']>>;
let floor: Floor;
let technician: Visitor;

beforeAll(async () => {
  box.openExchange();
  daemon = await box.startDaemon();
  technician = new Visitor(await box.startWeb());
  await technician.signIn(box.logins.of('technician'));
  await box.exchange.spanUp();
  await comeIn();
}, 60_000);
afterAll(async () => {
  floor.close();
  await box.close();
});

async function comeIn(): Promise<void> {
  floor = new Floor();
  await floor.open(box.control);
  await floor.until((live) => live.spans.every(({ dChannel }) => dChannel === 'up'));
}

const callUnderWay = async (): Promise<string> => {
  const [call] = (await floor.until((live) => live.calls.some(({ stage }) => stage !== 'ended'))).calls;
  return call?.id ?? '';
};
const ladderOf = (callId: string) => technician.get<CallLadder>(`/api/v1/calls/${callId}/ladder`);
const messages = ({ rows }: CallLadder): string[] =>
  rows.filter(({ layer }) => layer === 'q931').map(({ name, to }) => `${to === 'carrier' ? '<' : '>'} ${name}`);
/** Rows and frames are written behind the call: asks until they are there. */
const eventually = (callId: string, fits: (ladder: CallLadder) => boolean): Promise<CallLadder> =>
  vi.waitFor(
    async () => {
      const ladder = await ladderOf(callId);
      if (!fits(ladder)) throw new Error(`not yet: ${messages(ladder).join(', ')}`);
      return ladder;
    },
    { timeout: 20_000, interval: 50 },
  );

function tshark(octets: Uint8Array): string[] {
  const file = join(box.folder, 'opened.pcap');
  writeFileSync(file, octets);
  const fields = ['-e', 'q931.message_type', '-e', 'q931.called_party_number.digits', '-e', '_ws.malformed'];
  const told = execFileSync('tshark', ['-r', file, '-T', 'fields', '-E', 'separator=;', ...fields], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return told.trimEnd().split('\n');
}
const octetsOf = async (path: string): Promise<Uint8Array> =>
  new Uint8Array(await (await technician.request('GET', path)).arrayBuffer());

it('shows a call so far, and to its end', async () => {
  const caller = box.exchange.call({ from: called, to: serviceNumber, timeslot: 7 });
  await caller.when('answered');
  const callId = await callUnderWay();
  const soFar = await eventually(callId, (ladder) => messages(ladder).includes('< CONNECT'));
  // A span that has just come up tells the restart of this channel before it.
  const heard = messages(soFar).filter((message) => !message.includes('RESTART'));
  expect(heard.slice(0, 3)).toEqual(['> SETUP', '< CALL PROCEEDING', '< ALERTING']);
  expect(soFar).toMatchObject({ endedAt: null, cause: null, firstAbnormal: -1, span: 1 });
  caller.hangUp();
  const ended = await eventually(callId, (ladder) => messages(ladder).includes('> RELEASE COMPLETE'));
  expect(messages(ended).slice(-3)).toEqual(['> DISCONNECT', '< RELEASE', '> RELEASE COMPLETE']);
  expect(ended).toMatchObject({ firstAbnormal: -1, verdict: null });
  const told = tshark(await octetsOf(`/api/v1/calls/${callId}/ladder.pcap`));
  expect(
    told.find((line) => !/^0x4[6e]/.test(line)),
    'the first message after RESTART (ACKNOWLEDGE)',
  ).toMatch(/^0x05;\d+;$/);
  expect(told.every((line) => line.endsWith(';'))).toBe(true);
});

it('names what went wrong in a call out', async () => {
  await floor.client.request('agent.sign-in', { agentId: '8001' });
  const arrives = box.exchange.arrives(1, 1);
  const desk = box.exchange.lift(1);
  desk.press(called);
  const customer = await arrives;
  await customer.when('incoming');
  const callId = await callUnderWay();
  customer.hangUp(1);
  const ladder = await eventually(callId, ({ firstAbnormal }) => firstAbnormal >= 0);
  const first = ladder.rows[ladder.firstAbnormal] as LadderRow;
  expect(first).toMatchObject({ name: 'DISCONNECT', from: 'carrier', to: 'channel', layer: 'q931' });
  expect(ladder).toMatchObject({ cause: 1, sameCauseToday: 1, framesGone: false });
  expect(ladder.verdict?.words.zh).toContain('空号');
  desk.hangUp();
});

it('finds a call that the lines refused by themselves, which no call tells of', async () => {
  const blocked = floor.live.channels.find(({ span, timeslot }) => span === 1 && timeslot === 9);
  const of = { channel: blocked?.channel ?? -1 };
  await floor.client.request('lines.block', { by: 'tech', of });
  await floor.until(({ channels }) =>
    channels.some(({ timeslot, service }) => timeslot === 9 && service === 'blocked'),
  );
  const caller = box.exchange.call({ from: called, to: serviceNumber, timeslot: 9 });
  await caller.when('cleared');
  const to = Date.now() + 60_000;
  const found = await vi.waitFor(
    async () => {
      const all = await technician.get<RefusedSetups>(`/api/v1/refused-setups?span=1&from=${to - 3_600_000}&to=${to}`);
      if (all.setups.length === 0) throw new Error('not yet');
      return all;
    },
    { timeout: 20_000, interval: 50 },
  );
  expect(found.cut).toBe(false);
  expect(found.setups).toHaveLength(1);
  const [setup] = found.setups;
  expect(setup).toMatchObject({ span: 1, timeslot: 9, callingNumber: called, calledNumber: serviceNumber, cause: 44 });
  const path = `/api/v1/refused-setups/ladder?span=1&at=${setup?.atUs}`;
  const ladder = await technician.get<CallLadder>(path);
  expect(messages(ladder)).toEqual(['> SETUP', '< RELEASE COMPLETE']);
  expect(ladder.rows[ladder.firstAbnormal]?.name).toBe('RELEASE COMPLETE');
  expect(ladder).toMatchObject({ cause: 44, direction: 'inbound', span: 1 });
  const gone = await technician.request('GET', `/api/v1/refused-setups/ladder?span=2&at=${setup?.atUs}`);
  expect(gone.status).toBe(404);
  for (const query of ['', '?from=2&to=1', '?from=0&to=999999999', '?span=9&from=0&to=1', '?from=x&to=1']) {
    expect((await technician.request('GET', `/api/v1/refused-setups${query}`)).status, query).toBe(400);
  }
  await floor.client.request('lines.unblock', { by: 'tech', of });
});

it('keeps whole frames through a kill, and tells the span by the minute', async () => {
  const before = readdirSync(traces);
  expect(before).toHaveLength(1);
  floor.close();
  await daemon.kill('SIGKILL');
  // As a power cut would leave it.
  appendFileSync(join(traces, before[0] ?? ''), Buffer.from('a1b2c3d4e5f6', 'hex'));
  daemon = await box.startDaemon();
  await box.exchange.spanUp();
  await comeIn();
  const to = Date.now() + 60_000;
  const span = `/api/v1/spans/1`;
  const timeline = await vi.waitFor(
    async () => {
      const told = await technician.get<SpanTimeline>(`${span}/timeline?from=${to - 3_600_000}&to=${to}`);
      const count = (wanted: string): number => told.events.filter(({ what }) => what === wanted).length;
      if (count('d-channel-up') < 2 || count('SABME') < 2) throw new Error('not yet');
      return told;
    },
    { timeout: 20_000, interval: 100 },
  );
  expect(timeline).toMatchObject({ cut: false, framesGone: false });
  const told = tshark(await octetsOf(`${span}/trace.pcap?from=${to - 3_600_000}&to=${to}`));
  expect(told.filter((line) => line.startsWith('0x05')).length).toBe(3);
  expect(told.every((line) => line.endsWith(';'))).toBe(true);
});
