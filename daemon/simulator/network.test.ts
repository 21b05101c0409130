/** The public network over the real addon and a real wire; the box end is driven by hand. Time is the test's. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { End } from '../../test/contract/wire.js';
import { toneQuality, writeTone } from '../../test/rig/sound.js';
import { SeededRandom } from '../base/random.js';
import { ManualTime } from '../base/timers.js';
import type { PhoneMessage, PhoneNews } from '../contract/phones.js';
import { openDriver } from '../driver/driver.js';
import type { Seizure } from '../lines/lines.js';
import { autoAnswerMs, lineRetryMs } from './desk-telephone.js';
import { readPhrases } from './phrases.js';
import { PublicNetwork } from './public-network.js';
import type { Script } from './script.js';
import { ScriptedCaller } from './scripted-caller.js';

vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });

const addonPath = fileURLToPath(new URL('../../build/native/Release/callbox.node', import.meta.url));
const callerHz = 700;
const agentHz = 1000;
type NewsOf<N extends PhoneNews['news']> = Extract<PhoneNews, { news: N }>;

/** A page's connection: what it said is kept until somebody asks for it. */
class Page {
  private readonly unread: PhoneNews[] = [];
  private waiters: { fits: (news: PhoneNews) => boolean; resolve: (news: PhoneNews) => void }[] = [];
  private held = '';
  readonly closed: Promise<unknown>;

  constructor(readonly socket: Socket) {
    this.closed = once(socket, 'close');
    socket.on('error', () => {}); // cut off while we still write
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.held += text;
      const lines = this.held.split('\n');
      this.held = lines.pop() ?? '';
      for (const line of lines) this.take(JSON.parse(line) as PhoneNews);
    });
  }

  tell(message: PhoneMessage): void {
    this.socket.write(`${JSON.stringify(message)}\n`);
  }

  next<N extends PhoneNews['news']>(name: N, fits: (news: NewsOf<N>) => boolean = () => true): Promise<NewsOf<N>> {
    const wanted = (news: PhoneNews) => news.news === name && fits(news as NewsOf<N>);
    const index = this.unread.findIndex(wanted);
    if (index >= 0) return Promise.resolve(this.unread.splice(index, 1)[0] as NewsOf<N>);
    return new Promise((resolve) => {
      this.waiters.push({ fits: wanted, resolve: (news) => resolve(news as NewsOf<N>) });
    });
  }

  private take(news: PhoneNews): void {
    const waiter = this.waiters.find(({ fits }) => fits(news));
    if (!waiter) {
      this.unread.push(news);
      return;
    }
    this.waiters = this.waiters.filter((each) => each !== waiter);
    waiter.resolve(news);
  }
}

/** Tells when a timer of this delay is set, which says that its owner got so far. */
class WatchedTime extends ManualTime {
  private waiters: { readonly delayMs: number; readonly resolve: () => void }[] = [];

  override after(delayMs: number, run: () => void): () => void {
    const cancel = super.after(delayMs, run);
    for (const waiter of this.waiters.filter((each) => each.delayMs === delayMs)) waiter.resolve();
    return cancel;
  }

  nextTimer(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.waiters.push({ delayMs, resolve }));
  }
}

let folder: string;
let time: WatchedTime;
let network: PublicNetwork;
let box: End;
let closeBox: () => Promise<void>;
const pages: Page[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-network-'));
  const sounds = join(folder, 'sounds');
  mkdirSync(join(sounds, 'callers'), { recursive: true });
  writeTone(join(sounds, 'callers/zh-1.wav'), callerHz, 400);
  writeTone(join(sounds, 'callers/zh-5.wav'), agentHz, 400);
  const phrases = [
    { id: 'zh-1', language: 'zh', by: 'caller', text: '你好' },
    { id: 'zh-5', language: 'zh', by: 'agent', text: '您好' },
  ];
  writeFileSync(join(sounds, 'callers/phrases.json'), JSON.stringify(phrases));
  const wire = { wirePath: join(folder, 'wire.sock'), spans: 1, lines: 2, wireBufferBlocks: 8 };
  time = new WatchedTime();
  let spanUp = () => {};
  const exchangeUp = new Promise<void>((resolve) => {
    spanUp = resolve;
  });
  network = new PublicNetwork({
    lines: openDriver(addonPath, { ...wire, exchangeEnd: true }),
    clock: time,
    timers: time,
    random: new SeededRandom(1),
    log: (_level, message, detail) => {
      if (message === 'span' && detail.dChannel === 'up') spanUp();
    },
    phrases: readPhrases(sounds),
    numbers: ['02160001000'],
    callersPerHour: 0,
    listenMs: { least: 50, most: 80 },
  });
  await network.open(join(folder, 'phones.sock'));
  const lines = openDriver(addonPath, { ...wire, exchangeEnd: false });
  box = new End(lines);
  closeBox = () => lines.close();
  await Promise.all([exchangeUp, box.ear.next('span', { dChannel: 'up' })]);
});

afterEach(async () => {
  for (const page of pages.splice(0)) page.socket.destroy();
  await network.close();
  await closeBox();
  rmSync(folder, { recursive: true, force: true });
});

async function openPage(): Promise<Page> {
  const socket = createConnection(join(folder, 'phones.sock'));
  const page = new Page(socket);
  pages.push(page);
  await once(socket, 'connect');
  return page;
}

async function heardByBox(seizure: Seizure, hz: number): Promise<void> {
  box.send({ do: 'tap', seizure });
  for (;;) {
    const { audio } = await box.ear.next('audio', { seizure });
    if (toneQuality(audio, hz).levelDbm0 > -20) break;
  }
  box.send({ do: 'untap', seizure });
}

async function heardByPage(page: Page, hz: number): Promise<void> {
  await page.next('audio', ({ audio }) => toneQuality(Buffer.from(audio, 'base64'), hz).levelDbm0 > -20);
}

/** The box plays a tone for as long as the seizure lives. */
function playTone(seizure: Seizure, hz: number): void {
  const file = join(folder, `${hz}.wav`);
  writeTone(file, hz, 1000);
  box.send({ do: 'play', seizure, play: 1, sources: [{ file }], loop: true });
}

async function ring(line: number): Promise<Seizure> {
  const seizure = box.seizure();
  box.send({ do: 'ring', seizure, channel: box.line(line).channel, callingNumber: '' });
  return seizure;
}

describe('the public telephone of a page', () => {
  test('calls, hears, presses keys, speaks, and is hung up on', async () => {
    const page = await openPage();
    const all = await page.next('phones');
    expect(all.desks).toEqual([
      { line: 1, state: 'on-hook', auto: false },
      { line: 2, state: 'on-hook', auto: false },
    ]);
    expect(all.public).toEqual({ state: 'idle', number: '', cause: null });
    expect(all.phrases.map(({ id }) => id)).toEqual(['zh-1', 'zh-5']);

    page.tell({ do: 'listen', at: 'public' });
    page.tell({ do: 'call', from: '13900000001', number: '02160001000' });
    const { seizure, callingNumber, calledNumber } = await box.ear.next('incoming');
    expect([callingNumber, calledNumber]).toEqual(['13900000001', '02160001000']);
    await page.next('public', ({ public: { state } }) => state === 'dialling');
    box.send({ do: 'alert', seizure });
    await page.next('public', ({ public: { state } }) => state === 'ringing');
    box.send({ do: 'answer', seizure });
    await page.next('public', ({ public: { state } }) => state === 'talking');

    playTone(seizure, 500);
    await heardByPage(page, 500);
    page.tell({ do: 'key', digit: '5' });
    expect((await box.ear.next('digit', { seizure })).digit).toBe('5');
    page.tell({ do: 'say', at: 'public', phrase: 'zh-1' });
    await heardByBox(seizure, callerHz);

    box.send({ do: 'clear', seizure, cause: 17 });
    const { public: ended } = await page.next('public', ({ public: { state } }) => state === 'ended');
    expect(ended).toEqual({ state: 'ended', number: '02160001000', cause: 17 });
  });

  test('a page that goes away hangs up', async () => {
    const page = await openPage();
    page.tell({ do: 'call', from: '13900000001', number: '02160001000' });
    const { seizure } = await box.ear.next('incoming');
    box.send({ do: 'answer', seizure });
    await page.next('public', ({ public: { state } }) => state === 'talking');
    page.socket.destroy();
    expect(await box.ear.next('cleared', { seizure })).toMatchObject({ cause: 16, by: 'far-end' });
  });

  test('hanging up before the answer, then calling again', async () => {
    const page = await openPage();
    page.tell({ do: 'call', from: '13900000001', number: '02160001000' });
    const first = await box.ear.next('incoming');
    page.tell({ do: 'hang-up' });
    await box.ear.next('cleared', { seizure: first.seizure });
    page.tell({ do: 'call', from: '13900000001', number: '02160001000' });
    const second = await box.ear.next('incoming');
    box.send({ do: 'answer', seizure: second.seizure });
    await page.next('public', ({ public: { state } }) => state === 'talking');
  });

  test('what makes no sense now is refused with a reason', async () => {
    const page = await openPage();
    page.tell({ do: 'hang-up' });
    expect((await page.next('refused')).message).toMatch(/no call/);
    page.tell({ do: 'key', digit: '1' });
    expect((await page.next('refused')).message).toMatch(/not answered/);
    page.tell({ do: 'lay', line: 1 });
    expect((await page.next('refused')).message).toMatch(/not lifted/);
    page.tell({ do: 'lift', line: 3 });
    expect((await page.next('refused')).message).toMatch(/no telephone 3/);
    page.tell({ do: 'say', at: 'desk', phrase: 'zh-1' });
    expect((await page.next('refused')).message).toMatch(/no telephone 0/);
    page.tell({ do: 'say', at: 'public', phrase: '../../etc/passwd' });
    expect((await page.next('refused')).message).toMatch(/no phrase/);
  });
});

describe('desk telephones', () => {
  test('one waits for a hand; both sides hear each other; laying it down ends it', async () => {
    const page = await openPage();
    const seizure = await ring(1);
    await page.next('desk', ({ desk }) => desk.line === 1 && desk.state === 'ringing');
    page.tell({ do: 'lift', line: 1 });
    await box.ear.next('answered', { seizure });
    await page.next('desk', ({ desk }) => desk.state === 'off-hook');

    page.tell({ do: 'listen', at: 'desk', line: 1 });
    playTone(seizure, 500);
    await heardByPage(page, 500);
    page.tell({ do: 'say', at: 'desk', line: 1, phrase: 'zh-5' });
    await heardByBox(seizure, agentHz);
    page.tell({ do: 'desk-key', line: 1, digit: '9' });
    expect((await box.ear.next('digit', { seizure })).digit).toBe('9');

    page.tell({ do: 'lay', line: 1 });
    await box.ear.next('hook', { channel: box.line(1).channel, offHook: false });
    await page.next('desk', ({ desk }) => desk.state === 'on-hook');
  });

  test('one answers by itself after two rings, speaks, and lays itself down', async () => {
    const page = await openPage();
    page.tell({ do: 'auto', line: 2, on: true });
    await page.next('desk', ({ desk }) => desk.line === 2 && desk.auto);
    const seizure = await ring(2);
    await page.next('desk', ({ desk }) => desk.line === 2 && desk.state === 'ringing');
    time.advance(autoAnswerMs - 1);
    expect(network.desks.get(2)?.phone.state).toBe('ringing');
    time.advance(1);
    await box.ear.next('answered', { seizure });
    await heardByBox(seizure, agentHz);
    await page.next('desk', ({ desk }) => desk.line === 2 && desk.state === 'on-hook');
    await box.ear.next('cleared', { seizure });
  });

  test('lifted without a call it hears dial tone; every page sees it', async () => {
    const [page, other] = [await openPage(), await openPage()];
    other.tell({ do: 'lift', line: 1 });
    await page.next('desk', ({ desk }) => desk.line === 1 && desk.state === 'off-hook');
    page.tell({ do: 'listen', at: 'desk', line: 1 });
    await heardByPage(page, 450); // dial tone of GB/T 3380
    page.tell({ do: 'lift', line: 1 });
    expect((await page.next('refused')).message).toMatch(/lifted already/);
  });

  test('a lifted telephone finds its line again when the box has been away', async () => {
    const page = await openPage();
    page.tell({ do: 'lift', line: 1 });
    const first = await box.ear.next('incoming', { channel: box.line(1).channel });
    expect(first.calledNumber).toBe('');
    const lineLost = time.nextTimer(lineRetryMs);
    await closeBox();
    await lineLost;
    expect(network.desks.get(1)?.seizure).toBeNull();
    const lines = openDriver(addonPath, {
      wirePath: join(folder, 'wire.sock'),
      spans: 1,
      lines: 2,
      wireBufferBlocks: 8,
      exchangeEnd: false,
    });
    closeBox = () => lines.close();
    box = new End(lines);
    await box.ear.next('span', { dChannel: 'up' });
    time.advance(lineRetryMs);
    await box.ear.next('incoming', { channel: box.line(1).channel });
  });
});

describe('scripted callers', () => {
  const script: Script = {
    from: '13900000002',
    to: '02160001000',
    giveUpMs: 30_000,
    steps: [{ do: 'wait', ms: 5000 }, { do: 'key', digits: '1' }, { do: 'wait', ms: 2000 }, { do: 'hang-up' }],
  };
  const caller = (onEnd: (cause: number | null) => void, its = script) =>
    new ScriptedCaller(
      { exchange: network.exchange, timers: time, log: () => {}, onEnd: ({ cause }) => onEnd(cause) },
      its,
    );

  test('a script is followed from the answer on', async () => {
    const ended: (number | null)[] = [];
    caller((cause) => ended.push(cause)).start();
    const { seizure } = await box.ear.next('incoming', { callingNumber: '13900000002' });
    time.advance(10_000); // still ringing: nothing is pressed
    const listens = time.nextTimer(5000);
    box.send({ do: 'answer', seizure });
    await listens;
    time.advance(5000);
    expect((await box.ear.next('digit', { seizure })).digit).toBe('1');
    time.advance(2000);
    expect(await box.ear.next('cleared', { seizure })).toMatchObject({ cause: 16, by: 'far-end' });
    expect(ended).toEqual([16]);
    expect(time.waiting).toBe(0);
  });

  test('a phrase is said to its end before the next step', async () => {
    const file = join(folder, 'sounds/callers/zh-1.wav');
    caller(() => {}, { ...script, steps: [{ do: 'say', file }, { do: 'hang-up' }] }).start();
    const { seizure } = await box.ear.next('incoming');
    box.send({ do: 'answer', seizure });
    await heardByBox(seizure, callerHz);
    await box.ear.next('cleared', { seizure });
  });

  test('nobody answers: the caller gives up', async () => {
    const ended: (number | null)[] = [];
    caller((cause) => ended.push(cause)).start();
    const { seizure } = await box.ear.next('incoming');
    time.advance(script.giveUpMs);
    await box.ear.next('cleared', { seizure });
    expect(ended).toEqual([16]);
  });

  test('the box hangs up in mid-script: nothing more happens', async () => {
    const ended: (number | null)[] = [];
    const over = new Promise<void>((resolve) => {
      caller((cause) => {
        ended.push(cause);
        resolve();
      }).start();
    });
    const { seizure } = await box.ear.next('incoming');
    const listens = time.nextTimer(5000);
    box.send({ do: 'answer', seizure });
    await listens;
    box.send({ do: 'clear', seizure, cause: 31 });
    await over;
    time.advance(100_000);
    expect(ended).toEqual([31]);
  });

  test('thirty at once get a channel each, the next is told there is none', async () => {
    const causes: (number | null)[] = [];
    const refused = new Promise<void>((resolve) => {
      for (let n = 0; n < 31; n++) {
        caller((cause) => {
          causes.push(cause);
          resolve();
        }).start();
      }
    });
    const channels = new Set<number>();
    for (let n = 0; n < 30; n++) channels.add((await box.ear.next('incoming')).channel);
    expect(channels.size).toBe(30);
    await refused;
    expect(causes).toEqual([34]);
    expect(network.exchange.counts.callsRefused34).toBe(1);
  });
});

describe('the phones socket', () => {
  const notUnderstood = [
    'not json',
    '{}',
    '[]',
    'null',
    '{"do":"lift"}',
    '{"do":"lift","line":"1"}',
    '{"do":"lift","line":1,"more":1}',
    '{"do":"lift","line":65}',
    '{"do":"call","number":"02160001000\\n","from":"1390"}',
    '{"do":"key","digit":"12"}',
    '{"do":"talk","at":"public","audio":"not base64!"}',
    '{"do":"__proto__"}',
    '\u0000\u0001\ufffd',
  ];

  test('is for its owner alone', () => {
    expect(statSync(join(folder, 'phones.sock')).mode & 0o777).toBe(0o600);
  });

  test('answers what it does not understand with a refusal, and goes on', async () => {
    const page = await openPage();
    for (const line of notUnderstood) {
      page.socket.write(`${line}\n`);
      expect([line, (await page.next('refused')).message]).toEqual([line, 'This message is not understood.']);
    }
    page.tell({ do: 'hang-up' });
    expect((await page.next('refused')).message).toMatch(/no call/);
  });

  test('cuts off a line without end', async () => {
    const page = await openPage();
    page.socket.write('x'.repeat(20_000));
    expect((await page.next('refused')).message).toMatch(/too long/);
    await page.closed;
  });

  test('cuts off a flood, and no other page notices', async () => {
    const [flood, other] = [await openPage(), await openPage()];
    flood.socket.write('{"do":"hang-up"}\n'.repeat(300));
    await flood.next('refused', ({ message }) => /Too many/.test(message));
    await flood.closed;
    other.tell({ do: 'lift', line: 1 });
    await other.next('desk', ({ desk }) => desk.state === 'off-hook');
  });

  test('a message in pieces is one message', async () => {
    const page = await openPage();
    for (const piece of ['{"do":', '"lift",', '"line":1}', '\n']) page.socket.write(piece);
    await page.next('desk', ({ desk }) => desk.line === 1 && desk.state === 'off-hook');
  });

  test('more connections than allowed are dropped', async () => {
    const open = await Promise.all(Array.from({ length: 32 }, () => openPage()));
    await Promise.all(open.map((page) => page.next('phones')));
    const extra = await openPage();
    await extra.closed;
    open[0]?.tell({ do: 'hang-up' });
    await open[0]?.next('refused');
  });
});

test('a call out of the box finds nobody: cause 1, as an exchange says it', async () => {
  const seizure = box.seizure();
  box.send({
    do: 'dial',
    seizure,
    span: 1,
    callingNumber: '02160001000',
    presentation: 'allowed',
    calledNumber: '13900000001',
  });
  expect(await box.ear.next('cleared', { seizure })).toMatchObject({ cause: 1, by: 'far-end' });
  expect(network.exchange.counts.callsFromBox).toBe(1);
});
