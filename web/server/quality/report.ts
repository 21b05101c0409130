import type { FormVersion, QualityReport, ReportLine, Score } from '../../../daemon/contract/pages.js';
import { failedItems, type Verdict } from '../../../daemon/terms/quality.js';

const maxFailedShown = 20;

export interface Who {
  readonly name: string;
  readonly group: string;
}

/** Counts scores as they stand now, reviews included. */
export function reportOf(
  scores: readonly Score[],
  forms: readonly FormVersion[],
  who: (agent: string) => Who,
): Pick<QualityReport, 'all' | 'agents' | 'failed'> {
  const byAgent = new Map<string, Score[]>();
  for (const score of scores) {
    const list = byAgent.get(score.agent);
    if (list) list.push(score);
    else byAgent.set(score.agent, [score]);
  }
  const agents = [...byAgent]
    .map(([agent, theirs]): ReportLine => ({ agent, ...who(agent), ...counted(theirs) }))
    .sort((a, b) => (a.agent < b.agent ? -1 : 1));
  return { all: counted(scores), agents, failed: failedMost(scores, forms) };
}

function counted(scores: readonly Score[]): QualityReport['all'] {
  const verdicts: Record<Verdict, number> = { good: 0, fair: 0, bad: 0 };
  for (const { verdict } of scores) verdicts[verdict] += 1;
  const sum = scores.reduce((points, score) => points + score.points, 0);
  return {
    scores: scores.length,
    average: scores.length === 0 ? null : Math.round((sum * 10) / scores.length) / 10,
    verdicts,
    vetoed: scores.filter(({ vetoed }) => vetoed).length,
    appeals: scores.filter(({ appeal }) => appeal !== null).length,
    appealsChanged: scores.filter(({ appeal }) => appeal?.outcome === 'changed').length,
  };
}

/** By item through all versions of its form; its newest text. */
function failedMost(scores: readonly Score[], forms: readonly FormVersion[]): QualityReport['failed'] {
  const counts = new Map<string, { formId: string; itemId: string; failed: number; asked: number }>();
  for (const { formId, answers } of scores) {
    const failed = failedItems(answers);
    for (const [itemId, answer] of Object.entries(answers)) {
      if (answer === 'none') continue;
      const key = `${formId} ${itemId}`;
      const count = counts.get(key) ?? { formId, itemId, failed: 0, asked: 0 };
      count.asked += 1;
      if (failed.includes(itemId)) count.failed += 1;
      counts.set(key, count);
    }
  }
  const newest = [...forms].sort((a, b) => b.version - a.version);
  const textOf = (formId: string, itemId: string) =>
    newest.filter(({ id }) => id === formId).flatMap(({ form }) => form.items.filter(({ id }) => id === itemId))[0]
      ?.text ?? { zh: itemId, en: itemId };
  return [...counts.values()]
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => b.failed - a.failed || b.failed / b.asked - a.failed / a.asked)
    .slice(0, maxFailedShown)
    .map((count) => ({ ...count, text: textOf(count.formId, count.itemId) }));
}

const heads = {
  zh: ['工号', '姓名', '班组', '评分数', '平均分', '好评', '中评', '差评', '一票否决', '申诉', '申诉改判'],
  en: ['Agent', 'Name', 'Group', 'Scores', 'Average', 'Good', 'Fair', 'Bad', 'Vetoed', 'Appeals', 'Changed'],
} as const;
const allNames = { zh: '合计', en: 'All' } as const;

/** RFC 4180 with a BOM, so that a spreadsheet knows it is UTF-8. */
export function reportCsv(report: QualityReport, language: 'zh' | 'en'): string {
  const figures = ({ scores, average, verdicts, vetoed, appeals, appealsChanged }: QualityReport['all']) =>
    [scores, average ?? '', verdicts.good, verdicts.fair, verdicts.bad, vetoed, appeals, appealsChanged].map(String);
  const rows = [
    [...heads[language]],
    ...report.agents.map((line) => [line.agent, line.name, line.group, ...figures(line)]),
    [allNames[language], '', '', ...figures(report.all)],
  ];
  return `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/** A cell that a spreadsheet would calculate is made text by an apostrophe (OWASP, CSV injection). */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
