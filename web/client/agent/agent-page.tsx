/** The agent's desk: the customer on the left, result and own calls on the right. */
import { me } from '../live/live.js';
import { words } from '../words/words.js';
import './agent.css';
import { CustomerPane } from './customer-pane.js';
import { Dispositions } from './dispositions.js';
import { MyDay } from './my-day.js';
import { LeadPane } from './outbound/lead-pane.js';
import { outboundWords } from './outbound/outbound-words.js';
import { ResultPane } from './outbound/result-pane.js';
import { lastAttempt, ofEarlierCall, stage } from './outbound/work.js';
import { pop } from './pop.js';
import { ScriptPane } from './script/script-pane.js';

export function AgentPage() {
  // Whom he calls stands on top; that nobody has called is no news then.
  const withLead = me.value?.lead !== undefined || lastAttempt.value !== null;
  return (
    <main class={stage.value === 'owed' ? 'agent-page owed' : 'agent-page'} aria-label={words.value.nav.agent}>
      <div class={`agent-main ${withLead ? 'with-lead' : ''}`}>
        <LeadPane />
        {ofEarlierCall.value && pop.value !== null ? (
          <p class="later-call" data-testid="later-call">
            {outboundWords.value.laterCall}
          </p>
        ) : null}
        {withLead && pop.value === null ? null : <CustomerPane />}
      </div>
      <div class="agent-side">
        <ScriptPane />
        {lastAttempt.value === null ? <Dispositions /> : <ResultPane />}
        <MyDay />
      </div>
    </main>
  );
}
