/** 班长大厅: agents, queues and who waits at one look; everything else one tab away. */
import { useEffect } from 'preact/hooks';
import { agents, alarms, link, queues } from '../live/live.js';
import { focusDrawn } from '../parts/focus.js';
import { may } from '../session/session.js';
import { words } from '../words/words.js';
import { Abandoned } from './abandoned.js';
import { Agents, filterFieldId, shownAgents } from './agents.js';
import { AlarmBanner, SoundSwitch } from './alarm-banner.js';
import { followAlarmSound } from './alarm-sound.js';
import { AttentionCalls } from './attention-calls.js';
import { Bars } from './bars.js';
import { DayLog } from './day-log.js';
import { EmergencySwitch } from './emergency/emergency-switch.js';
import { open, type Tab, tab, tabs } from './floor-state.js';
import { floorWords } from './floor-words.js';
import { startFloorKeys } from './key-listener.js';
import { KeysBox } from './keys-box.js';
import { LedgerPanel } from './ledger-panel.js';
import { LiveCalls } from './live-calls.js';
import { MoveBox } from './move-box.js';
import { ForceBox, ReleaseBox, TakeOverBox } from './order-boxes.js';
import { Queues } from './queues.js';
import { RecentCalls } from './recent-calls.js';
import { Spans } from './spans.js';
import { followStrips } from './strips.js';
import { SuperviseBar } from './supervise-bar.js';
import { Telephones } from './telephones.js';
import { Tooltip } from './tooltip.js';
import { UndoBar } from './undo-bar.js';
import { WaitingCalls } from './waiting-calls.js';
import { Walls } from './walls.js';
import { WhyAgent, WhyCall } from './why-box.js';
import './floor.css';
import './agents.css';
import './queues.css';
import './boxes.css';
import './lines.css';
import './small.css';

function find(): void {
  // The tab with the field may be drawn only after this key.
  focusDrawn(() => document.getElementById(filterFieldId));
}

export default function FloorPage() {
  useEffect(() => {
    const stops = [followStrips(), followAlarmSound(), startFloorKeys(() => shownAgents().map(({ id }) => id), find)];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <main class="floor" aria-label={words.value.nav.floor}>
      <AlarmBanner />
      <div class="floor-columns">
        <div class="floor-main">
          <Tabs />
          {link.value === 'starting' && agents.value.size === 0 ? (
            <p class="starting">{words.value.loading}</p>
          ) : (
            <Panel />
          )}
        </div>
        <div class="floor-side">
          <Queues />
          <WaitingCalls />
          <Bars />
          <Spans />
          <Telephones />
          {may('recordings.read-group') || may('recordings.read-all') ? <LedgerPanel /> : null}
        </div>
      </div>
      <UndoBar />
      <Boxes />
      <Tooltip />
    </main>
  );
}

function mayOpen(each: Tab): boolean {
  return each !== 'walls' || may('floor.supervise');
}

function Tabs() {
  const f = floorWords.value;
  const shown = tabs.filter(mayOpen);
  const gaveUp = [...queues.value.values()].reduce((sum, queue) => sum + queue.abandonedToday, 0);
  const counts: Partial<Record<Tab, number>> = { abandoned: gaveUp, log: alarms.value.size };
  return (
    <div class="floor-top">
      <div
        class="floor-tabs"
        role="tablist"
        aria-label={f.tabs.label}
        onKeyDown={(event) => {
          const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
          const next = shown[(shown.indexOf(tab.peek()) + by + shown.length) % shown.length];
          if (by === 0 || next === undefined) return;
          event.preventDefault();
          tab.value = next;
          event.currentTarget.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
        }}
      >
        {shown.map((each) => (
          <button
            key={each}
            id={`tab-${each}`}
            type="button"
            role="tab"
            data-testid={`tab-${each}`}
            aria-selected={tab.value === each}
            aria-controls="floor-panel"
            tabIndex={tab.value === each ? 0 : -1}
            onClick={() => {
              tab.value = each;
            }}
          >
            {f.tabs[each]}
            {counts[each] ? <span class="count">{counts[each]}</span> : null}
          </button>
        ))}
      </div>
      <EmergencySwitch />
      <SoundSwitch />
      <button
        type="button"
        class="quiet small"
        onClick={() => {
          open.value = { box: 'keys' };
        }}
      >
        {f.keys.show}
      </button>
    </div>
  );
}

function Panel() {
  const now = mayOpen(tab.value) ? tab.value : 'agents';
  return (
    <div id="floor-panel" class="floor-panel" role="tabpanel" aria-labelledby={`tab-${now}`}>
      {now === 'agents' ? (
        <>
          <SuperviseBar />
          <Agents />
        </>
      ) : now === 'calls' ? (
        <>
          <LiveCalls />
          {may('calls.read-all') ? <AttentionCalls /> : null}
          {may('calls.read-all') ? <RecentCalls /> : null}
        </>
      ) : now === 'abandoned' ? (
        <Abandoned />
      ) : now === 'log' ? (
        <DayLog />
      ) : (
        <Walls />
      )}
    </div>
  );
}

function Boxes() {
  const box = open.value;
  if (box === null) return null;
  switch (box.box) {
    case 'force':
      return <ForceBox agentId={box.agent} />;
    case 'move':
      return <MoveBox agentId={box.agent} />;
    case 'release':
      return <ReleaseBox agentId={box.agent} />;
    case 'take-over':
      return <TakeOverBox agentId={box.agent} />;
    case 'why':
      return <WhyCall callId={box.call} />;
    case 'why-agent':
      return <WhyAgent agentId={box.agent} />;
    case 'keys':
      return <KeysBox />;
  }
}
