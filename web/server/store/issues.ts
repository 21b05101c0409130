import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { Issue, IssueType } from '../../../daemon/contract/pages.js';
import { writeAudit } from './audit.js';

/** Of each state, for one customer; the newest. */
export const maxIssuesShown = 20;
/** A customer with more that are open has none that anybody looks at. */
export const maxOpenIssues = 200;

interface IssueRow {
  readonly id: string;
  readonly customer_id: string;
  readonly type: string;
  readonly title: string;
  readonly state: string;
  readonly call_id: string | null;
  readonly opened_at: number;
  readonly opened_by: string;
  readonly closed_at: number | null;
  readonly closed_by: string | null;
}

/** What customers wait for: opened in a call, closed when it is done. */
export class Issues {
  constructor(
    private readonly writer: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * Its type becomes the customer's business type, by which the next call is routed.
   * @throws CallboxError not-found, limit
   */
  async open(
    customerId: string,
    issue: { readonly type: IssueType; readonly title: string; readonly callId: string | null },
    by: string,
  ): Promise<Issue> {
    const at = this.clock.nowMs();
    const row: IssueRow = {
      id: this.ids.next(),
      customer_id: customerId,
      type: issue.type,
      title: issue.title,
      state: 'open',
      call_id: issue.callId,
      opened_at: at,
      opened_by: by,
      closed_at: null,
      closed_by: null,
    };
    await this.writer.transaction(async (tx) => {
      const known = await tx('customers').where({ id: customerId }).update({ business_type: issue.type });
      if (known === 0) throw new CallboxError('not-found', `There is no customer ${customerId}.`);
      const [open] = await tx('issues').where({ customer_id: customerId, state: 'open' }).count({ n: '*' });
      if (Number(open?.n ?? 0) >= maxOpenIssues) {
        const message = `This customer has ${maxOpenIssues} open issues; close some before opening another.`;
        throw new CallboxError('limit', message);
      }
      await tx('issues').insert(row);
      const detail = { issue: row.id, type: row.type, title: row.title, callId: row.call_id };
      await writeAudit(tx, this.ids, { at, userId: by, what: 'issue-opened', subject: customerId, detail });
    });
    return issueOf(row);
  }

  /**
   * Closes or opens again; what is so already stays as it is.
   * @throws CallboxError not-found
   */
  async setState(id: string, state: Issue['state'], by: string): Promise<Issue> {
    const at = this.clock.nowMs();
    return this.writer.transaction(async (tx) => {
      const row: IssueRow | undefined = await tx<IssueRow>('issues').where({ id }).first();
      if (!row) throw new CallboxError('not-found', `There is no issue ${id}.`);
      if (row.state === state) return issueOf(row);
      const closing = state === 'closed';
      const change = { state, closed_at: closing ? at : null, closed_by: closing ? by : null };
      await tx('issues').where({ id }).update(change);
      const what = closing ? 'issue-closed' : 'issue-reopened';
      await writeAudit(tx, this.ids, { at, userId: by, what, subject: row.customer_id, detail: { issue: id } });
      return issueOf({ ...row, ...change });
    });
  }
}

/** Newest first, at most maxIssuesShown of each state for each customer. */
export async function issuesOf(reader: Knex, customerIds: readonly string[]): Promise<readonly Issue[]> {
  const wanted = customerIds.flatMap((customer_id) => [
    { customer_id, state: 'open' },
    { customer_id, state: 'closed' },
  ]);
  const found = await Promise.all(
    wanted.map((where) => reader<IssueRow>('issues').where(where).orderBy('id', 'desc').limit(maxIssuesShown)),
  );
  return found.flat().map((row) => issueOf(row as IssueRow));
}

function issueOf(row: IssueRow): Issue {
  return {
    id: row.id,
    customerId: row.customer_id,
    type: row.type as IssueType,
    title: row.title,
    state: row.state === 'closed' ? 'closed' : 'open',
    callId: row.call_id,
    openedAt: row.opened_at,
    openedBy: row.opened_by,
    closedAt: row.closed_at,
    closedBy: row.closed_by,
  };
}
