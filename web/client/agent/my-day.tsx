/** Tasks, call-backs, missed calls and own calls; each tab's number is the length of its list. */
import { counters } from '../live/live.js';
import { words } from '../words/words.js';
import { CallBacks, MissedCalls } from './day-calls.js';
import { openTab, type Tab, tabsNow } from './day-tabs.js';
import { outboundWords } from './outbound/outbound-words.js';
import { OwnWork } from './outbound/own-work.js';
import { OwnCalls } from './own-calls.js';
import { TaskList } from './task-list.js';
import './my-day.css';

function countOf(tab: Tab): number {
  if (tab === 'outbound') return 0;
  return tab === 'log' ? 0 : (counters.value?.[tab] ?? 0);
}

export function MyDay() {
  const w = words.value.day;
  const tabs = tabsNow();
  const open = tabs.includes(openTab.value) ? openTab.value : 'log';

  /** Arrows move between tabs; only the open one is reached with Tab. */
  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(open) + step + tabs.length) % tabs.length] ?? 'log';
    openTab.value = next;
    document.getElementById(`day-tab-${next}`)?.focus();
  }

  return (
    <section class="panel my-day" aria-label={w.label}>
      <div class="tabs" role="tablist" tabIndex={-1} aria-label={w.label} onKeyDown={onKeyDown}>
        {tabs.map((tab) => {
          const count = countOf(tab);
          return (
            <button
              key={tab}
              id={`day-tab-${tab}`}
              type="button"
              role="tab"
              data-testid={`day-${tab}`}
              aria-selected={open === tab}
              aria-controls="day-panel"
              tabIndex={open === tab ? 0 : -1}
              class={open === tab ? 'chosen' : 'quiet'}
              onClick={() => {
                openTab.value = tab;
              }}
            >
              {tab === 'outbound' ? outboundWords.value.title : w[tab]}
              {count > 0 ? (
                <b class="count" data-testid={`count-${tab}`}>
                  {count}
                </b>
              ) : null}
            </button>
          );
        })}
      </div>
      <div id="day-panel" role="tabpanel" aria-labelledby={`day-tab-${open}`} class="day-panel">
        {open === 'tasks' ? <TaskList /> : null}
        {open === 'callBacks' ? <CallBacks /> : null}
        {open === 'missed' ? <MissedCalls /> : null}
        {open === 'log' ? <OwnCalls /> : null}
        {open === 'outbound' ? <OwnWork /> : null}
      </div>
    </section>
  );
}
