/** Leads as people and the daemon have told of them: how often each was tried, when he may be called again. */
import type { AttemptRow, Campaign, LeadRow, RetryRule } from '../../../../daemon/terms/outbound.js';
import type { RowChange } from '../../../../daemon/terms/rows.js';
import type { Violations } from '../violations.js';

type LeadChange = Extract<RowChange, { row: 'lead-change' }>['change'];

/** Of china.md 7: 停机, one try and the result is kept. */
const suspendedTries = 1;

export class LeadAudit {
  readonly leads = new Map<string, LeadRow>();
  /** Of all of them. */
  readonly numbers = new Set<string>();
  /** Not yet known to be on the disk, in their order. */
  private readonly counted = new Map<string, number>();

  constructor(private readonly violations: Violations) {}

  put(lead: LeadRow): void {
    this.leads.set(lead.id, lead);
    this.numbers.add(lead.number);
    this.counted.set(lead.id, lead.tries);
  }

  get(id: string): LeadRow | null {
    return this.leads.get(id) ?? null;
  }

  changed(id: string, change: LeadChange): void {
    const lead = this.leads.get(id);
    this.violations.expect(lead !== undefined, 'lead-unknown', () => id);
    if (lead === undefined) return;
    const next: LeadRow = { ...lead, ...change };
    this.leads.set(id, next);
    this.violations.expect(next.tries >= lead.tries, 'tries-go-back', () => `${id}: ${lead.tries} to ${next.tries}`);
    if (change.tries === undefined) return;
    const own = this.counted.get(id) ?? 0;
    this.violations.expect(
      change.tries === own,
      'tries-wrong',
      () => `${id}: ${change.tries} told, ${own} attempts used one`,
    );
  }

  /** This attempt has used up a try, or has not after all. */
  tried(leadId: string, by: 1 | -1): void {
    this.counted.set(leadId, (this.counted.get(leadId) ?? 0) + by);
  }

  /** Rows were lost with the daemon: as the database has it. */
  replace(lead: LeadRow): void {
    this.leads.set(lead.id, lead);
    this.counted.set(lead.id, lead.tries);
  }

  /** How many tries his last result allows him. */
  triesAllowed({ result }: LeadRow, { retry, retryByResult }: Campaign): number {
    const rule: RetryRule = (result === null ? undefined : retryByResult[result]) ?? retry;
    return result === 'suspended' ? Math.min(suspendedTries, rule.tries) : rule.tries;
  }

  atRest(): void {
    for (const { id, state, result } of this.leads.values())
      this.violations.expect(state !== 'working', 'lead-left-working', () => `${id}, last result ${result}`);
  }
}

/** Results that say nothing of the person, so that he has lost nothing by them. */
export const usesNoTry: ReadonlySet<AttemptRow['result']> = new Set(['line-failure', 'not-rung', 'blocked', 'dropped']);
