/** 班长大厅: everything at one look. */
import { may } from '../session/session.js';
import { words } from '../words/words.js';
import { Agents } from './agents.js';
import { LiveCalls } from './live-calls.js';
import { Queues } from './queues.js';
import { RecentCalls } from './recent-calls.js';
import { Spans } from './spans.js';
import { Telephones } from './telephones.js';
import './floor.css';

export default function FloorPage() {
  return (
    <main class="floor" aria-label={words.value.nav.floor}>
      <div class="floor-main">
        <Queues />
        <LiveCalls />
        {may('calls.read-all') ? <RecentCalls /> : null}
      </div>
      <div class="floor-side">
        <Agents />
        <Spans />
        <Telephones />
      </div>
    </main>
  );
}
