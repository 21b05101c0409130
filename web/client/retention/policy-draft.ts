/** A retention policy while it is edited. */
import { fewestKeepDays, type KeepRule, type RecordingPolicy } from '../../../daemon/terms/site.js';

export const mostKeepDays = 3_650;
export const maxRules = 50;

/** Days as they were typed; NaN: none that could be. */
export function daysOf(text: string): number {
  const plain = text.normalize('NFKC').trim();
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
}

/** What a rule's field says; '' takes it out of the rule. */
export function withField(rule: KeepRule, field: 'kind' | 'queue' | 'campaign', value: string): KeepRule {
  const { [field]: _gone, ...rest } = rule;
  return value === '' ? rest : ({ ...rest, [field]: value } as KeepRule);
}

export function namesNothing({ kind, queue, campaign }: KeepRule): boolean {
  return kind === undefined && queue === undefined && campaign === undefined;
}

export function moved(rules: readonly KeepRule[], at: number, by: -1 | 1): readonly KeepRule[] {
  const to = at + by;
  const [rule] = rules.slice(at, at + 1);
  if (rule === undefined || to < 0 || to >= rules.length) return rules;
  const rest = rules.filter((_, place) => place !== at);
  return [...rest.slice(0, to), rule, ...rest.slice(to)];
}

/** Can be sent as it stands. */
export function isWhole({ keepDays, rules = [] }: RecordingPolicy): boolean {
  const days = [keepDays, ...rules.map((rule) => rule.keepDays)];
  const areDays = days.every((each) => Number.isInteger(each) && each >= fewestKeepDays && each <= mostKeepDays);
  return areDays && rules.length <= maxRules && !rules.some(namesNothing);
}

/** In one form, so that two can be compared and nothing empty is stored. */
export function tidy({ keepDays, rules = [], encrypt = false }: RecordingPolicy): RecordingPolicy {
  return { keepDays, ...(rules.length === 0 ? {} : { rules }), ...(encrypt ? { encrypt } : {}) };
}
