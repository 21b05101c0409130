/** What columns of a file of leads may mean: some hold numbers, and of the others only 'data' comes twice. */
import type { ColumnMeaning } from '../../../../daemon/contract/pages-imports.js';

/** columnMeanings.leads of the contract, whose schemas would come into the page with it. */
export const leadMeanings = [
  'skip',
  'number',
  'name',
  'priority',
  'at',
  'agent',
  'consent',
  'consentAt',
  'consentEvidence',
  'data',
] as const satisfies readonly ColumnMeaning[];
export type LeadMeaning = (typeof leadMeanings)[number];

/** maxLeadColumns of terms/outbound-figures. */
const maxDataColumns = 50;

/** A meaning that comes twice, no number, or too much; null: these columns can be read. */
export function columnsProblem(columns: readonly ColumnMeaning[]): LeadMeaning | 'no-number' | 'too-many-data' | null {
  const times = (meaning: LeadMeaning): number => columns.filter((column) => column === meaning).length;
  if (times('number') === 0) return 'no-number';
  if (times('data') > maxDataColumns) return 'too-many-data';
  const single = leadMeanings.filter((each) => each !== 'skip' && each !== 'data' && each !== 'number');
  return single.find((each) => times(each) > 1) ?? null;
}
