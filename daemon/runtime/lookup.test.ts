import { expect, test } from 'vitest';
import { expectRest, Floor, menuNumber, salesNumber, siteOf } from '../../test/simulation/floor.js';
import type { CallerFacts } from '../terms/targets.js';
import type { CallerLookup } from './ports.js';
import { replay } from './replay.js';

const facts: CallerFacts = {
  customerId: 'c1',
  customerClass: 'A',
  owner: '8002',
  businessType: 'order',
  lastAgent: { agentId: '8002', at: 1_799_999_000_000 },
};

/** Answers when told to. */
class Desk implements CallerLookup {
  readonly asked: { readonly number: string; answer(facts: CallerFacts | null): void }[] = [];
  ask(number: string, answer: (facts: CallerFacts | null) => void): void {
    this.asked.push({ number, answer });
  }
}

function inputsOf(floor: Floor): readonly { input: string; facts?: CallerFacts | null; callId?: string }[] {
  return floor.journal.entries.slice(1).map((line) => JSON.parse(line).input);
}

test('a caller is looked up as he arrives, and the answer is an input like any other', () => {
  const desk = new Desk();
  const floor = new Floor({ lookup: desk });
  const caller = floor.lines.callIn(menuNumber, '13912345678') as number;
  expect(desk.asked.map(({ number }) => number)).toEqual(['13912345678']);
  floor.time.advance(100);
  desk.asked[0]?.answer(facts);
  const callId = floor.cdrs[0]?.id;
  expect(inputsOf(floor).at(-1)).toEqual({ input: 'facts', callId, facts });
  floor.lines.hangUp(caller);
  expectRest(floor);
});

test('who withholds his number is nobody to look up', () => {
  const desk = new Desk();
  const floor = new Floor({ lookup: desk });
  floor.lines.callIn(menuNumber, '');
  expect(desk.asked).toEqual([]);
});

test('the owner is offered the call first, and the run can be replayed without the customer files', () => {
  const desk = new Desk();
  const floor = new Floor({ lookup: desk, seed: 5, site: siteOf(2, { owner: { holdMs: 10_000 } }) });
  const caller = floor.lines.callIn(menuNumber, '13912345678') as number;
  desk.asked[0]?.answer(facts);
  floor.ready('8001', '8002'); // 8001 has been idle longer
  floor.time.advance(3_000);
  floor.lines.press(caller, '0');
  expect(floor.auditor.offers.map(({ agentId }) => agentId)).toEqual(['8002']);
  floor.time.advance(1_000);
  floor.lines.lift(2);
  floor.lines.hangUp(caller);
  floor.lines.lay(2);
  floor.time.advance(30_000);
  expectRest(floor);
  const once = [...replay(floor.journal.entries)];
  expect(once).toHaveLength(floor.journal.entries.length - 1);
  expect([...replay(floor.journal.entries)]).toEqual(once);
  const offers = once.flatMap(({ effects }) => effects.filter(({ effect }) => effect === 'offer'));
  expect(offers).toMatchObject([{ offer: { agentId: '8002' } }]);
});

test('answers that are late, empty, or to nobody harm nothing', () => {
  const desk = new Desk();
  const floor = new Floor({ lookup: desk });
  floor.ready('8001', '8002');
  const callers = [1, 2, 3].map((n) => floor.lines.callIn(salesNumber, `1391234567${n}`) as number);
  desk.asked[0]?.answer(null); // in the queue already
  desk.asked[1]?.answer(facts); // rings already
  floor.lines.lift(1);
  for (const caller of callers) floor.lines.hangUp(caller);
  floor.lines.lay(1);
  desk.asked[2]?.answer(facts); // gone
  desk.asked[2]?.answer(facts);
  floor.time.advance(30_000);
  expectRest(floor);
  floor.runtime.stop();
  const inputs = floor.journal.entries.length;
  desk.asked[0]?.answer(facts); // the daemon ends
  expect(floor.journal.entries).toHaveLength(inputs);
});

test('why nobody takes a call', () => {
  const floor = new Floor();
  floor.lines.callIn(salesNumber);
  const callId = floor.cdrs[0]?.id ?? '';
  expect(floor.runtime.explain(callId)).toMatchObject({ callId, queue: 'sales', summary: 'nobody-signed-in' });
  expect(floor.runtime.explain('nobody')).toBeNull();
  const entries = floor.journal.entries.length;
  floor.runtime.explain(callId);
  expect(floor.journal.entries).toHaveLength(entries); // asking changes nothing
});
