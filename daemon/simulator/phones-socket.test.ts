/** The socket of the demo telephones: its owner, its limits, and what it does with bad input. */
import { statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NetworkRig } from '../../test/rig/public-network.js';
import { usualSpanSetup } from '../terms/span-setup.js';

let rig: NetworkRig;
beforeEach(async () => {
  rig = await NetworkRig.open();
});
afterEach(() => rig.close());

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
  '{"do":"break"}',
  '{"do":"break","fault":{"fault":"los","direction":"send","span":9}}',
  '{"do":"break","fault":{"fault":"half-open","direction":"send","span":1}}',
  '{"do":"far-span","span":1,"setup":{"side":"user"}}',
  '\u0000\u0001\ufffd',
];

test('is for its owner alone', () => {
  expect(statSync(rig.phonesPath).mode & 0o777).toBe(0o600);
});

test('answers what it does not understand with a refusal, and goes on', async () => {
  const page = await rig.openPage();
  for (const line of notUnderstood) {
    page.socket.write(`${line}\n`);
    expect([line, (await page.next('refused')).message]).toEqual([line, 'This message is not understood.']);
  }
  page.tell({ do: 'hang-up' });
  expect((await page.next('refused')).message).toMatch(/no call/);
});

test('cuts off a line without end', async () => {
  const page = await rig.openPage();
  page.socket.write('x'.repeat(20_000));
  expect((await page.next('refused')).message).toMatch(/too long/);
  await page.closed;
});

test('cuts off a flood, and no other page notices', async () => {
  const [flood, other] = [await rig.openPage(), await rig.openPage()];
  flood.socket.write('{"do":"hang-up"}\n'.repeat(300));
  await flood.next('refused', ({ message }) => /Too many/.test(message));
  await flood.closed;
  other.tell({ do: 'lift', line: 1 });
  await other.next('desk', ({ desk }) => desk.state === 'off-hook');
});

test('a message in pieces is one message', async () => {
  const page = await rig.openPage();
  for (const piece of ['{"do":', '"lift",', '"line":1}', '\n']) page.socket.write(piece);
  await page.next('desk', ({ desk }) => desk.line === 1 && desk.state === 'off-hook');
});

test('the wire can be broken and mended, and the exchange told how to speak; what cannot be is refused', async () => {
  const page = await rig.openPage();
  const fault = { fault: 'los', direction: 'send', span: 1 } as const;
  page.tell({ do: 'break', fault });
  await page.next('wire', ({ done }) => done === 'break');
  await rig.box.ear.next('span');
  await expect.poll(() => rig.box.lines.snapshot().spans[0]?.alarms).toEqual(['LOS']);
  const since = expect.any(Number);
  const look = async (): Promise<unknown> => {
    page.tell({ do: 'look' });
    return page.next('wire', ({ done }) => done === 'look');
  };
  expect(await look()).toMatchObject({ broken: [{ since, fault }] });
  page.tell({ do: 'mend', fault });
  await page.next('wire', ({ done }) => done === 'mend');
  await expect.poll(() => rig.box.lines.snapshot().spans[0]?.alarms).toEqual([]);
  page.tell({
    do: 'far-span',
    span: 1,
    setup: { ...usualSpanSetup, side: 'network', crc4: false, clockPriority: 0 },
  });
  await page.next('wire', ({ done }) => done === 'far-span');
  await expect.poll(() => rig.box.lines.snapshot().spans[0]?.alarms).toEqual(['LOF']);
  page.tell({ do: 'break', fault: { ...fault, fault: 'half-open', everyBits: 10 } });
  expect((await page.next('refused')).message).toMatch(/everyBits/);
  page.tell({ do: 'break', fault: { ...fault, span: 2 } });
  expect((await page.next('refused')).message).toMatch(/'span' is 2/);
  page.tell({ do: 'break', fault: { ...fault, fault: 'ais' } });
  await page.next('wire', ({ done }) => done === 'break');
  expect(await look(), 'not what was refused').toMatchObject({
    broken: [
      { since, fault: { ...fault, fault: 'ais' } },
      { since, span: 1, setup: { crc4: false } },
    ],
  });
  page.tell({ do: 'mend-all' });
  await page.next('wire', ({ done }) => done === 'mend-all');
  expect(await look(), 'a far end is told otherwise, not mended').toMatchObject({ broken: [{ since, span: 1 }] });
});

test('more connections than allowed are dropped', async () => {
  const open = await Promise.all(Array.from({ length: 32 }, () => rig.openPage()));
  await Promise.all(open.map((page) => page.next('phones')));
  const extra = await rig.openPage();
  await extra.closed;
  open[0]?.tell({ do: 'hang-up' });
  await open[0]?.next('refused');
});
