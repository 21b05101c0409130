/** Earlier calls of this number; each can be heard. */
import type { CallSummary } from '../../../daemon/contract/pages.js';
import { CallItem } from '../parts/call-item.js';
import { words } from '../words/words.js';

export function History({ calls }: { readonly calls: readonly CallSummary[] }) {
  const w = words.value;
  return (
    <section class="history" aria-labelledby="history-title">
      <h2 id="history-title">{w.customer.calls}</h2>
      {calls.length === 0 ? (
        <p class="empty">{w.customer.noCalls}</p>
      ) : (
        <ol class="call-items">
          {calls.map((call) => (
            <CallItem key={call.id} call={call} testId="history-row" lead="agent" />
          ))}
        </ol>
      )}
    </section>
  );
}
