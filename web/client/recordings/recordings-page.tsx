/** 录音与质检: a list on the left, what was chosen on the right. */

import { useEffect } from 'preact/hooks';
import { lazy } from 'preact-iso';
import { addHelp } from '../parts/help.js';
import { Detail } from './detail.js';
import { MineTab } from './mine.js';
import { startRecordingKeys } from './page-keys.js';
import { chosen, followAddress, openTab, type Tab, tab, tabsOfReader } from './page-state.js';
import { recordingsWords } from './recordings-words.js';
import { ScoresTab } from './scores.js';
import { Search } from './search.js';
import { WorkTab } from './work.js';
import './recordings.css';

// What few people open does not come with every hearing.
const FormsTab = lazy(() => import('./forms.js'));
const RulesTab = lazy(() => import('./rules.js'));
const ReportTab = lazy(() => import('./report.js'));

/** Tabs with a list that leads to a recording. */
const withDetail: readonly Tab[] = ['search', 'mine', 'work', 'scores'];

export default function RecordingsPage() {
  const t = recordingsWords.value;
  useEffect(() => {
    chosen.value = '';
    followAddress();
    window.addEventListener('hashchange', followAddress);
    const stops = [startRecordingKeys(), addHelp('recordings', keysOfPage)];
    return () => {
      window.removeEventListener('hashchange', followAddress);
      for (const stop of stops) stop();
    };
  }, []);
  const shown = tabsOfReader();
  const open = tab.value;
  const detail = withDetail.includes(open);
  return (
    <main class={`recordings${chosen.value === '' ? '' : ' has-chosen'}`} aria-label={t.title}>
      <div class="recordings-tabs" role="tablist" aria-label={t.tabs.label}>
        {shown.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`recordings-tab-${each}`}
            data-testid={`recordings-tab-${each}`}
            aria-selected={open === each}
            aria-controls="recordings-panel"
            onClick={() => openTab(each)}
          >
            {t.tabs[each]}
          </button>
        ))}
      </div>
      <div
        id="recordings-panel"
        role="tabpanel"
        aria-labelledby={`recordings-tab-${open}`}
        class={detail ? 'recordings-columns' : 'recordings-one'}
      >
        <div class="recordings-side">
          <Panel tab={open} />
        </div>
        {detail ? (
          <div class="recordings-main">
            <Detail />
          </div>
        ) : null}
      </div>
    </main>
  );
}

function Panel({ tab: open }: { readonly tab: Tab }) {
  switch (open) {
    case 'mine':
      return <MineTab />;
    case 'work':
      return <WorkTab />;
    case 'scores':
      return <ScoresTab />;
    case 'forms':
      return <FormsTab />;
    case 'rules':
      return <RulesTab />;
    case 'report':
      return <ReportTab />;
    default:
      return <Search />;
  }
}

function keysOfPage() {
  const k = recordingsWords.value.keys;
  return [
    {
      title: k.title,
      rows: [
        { keys: ['/'], text: k.find },
        { keys: ['↑', '↓'], text: k.list },
        { keys: ['Enter'], text: k.open },
        { keys: ['Space'], text: k.play },
        { keys: ['←', '→'], text: k.seek },
        { keys: ['[', ']'], text: k.speed },
        { keys: ['N', 'M'], text: k.jump },
        { keys: ['C'], text: k.comment },
        { keys: ['S'], text: k.score },
        { keys: ['Ctrl+Enter'], text: k.send },
      ],
    },
  ];
}
