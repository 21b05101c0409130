import { describe, expect, it } from 'vitest';
import { campaign, hourMs, lead, mondayTen } from '../../test/simulation/dialer-floor.js';
import type { BlockReason } from '../terms/outbound.js';
import { afterBlock, blockedBy, Clearance, type LaunchAsk } from './law.js';

const fine: LaunchAsk = {
  campaign,
  lead: lead('a'),
  atMs: mondayTen,
  zones: ['Asia/Shanghai'],
  timeZone: 'Asia/Shanghai',
  onDncList: false,
  consent: undefined,
  callsToday: 0,
  lastCallAt: null,
  triesAllowed: 3,
  trunks: null,
  reserved: false,
  overCap: false,
  maySave: true,
};
const night = mondayTen + 11 * hourMs;
const tuesdayNine = mondayTen + 23 * hourMs;

const blocked: readonly [string, Partial<LaunchAsk>, BlockReason, number | 'done' | null][] = [
  ['who is on the do-not-call list', { onDncList: true }, 'dnc', 'done'],
  ['who took his consent back', { consent: false }, 'consent', 'done'],
  ['who has not agreed, where it is needed', { campaign: { ...campaign, needsConsent: true } }, 'consent', 'done'],
  ['an emergency number', { lead: lead('a', { number: '110' }) }, 'bad-number', 'done'],
  ['a service number', { lead: lead('a', { number: '95588123' }) }, 'bad-number', 'done'],
  ['a key code', { lead: lead('a', { number: '*72138000000' }) }, 'bad-number', 'done'],
  ['at night', { atMs: night }, 'hours', tuesdayNine],
  ['where no hour is known', { zones: [] }, 'hours', 'done'],
  ['who has no try left', { lead: lead('a', { tries: 3 }) }, 'tries', 'done'],
  ['who is done', { lead: lead('a', { state: 'done' }) }, 'tries', 'done'],
  ['a duplicate', { lead: lead('a', { state: 'done', result: 'duplicate' }) }, 'duplicate', 'done'],
  ['a number that was called often enough', { callsToday: 3 }, 'too-often', tuesdayNine],
  ['a number that was called just now', { lastCallAt: mondayTen - 60_000 }, 'too-soon', mondayTen + hourMs - 60_000],
  [
    'an agreed hour sooner than the law',
    { lead: lead('a', { timed: true }), lastCallAt: mondayTen - 60_000 },
    'too-soon',
    mondayTen + 29 * 60_000,
  ],
  ['with a number of no trunk', { trunks: [] }, 'caller-number', null],
  ['unreserved when no drop is left', { overCap: true }, 'drop-cap', null],
  ['when there is no room for the recording', { maySave: false }, 'storage', null],
];

const allowed: readonly [string, Partial<LaunchAsk>][] = [
  ['anybody else', {}],
  ['an appointment after all tries', { lead: lead('a', { timed: true, tries: 9 }) }],
  ['with a reserved agent when no drop is left', { overCap: true, reserved: true }],
  ['a fixed number', { lead: lead('a', { number: '02162881234' }) }],
  ['after the wait', { lastCallAt: mondayTen - hourMs }],
];

describe('the law', () => {
  it.each(blocked)('does not let us call %s', (_what, change, reason, after) => {
    const ask = { ...fine, ...change };
    expect(blockedBy(ask)).toBe(reason);
    expect(Clearance.ask(ask)).toBe(reason);
    expect(afterBlock(reason, ask)).toBe(after);
  });

  it.each(allowed)('lets us call %s', (_what, change) => {
    expect(Clearance.ask({ ...fine, ...change })).toBeInstanceOf(Clearance);
  });

  it('gives leave for one call, now', () => {
    const leave = Clearance.ask(fine) as Clearance;
    expect(leave.use(mondayTen + 1)).toBe(false);
    expect(leave.use(mondayTen)).toBe(true);
    expect(leave.use(mondayTen)).toBe(false);
  });
});
