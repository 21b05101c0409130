/** What a table of leads is narrowed by, as fields of a form and as a query. */
import { numberAsked } from '../number-asked.js';

export interface LeadFields {
  readonly state: string;
  readonly result: string;
  /** '' all; nobodys: nobody's. */
  readonly agent: string;
  readonly number: string;
  readonly name: string;
  readonly timed: boolean;
  /** Id of an import; '' all. */
  readonly import: string;
}
export const noLeadFields: LeadFields = {
  state: '',
  result: '',
  agent: '',
  number: '',
  name: '',
  timed: false,
  import: '',
};
/** No agent is called so. */
export const nobodys = '-';
export const leadPageSize = 50;

export function leadQuery(fields: LeadFields, after: string | null): string {
  const query = new URLSearchParams({ limit: String(leadPageSize) });
  for (const name of ['state', 'result', 'name', 'import'] as const) {
    if (fields[name].trim() !== '') query.set(name, fields[name].trim());
  }
  if (fields.agent !== '') query.set('agent', fields.agent === nobodys ? '' : fields.agent);
  const number = numberAsked(fields.number);
  if (number !== null) query.set('number', number);
  if (fields.timed) query.set('timed', 'true');
  if (after !== null) query.set('after', after);
  return query.toString();
}
