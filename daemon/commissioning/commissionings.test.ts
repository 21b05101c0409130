import { describe, expect, test } from 'vitest';
import { carrierOrder, WizardFloor } from '../../test/simulation/commissioning-desk.js';
import { settle } from '../../test/simulation/span-desk.js';
import { type CommissioningStep, commissioningSteps } from '../terms/commissioning.js';
import { usualSpanSetup } from '../terms/span-setup.js';
import type { DriverPort } from './ports.js';

/** contract/control */
const maxLineOctets = 1_048_576;
const checked = ['card', 'line', 'signalling', 'clock', 'numbers'] as const;

test('waits overlap: each step begins as soon as the one before is well so far', async () => {
  const desk = new WizardFloor();
  const { id } = await desk.wizard.start('tech', 1);
  await desk.wizard.order(desk.deed(id), carrierOrder);
  const from = desk.floor.time.nowMs();
  for (const step of checked) {
    await desk.wizard.check(desk.deed(id), step);
    for (let looks = 0; looks < 100 && desk.step(id, step).mayGoOn !== true; looks++) await desk.pass(250);
  }
  expect(desk.floor.time.nowMs() - from).toBeLessThan(10_000);
  desk.floor.lines.callIn('075526001000');
  await desk.pass(130_000);
  expect(checked.map((step) => desk.step(id, step).state)).toEqual(['good', 'good', 'good', 'good', 'good']);
  expect(desk.step(id, 'clock')).toMatchObject({ fault: '', seen: { en: expect.stringContaining('0 slips') } });
  expect(desk.wizard.get(id).step).toBe('test-call');
});

test('what is not through stands in the way, and nothing but a passed check makes a step good', async () => {
  const desk = new WizardFloor();
  const { id } = await desk.wizard.start('tech', 1);
  await expect(desk.wizard.check(desk.deed(id), 'card')).rejects.toThrow(/'before' stands in the way/);
  await desk.wizard.order(desk.deed(id), { ...carrierOrder, carrier: '' });
  expect(desk.step(id, 'before')).toMatchObject({ state: 'bad', fault: 'order-incomplete' });
  await expect(desk.wizard.check(desk.deed(id), 'card')).rejects.toMatchObject({ code: 'not-now' });
  await desk.wizard.overrule(desk.deed(id, 'boss'), 'before', 'the paper comes tomorrow');
  expect(desk.step(id, 'before')).toMatchObject({
    state: 'overruled',
    overruledBy: 'boss',
    overruledFor: 'the paper comes tomorrow',
  });
  await expect(desk.wizard.overrule(desk.deed(id), 'card', 'no')).rejects.toThrow(/has not failed/);
  await expect(desk.wizard.finish(desk.deed(id))).rejects.toThrow(/'card' stands in the way/);
  await expect(desk.wizard.check(desk.deed(id), 'report')).rejects.toMatchObject({ code: 'bad-request' });
});

test('a D-channel that nobody answers on is named', async () => {
  const desk = new WizardFloor();
  const { id } = await desk.upTo('signalling');
  desk.floor.lines.span(1, 'down', []);
  await desk.wizard.check(desk.deed(id), 'signalling');
  await desk.pass(8_000);
  expect(desk.step(id, 'signalling')).toMatchObject({ state: 'bad', fault: 'no-answer-to-sabme' });
  expect(desk.wizard.get(id).step).toBe('signalling');
});

test('an order that differs from the setup is proposed, applied and stored with the technician’s name', async () => {
  const desk = new WizardFloor();
  const { id } = await desk.wizard.start('tech', 1);
  await desk.wizard.order(desk.deed(id), { ...carrierOrder, crc4: false });
  expect(desk.step(id, 'before')).toMatchObject({
    fault: 'order-differs',
    proposal: { setup: { ...usualSpanSetup, crc4: false } },
  });
  const taking = desk.wizard.take(desk.deed(id), 'before');
  await desk.pass(1_000);
  await taking;
  expect(desk.step(id, 'before').state).toBe('good');
  expect(desk.stored).toMatchObject([{ by: 'tech', change: 'spans', spans: [{ span: 1, crc4: false }] }]);
  expect(desk.wizard.get(id).setup.crc4).toBe(false);
  expect(desk.floor.lines.setups.get(1)?.crc4).toBe(false);
  expect(desk.floor.runtime.snapshot().channels.some(({ service }) => service !== undefined)).toBe(false);
});

describe('a proposal that takes its time', () => {
  /** A driver that answers when it is told what. */
  async function atProposal() {
    const answers: ((problem: string | Error) => void)[] = [];
    const applied: (readonly [span: number, crc4: boolean])[] = [];
    const driver: DriverPort = {
      apply: (span, { crc4 }) => {
        applied.push([span, crc4]);
        return new Promise((resolve, reject) => {
          answers.push((told) => (typeof told === 'string' ? resolve(told) : reject(told)));
        });
      },
    };
    const answer = async (told: string | Error): Promise<void> => {
      answers.shift()?.(told);
      await settle();
    };
    const desk = new WizardFloor({ driver });
    const { id } = await desk.wizard.start('tech', 1);
    await desk.wizard.order(desk.deed(id), { ...carrierOrder, crc4: false });
    const taken = await desk.wizard.take(desk.deed(id), 'before');
    return { desk, id, taken, answer, applied };
  }

  test('is answered at once, and nothing else is done meanwhile', async () => {
    const { desk, id, taken, answer } = await atProposal();
    expect(taken.steps[0]).toMatchObject({ step: 'before', state: 'bad', taking: true });
    expect(desk.stored).toEqual([]);
    for (const again of [
      desk.wizard.take(desk.deed(id), 'before'),
      desk.wizard.order(desk.deed(id), carrierOrder),
      desk.wizard.overrule(desk.deed(id), 'before', 'no time'),
      desk.wizard.abandon(desk.deed(id)),
    ]) {
      await expect(again).rejects.toThrow(/is being taken/);
    }
    await answer('');
    expect(desk.step(id, 'before')).toMatchObject({ state: 'good', taking: false });
    expect(desk.stored).toMatchObject([{ by: 'tech', change: 'spans', spans: [{ span: 1, crc4: false }] }]);
    expect(desk.wizard.get(id).version).toBe(taken.version + 1);
  });

  test('and is refused by the card says so at its step; taken again, it is done', async () => {
    const { desk, id, answer } = await atProposal();
    await answer('driver-refused');
    const refused = desk.step(id, 'before');
    expect(refused).toMatchObject({ state: 'bad', taking: false, proposal: { setup: { crc4: false } } });
    expect(refused.notTaken).toMatchObject({ zh: expect.stringContaining('没有任何改动') });
    expect(desk.stored).toEqual([]);
    expect(desk.incidents).not.toContain('commissioning-check-failed');
    expect(desk.floor.runtime.snapshot().channels.some(({ service }) => service !== undefined)).toBe(false);
    await desk.wizard.take(desk.deed(id), 'before');
    expect(desk.step(id, 'before').notTaken).toEqual({ zh: '', en: '' });
    await answer('');
    expect(desk.step(id, 'before').state).toBe('good');
  });

  test('and breaks is an incident, and the wizard goes on', async () => {
    const { desk, id, answer } = await atProposal();
    await answer(new Error('the applier is gone'));
    expect(desk.step(id, 'before')).toMatchObject({ taking: false, notTaken: { en: 'the applier is gone' } });
    expect(desk.incidents).toContain('commissioning-check-failed');
    await expect(desk.wizard.abandon(desk.deed(id))).resolves.toMatchObject({ endedAt: expect.any(Number) });
  });

  test('in a daemon that dies: the step is to be checked again, and the driver is told what the site says', async () => {
    const { desk: died, id } = await atProposal();
    const row = died.kept.get(id);
    if (row === undefined) throw new Error('nothing was kept');
    const told: boolean[] = [];
    const driver: DriverPort = {
      apply: async (_span, { crc4 }) => {
        told.push(crc4);
        return '';
      },
    };
    const desk = new WizardFloor({ driver });
    await desk.wizard.resume([structuredClone(row)]);
    expect(desk.step(id, 'before')).toMatchObject({ state: 'open', fault: 'interrupted', taking: false });
    expect(told).toEqual([usualSpanSetup.crc4]);
    await expect(desk.wizard.order(desk.deed(id), carrierOrder)).resolves.toMatchObject({ step: 'card' });
  });
});

test('a proposal is not applied over calls', async () => {
  const desk = new WizardFloor();
  const { id } = await desk.wizard.start('tech', 1);
  await desk.wizard.order(desk.deed(id), { ...carrierOrder, crc4: false });
  desk.floor.lines.callIn('075526001000');
  await expect(desk.wizard.take(desk.deed(id), 'before')).rejects.toThrow(/has 1 calls/);
  expect(desk.stored).toEqual([]);
});

test('the carrier sends the last digits only: the rule is proposed, taken, and the next call is known', async () => {
  const desk = new WizardFloor();
  const { id } = await desk.upTo('numbers');
  await desk.wizard.check(desk.deed(id), 'numbers');
  desk.floor.lines.callIn('1000');
  await desk.pass(500);
  expect(desk.step(id, 'numbers')).toMatchObject({
    state: 'bad',
    fault: 'called-number-short',
    proposal: { trunk: { channels: [{ span: 1 }], in: { calledPrefix: '07552600' } } },
  });
  await desk.wizard.take(desk.deed(id), 'numbers');
  await desk.pass(500);
  expect(desk.step(id, 'numbers').state).toBe('good');
  expect(desk.siteDesk.current.site.trunks).toHaveLength(1);
});

describe('two technicians', () => {
  test('one commissioning a span: the other is told whose it is', async () => {
    const desk = new WizardFloor();
    await desk.wizard.start('tech', 1);
    await expect(desk.wizard.start('other', 1)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('tech'),
    });
    await expect(desk.wizard.start('other', 2)).resolves.toMatchObject({ by: 'other' });
  });

  test('of two deeds on the same version one wins', async () => {
    const desk = new WizardFloor();
    const { id } = await desk.wizard.start('tech', 1);
    const [mine, his] = [desk.deed(id), desk.deed(id, 'other')];
    const done = await Promise.allSettled([
      desk.wizard.order(mine, carrierOrder),
      desk.wizard.order(his, { ...carrierOrder, carrier: 'Unicom' }),
    ]);
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(done[1]).toMatchObject({ reason: { code: 'conflict' } });
    expect(desk.wizard.get(id).order.carrier).toBe('Telecom');
  });

  test('a check started twice runs once', async () => {
    const desk = new WizardFloor();
    const { id } = await desk.upTo('line');
    await desk.wizard.check(desk.deed(id), 'line');
    await expect(desk.wizard.check(desk.deed(id, 'other'), 'line')).rejects.toMatchObject({
      code: 'not-now',
      message: expect.stringContaining('running'),
    });
  });

  test('a span that is being changed is not checked', async () => {
    const desk = new WizardFloor();
    const { id } = await desk.upTo('line');
    const setup = { ...usualSpanSetup, overlapReceiving: true };
    await desk.changes.start({ by: 'other', span: 1, setup, version: 1 });
    await expect(desk.wizard.check(desk.deed(id), 'line')).rejects.toThrow(/is being changed/);
  });
});

describe('abandoned at', () => {
  test.each(commissioningSteps)('%s: nothing runs on, the span takes calls, a new one may begin', async (step) => {
    const desk = new WizardFloor();
    const { id } = await desk.upTo(step);
    const hasCheck = !['before', 'report'].includes(step);
    if (hasCheck) await desk.wizard.check(desk.deed(id), step);
    await desk.pass(500);
    await desk.wizard.abandon(desk.deed(id));
    await settle();
    const waiting = desk.floor.time.waiting;
    await desk.pass(1_000);
    expect(desk.floor.time.waiting).toBeLessThanOrEqual(waiting);
    expect(desk.wizard.get(id).endedAt).not.toBeNull();
    expect(desk.wizard.get(id).steps.some(({ state }) => state === 'checking')).toBe(false);
    expect(desk.floor.runtime.snapshot().channels.some(({ service }) => service !== undefined)).toBe(false);
    await expect(desk.wizard.check(desk.deed(id), 'line')).rejects.toThrow(/is over/);
    await expect(desk.wizard.start('tech', 1)).resolves.toMatchObject({ step: 'before' });
    // A test call that waited takes nobody's call any more.
    desk.floor.lines.callIn('075526001000');
    expect(desk.floor.cdrs.at(-1)?.direction).toBe('inbound');
  });

  test.each(['card', 'line', 'signalling', 'clock', 'numbers', 'test-call'] as const)(
    '%s by a daemon that died: it goes on from there',
    async (step: CommissioningStep) => {
      const died = new WizardFloor();
      const { id } = await died.upTo(step);
      await died.wizard.check(died.deed(id), step);
      await died.pass(300);
      const row = died.kept.get(id);
      if (row === undefined) throw new Error('nothing was kept');

      const desk = new WizardFloor();
      await desk.wizard.resume([structuredClone(row)]);
      expect(desk.step(id, step)).toMatchObject({ state: 'open', fault: 'interrupted' });
      expect(desk.wizard.get(id).step).toBe(step);
      await expect(desk.wizard.check(desk.deed(id), step)).resolves.toMatchObject({ step });
      await desk.pass(1_000);
      expect(['checking', 'good', 'bad']).toContain(desk.step(id, step).state);
    },
  );
});

test('an unknown span, an unknown commissioning', async () => {
  const desk = new WizardFloor();
  await expect(desk.wizard.start('tech', 7)).rejects.toMatchObject({ code: 'not-found' });
  expect(() => desk.wizard.get('0'.repeat(26))).toThrow(/no commissioning/);
});

test('a card that vanishes while it is checked is named', async () => {
  const desk = new WizardFloor();
  const { id } = await desk.upTo('line');
  await desk.wizard.check(desk.deed(id), 'line');
  const { snapshot } = desk.floor.lines;
  desk.floor.lines.snapshot = () => ({ ...snapshot.call(desk.floor.lines), spans: [] });
  await desk.pass(500);
  expect(desk.step(id, 'line')).toMatchObject({ state: 'bad', fault: 'card-gone' });
});

test('a room that answers nonsense ends the check with a fault, not the daemon', async () => {
  const testCalls = {
    start: async () => 'x',
    get: async () => ({ direction: 'in' }) as never,
    end: async () => {},
  };
  const desk = new WizardFloor({ testCalls });
  const { id } = await desk.upTo('test-call');
  await desk.wizard.check(desk.deed(id), 'test-call');
  await desk.pass(2_000);
  expect(desk.step(id, 'test-call')).toMatchObject({ state: 'bad', fault: 'check-failed' });
  expect(desk.incidents).toContain('commissioning-check-failed');
});

test('the report says what was measured, by whom, and what was overruled', async () => {
  const desk = new WizardFloor();
  const { id } = await desk.upTo('report');
  await desk.wizard.finish(desk.deed(id, 'boss'));
  const { text, deeds, commissioning } = desk.wizard.report(id);
  expect(commissioning.steps.every(({ state }) => state === 'good' || state === 'overruled')).toBe(true);
  expect(text.zh).toContain('仍然继续: tech – test');
  expect(text.en).toContain('[FAILED, went on all the same] test call');
  expect(text.en).toContain('0 slips in');
  expect(text.en).toContain('Telecom');
  expect(deeds.at(-1)).toMatchObject({ by: 'boss', words: { en: 'finished and signed' } });
  expect(desk.kept.get(id)?.commissioning.endedAt).not.toBeNull();
});

test('a wizard that is pressed a thousand times stays within one answer of the socket', async () => {
  const desk = new WizardFloor();
  const { id } = await desk.wizard.start('tech', 1);
  for (let press = 0; press < 1_000; press++) {
    await desk.wizard.order(desk.deed(id), { ...carrierOrder, numbers: `${press} ${'号'.repeat(990)}` });
  }
  const report = desk.wizard.report(id);
  expect(report.deeds[0]?.words.en).toContain('began');
  expect(report.deeds.at(-1)?.words.en).toContain('999 ');
  expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(maxLineOctets);
});
