/** Rules as they stand in the fields of a form, and back. */
import type { AttentionRules } from '../../../daemon/terms/attention.js';

export interface RuleFields {
  /** Seconds. */
  readonly abandonedAfterMs: string;
  readonly talkLongerMs: string;
  readonly ratedFrom: string;
  readonly transfers: string;
  readonly vipClasses: string;
  readonly vipWaitedMs: string;
  readonly emergencyDialled: boolean;
  readonly supervised: boolean;
}

export function fieldsOf(rules: AttentionRules): RuleFields {
  const seconds = (ms: number | null): string => (ms === null ? '' : String(ms / 1_000));
  return {
    abandonedAfterMs: seconds(rules.abandonedAfterMs),
    talkLongerMs: seconds(rules.talkLongerMs),
    ratedFrom: rules.ratedFrom === null ? '' : String(rules.ratedFrom),
    transfers: rules.transfers === null ? '' : String(rules.transfers),
    vipClasses: rules.vip?.classes.join(', ') ?? '',
    vipWaitedMs: seconds(rules.vip?.waitedMs ?? null),
    emergencyDialled: rules.emergencyDialled,
    supervised: rules.supervised,
  };
}

/** The form takes numbers only; what is out of range the server refuses. */
export function rulesOf(fields: RuleFields): AttentionRules {
  const number = (text: string): number | null => (text.trim() === '' ? null : Number(text));
  const ms = (text: string): number | null => {
    const value = number(text);
    return value === null ? null : Math.round(value * 1_000);
  };
  const classes = fields.vipClasses
    .split(/[,，、]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const waitedMs = ms(fields.vipWaitedMs);
  return {
    abandonedAfterMs: ms(fields.abandonedAfterMs),
    talkLongerMs: ms(fields.talkLongerMs),
    ratedFrom: number(fields.ratedFrom),
    transfers: number(fields.transfers),
    vip: classes.length === 0 || waitedMs === null ? null : { classes, waitedMs },
    emergencyDialled: fields.emergencyDialled,
    supervised: fields.supervised,
  };
}
