/** What this customer waits for: open ones first, closed ones behind; new ones in one line. */
import { useSignal } from '@preact/signals';
import type { Customer, Issue, IssueType } from '../../../daemon/contract/pages.js';
import { api } from '../parts/api.js';
import { nowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { formatFull, formatMoment } from '../parts/time.js';
import { tellFailure } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { putIssueInPop } from './pop.js';
import { nameOf } from './situation.js';

/** As in the contract, whose values would bring its schemas into the page. */
const issueTypes: readonly IssueType[] = ['question', 'order', 'complaint', 'repair', 'other'];
const maxTitleLength = 200;
/** More are in the customer's file. */
const maxClosedShown = 5;

export function Issues({ callId, customer }: { readonly callId: string; readonly customer: Customer }) {
  const w = words.value;
  const making = useSignal(false);
  const closed = customer.closedIssues.slice(0, maxClosedShown);
  return (
    <section class="issues" aria-labelledby="issues-title" data-testid="issues">
      <div class="day-head">
        <h2 id="issues-title">{w.issues.title}</h2>
        <button
          type="button"
          class="quiet"
          data-testid="issue-new"
          aria-expanded={making.value}
          onClick={() => {
            making.value = !making.value;
          }}
        >
          <Icon name="plus" /> {w.issues.make}
        </button>
      </div>
      {making.value ? (
        <NewIssue
          callId={callId}
          customer={customer}
          done={() => {
            making.value = false;
          }}
        />
      ) : null}
      {customer.openIssues.length + closed.length === 0 ? <p class="empty">{w.issues.none}</p> : null}
      <ul>
        {[...customer.openIssues, ...closed].map((issue) => (
          <IssueRow key={issue.id} issue={issue} />
        ))}
      </ul>
    </section>
  );
}

function IssueRow({ issue }: { readonly issue: Issue }) {
  const w = words.value.issues;
  const busy = useSignal(false);
  const open = issue.state === 'open';
  const at = issue.closedAt ?? issue.openedAt;

  async function change(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    const answer = await api.setIssue(issue.id, open ? 'closed' : 'open');
    busy.value = false;
    if (answer.ok) putIssueInPop(answer.value);
    else tellFailure(answer.code);
  }

  return (
    <li class={`issue ${issue.state}`} data-testid="issue" data-state={issue.state}>
      <span class="call-item-main">
        <b>{issue.title}</b>
        <span class="muted small" title={formatFull(at)}>
          <span class={open ? 'tag warn' : 'tag'}>{open ? w.open : w.closed}</span> {w.types[issue.type]} ·{' '}
          {formatMoment(at, nowMs.peek())} · {w.by(nameOf(issue.closedBy ?? issue.openedBy))}
        </span>
      </span>
      <button
        type="button"
        class="quiet"
        data-testid="issue-change"
        aria-busy={busy.value}
        aria-label={`${open ? w.close : w.reopen}: ${issue.title}`}
        onClick={() => void change()}
      >
        {open ? w.close : w.reopen}
      </button>
    </li>
  );
}

function NewIssue(props: { readonly callId: string; readonly customer: Customer; readonly done: () => void }) {
  const w = words.value.issues;
  const type = useSignal<IssueType>('question');
  const title = useSignal('');
  const busy = useSignal(false);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (title.value.trim() === '' || busy.value) return;
    busy.value = true;
    const issue = { type: type.value, title: title.value.trim(), callId: props.callId };
    const answer = await api.addIssue(props.customer.id, issue);
    busy.value = false;
    if (!answer.ok) {
      tellFailure(answer.code);
      return;
    }
    putIssueInPop(answer.value);
    props.done();
  }

  return (
    <form class="issue-form" onSubmit={save}>
      <select
        aria-label={w.title}
        data-testid="issue-type"
        value={type.value}
        onInput={(event) => {
          type.value = event.currentTarget.value as IssueType;
        }}
      >
        {issueTypes.map((each) => (
          <option key={each} value={each}>
            {w.types[each]}
          </option>
        ))}
      </select>
      <input
        aria-label={w.what}
        placeholder={w.what}
        data-testid="issue-title"
        maxLength={maxTitleLength}
        value={title.value}
        ref={(element) => element?.focus()}
        onInput={(event) => {
          title.value = event.currentTarget.value;
        }}
      />
      <button type="submit" class="primary" data-testid="issue-save" aria-busy={busy.value}>
        {words.value.data.save}
      </button>
    </form>
  );
}
