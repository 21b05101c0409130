import { expect, it } from 'vitest';
import { campaignProblems, startProblems } from '../../../../daemon/terms/outbound-checks.js';
import { testSite } from '../../../../test/rig/site.js';
import {
  copyOf,
  freshCampaign,
  newCampaignId,
  numbersToShow,
  problemsAt,
  promptsOf,
  readDraft,
  stepOf,
  withMode,
} from './campaign-draft.js';

const site = testSite();
const fresh = freshCampaign('c1', site);

it('a new campaign lacks a name and lists only: all its rules are inside the law', () => {
  expect(campaignProblems(fresh, site)).toEqual([{ field: 'name', code: 'required' }]);
  expect(startProblems({ ...fresh, name: 'x' }, site)).toEqual([{ field: 'lists', code: 'required' }]);
});

it('the mode takes queue or flow with it, and nothing stays that has no meaning', () => {
  const notice = withMode({ ...fresh, name: 'x' }, 'notice', site);
  expect(notice.queue).toBe('');
  expect(campaignProblems({ ...notice, flow: 'main' }, site)).toEqual([]);
  expect(withMode({ ...notice, flow: 'main' }, 'predictive', site)).toMatchObject({ queue: 'service', flow: '' });
});

it('each fault is shown on the step and at the field where it can be mended', () => {
  const problems = campaignProblems(
    { ...fresh, lists: [{ list: 'a', weight: 0 }], hours: { from: '07:00', to: '20:00' } },
    site,
  );
  expect(problems.map((each) => [each.field, stepOf(each)])).toEqual([
    ['name', 'list'],
    ['lists[0].weight', 'list'],
    ['hours.from', 'rules'],
  ]);
  expect(problemsAt(problems, 'lists')).toHaveLength(1);
  expect(problemsAt(problems, 'hours')).toHaveLength(1);
  expect(problemsAt(problems, 'list')).toHaveLength(0);
});

it('a copy keeps the rules, and no dates that have passed', () => {
  const copy = copyOf({ ...fresh, startAt: 5, endAt: 50 }, 'c2', 'y', 10);
  expect(copy).toMatchObject({ id: 'c2', name: 'y', startAt: null, endAt: 50, retry: fresh.retry });
});

it('only numbers that every chosen trunk has are offered', () => {
  const trunks = [
    { id: 'a', name: { zh: 'a', en: 'a' }, channels: [], out: { callingNumber: '1', furtherNumbers: ['2'] } },
    { id: 'b', name: { zh: 'b', en: 'b' }, channels: [], out: { callingNumber: '2' } },
  ];
  expect(numbersToShow({ trunks }, [])).toEqual(['1', '2']);
  expect(numbersToShow({ trunks }, ['a', 'b'])).toEqual(['2']);
  expect(numbersToShow({}, [])).toEqual([]);
});

it('what was typed survives a reload, unreadable numbers as well', () => {
  const kept = readDraft(JSON.stringify({ ...fresh, ringTimeoutMs: Number.NaN }));
  expect(kept).toEqual({ ...fresh, ringTimeoutMs: Number.NaN });
  expect(readDraft('')).toBeNull();
  expect(readDraft('{')).toBeNull();
  expect(promptsOf(' zh/a, zh/b ')).toEqual(['zh/a', 'zh/b']);
  expect(newCampaignId()).toMatch(/^c[0-9a-z]{11}$/);
});
