/** What is wrong with a field, in words, in the unit the field shows. */
import type { CampaignProblem } from '../../../../daemon/terms/outbound-checks.js';
import { outboundWords } from '../outbound-words.js';

export function problemText(problem: CampaignProblem, unit = '', scale = 1): string {
  const t = outboundWords.value.problems;
  const { field, code, min, max } = problem;
  const shown = (bound: number | string | undefined): string =>
    typeof bound === 'number' ? String(Math.round((bound / scale) * 100) / 100) : (bound ?? '');
  switch (code) {
    case 'required':
      return field === 'lists'
        ? t.lists
        : field === 'dropPrompts'
          ? t.dropPrompts
          : field === 'days'
            ? t.days
            : t.required;
    case 'range':
      return min === undefined ? t.longest(shown(max)) : t.range(shown(min), shown(max), unit);
    case 'too-many':
      return t['too-many'](shown(max));
    case 'format':
      return /Prompts|waitMusic/.test(field) ? t.prompt : field === 'callerNumber' ? t.digits : t.format;
    default:
      return t[code];
  }
}
