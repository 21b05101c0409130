/** In place of everything a passer-by should not read. Telephones go on; the password brings the page back. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { me } from '../live/live.js';
import { api } from '../parts/api.js';
import { LanguageSwitch } from '../parts/header.js';
import { Icon } from '../parts/icon.js';
import { StateBadge } from '../parts/state-badge.js';
import { Timer } from '../parts/timer.js';
import { failureText } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { session } from './session.js';
import './sign-in.css';

/** The server ends the session at the fifth. */
const wrongAllowed = 5;

export function LockScreen() {
  const w = words.value;
  const agent = me.value;
  const password = useRef<HTMLInputElement>(null);
  const wrong = useSignal(0);
  const failure = useSignal('');
  const busy = useSignal(false);
  useEffect(() => password.current?.focus(), []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const secret = password.current?.value ?? '';
    if (secret === '' || busy.value) return;
    busy.value = true;
    const answer = await api.unlock(secret);
    busy.value = false;
    if (answer.ok) {
      // The socket says so as well, but may be away just now.
      if (session.value) session.value = { ...session.value, locked: false };
      return;
    }
    if (answer.code === 'wrong-password') {
      wrong.value += 1;
      failure.value = w.lock.wrong(Math.max(1, wrongAllowed - wrong.value));
    } else failure.value = failureText(w, answer.code);
    password.current?.select();
    password.current?.focus();
  }

  return (
    <main class="sign-in" data-testid="lock-screen">
      <form onSubmit={submit} noValidate aria-labelledby="lock-title">
        <div class="sign-in-brand">
          <span class="lock-mark">
            <Icon name="lock" />
          </span>
          <div>
            <h1 id="lock-title">{w.lock.title}</h1>
            <p class="muted">
              {agent?.name ?? session.value?.name} {session.value?.user}
            </p>
          </div>
        </div>
        {agent === null ? null : (
          <p class="lock-state">
            <StateBadge state={agent.state} reason={agent.reason} testId="lock-state" /> <Timer since={agent.since} />
          </p>
        )}
        <p class="muted">{w.lock.means}</p>
        <label>
          <span>{w.lock.password}</span>
          <input
            ref={password}
            type="password"
            data-testid="unlock-password"
            autocomplete="current-password"
            maxLength={256}
          />
        </label>
        <p class="sign-in-failure" role="alert" data-testid="unlock-failure">
          {failure.value === '' ? null : (
            <>
              <Icon name="alert" />
              <span>{failure.value}</span>
            </>
          )}
        </p>
        <button type="submit" class="primary big" data-testid="unlock" aria-busy={busy.value}>
          {busy.value ? w.lock.going : w.lock.go}
        </button>
      </form>
      <LanguageSwitch />
    </main>
  );
}
