/**
 * The customer of the call at hand. It comes over the live socket with the offer; after a reload or
 * a gap it is read once. `pop-shown` is sent as soon as the frame with the name has been painted.
 */
import { effect, signal } from '@preact/signals';
import type { Customer, CustomerNote, Issue, Pop } from '../../../daemon/contract/pages.js';
import { ask, link, me, onTold, returns } from '../live/live.js';
import { api } from '../parts/api.js';
import { formatNumber } from '../parts/number.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { pageName } from '../training/training-floor.js';

export const pop = signal<Pop | null>(null);
export const popFailed = signal(false);
/** Which of several customers is calling; null: not chosen yet. */
export const chosenId = signal<string | null>(null);

export function chosenCustomer(): Customer | null {
  const shown = pop.value;
  if (shown === null) return null;
  if (shown.customers.length === 1) return shown.customers[0] ?? null;
  return shown.customers.find((customer) => customer.id === chosenId.value) ?? null;
}

function show(next: Pop): void {
  const other = pop.value?.callId !== next.callId;
  // Who was chosen the last time is shown at once; "another one" is a key away (CRM-04).
  if (other) chosenId.value = next.chosen;
  popFailed.value = false;
  pop.value = next;
}

/** Rereads the pop of the call at hand when the page has none, or after a gap. */
async function readPop(callId: string): Promise<void> {
  const answer = await api.pop(callId);
  if (me.value?.callId !== callId) return;
  if (answer.ok) show(answer.value);
  else if (pop.value?.callId !== callId) popFailed.value = true;
}

/** The pop travels beside the agent's state; only if it has not come by then is it asked for. */
const askAfterMs = 300;

export function rereadPop(): void {
  const callId = me.value?.callId;
  if (callId) void readPop(callId);
}

export function followPops(): () => void {
  const stopPops = onTold('pop', ({ pop }) => show(pop));
  const stopDrafts = onTold('draft', ({ callId, draft }) => {
    const shown = pop.value;
    if (shown?.callId !== callId) return;
    const others = shown.drafts.filter(({ agentId }) => agentId !== draft.agentId);
    pop.value = { ...shown, drafts: draft.text === '' ? others : [draft, ...others] };
  });
  let timer = 0;
  const stopMissing = effect(() => {
    const callId = me.value?.callId ?? null;
    const seen = returns.value;
    window.clearTimeout(timer);
    if (callId === null || link.value !== 'up' || seen === 0) return;
    timer = window.setTimeout(() => {
      if (pop.peek()?.callId !== callId) void readPop(callId);
    }, askAfterMs);
  });
  const stopTitle = effect(() => {
    const shown = pop.value;
    const live = shown !== null && me.value?.callId === shown.callId;
    const name = live ? (chosenCustomer()?.name ?? '') : '';
    pageName.value = live ? `☎ ${name} ${formatNumber(shown.callingNumber)}` : 'Callbox';
  });
  return () => {
    window.clearTimeout(timer);
    stopPops();
    stopDrafts();
    stopMissing();
    stopTitle();
    pop.value = null;
    chosenId.value = null;
    pageName.value = 'Callbox';
  };
}

/** The call whose pop this page has reported; again would be noise. */
let reportedCallId = '';

/**
 * Called when the pop is in the document. The animation frame runs before the paint that shows it,
 * and the message port's task right after that paint: no later than the eye, and no earlier.
 */
export function reportShown(callId: string): void {
  if (reportedCallId === callId) return;
  reportedCallId = callId;
  requestAnimationFrame(() => {
    const afterPaint = new MessageChannel();
    afterPaint.port1.onmessage = () => {
      performance.mark('callbox-pop-shown', { detail: callId });
      void ask({ do: 'pop-shown', callId });
    };
    afterPaint.port2.postMessage(null);
  });
}

/** Whether the shown pop belongs to the call at hand (else it is the last call's). */
export function popIsCurrent(): boolean {
  const shown = pop.value;
  return shown !== null && me.value?.callId === shown.callId;
}

export function addNoteToPop(customerId: string, note: CustomerNote): void {
  changeCustomers((customers) =>
    customers.map((customer) =>
      customer.id === customerId ? { ...customer, notes: [note, ...customer.notes] } : customer,
    ),
  );
}

export function addCustomerToPop(callId: string, customer: Customer): void {
  if (pop.value?.callId !== callId) return;
  changeCustomers((customers) => [...customers, customer]);
  chosenId.value = customer.id;
}

function changeCustomers(change: (customers: readonly Customer[]) => readonly Customer[]): void {
  const shown = pop.value;
  if (shown !== null) pop.value = { ...shown, customers: change(shown.customers) };
}

/** One of several, for this call and for the next of this number. */
export async function choose(shown: Pop, customerId: string): Promise<void> {
  chosenId.value = customerId;
  if (shown.callingNumber === '' || shown.chosen === customerId) return;
  const answer = await api.choosePhone(shown.callingNumber, customerId);
  if (!answer.ok) {
    tellFailure(answer.code);
    return;
  }
  tellGood((words) => words.pop.remembered);
}

/** Opened, closed or opened again. */
export function putIssueInPop(issue: Issue): void {
  changeCustomers((customers) =>
    customers.map((customer) => {
      if (customer.id !== issue.customerId) return customer;
      const without = (issues: readonly Issue[]): readonly Issue[] => issues.filter(({ id }) => id !== issue.id);
      const open = without(customer.openIssues);
      const closed = without(customer.closedIssues);
      return issue.state === 'open'
        ? { ...customer, openIssues: [issue, ...open], closedIssues: closed }
        : { ...customer, openIssues: open, closedIssues: [issue, ...closed] };
    }),
  );
}
