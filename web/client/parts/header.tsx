/** Top line: where you are, who you are, language, help, log out. */
import { useLocation } from 'preact-iso';
import { lockScreen } from '../agent/actions.js';
import { openBox } from '../agent/boxes.js';
import { ask, ended, me } from '../live/live.js';
import { may, session } from '../session/session.js';
import { onTrainingFloor } from '../training/training-floor.js';
import { trainingStatus } from '../training/training-status.js';
import { language, switchLanguage, words } from '../words/words.js';
import { api } from './api.js';
import { helpOpen } from './help.js';
import { Icon, type IconName } from './icon.js';
import { LinkQuality } from './link-quality.js';
import { tellFailure } from './toasts.js';

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M8 18v-2a8 8 0 0 1 16 0v2M8.5 18v6M23.5 18v6" />
    </svg>
  );
}

export function LanguageSwitch() {
  const other = language.value === 'zh' ? 'en' : 'zh-CN';
  return (
    <button
      type="button"
      class="quiet"
      lang={other}
      data-testid="language"
      aria-label={words.value.switchLanguage}
      onClick={switchLanguage}
    >
      <Icon name="globe" />
      <span>{words.value.switchLanguage}</span>
    </button>
  );
}

/** An agent who logs out of the page leaves the queue first: nobody should ring an empty chair. */
async function logOut(): Promise<void> {
  if (me.value !== null && me.value.state !== 'signed-out') {
    const outcome = await ask({ do: 'sign-out' });
    if (!outcome.ok && outcome.code !== 'daemon-down') {
      tellFailure(outcome.code);
      return;
    }
  }
  await leave();
}

export async function leave(): Promise<void> {
  const answer = await api.signOut();
  if (answer.ok || answer.code === 'not-signed-in') {
    ended.value = null;
    session.value = null;
  } else tellFailure(answer.code);
}

function hearsRecordings(): boolean {
  return may('recordings.read-all') || may('recordings.read-group') || may('recordings.read-own');
}

export function Header() {
  const w = words.value;
  const who = session.value;
  const { path } = useLocation();
  const link = (href: string, icon: IconName, text: string) => (
    <a href={href} aria-current={path === href || path.startsWith(`${href}/`) ? 'page' : undefined}>
      <Icon name={icon} />
      <span>{text}</span>
    </a>
  );
  return (
    <header class="top">
      <a class="brand" href="/" aria-label="Callbox">
        <Logo />
        <b>Callbox</b>
      </a>
      <nav aria-label={w.nav.main}>
        {who?.agentId ? link('/agent', 'person', w.nav.agent) : null}
        {may('floor.watch') ? link('/floor', 'people', w.nav.floor) : null}
        {may('lines.service') ? link('/lines', 'plug', w.nav.lines) : null}
        {may('site.manage') || may('users.manage') || may('audit.read') ? link('/admin', 'gear', w.nav.admin) : null}
        {may('calls.read-all') ? link('/team', 'star', w.nav.team) : null}
        {may('outbound.manage') || may('outbound.watch') ? link('/outbound', 'forward', w.nav.outbound) : null}
        {hearsRecordings() ? link('/recordings', 'sound', w.nav.recordings) : null}
        {may('training.run') || (trainingStatus.value?.state === 'running' && !onTrainingFloor.value)
          ? onTrainingFloor.value
            ? link('/training', 'alert', w.nav.lineFaults)
            : link('/training', 'play', w.nav.training)
          : null}
        {who?.demo && may('demo.phones') ? link('/phones', 'phone', w.nav.phones) : null}
      </nav>
      <div class="top-right">
        <LinkQuality />
        <span class="who">
          <b>{me.value?.name ?? who?.name}</b>{' '}
          <span class="muted">{who ? `${who.user} · ${w.roles[who.role]}` : ''}</span>
        </span>
        <LanguageSwitch />
        {who?.agentId ? (
          <>
            <button
              type="button"
              class="quiet"
              data-testid="open-settings"
              aria-label={w.settings.open}
              title={w.settings.open}
              onClick={() => {
                openBox.value = { box: 'settings' };
              }}
            >
              <Icon name="gear" />
            </button>
            <button
              type="button"
              class="quiet"
              data-testid="lock"
              aria-label={w.lock.lockNow}
              title={w.lock.lockNow}
              onClick={() => void lockScreen()}
            >
              <Icon name="lock" />
            </button>
          </>
        ) : null}
        <button
          type="button"
          class="quiet"
          aria-label={`${w.nav.help} (F1)`}
          title={`${w.nav.help} (F1)`}
          onClick={() => {
            helpOpen.value = true;
          }}
        >
          <Icon name="help" />
        </button>
        <button
          type="button"
          class="quiet"
          data-testid="log-out"
          aria-label={w.nav.signOut}
          title={w.nav.signOut}
          onClick={logOut}
        >
          <Icon name="out" />
        </button>
      </div>
    </header>
  );
}
