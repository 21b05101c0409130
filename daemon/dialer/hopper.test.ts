import { describe, expect, it } from 'vitest';
import { lead, mondayTen } from '../../test/simulation/dialer-floor.js';
import { Steps } from '../../test/simulation/step-of.js';
import type { LeadsAsk, LeadToDial } from '../terms/outbound.js';
import { Hopper, maxInHand } from './hopper.js';

class Rig {
  readonly steps = new Steps();
  readonly taken = new Set<string>();
  private asks = 0;
  readonly hopper = new Hopper({
    campaignId: 'c1',
    nextAsk: () => ++this.asks,
    isTaken: ({ id }: LeadToDial) => this.taken.has(id),
  });

  constructor(lists: readonly { readonly list: string; readonly weight: number }[] = [{ list: 'l1', weight: 1 }]) {
    this.hopper.load({ lists, filter: [] });
  }

  refill(wanted = 20): readonly LeadsAsk[] {
    const step = this.steps.step();
    this.hopper.refill(wanted, ['8001'], step);
    return step.effects.flatMap((effect) => (effect.effect === 'leads' ? [effect.ask] : []));
  }

  answer(
    ask: LeadsAsk | undefined,
    leads: readonly LeadToDial[],
    nextAt: number | null = null,
    exhausted = true,
  ): boolean {
    if (ask === undefined) throw new Error('nothing was asked');
    return this.hopper.take({ campaign: 'c1', list: ask.list, ask: ask.ask, leads, exhausted, nextAt });
  }

  get now(): number {
    return this.steps.step().atMs;
  }
}

const ids = (...found: (ReturnType<Hopper['next']> | null)[]) => found.map((held) => held?.lead.id ?? null);

describe('the hopper', () => {
  it('asks ahead, once at a time, and again when half is used up', () => {
    const rig = new Rig();
    const [ask] = rig.refill();
    expect(ask).toMatchObject({
      campaign: 'c1',
      list: 'l1',
      count: 20,
      not: [],
      agents: ['8001'],
      dueBy: rig.now + 60_000,
    });
    expect(rig.refill()).toEqual([]);
    rig.answer(
      ask,
      Array.from({ length: 20 }, (_, at) => lead(`a${at}`)),
      null,
      false,
    );
    expect(rig.refill()).toEqual([]);
    for (let at = 0; at < 11; at++) rig.hopper.next(rig.now, '');
    expect(rig.refill()).toMatchObject([{ count: 11, not: expect.arrayContaining(['a19']) }]);
  });

  it('asks again when no answer came', () => {
    const rig = new Rig();
    rig.refill();
    rig.steps.advance(10_000);
    expect(rig.refill()).toHaveLength(1);
  });

  it('takes the answer to its last question only', () => {
    const rig = new Rig();
    const [old] = rig.refill();
    rig.hopper.changed(['l1']);
    const [ask] = rig.refill();
    expect(rig.answer(old, [lead('gone')])).toBe(false);
    expect(rig.answer(ask, [lead('here')])).toBe(true);
    expect(rig.answer(ask, [lead('again')])).toBe(false);
    expect(ids(rig.hopper.next(rig.now, ''), rig.hopper.next(rig.now, ''))).toEqual(['here', null]);
  });

  it('is bounded, takes nobody twice, and nobody whom somebody else has', () => {
    const rig = new Rig();
    rig.taken.add('a1');
    const many = Array.from({ length: 2_000 }, (_, at) => lead(`a${at}`));
    rig.answer(rig.refill()[0], [...many.slice(0, 2), ...many]);
    expect(rig.hopper.size).toBeLessThanOrEqual(maxInHand);
    expect(rig.hopper.has('a1')).toBe(false);
    rig.hopper.next(rig.now, '');
    rig.answer(rig.refill(2_000)[0] ?? ({ list: 'l1', ask: 0 } as LeadsAsk), many);
    expect(rig.hopper.size).toBeLessThanOrEqual(2 * maxInHand);
  });

  it('gives each agent his own first, and never another’s', () => {
    const rig = new Rig();
    rig.answer(rig.refill()[0], [lead('theirs', { agent: '8002' }), lead('anybody'), lead('mine', { agent: '8001' })]);
    const { hopper, now } = rig;
    expect(ids(hopper.next(now, '8001'), hopper.next(now, '8001'), hopper.next(now, '8001'))).toEqual([
      'mine',
      'anybody',
      null,
    ]);
    expect(ids(hopper.next(now, ''), hopper.nextOf(now, '8002'))).toEqual([null, 'theirs']);
  });

  it('keeps who is not due yet, and gives timed ones by their hour only', () => {
    const rig = new Rig();
    const due = rig.now + 30_000;
    const later = lead('later', { timed: true, notBefore: due + 5_000 });
    rig.answer(rig.refill()[0], [
      later,
      lead('timed', { timed: true, notBefore: due }),
      lead('soon', { notBefore: due }),
    ]);
    const { hopper } = rig;
    expect(hopper.next(rig.now, '')).toBeNull();
    expect(hopper.nextTimedAt).toBe(due);
    expect(hopper.nextTimed(rig.now, 0, () => true)).toBeNull();
    expect(ids(hopper.nextTimed(rig.now, 35_000, () => true))).toEqual(['timed']);
    expect(
      ids(
        hopper.next(due, ''),
        hopper.nextTimed(due + 5_000, 0, () => true),
      ),
    ).toEqual(['soon', 'later']);
  });

  it('shares by weight among lists that have somebody', () => {
    const rig = new Rig([
      { list: 'l1', weight: 3 },
      { list: 'l2', weight: 1 },
    ]);
    for (const ask of rig.refill(100)) {
      rig.answer(
        ask,
        Array.from({ length: 40 }, (_, at) => lead(`${ask.list}-${at}`, { list: ask.list })),
      );
    }
    const drawn = Array.from({ length: 48 }, () => rig.hopper.next(rig.now, '')?.lead.list);
    expect(drawn.filter((list) => list === 'l1')).toHaveLength(36);
    // When one is empty the other goes on.
    expect(Array.from({ length: 32 }, () => rig.hopper.next(rig.now, '')).every((held) => held !== null)).toBe(true);
  });

  it('says who comes next, without taking anybody', () => {
    const rig = new Rig([
      { list: 'l1', weight: 3 },
      { list: 'l2', weight: 1 },
    ]);
    const { hopper, now } = rig;
    for (const ask of rig.refill(100)) {
      const { list } = ask;
      const many = Array.from({ length: 6 }, (_, at) => lead(`${list}-${at}`, { list }));
      rig.answer(ask, [
        lead(`${list}-own`, { list, agent: '8001' }),
        lead(`${list}-later`, { list, notBefore: now + 1 }),
        ...many,
      ]);
    }
    hopper.next(now, ''); // credits are not all alike any more
    const told = hopper.ahead(now, 8).map(({ id }) => id);
    expect(hopper.ahead(now, 8).map(({ id }) => id)).toEqual(told);
    expect(Array.from({ length: 8 }, () => hopper.next(now, '')?.lead.id)).toEqual(told);
    expect(hopper.ahead(now, 100).length).toBe(3);
  });

  it('puts back in front who was not called after all', () => {
    const rig = new Rig();
    rig.answer(rig.refill()[0], [lead('a'), lead('b')]);
    const held = rig.hopper.next(rig.now, '');
    if (held !== null) rig.hopper.giveBack(held);
    expect(ids(rig.hopper.next(rig.now, ''))).toEqual(['a']);
  });

  it('is exhausted only when nobody falls due later either', () => {
    const rig = new Rig();
    expect(rig.hopper.isExhausted).toBe(false);
    const [ask] = rig.refill();
    rig.steps.advance(10);
    // Somebody came back between question and answer.
    rig.hopper.expect('l1', mondayTen * 2, rig.now);
    rig.answer(ask, []);
    expect(rig.hopper.isExhausted).toBe(false);
    rig.steps.advance(30_000);
    rig.answer(rig.refill()[0], [], rig.now + 3_600_000);
    expect(rig.hopper.isExhausted).toBe(false);
    rig.steps.advance(30_000);
    rig.answer(rig.refill()[0], []);
    expect(rig.hopper.isExhausted).toBe(true);
  });

  it('forgets lists it no longer has, and everybody when the filter changes', () => {
    const rig = new Rig([
      { list: 'l1', weight: 1 },
      { list: 'l2', weight: 1 },
    ]);
    for (const ask of rig.refill()) rig.answer(ask, [lead(`${ask.list}-x`, { list: ask.list })]);
    rig.hopper.load({ lists: [{ list: 'l2', weight: 5 }], filter: [] });
    expect(ids(rig.hopper.takeLead('l1-x'), rig.hopper.takeLead('l2-x'))).toEqual([null, 'l2-x']);
    rig.answer(rig.refill()[0] ?? ({ list: 'l2', ask: 0 } as LeadsAsk), [lead('y', { list: 'l2' })]);
    rig.hopper.load({ lists: [{ list: 'l2', weight: 5 }], filter: [{ field: 'area', operator: '=', value: '021' }] });
    expect(rig.hopper.size).toBe(0);
  });
});
