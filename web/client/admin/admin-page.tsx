/** 管理: people, queues, rules, schedules, and who did what. */

import { useEffect } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import type { Right } from '../../../daemon/terms/rights.js';
import { KeepingPage } from '../keeping/keeping-page.js';
import { daemon } from '../live/live.js';
import { addHelp } from '../parts/help.js';
import { Icon, type IconName } from '../parts/icon.js';
import { failureText } from '../parts/toasts.js';
import { RetentionPage } from '../retention/retention-page.js';
import { may } from '../session/session.js';
import { words } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { AuditPage } from './audit-page.js';
import { Cards } from './cards.js';
import { PeoplePage } from './people-page.js';
import { QueuesPage } from './queues-page.js';
import { RulesPage } from './rules-page.js';
import { SchedulesPage } from './schedules-page.js';
import { loadSite, siteFailure, siteInForce } from './site-store.js';
import { UndoBar } from './undo-bar.js';
import './admin.css';
import './forms.css';
import './routing.css';

const sections = [
  { id: 'people', right: 'users.manage', icon: 'people', page: PeoplePage },
  { id: 'queues', right: 'site.manage', icon: 'park', page: QueuesPage },
  { id: 'rules', right: 'site.manage', icon: 'forward', page: RulesPage },
  { id: 'schedules', right: 'site.manage', icon: 'clock', page: SchedulesPage },
  { id: 'recordings', right: 'site.manage', icon: 'sound', page: RetentionPage },
  { id: 'audit', right: 'audit.read', icon: 'eye', page: AuditPage },
  { id: 'box', right: 'site.manage', icon: 'plug', page: KeepingPage },
] as const satisfies readonly { id: string; right: Right; icon: IconName; page: () => preact.JSX.Element }[];

export default function AdminPage() {
  const w = adminWords.value;
  const { route } = useLocation();
  const { section } = useRoute().params;
  const open = sections.filter(({ right }) => may(right));
  const shown = open.find(({ id }) => id === section) ?? open[0];
  // What could not be read while the telephone service was away is there when it is back.
  const daemonIsUp = daemon.value === 'up';
  useEffect(() => {
    if (daemonIsUp || siteInForce.value === null) void loadSite();
  }, [daemonIsUp]);
  useEffect(() => {
    return addHelp('admin', () => [
      { title: adminWords.value.title, rows: [{ keys: ['↑', '↓'], text: adminWords.value.order.help }] },
    ]);
  }, []);
  useEffect(() => {
    if (shown !== undefined && shown.id !== section) route(`/admin/${shown.id}`, true);
  }, [shown?.id, section]);
  if (shown === undefined) return <p class="starting">{words.value.errors.forbidden}</p>;
  const Page = shown.page;
  // The box is looked after while telephony is away, too.
  const ofSite = shown.right === 'site.manage' && shown.id !== 'box';
  return (
    <main class="admin" aria-label={w.title}>
      <nav class="admin-nav" aria-label={w.title}>
        {open.map(({ id, icon }) => (
          <a
            key={id}
            href={`/admin/${id}`}
            aria-current={id === shown.id ? 'page' : undefined}
            data-testid={`nav-${id}`}
          >
            <Icon name={icon} />
            <span>{w.sections[id]}</span>
          </a>
        ))}
      </nav>
      <div class="admin-main">
        {ofSite ? <UndoBar /> : null}
        {ofSite && siteInForce.value === null ? <NoSite /> : <Page />}
      </div>
      <Cards />
    </main>
  );
}

function NoSite() {
  const failure = siteFailure.value;
  if (failure === null) return <p class="starting">{words.value.loading}</p>;
  return (
    <div class="panel">
      <p class="problem" role="alert">
        {failureText(words.value, failure)}
      </p>
      <button type="button" onClick={() => void loadSite()}>
        {words.value.retry}
      </button>
    </div>
  );
}
