/** What may not come over the socket or from a page, whoever sends it. */
import { expect, test } from 'vitest';
import { usualSpanSetup } from '../terms/span-setup.js';
import { type CommissioningMethod, commissioningRequests } from './commissioning-schema.js';

const id = '0'.repeat(26);
const deed = { by: 'tech', id, version: 1 };
const order = {
  carrier: 'Telecom',
  numbers: '1',
  signalling: null,
  crc4: null,
  impedanceOhm: null,
  clockFromCarrier: null,
  calledDigits: null,
};
const change = { by: 'tech', span: 1, setup: usualSpanSetup, version: 1 };

const good: readonly (readonly [CommissioningMethod, object])[] = [
  ['span.change', change],
  ['span.change', { ...change, name: '电信 1', now: true }],
  ['commissioning.order', { ...deed, order }],
  ['commissioning.check', { ...deed, step: 'test-call', number: '13800138000' }],
  ['commissioning.overrule', { ...deed, step: 'clock', reason: '明天再看' }],
];
test.each(good)('%s %j is taken', (method, params) => {
  expect(commissioningRequests[method].safeParse(params).success).toBe(true);
});

const bad: readonly (readonly [CommissioningMethod, object])[] = [
  ['span.change', { ...change, span: 0 }],
  ['span.change', { ...change, span: 9 }],
  ['span.change', { ...change, span: 1.5 }],
  ['span.change', { ...change, setup: { ...usualSpanSetup, clockPriority: 9 } }],
  ['span.change', { ...change, setup: { ...usualSpanSetup, side: 'both' } }],
  ['span.change', { ...change, setup: { side: 'user' } }],
  ['span.change', { ...change, setup: { ...usualSpanSetup, framing: 'unframed' } }],
  ['span.change', { ...change, name: '' }],
  ['span.change', { ...change, name: 'x'.repeat(41) }],
  ['span.change', { ...change, now: 'yes' }],
  ['span.cancel', { by: 'tech', id: '../../etc/passwd' }],
  ['span.cancel', { by: '', id }],
  ['commissioning.start', { by: 'tech', span: '1' }],
  ['commissioning.start', { by: 'tech' }],
  ['commissioning.order', { ...deed, order: { ...order, carrier: 'x'.repeat(101) } }],
  ['commissioning.order', { ...deed, order: { ...order, numbers: 'x'.repeat(1_000_000) } }],
  ['commissioning.order', { ...deed, order: { ...order, impedanceOhm: 50 } }],
  ['commissioning.order', { ...deed, order: { ...order, calledDigits: -1 } }],
  ['commissioning.order', { ...deed, order: null }],
  ['commissioning.check', { ...deed, step: 'everything' }],
  ['commissioning.check', { ...deed, step: 'test-call', number: '1; rm -rf' }],
  ['commissioning.check', { ...deed, step: 'test-call', number: '1'.repeat(33) }],
  ['commissioning.take', { ...deed, step: 'line', proposal: { setup: usualSpanSetup } }],
  ['commissioning.overrule', { ...deed, step: 'clock', reason: '   ' }],
  ['commissioning.overrule', { ...deed, step: 'clock', reason: 'x'.repeat(201) }],
  ['commissioning.finish', { ...deed, version: 0 }],
  ['commissioning.finish', { ...deed, version: 1e99 }],
];
test.each(bad)('%s %j is refused', (method, params) => {
  expect(commissioningRequests[method].safeParse(params).success).toBe(false);
});
