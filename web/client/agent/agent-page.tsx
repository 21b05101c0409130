/** The agent's desk: the customer on the left, result and own calls on the right. */
import { words } from '../words/words.js';
import './agent.css';
import { CustomerPane } from './customer-pane.js';
import { Dispositions } from './dispositions.js';
import { MyDay } from './my-day.js';
import { LeadPane } from './outbound/lead-pane.js';
import { ResultPane } from './outbound/result-pane.js';
import { lastAttempt } from './outbound/work.js';
import { ScriptPane } from './script/script-pane.js';

export function AgentPage() {
  return (
    <main class="agent-page" aria-label={words.value.nav.agent}>
      <div class="agent-main">
        <LeadPane />
        <CustomerPane />
      </div>
      <div class="agent-side">
        <ScriptPane />
        {lastAttempt.value === null ? <Dispositions /> : <ResultPane />}
        <MyDay />
      </div>
    </main>
  );
}
