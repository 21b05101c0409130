/** The public network over the real addon and a real wire; the box end is driven by hand. Time is the test's. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agentHz, callerHz, NetworkRig } from '../../test/rig/public-network.js';
import { autoAnswerMs, lineRetryMs } from './desk-telephone.js';
import type { Script } from './script.js';
import { ScriptedCaller } from './scripted-caller.js';
import { interDigitMs } from './seized-line.js';

let rig: NetworkRig;
beforeEach(async () => {
  rig = await NetworkRig.open();
});
afterEach(() => rig.close());

describe('the public telephone of a page', () => {
  test('calls, hears, presses keys, speaks, and is hung up on', async () => {
    const page = await rig.openPage();
    const all = await page.next('phones');
    expect(all.desks).toEqual([
      { line: 1, state: 'on-hook', auto: false },
      { line: 2, state: 'on-hook', auto: false },
    ]);
    expect(all.public).toEqual({ state: 'idle', number: '', cause: null });
    expect(all.phrases.map(({ id }) => id)).toEqual(['zh-1', 'zh-5']);

    page.tell({ do: 'listen', at: 'public' });
    page.tell({ do: 'call', from: '13900000001', number: '02160001000' });
    const { seizure, callingNumber, calledNumber } = await rig.box.ear.next('incoming');
    expect([callingNumber, calledNumber]).toEqual(['13900000001', '02160001000']);
    await page.next('public', ({ public: { state } }) => state === 'dialling');
    rig.box.send({ do: 'alert', seizure });
    await page.next('public', ({ public: { state } }) => state === 'ringing');
    rig.box.send({ do: 'answer', seizure });
    await page.next('public', ({ public: { state } }) => state === 'talking');

    rig.playTone(seizure, 500);
    await rig.heardByPage(page, 500);
    page.tell({ do: 'key', digit: '5' });
    expect((await rig.box.ear.next('digit', { seizure })).digit).toBe('5');
    page.tell({ do: 'say', at: 'public', phrase: 'zh-1' });
    await rig.heardByBox(seizure, callerHz);

    rig.box.send({ do: 'clear', seizure, cause: 17 });
    const { public: ended } = await page.next('public', ({ public: { state } }) => state === 'ended');
    expect(ended).toEqual({ state: 'ended', number: '02160001000', cause: 17 });
  });

  test('a page that goes away hangs up', async () => {
    const page = await rig.openPage();
    page.tell({ do: 'call', from: '13900000001', number: '02160001000' });
    const { seizure } = await rig.box.ear.next('incoming');
    rig.box.send({ do: 'answer', seizure });
    await page.next('public', ({ public: { state } }) => state === 'talking');
    page.socket.destroy();
    expect(await rig.box.ear.next('cleared', { seizure })).toMatchObject({ cause: 16, by: 'far-end' });
  });

  test('hanging up before the answer, then calling again', async () => {
    const page = await rig.openPage();
    page.tell({ do: 'call', from: '13900000001', number: '02160001000' });
    const first = await rig.box.ear.next('incoming');
    page.tell({ do: 'hang-up' });
    await rig.box.ear.next('cleared', { seizure: first.seizure });
    page.tell({ do: 'call', from: '13900000001', number: '02160001000' });
    const second = await rig.box.ear.next('incoming');
    rig.box.send({ do: 'answer', seizure: second.seizure });
    await page.next('public', ({ public: { state } }) => state === 'talking');
  });

  test('what makes no sense now is refused with a reason', async () => {
    const page = await rig.openPage();
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
    const page = await rig.openPage();
    const seizure = rig.ring(1);
    await page.next('desk', ({ desk }) => desk.line === 1 && desk.state === 'ringing');
    page.tell({ do: 'lift', line: 1 });
    await rig.box.ear.next('answered', { seizure });
    await page.next('desk', ({ desk }) => desk.state === 'off-hook');

    page.tell({ do: 'listen', at: 'desk', line: 1 });
    rig.playTone(seizure, 500);
    await rig.heardByPage(page, 500);
    page.tell({ do: 'say', at: 'desk', line: 1, phrase: 'zh-5' });
    await rig.heardByBox(seizure, agentHz);
    page.tell({ do: 'desk-key', line: 1, digit: '9' });
    expect((await rig.box.ear.next('digit', { seizure })).digit).toBe('9');

    page.tell({ do: 'lay', line: 1 });
    await rig.box.ear.next('hook', { channel: rig.box.line(1).channel, offHook: false });
    await page.next('desk', ({ desk }) => desk.state === 'on-hook');
  });

  test('one answers by itself after two rings, speaks, and lays itself down', async () => {
    const page = await rig.openPage();
    page.tell({ do: 'auto', line: 2, on: true });
    await page.next('desk', ({ desk }) => desk.line === 2 && desk.auto);
    const seizure = rig.ring(2);
    await page.next('desk', ({ desk }) => desk.line === 2 && desk.state === 'ringing');
    rig.time.advance(autoAnswerMs - 1);
    expect(rig.network.desks.get(2)?.phone.state).toBe('ringing');
    rig.time.advance(1);
    await rig.box.ear.next('answered', { seizure });
    await rig.heardByBox(seizure, agentHz);
    await page.next('desk', ({ desk }) => desk.line === 2 && desk.state === 'on-hook');
    await rig.box.ear.next('cleared', { seizure });
  });

  test('lifted without a call it hears dial tone; every page sees it', async () => {
    const [page, other] = [await rig.openPage(), await rig.openPage()];
    other.tell({ do: 'lift', line: 1 });
    await page.next('desk', ({ desk }) => desk.line === 1 && desk.state === 'off-hook');
    page.tell({ do: 'listen', at: 'desk', line: 1 });
    await rig.heardByPage(page, 450); // dial tone of GB/T 3380
    page.tell({ do: 'lift', line: 1 });
    expect((await page.next('refused')).message).toMatch(/lifted already/);
  });

  test('a lifted telephone finds its line again when the box has been away', async () => {
    const page = await rig.openPage();
    page.tell({ do: 'lift', line: 1 });
    const first = await rig.box.ear.next('incoming', { channel: rig.box.line(1).channel });
    expect(first.calledNumber).toBe('');
    const lineLost = rig.time.nextTimer(lineRetryMs);
    await rig.closeBox();
    await lineLost;
    expect(rig.network.desks.get(1)?.seizure).toBeNull();
    await rig.openBox();
    rig.time.advance(lineRetryMs);
    await rig.box.ear.next('incoming', { channel: rig.box.line(1).channel });
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
      { exchange: rig.network.exchange, timers: rig.time, log: () => {}, onEnd: ({ cause }) => onEnd(cause) },
      its,
    );

  test('a script is followed from the answer on', async () => {
    const ended: (number | null)[] = [];
    caller((cause) => ended.push(cause)).start();
    const { seizure } = await rig.box.ear.next('incoming', { callingNumber: '13900000002' });
    rig.time.advance(10_000); // still ringing: nothing is pressed
    const listens = rig.time.nextTimer(5000);
    rig.box.send({ do: 'answer', seizure });
    await listens;
    rig.time.advance(5000);
    expect((await rig.box.ear.next('digit', { seizure })).digit).toBe('1');
    rig.time.advance(2000);
    expect(await rig.box.ear.next('cleared', { seizure })).toMatchObject({ cause: 16, by: 'far-end' });
    expect(ended).toEqual([16]);
    expect(rig.time.waiting).toBe(0);
  });

  test('a phrase is said to its end before the next step', async () => {
    const file = join(rig.folder, 'sounds/callers/zh-1.wav');
    caller(() => {}, { ...script, steps: [{ do: 'say', file }, { do: 'hang-up' }] }).start();
    const { seizure } = await rig.box.ear.next('incoming');
    rig.box.send({ do: 'answer', seizure });
    await rig.heardByBox(seizure, callerHz);
    await rig.box.ear.next('cleared', { seizure });
  });

  test('nobody answers: the caller gives up', async () => {
    const ended: (number | null)[] = [];
    caller((cause) => ended.push(cause)).start();
    const { seizure } = await rig.box.ear.next('incoming');
    rig.time.advance(script.giveUpMs);
    await rig.box.ear.next('cleared', { seizure });
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
    const { seizure } = await rig.box.ear.next('incoming');
    const listens = rig.time.nextTimer(5000);
    rig.box.send({ do: 'answer', seizure });
    await listens;
    rig.box.send({ do: 'clear', seizure, cause: 31 });
    await over;
    rig.time.advance(100_000);
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
    for (let n = 0; n < 30; n++) channels.add((await rig.box.ear.next('incoming')).channel);
    expect(channels.size).toBe(30);
    await refused;
    expect(causes).toEqual([34]);
    expect(rig.network.exchange.counts.callsRefused34).toBe(1);
  });
});

describe('calls from the box, as the number says', () => {
  function dial(calledNumber: string): number {
    const seizure = rig.box.seizure();
    const from = { callingNumber: '02160001000', presentation: 'allowed' } as const;
    rig.box.send({ do: 'dial', seizure, span: 1, ...from, calledNumber });
    return seizure;
  }

  test('somebody is alerted, answers after a few seconds, speaks, and is hung up on', async () => {
    const seizure = dial('13912345678');
    expect(await rig.box.ear.next('alerting', { seizure })).toMatchObject({ inband: false });
    rig.time.advance(6_000);
    await rig.box.ear.next('answered', { seizure });
    await rig.heardByBox(seizure, callerHz);
    rig.box.send({ do: 'clear', seizure, cause: 16 });
    expect(await rig.box.ear.next('cleared', { seizure })).toMatchObject({ cause: 16, by: 'near-end' });
    expect(rig.network.exchange.counts.callsFromBox).toBe(1);
  });

  test('no such number: the tone first, then cause 1', async () => {
    const seizure = dial('13900000001');
    expect(await rig.box.ear.next('progress', { seizure })).toMatchObject({ inband: true, cause: 1 });
    await rig.heardByBox(seizure, 450); // GB/T 3380
    rig.time.advance(4_000);
    expect(await rig.box.ear.next('cleared', { seizure })).toMatchObject({ cause: 1, by: 'far-end' });
  });

  test.each([17, 34, 42])('a number that ends in 00%i is refused with that cause', async (cause) => {
    const seizure = dial(`1390000${String(cause).padStart(4, '0')}`);
    expect(await rig.box.ear.next('cleared', { seizure })).toMatchObject({ cause, by: 'far-end' });
  });

  test('the box gives up while it rings: nothing is left behind', async () => {
    const seizure = dial('13900000019');
    await rig.box.ear.next('alerting', { seizure });
    rig.box.send({ do: 'clear', seizure, cause: 16 });
    await rig.box.ear.next('cleared', { seizure });
    const next = dial('13900000101');
    await rig.box.ear.next('answered', { seizure: next });
    expect(rig.time.waiting).toBe(0);
  });
});

describe('an exchange line of the box', () => {
  test('has dial tone, takes digits, rings back, is answered, and hears busy tone when the other end has gone', async () => {
    const { box } = rig;
    const { channel } = box.line(3);
    const seizure = box.seizure();
    box.send({ do: 'seize', seizure, channel });
    box.send({ do: 'send-digits', seizure, digits: '13912340102' });
    await rig.heardByBox(seizure, callerHz);
    expect(await box.ear.next('cleared', { seizure })).toMatchObject({ cause: 16, by: 'far-end' });
  });

  test('a number that may go on is called when no more digits come', async () => {
    const { box, time } = rig;
    const seizure = box.seizure();
    box.send({ do: 'seize', seizure, channel: box.line(3).channel });
    const busy = '60000017';
    box.send({ do: 'send-digits', seizure, digits: busy });
    for (const _digit of busy) await time.nextTimer(interDigitMs);
    time.advance(interDigitMs);
    expect(await box.ear.next('cleared', { seizure })).toMatchObject({ cause: 16, by: 'far-end' });
  });
});
