import { expect, test } from 'vitest';
import { rowFor } from '../base/machine.js';
import { SeededRandom } from '../base/random.js';
import { subscriberTable } from './subscriber.js';
import { behaviourOf, onAnalogLine, type SubscriberAct } from './subscribers.js';

const voices = { phrases: ['/hello.wav', '/and.wav'], music: '/music.wav' };
const acts = (number: string, given = voices as Parameters<typeof behaviourOf>[2]) =>
  behaviourOf(number, new SeededRandom(1), given);
const words = (list: readonly SubscriberAct[]) =>
  list.map((act) => ('cause' in act ? `${act.do} ${act.cause}` : act.do));

test.each<[string, readonly string[]]>([
  ['13900000001', ['progress 1', 'play', 'wait', 'clear 1']],
  ['13900000017', ['clear 17']],
  ['60000018', ['alert', 'wait', 'clear 18']],
  ['13900000019', ['alert', 'wait', 'clear 19']],
  ['13900000020', ['progress 20', 'say', 'clear 20']],
  ['13900000034', ['clear 34']],
  ['013900000042', ['clear 42']],
  ['13900000101', ['alert', 'answer']],
  ['13900000102', ['alert', 'answer', 'say', 'clear 16']],
  ['13900000103', ['alert', 'answer', 'wait', 'clear 16']],
  ['13900000104', ['alert', 'answer', 'milliwatt']],
  ['13900000105', ['alert', 'answer', 'echo']],
])('%s: %j', (number, expected) => {
  expect(words(acts(number))).toEqual(expected);
});

test('a carrier that wants the national type refuses every other one', () => {
  const called = (type: Parameters<typeof behaviourOf>[3]) =>
    words(behaviourOf('2160100106', new SeededRandom(1), voices, type));
  expect(called('national')).toEqual(['alert', 'answer']);
  for (const type of ['unknown', 'subscriber', 'international', undefined] as const) {
    expect(called(type)).toEqual(['clear 28']);
  }
});

test.each([
  ['13912345678', ['alert', 'wait', 'answer', 'say']],
  ['13900000000', ['alert', 'wait', 'answer', 'say']],
  ['110', ['alert', 'answer', 'say', 'say']],
  ['13900000100', ['alert', 'play', 'wait', 'answer']],
  ['', ['alert', 'wait', 'answer', 'say']],
])('%s answers and speaks until the box hangs up', (number, expected) => {
  const all = words(acts(number));
  expect(all.slice(0, 4)).toEqual(expected);
  expect(all.at(-1)).toBe('say');
});

test('without phrases or music there is silence and the usual tone', () => {
  const none = { phrases: [], music: null };
  expect(words(acts('13912345678', none))).toEqual(['alert', 'wait', 'answer']);
  expect(acts('13900000020', none)[1]).toEqual({ do: 'say', sources: [{ silenceMs: 2_000 }] });
  expect(acts('13900000100', none)[1]).toMatchObject({ sources: [{ tone: 'ringback' }] });
});

test('every state expects the end of the call', () => {
  for (const state of Object.keys(subscriberTable) as (keyof typeof subscriberTable)[]) {
    expect(rowFor(subscriberTable, state, 'cleared')?.to).toBe('over');
  }
});

test('on an analog line the exchange makes the sounds that messages would tell of', () => {
  expect(words(onAnalogLine(acts('13900000001')))).toEqual(['play', 'wait', 'clear 1']);
  expect(words(onAnalogLine(acts('13900000100'))).slice(0, 4)).toEqual(['play', 'wait', 'play', 'answer']);
  expect(onAnalogLine(acts('13900000101'))[0]).toMatchObject({ sources: [{ tone: 'ringback' }] });
});
