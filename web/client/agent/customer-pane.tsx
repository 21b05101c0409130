/** The pop: who is calling, what was said before. On the screen before the telephone rings. */
import { useLayoutEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Customer, Pop } from '../../../daemon/contract/pages.js';
import { me } from '../live/live.js';
import { Icon } from '../parts/icon.js';
import { formatNumber, numberKind } from '../parts/number.js';
import { session } from '../session/session.js';
import { words } from '../words/words.js';
import { CallDataView } from './call-data.js';
import { DialNumber } from './dial-number.js';
import { History } from './history.js';
import { Issues } from './issues.js';
import { NewCustomer } from './new-customer.js';
import { Notes } from './notes.js';
import { lastAttempt } from './outbound/work.js';
import { choose, chosenCustomer, chosenId, pop, popFailed, popIsCurrent, reportShown, rereadPop } from './pop.js';
import { nameOf } from './situation.js';
import './customer.css';

export function CustomerPane() {
  const w = words.value;
  const { path } = useLocation();
  const shown = pop.value;
  // Not keyed by the call: the next pop reuses what is on the screen, which is quicker than building it anew.
  if (shown !== null) return <Shown shown={shown} />;
  return (
    <section class="panel customer-empty" aria-label={w.customer.label}>
      {popFailed.value ? (
        <>
          <Icon name="alert" />
          <h2>{w.customer.failed}</h2>
          <button type="button" onClick={rereadPop}>
            {w.retry}
          </button>
        </>
      ) : (
        <>
          <Icon name="person" />
          <h2>{w.customer.waiting}</h2>
          <p class="muted">
            {me.value?.state === 'signed-out' ? w.customer.waitingSignedOut : w.customer.waitingMeans}
          </p>
          {session.value?.demo && path !== '/phones' ? (
            <p>
              <a href="/phones">{w.customer.tryPhones}</a>
            </p>
          ) : null}
        </>
      )}
    </section>
  );
}

function Shown({ shown }: { readonly shown: Pop }) {
  const w = words.value;
  useLayoutEffect(() => reportShown(shown.callId), [shown.callId]);
  const customer = chosenCustomer();
  const current = popIsCurrent();
  return (
    <section
      class={`panel customer ${current ? 'current' : 'past'}`}
      aria-label={w.customer.label}
      data-testid="pop"
      data-call-id={shown.callId}
    >
      <Who shown={shown} customer={customer} current={current} />
      {customer === null && shown.customers.length > 1 ? <Choose shown={shown} /> : null}
      {customer === null && shown.customers.length === 0 ? <NewCustomer key={shown.callId} shown={shown} /> : null}
      <CallDataView callId={shown.callId} />
      <div class="customer-body">
        <div>
          <Notes callId={shown.callId} customer={customer} drafts={shown.drafts} />
        </div>
        <div class="customer-past">
          {customer === null ? null : <Issues key={customer.id} callId={shown.callId} customer={customer} />}
          <History calls={shown.history} />
        </div>
      </div>
    </section>
  );
}

function Who(props: { readonly shown: Pop; readonly customer: Customer | null; readonly current: boolean }) {
  const w = words.value;
  const { shown, customer, current } = props;
  const number = shown.callingNumber;
  const kind = numberKind(number);
  const unsure = shown.customers.map((each) => each.name).join(' / ');
  const name = customer?.name ?? (unsure || (number === '' ? w.customer.withheld : w.customer.unknown));
  // Nobody calls for the first time whom we have called ourselves.
  const called = lastAttempt.value?.callId === shown.callId;
  const earlier = shown.history.filter((call) => call.id !== shown.callId).length;
  return (
    <header class="who-calls" aria-live="assertive">
      <div>
        <p class="pop-line">
          <span class="pop-number" data-testid="pop-number" data-number={number}>
            {number === '' ? '' : formatNumber(number)}
          </span>
          {number === '' || kind === 'other' ? null : <span class="tag">{w.customer[kind]}</span>}
          <span class={called ? 'hidden' : 'tag strong'}>
            {earlier === 0 ? w.customer.first : earlier >= 10 ? w.customer.manyCalls : w.customer.nth(earlier + 1)}
          </span>
          {customer === null || customer.openIssues.length === 0 ? null : (
            <span class="tag warn" data-testid="open-issues">
              <Icon name="alert" /> {w.issues.openCount(customer.openIssues.length)}
            </span>
          )}
          {current ? null : <span class="tag">{w.customer.lastCall}</span>}
          {current || number === '' ? null : <DialNumber number={number} of={{ call: shown.callId }} />}
        </p>
        <h1 class={customer === null ? 'pop-name nobody' : 'pop-name'} data-testid="pop-name">
          {name}
        </h1>
        {number === '' ? <p class="muted">{w.customer.withheldMeans}</p> : null}
        {customer === null ? null : <About customer={customer} />}
      </div>
      {customer !== null && shown.customers.length > 1 ? (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            chosenId.value = null;
          }}
        >
          <Icon name="people" />
          <span>{w.customer.change}</span>
        </button>
      ) : null}
    </header>
  );
}

/** Class, who looks after him, where he is. */
function About({ customer }: { readonly customer: Customer }) {
  const w = words.value.pop;
  const owner = customer.owner === me.value?.id ? w.mine : customer.owner === '' ? '' : nameOf(customer.owner);
  return (
    <p class="muted about">
      {customer.class === '' ? null : (
        <span class="tag strong" title={w.importance}>
          {w.importance} {customer.class}
        </span>
      )}
      {owner === '' ? null : (
        <span class="tag" title={w.owner}>
          <Icon name="person" /> {owner}
        </span>
      )}
      <span>{[customer.company, customer.address].filter((part) => part !== '').join(' · ')}</span>
    </p>
  );
}

function Choose({ shown }: { readonly shown: Pop }) {
  const w = words.value;
  const { customers } = shown;
  return (
    <fieldset class="choose">
      <legend>{w.customer.choose}</legend>
      {customers.map((customer) => (
        <button
          key={customer.id}
          type="button"
          data-testid="customer-choice"
          onClick={() => void choose(shown, customer.id)}
        >
          <b>{customer.name}</b>
          {shown.chosen === customer.id ? <span class="tag strong">{w.pop.chosenBefore}</span> : null}
          <span class="muted">{[customer.company, customer.address].filter((part) => part !== '').join(' · ')}</span>
        </button>
      ))}
    </fieldset>
  );
}
