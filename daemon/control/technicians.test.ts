/** Orders of technicians as they come over the socket: what passes the schema, what it becomes, what does not. */
import { expect, test } from 'vitest';
import { type ControlMethod, controlRequests } from '../contract/control.js';
import type { TechnicianRequest } from '../terms/requests.js';
import { isTechnicianMethod, orderOf } from './technicians.js';

const by = 'tech';
const tone = { frequencyHz: 450, onMs: 350, offMs: 350, levelDbm0: -12.5 };

const orders: readonly (readonly [ControlMethod, object, Omit<TechnicianRequest, 'by'>])[] = [
  ['lines.block', { of: { channel: 3 } }, { ask: 'block' }],
  ['lines.unblock', { of: { span: 1 } }, { ask: 'unblock' }],
  ['lines.drain', { of: { trunk: 'city' } }, { ask: 'drain' }],
  ['lines.restart', { channel: 3 }, { ask: 'restart' }],
  ['lines.loopback', { span: 1, loopback: 'towards-line' }, { ask: 'loopback' }],
  ['lines.bit-test', { channel: 3, on: true }, { ask: 'bit-test' }],
  ['lines.adjust', { channel: 3, receiveDb: -3.5, sendDb: 2, echoTaps: 128 }, { ask: 'adjust' }],
  ['lines.learn-hangup', { channel: 3 }, { ask: 'learn-hangup' }],
  ['lines.set-hangup-tone', { channel: 3, tone }, { ask: 'set-hangup-tone' }],
];

test.each(orders)('%s', (method, params, order) => {
  const checked = controlRequests[method].parse({ by, ...params });
  if (!isTechnicianMethod(method)) throw new Error(`${method} is not carried over`);
  expect(orderOf(method, checked)).toEqual({ ...order, by, ...params });
  expect(controlRequests[method].safeParse(params).success).toBe(false); // nobody asked
});

test('every method of the lines is carried over, and no other', () => {
  const methods = Object.keys(controlRequests) as ControlMethod[];
  expect(methods.filter(isTechnicianMethod)).toEqual(methods.filter((method) => method.startsWith('lines.')));
  expect(orders.map(([method]) => method).sort()).toEqual(methods.filter(isTechnicianMethod).sort());
});

test.each<[ControlMethod, unknown]>([
  ['lines.block', { by, of: {} }],
  ['lines.block', { by, of: { channel: 1, span: 1 } }],
  ['lines.block', { by, of: { channel: -1 } }],
  ['lines.block', { by, of: { channel: 1.5 } }],
  ['lines.block', { by, of: { span: 9 } }],
  ['lines.block', { by, of: { trunk: '' } }],
  ['lines.block', { by: '', of: { channel: 1 } }],
  ['lines.block', { by: 'x'.repeat(65), of: { channel: 1 } }],
  ['lines.block', { by, of: { channel: 1 }, also: true }],
  ['lines.loopback', { by, span: 0, loopback: 'off' }],
  ['lines.loopback', { by, span: 1, loopback: 'sideways' }],
  ['lines.adjust', { by, channel: 1, receiveDb: 25, sendDb: 0, echoTaps: 0 }],
  ['lines.adjust', { by, channel: 1, receiveDb: Number.NaN, sendDb: 0, echoTaps: 0 }],
  ['lines.adjust', { by, channel: 1, receiveDb: 0, sendDb: 0, echoTaps: 5000 }],
  ['lines.set-hangup-tone', { by, channel: 1, tone: { ...tone, frequencyHz: -1 } }],
  ['lines.set-hangup-tone', { by, channel: 1, tone: { ...tone, onMs: 1.5 } }],
  ['lines.set-hangup-tone', { by, channel: 1 }],
  ['numbers.explain', { number: '', agentId: null }],
  ['numbers.explain', { number: '1'.repeat(33), agentId: null }],
  ['numbers.explain', { number: '110' }],
  ['numbers.explain', { number: '110', agentId: null, changes: [1, 2, 3, 4, 5] }],
  ['numbers.explain-in', { trunk: 'city', callingNumber: '', callingType: 'mobile', calledNumber: '' }],
  ['numbers.explain-in', { trunk: 'city', callingNumber: '1'.repeat(33), callingType: 'unknown', calledNumber: '' }],
  ['lines.bit-test', null],
])('%s refuses %j', (method, params) => {
  expect(controlRequests[method].safeParse(params).success).toBe(false);
});
