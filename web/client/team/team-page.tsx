/** 班组日报: what of the day somebody should look at. */
import { useSignal } from '@preact/signals';
import { may } from '../session/session.js';
import { Attention } from './attention.js';
import { Scripts } from './scripts.js';
import { Summaries } from './summary.js';
import { teamWords } from './team-words.js';
import './team.css';

const tabs = ['attention', 'summary', 'scripts'] as const;
type Tab = (typeof tabs)[number];

export default function TeamPage() {
  const t = teamWords.value;
  const tab = useSignal<Tab>(location.hash === '#summary' ? 'summary' : 'attention');
  /** '' today. */
  const date = useSignal('');
  const shown = tabs.filter((each) => each !== 'scripts' || may('site.manage'));
  return (
    <main class="team" aria-label={t.title}>
      <div class="team-top">
        <div class="tabs" role="tablist" aria-label={t.tabs.label}>
          {shown.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`team-tab-${each}`}
              data-testid={`team-tab-${each}`}
              aria-selected={tab.value === each}
              aria-controls="team-panel"
              onClick={() => {
                tab.value = each;
              }}
            >
              {t.tabs[each]}
            </button>
          ))}
        </div>
        <label class="inline" hidden={tab.value !== 'attention'}>
          <span>{t.day}</span>{' '}
          <input
            type="date"
            data-testid="team-date"
            value={date.value}
            onChange={(event) => {
              date.value = event.currentTarget.value;
            }}
          />
        </label>
      </div>
      <div id="team-panel" role="tabpanel" aria-labelledby={`team-tab-${tab.value}`}>
        {tab.value === 'scripts' ? (
          <Scripts />
        ) : tab.value === 'summary' ? (
          <Summaries />
        ) : (
          <Attention date={date.value} />
        )}
      </div>
    </main>
  );
}
