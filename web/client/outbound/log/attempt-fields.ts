/** What the log of attempts is narrowed by, as fields of a form and as a query. */
import { numberAsked } from '../number-asked.js';
import { spanOf } from './log-fields.js';

export interface AttemptFields {
  readonly campaign: string;
  readonly agent: string;
  readonly result: string;
  readonly number: string;
  /** "2027-01-31" */
  readonly from: string;
  readonly to: string;
  readonly blocked: boolean;
  /** Id of a lead or an attempt's call; '' all. */
  readonly lead: string;
}
export const noAttemptFields: AttemptFields = {
  campaign: '',
  agent: '',
  result: '',
  number: '',
  from: '',
  to: '',
  blocked: false,
  lead: '',
};
export const attemptPageSize = 50;

export function attemptQuery(fields: AttemptFields, before: string | null): string {
  const query = new URLSearchParams({ limit: String(attemptPageSize) });
  for (const name of ['campaign', 'agent', 'result', 'lead'] as const) {
    if (fields[name] !== '') query.set(name, fields[name]);
  }
  const number = numberAsked(fields.number);
  if (number !== null) query.set('number', number);
  const { from, to } = spanOf(fields.from, fields.to);
  if (from !== null) query.set('from', String(from));
  if (to !== null) query.set('to', String(to));
  if (fields.blocked) query.set('blocked', 'true');
  if (before !== null) query.set('before', before);
  return query.toString();
}
