/** 外呼: campaigns, the lists they call, the numbers that are never called, and what was done. */
import { useEffect } from 'preact/hooks';
import { lazy } from 'preact-iso';
import { CampaignsTab } from './campaigns/campaigns-tab.js';
import { outboundWords } from './outbound-words.js';
import { followAddress, openTab, type Tab, tab, tabs } from './page-state.js';
import './outbound.css';

// Most visits look at campaigns only.
const ListsTab = lazy(() => import('./lists/lists-tab.js'));
const NumbersTab = lazy(() => import('./numbers/numbers-tab.js'));
const LogTab = lazy(() => import('./log/log-tab.js'));

export default function OutboundPage() {
  const t = outboundWords.value;
  useEffect(() => {
    followAddress();
    window.addEventListener('hashchange', followAddress);
    return () => window.removeEventListener('hashchange', followAddress);
  }, []);
  const open = tab.value;
  return (
    <main class="outbound" aria-label={t.title}>
      <div class="outbound-tabs" role="tablist" aria-label={t.tabs.label}>
        {tabs.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`outbound-tab-${each}`}
            data-testid={`outbound-tab-${each}`}
            aria-selected={open === each}
            aria-controls="outbound-panel"
            onClick={() => openTab(each)}
          >
            {t.tabs[each]}
          </button>
        ))}
      </div>
      <div id="outbound-panel" role="tabpanel" aria-labelledby={`outbound-tab-${open}`}>
        <Panel tab={open} />
      </div>
    </main>
  );
}

function Panel({ tab: open }: { readonly tab: Tab }) {
  switch (open) {
    case 'lists':
      return <ListsTab />;
    case 'numbers':
      return <NumbersTab />;
    case 'log':
      return <LogTab />;
    default:
      return <CampaignsTab />;
  }
}
