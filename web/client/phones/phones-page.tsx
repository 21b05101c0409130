/** Demo only: a public telephone and the desk telephones, to be used by hand; for an agent the customer stands beside. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CustomerPane } from '../agent/customer-pane.js';
import '../agent/agent.css';
import { Icon } from '../parts/icon.js';
import { session } from '../session/session.js';
import { words } from '../words/words.js';
import { DeskPhones } from './desk-phone.js';
import { stopMicrophone } from './microphone.js';
import { connected, connectPhones, phones, refusal } from './phones-link.js';
import { PublicPhonePanel } from './public-phone.js';
import { soundOn, underruns, wakeSound, wakeSoundOnGesture } from './sound.js';
import './phones.css';

const hintKey = 'callbox.phones.hint-seen';

export default function PhonesPage() {
  const w = words.value;
  const who = session.value;
  const demo = who?.demo === true && who.rights.includes('demo.phones');
  useEffect(() => {
    if (!demo) return;
    const quiet = wakeSoundOnGesture();
    const disconnect = connectPhones();
    return () => {
      stopMicrophone();
      disconnect();
      quiet();
    };
  }, [demo]);
  if (!demo) return <main class="phones-away empty">{w.phones.notDemo}</main>;
  const isAgent = Boolean(who?.agentId);
  return (
    <main class={isAgent ? 'phones-page with-customer' : 'phones-page'} aria-label={w.phones.title}>
      <Steps isAgent={isAgent} />
      <Status />
      <PublicPhonePanel />
      <DeskPhones />
      {isAgent ? <CustomerPane /> : null}
    </main>
  );
}

function Steps({ isAgent }: { readonly isAgent: boolean }) {
  const w = words.value;
  const seen = useSignal(localStorage.getItem(hintKey) !== null);
  if (seen.value) return null;
  return (
    <aside class="steps" aria-labelledby="steps-title">
      <h2 id="steps-title">{w.phones.steps}</h2>
      <ol>
        <li>{isAgent ? w.phones.step1 : w.phones.step1Other}</li>
        <li>{w.phones.step2}</li>
        <li>{w.phones.step3}</li>
      </ol>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          seen.value = true;
          localStorage.setItem(hintKey, '1');
        }}
      >
        {w.phones.hide}
      </button>
    </aside>
  );
}

function Status() {
  const w = words.value;
  const away = !connected.value || phones.value === null;
  return (
    <div class="phones-status small">
      {away ? (
        <span class="problem" role="alert">
          <Icon name="plug" /> {w.phones.away}
        </span>
      ) : (
        <span class="muted">{w.phones.callers(phones.value?.callersPerHour ?? 0)}</span>
      )}
      {refusal.value === null ? null : (
        <span class="problem" role="alert">
          {refusal.value}
        </span>
      )}
      {underruns.value > 2 ? <span class="muted">{w.phones.soundUnderruns(underruns.value)}</span> : null}
      {soundOn.value ? null : (
        <button type="button" onClick={wakeSound} title={w.phones.soundWhy} data-testid="sound-on">
          <Icon name="sound" /> {w.phones.soundOn}
        </button>
      )}
    </div>
  );
}
