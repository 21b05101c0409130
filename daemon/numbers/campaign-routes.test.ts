import { describe, expect, test } from 'vitest';
import type { Site } from '../terms/site.js';
import { type CampaignCall, campaignRouteOf, isAssigned } from './campaign-routes.js';

const trunk = (id: string, more: object = {}) => ({ id, name: { zh: id, en: id }, channels: [{ span: 1 }], ...more });
const site = {
  country: 'cn',
  areaCode: '021',
  trunks: [
    trunk('city', { out: { callingNumber: '60001000', furtherNumbers: ['60001001'] } }),
    trunk('mobile', { out: { callingNumber: '60002000' } }),
    trunk('line', { channels: [{ line: 9 }] }),
    trunk('turning', { channels: [{ line: 10 }], answerSupervision: 'polarity' }),
  ],
  routes: [
    { prefixes: ['1'], trunks: ['mobile', 'city'] },
    { prefixes: ['00'], trunks: ['city'] },
    { prefixes: ['02'], trunks: ['gone'] },
  ],
} as unknown as Site;

const call = (change: Partial<CampaignCall>): CampaignCall => {
  return { number: '13900000000', trunks: [], callerNumber: '', alone: true, ...change };
};

describe('where a campaign may call', () => {
  test.each<[string, Partial<CampaignCall>, readonly string[]]>([
    ['by the routes', {}, ['mobile', 'city']],
    ['over its own trunks, in their order', { trunks: ['city', 'mobile'] }, ['city', 'mobile']],
    ['its own, though no route fits', { trunks: ['city'], number: '075526001000' }, ['city']],
    ['only where the number shown is assigned', { callerNumber: '60001001' }, ['city']],
    ['a trunk that the site does not have is passed over', { trunks: ['gone', 'city'] }, ['city']],
    ['nobody listens before the answer: no line that cannot tell of it', { trunks: ['line', 'turning'] }, ['turning']],
    ['an agent listens', { trunks: ['line'], alone: false }, ['line']],
  ])('%s', (_, change, trunks) => {
    expect(campaignRouteOf(site, call(change))).toMatchObject({ refused: null, trunks });
  });

  test.each<[string, Partial<CampaignCall>]>([
    ['emergency', { number: '110' }],
    ['emergency', { number: '120', trunks: ['city'] }],
    ['no-number', { number: '' }],
    ['no-number', { number: '9'.repeat(50) }],
    ['no-number', { number: 'abc', trunks: ['city'] }],
    ['international-closed', { number: '0044207946000' }],
    ['international-closed', { number: '+44 20 7946 000', trunks: ['city'] }],
    ['no-route', { number: '0755' }],
    ['no-trunk', { number: '02160001000' }],
    ['no-trunk', { trunks: ['gone'] }],
    ['caller-number', { callerNumber: '99999999' }],
    ['caller-number', { callerNumber: '60001001', trunks: ['mobile'] }],
    ['no-answer-supervision', { trunks: ['line'] }],
  ])('%s: %j', (refused, change) => {
    expect(campaignRouteOf(site, call(change))).toMatchObject({ refused, trunks: [] });
  });
});

test('a number is assigned to a trunk if it is its own, one of its further ones, or none is asked for', () => {
  const rules = { callingNumber: '1', furtherNumbers: ['2'] };
  expect(['1', '2', '', '3'].map((number) => isAssigned(rules, number))).toEqual([true, true, true, false]);
  expect([isAssigned(undefined, ''), isAssigned(undefined, '1'), isAssigned({}, '1')]).toEqual([true, false, false]);
});
