/** Logging in: wrong password and throttling in clear words, with the seconds that remain. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { SignedInElsewhere } from '../../../daemon/contract/pages.js';
import { ended } from '../live/live.js';
import type { FailureCode } from '../live/requests.js';
import { api } from '../parts/api.js';
import { nowMs, serverNowMs } from '../parts/clock.js';
import { LanguageSwitch, Logo } from '../parts/header.js';
import { Icon } from '../parts/icon.js';
import { formatMoment } from '../parts/time.js';
import { failureText } from '../parts/toasts.js';
import { bannerWords } from '../training/banner-words.js';
import { onTrainingFloor } from '../training/training-floor.js';
import { words } from '../words/words.js';
import { house } from './house.js';
import { session } from './session.js';
import './sign-in.css';

const passwordField = {
  name: 'password',
  'data-testid': 'password',
  autocomplete: 'current-password',
  maxLength: 256,
} as const;

export function SignIn() {
  const w = words.value;
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const shown = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<FailureCode | 'empty' | null>(null);
  const blockedUntil = useSignal(0);
  /** Where he is signed in already; his answer decides. */
  const elsewhere = useSignal<SignedInElsewhere | null>(null);
  const waitSeconds = Math.max(0, Math.ceil((blockedUntil.value - nowMs.value) / 1000));

  useEffect(() => user.current?.focus(), []);

  // Set on the element: the types of Preact tie each input type to roles of its own.
  useEffect(() => {
    if (password.current !== null) password.current.type = shown.value ? 'text' : 'password';
  }, [shown.value]);

  async function submit(event: Event, take = false): Promise<void> {
    event.preventDefault();
    const name = user.current?.value.trim() ?? '';
    const secret = password.current?.value ?? '';
    if (name === '' || secret === '') {
      failure.value = 'empty';
      (name === '' ? user : password).current?.focus();
      return;
    }
    busy.value = true;
    failure.value = null;
    const answer = await api.signIn(name, secret, take);
    busy.value = false;
    if (answer.ok) {
      ended.value = null;
      session.value = answer.value;
      return;
    }
    elsewhere.value = answer.error?.elsewhere ?? null;
    if (elsewhere.value !== null) return;
    failure.value = answer.code;
    if (answer.waitMs > 0) blockedUntil.value = serverNowMs() + answer.waitMs;
    password.current?.select();
    password.current?.focus();
  }

  return (
    <main class="sign-in">
      <form onSubmit={submit} noValidate aria-labelledby="sign-in-title">
        <div class="sign-in-brand">
          <Logo />
          <div>
            <h1 id="sign-in-title">Callbox</h1>
            <p class="muted">{house.value?.company || w.product}</p>
          </div>
        </div>
        <WhyEnded />
        <label>
          <span>{w.signIn.user}</span>
          <input ref={user} name="user" data-testid="user" autocomplete="username" maxLength={64} spellcheck={false} />
        </label>
        <label>
          <span>{w.signIn.password}</span>
          <span class="with-button">
            <input ref={password} {...passwordField} type="password" />
            <button
              type="button"
              class="quiet"
              aria-label={shown.value ? w.signIn.hide : w.signIn.show}
              aria-pressed={shown.value}
              onClick={() => {
                shown.value = !shown.value;
              }}
            >
              <Icon name="eye" />
            </button>
          </span>
        </label>
        <p class="sign-in-failure" role="alert" data-testid="sign-in-failure">
          {failure.value === null ? null : (
            <>
              <Icon name="alert" />
              <span>{failure.value === 'empty' ? w.signIn.fillBoth : failureText(w, failure.value)}</span>
            </>
          )}
        </p>
        {elsewhere.value === null ? null : (
          <Elsewhere
            where={elsewhere.value}
            take={(event) => {
              elsewhere.value = null;
              void submit(event, true);
            }}
            stay={() => {
              elsewhere.value = null;
            }}
          />
        )}
        <button
          type="submit"
          class="primary big"
          data-testid="sign-in"
          disabled={busy.value || waitSeconds > 0 || elsewhere.value !== null}
        >
          {waitSeconds > 0 ? w.signIn.wait(waitSeconds) : busy.value ? w.signIn.going : w.signIn.go}
        </button>
        <p class="sign-in-hint muted">{onTrainingFloor.value ? bannerWords.value.signIn : w.signIn.hint}</p>
      </form>
      <LanguageSwitch />
    </main>
  );
}

/** Why the last session ended, if it was not his own wish. */
function WhyEnded() {
  const w = words.value.ended;
  const last = ended.value;
  if (last === null || last.why === 'signed-out') return null;
  const text = last.why === 'moved' ? w.moved(last.address ?? '') : w[last.why];
  return (
    <p class="why-ended" role="alert" data-testid="why-ended">
      <Icon name="alert" />
      <span>{text}</span>
    </p>
  );
}

function Elsewhere(props: {
  readonly where: SignedInElsewhere;
  readonly take: (event: Event) => void;
  readonly stay: () => void;
}) {
  const w = words.value.elsewhere;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const now = serverNowMs();
  const { address, since, seenAt } = props.where;
  return (
    <div class="elsewhere" role="alertdialog" aria-labelledby="elsewhere-title" data-testid="elsewhere">
      <b id="elsewhere-title">{w.title}</b>
      <p>{w.at(address, formatMoment(since, now))}</p>
      <p class="muted small">{w.seen(formatMoment(seenAt, now))}</p>
      <p>{w.means}</p>
      <div class="elsewhere-acts">
        <button type="button" onClick={props.stay}>
          {w.stay}
        </button>
        <button ref={button} type="button" class="primary" data-testid="take" onClick={props.take}>
          {w.take}
        </button>
      </div>
    </div>
  );
}
