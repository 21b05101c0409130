import { expect, test } from 'vitest';
import type { FormVersion, QualityReport, Score } from '../../../daemon/contract/pages.js';
import { csvCell, reportCsv, reportOf } from './report.js';

const item = (id: string, text: string) => ({ id, text: { zh: text, en: text }, weight: 50, veto: false });
const form = (version: number, text: string): FormVersion => ({
  id: 'calls',
  version,
  form: { name: { zh: 'x', en: 'x' }, items: [item('greets', text), item('bye', 'bye')], goodFrom: 85, badBelow: 60 },
  on: true,
  used: true,
  madeAt: 1,
  madeBy: 'judge',
});
const score = (agent: string, points: number, more: Partial<Score> = {}): Score => ({
  id: `${agent}${points}`,
  recordingId: '',
  callId: '',
  agent,
  formId: 'calls',
  version: 1,
  answers: { greets: 'no', bye: 'yes' },
  comment: '',
  by: 'judge',
  at: 1,
  seenAt: null,
  appealUntil: 2,
  appeal: null,
  points,
  vetoed: false,
  verdict: points >= 85 ? 'good' : points < 60 ? 'bad' : 'fair',
  ...more,
});
const appeal = { reason: '', at: 1, reviewedBy: 'b', reviewedAt: 2, text: '', was: null };

test('averages, shares, vetoes, appeals and what was failed most', () => {
  const scores = [
    score('8002', 90, { answers: { greets: 'yes', bye: 'none' } }),
    score('8001', 50, { appeal: { ...appeal, outcome: 'kept' } }),
    score('8001', 0, { vetoed: true, verdict: 'bad', answers: { greets: 'no', bye: 'no' } }),
    score('8001', 75.5, { version: 2, appeal: { ...appeal, outcome: 'changed' } }),
  ];
  const report = reportOf(scores, [form(1, 'old'), form(2, 'new')], (agent) => ({ name: `N${agent}`, group: 'one' }));
  expect(report.agents.map(({ agent, average, verdicts }) => [agent, average, verdicts])).toEqual([
    ['8001', 41.8, { good: 0, fair: 1, bad: 2 }],
    ['8002', 90, { good: 1, fair: 0, bad: 0 }],
  ]);
  expect(report.all).toMatchObject({ scores: 4, average: 53.9, vetoed: 1, appeals: 2, appealsChanged: 1 });
  expect(report.failed.map(({ itemId, failed, asked, text }) => [itemId, failed, asked, text.en])).toEqual([
    ['greets', 3, 4, 'new'],
    ['bye', 1, 3, 'bye'],
  ]);
});

test('nothing to count', () => {
  const empty = reportOf([], [], () => ({ name: '', group: '' }));
  expect(empty).toMatchObject({ all: { scores: 0, average: null }, agents: [], failed: [] });
});

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+1+1', "'+1+1"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['-5', '-5'],
  ['-5.5', '-5.5'],
  ['王芳', '王芳'],
  ['a,b', '"a,b"'],
  ['two\nlines', '"two\nlines"'],
])('a cell of %j is %j', (text, cell) => expect(csvCell(text)).toBe(cell));

test('the file has a BOM, a head and a line for all', () => {
  const counted = reportOf([score('8001', 50)], [], () => ({ name: '=1+1', group: '一组' }));
  const report: QualityReport = { from: 0, to: 1, more: false, ...counted };
  const lines = reportCsv(report, 'zh').split('\r\n');
  expect(lines[0]).toMatch(/^\uFEFF工号,姓名/);
  expect(lines[1]).toBe("8001,'=1+1,一组,1,50,0,0,1,0,0,0");
  expect(lines[2]).toMatch(/^合计,,,1,50/);
  expect(reportCsv(report, 'en')).toContain('Agent,Name');
});
