/** 外呼: campaigns, the lists they call, the numbers that are never called, and what was done. */
import { useEffect } from 'preact/hooks';
import { lazy } from 'preact-iso';
import { zoneOfSite } from '../agent/own-settings.js';
import { returns } from '../live/live.js';
import { may } from '../session/session.js';
import { CampaignsTab } from './campaigns/campaigns-tab.js';
import { outboundApi } from './outbound-api.js';
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
  // What is timed or noted here is so by the site's clock, wherever this computer thinks it is.
  useEffect(() => {
    if (may('outbound.manage')) void readZone();
  }, [returns.value]);
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

async function readZone(): Promise<void> {
  const site = await outboundApi.site();
  if (site.ok) zoneOfSite.value = site.value.site.timeZone;
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
