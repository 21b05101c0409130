/** The frame: who is logged in, which page is open, and what stays on top of every page. */
import { useEffect } from 'preact/hooks';
import { LocationProvider, lazy, Route, Router, useLocation } from 'preact-iso';
import { addAgentHelp } from './agent/agent-help.js';
import { AgentPage } from './agent/agent-page.js';
import { openBox } from './agent/boxes.js';
import { Boxes } from './agent/boxes-view.js';
import { CallBar } from './agent/call-bar.js';
import { startAgentKeys } from './agent/keys.js';
import { followOutbound } from './agent/outbound/work.js';
import { followOwnSettings } from './agent/own-settings.js';
import { followPops } from './agent/pop.js';
import { QuickNoteBanner, QuickNotePaper } from './agent/quick-note/quick-note.js';
import { followQuickNotes } from './agent/quick-note/quick-notes.js';
import { followScript } from './agent/script/call-script.js';
import { startSounds } from './agent/sounds.js';
import { followDay } from './agent/tasks.js';
import { connectLive, disconnectLive, ended } from './live/live.js';
import { api } from './parts/api.js';
import { Banner } from './parts/banner.js';
import { EmergencyBanner } from './parts/emergency-banner.js';
import { Header } from './parts/header.js';
import { Help, startHelpKey } from './parts/help.js';
import { QualityNotice } from './parts/quality-notice.js';
import { SummaryNotice } from './parts/summary-notice.js';
import { Toasts, tellFailure } from './parts/toasts.js';
import { house, readHouse } from './session/house.js';
import { LockScreen } from './session/lock-screen.js';
import { MustChange } from './session/must-change.js';
import { may, session } from './session/session.js';
import { SignIn } from './session/sign-in.js';
import { TrainingBanner } from './training/training-banner.js';
import { askWhichFloor, onTrainingFloor } from './training/training-floor.js';
import { followStatus } from './training/training-status.js';
import { hasChosenLanguage, words } from './words/words.js';

const FirstRunPage = lazy(() => import('./session/first-run.js'));
const FloorPage = lazy(() => import('./floor/floor-page.js'));
const AdminPage = lazy(() => import('./admin/admin-page.js'));
const TeamPage = lazy(() => import('./team/team-page.js'));
const RecordingsPage = lazy(() => import('./recordings/recordings-page.js'));
const OutboundPage = lazy(() => import('./outbound/outbound-page.js'));
const TechnicianPage = lazy(() => import('./technician/technician-page.js'));
const TrainingPage = lazy(() => import('./training/training-page.js'));
const PhonesPage = lazy(() => import('./phones/phones-page.js'));

/** Asked for before anything is drawn: everything else waits for it. */
export async function readSession(): Promise<void> {
  const mayChooseLanguage = !hasChosenLanguage(localStorage);
  const [answer] = await Promise.all([api.session(), askWhichFloor()]);
  if (answer.ok) {
    if (answer.value.training) onTrainingFloor.value = true;
    session.value = answer.value;
  } else if (answer.code === 'not-signed-in') {
    await readHouse(mayChooseLanguage);
    session.value = null;
  } else {
    tellFailure(answer.code);
    session.value = null;
  }
}

/** The server no longer knows us: log in again; drafts stay in sessionStorage. */
function sessionEnded(): void {
  if (session.value === null) return;
  session.value = null;
  // The login page says it, if the server told why.
  if (ended.value === null) tellFailure('not-signed-in');
}

export function App() {
  useEffect(() => startHelpKey(), []);
  const who = session.value;
  if (who === undefined) return <p class="starting">{words.value.loading}</p>;
  return (
    <>
      <TrainingBanner />
      {who === null ? <Door /> : who.mustChangePassword ? <MustChange /> : <SignedIn key={who.user} />}
      <Help />
      <Toasts />
    </>
  );
}

/** A new box is set up before anybody can sign in. */
function Door() {
  if (!house.value?.open) return <SignIn />;
  return (
    <LocationProvider>
      <Router>
        <Route path="/first-run" component={FirstRunPage} />
        <Route default component={FirstRunPage} />
      </Router>
    </LocationProvider>
  );
}

function SignedIn() {
  useEffect(() => {
    const stopDesk = session.value?.agentId ? startDesk() : null;
    connectLive(sessionEnded);
    // Who runs trainings has the link always.
    const stopTraining = onTrainingFloor.value || may('training.run') ? null : followStatus(false);
    return () => {
      stopTraining?.();
      disconnectLive();
      stopDesk?.();
    };
  }, []);
  // Nothing of the page is left in the document for a passer-by to find.
  if (session.value?.locked) {
    return (
      <>
        <EmergencyBanner />
        <LockScreen />
      </>
    );
  }
  return (
    <LocationProvider>
      <Header />
      <Banner />
      <EmergencyBanner />
      {may('floor.supervise') ? <SummaryNotice /> : null}
      {session.value?.agentId ? (
        <>
          <QuickNoteBanner />
          <QualityNotice />
          <CallBar />
        </>
      ) : null}
      <Router>
        <Route path="/agent" component={AgentPage} />
        <Route path="/floor" component={FloorPage} />
        <Route path="/admin/:section?" component={AdminPage} />
        <Route path="/team" component={TeamPage} />
        <Route path="/recordings" component={RecordingsPage} />
        <Route path="/outbound" component={OutboundPage} />
        <Route path="/lines/:section?/:id?" component={TechnicianPage} />
        <Route path="/training" component={TrainingPage} />
        <Route path="/phones" component={PhonesPage} />
        <Route default component={Home} />
      </Router>
      {session.value?.agentId ? (
        <>
          <Boxes />
          <QuickNotePaper />
        </>
      ) : null}
    </LocationProvider>
  );
}

/** What an agent's page does beside what it shows. */
function startDesk(): () => void {
  const stops = [
    followPops(),
    followDay(),
    followOwnSettings(),
    startAgentKeys(),
    startSounds(),
    addAgentHelp(),
    followQuickNotes(),
    followScript(),
    followOutbound(),
  ];
  return () => {
    openBox.value = null;
    for (const stop of stops) stop();
  };
}

function Home() {
  const { route } = useLocation();
  useEffect(() => route(firstPage(), true), [route]);
  return null;
}

function firstPage(): string {
  if (session.value?.agentId) return '/agent';
  if (session.value?.role === 'technician') return '/lines';
  return may('floor.watch') ? '/floor' : '/phones';
}
