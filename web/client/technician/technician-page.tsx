/** 线路: what a technician looks at, brings up, examines and changes. Each section is loaded when it is opened. */
import { useEffect } from 'preact/hooks';
import { lazy, useLocation, useRoute } from 'preact-iso';
import { Icon, type IconName } from '../parts/icon.js';
import { may } from '../session/session.js';
import { words } from '../words/words.js';
import { linesWords } from './lines-words.js';
import { TrunksPage } from './trunks/trunks-page.js';
import './technician.css';

// Most visits look at the spans only.
const SetupPage = lazy(() => import('./setup/setup-page.js'));
const CommissioningPage = lazy(() => import('./commissioning/commissioning-page.js'));
const DoctorPage = lazy(() => import('./doctor/doctor-page.js'));
const LadderPage = lazy(() => import('./ladder/ladder-page.js'));
const BoxPage = lazy(() => import('./box/box-page.js'));
const LabPage = lazy(() => import('./lab/lab-page.js'));
const GroupsPage = lazy(() => import('./routing/groups-page.js'));
const RoutesPage = lazy(() => import('./routing/routes-page.js'));
const NumbersPage = lazy(() => import('./routing/numbers-page.js'));

const sections = [
  { id: 'trunks', group: 'service', icon: 'plug' },
  { id: 'doctor', group: 'service', icon: 'check' },
  { id: 'ladder', group: 'service', icon: 'speech' },
  { id: 'lab', group: 'service', icon: 'sound' },
  { id: 'box', group: 'service', icon: 'alert' },
  { id: 'commissioning', group: 'bring', icon: 'play' },
  { id: 'setup', group: 'bring', icon: 'gear' },
  { id: 'groups', group: 'rules', icon: 'park' },
  { id: 'routes', group: 'rules', icon: 'out' },
  { id: 'numbers', group: 'rules', icon: 'enter' },
] as const satisfies readonly { id: string; group: string; icon: IconName }[];
const groups = ['service', 'bring', 'rules'] as const;
type Section = (typeof sections)[number]['id'];

/** What stands behind the section in the address: a call, a span, a commissioning; '' none. */
export interface SectionProps {
  readonly id: string;
}

export default function TechnicianPage() {
  const w = linesWords.value;
  const { route } = useLocation();
  const { section, id = '' } = useRoute().params;
  const shown = sections.find((each) => each.id === section)?.id ?? 'trunks';
  useEffect(() => {
    if (shown !== section) route(`/lines/${shown}`, true);
  }, [shown, section]);
  if (!may('lines.service')) return <p class="starting">{words.value.errors.forbidden}</p>;
  return (
    <main class="technician" aria-label={w.title}>
      <nav class="lines-nav screen-only" aria-label={w.title}>
        {groups.map((group) => (
          <div key={group}>
            <h2>{w.groups[group]}</h2>
            {sections
              .filter((each) => each.group === group)
              .map((each) => (
                <a
                  key={each.id}
                  href={`/lines/${each.id}`}
                  aria-current={each.id === shown ? 'page' : undefined}
                  data-testid={`lines-${each.id}`}
                >
                  <Icon name={each.icon} />
                  <span>{w.sections[each.id]}</span>
                </a>
              ))}
          </div>
        ))}
      </nav>
      <div class="lines-main">
        <Shown section={shown} id={id} />
      </div>
    </main>
  );
}

function Shown({ section, id }: SectionProps & { readonly section: Section }) {
  switch (section) {
    case 'box':
      return <BoxPage id={id} />;
    case 'setup':
      return <SetupPage id={id} />;
    case 'commissioning':
      return <CommissioningPage id={id} />;
    case 'doctor':
      return <DoctorPage id={id} />;
    case 'ladder':
      return <LadderPage id={id} />;
    case 'lab':
      return <LabPage id={id} />;
    case 'groups':
      return <GroupsPage />;
    case 'routes':
      return <RoutesPage />;
    case 'numbers':
      return <NumbersPage />;
    default:
      return <TrunksPage />;
  }
}
