/** The agent's desk: the customer on the left, result and own calls on the right. */
import { words } from '../words/words.js';
import './agent.css';
import { CustomerPane } from './customer-pane.js';
import { Dispositions } from './dispositions.js';
import { MyDay } from './my-day.js';
import { ScriptPane } from './script/script-pane.js';

export function AgentPage() {
  return (
    <main class="agent-page" aria-label={words.value.nav.agent}>
      <CustomerPane />
      <div class="agent-side">
        <ScriptPane />
        <Dispositions />
        <MyDay />
      </div>
    </main>
  );
}
