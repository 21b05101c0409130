/** A new box: the set-up code opens it, the box is checked, and its first administrator is made. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PasswordProblem } from '../../../daemon/contract/pages.js';
import type { FirstRunBody, FirstRunChecks, FirstRunDone } from '../../../daemon/contract/pages-first-run.js';
import type { BoxCheck } from '../../../daemon/terms/first-run.js';
import { type Answer, call } from '../parts/api.js';
import { LanguageSwitch, Logo } from '../parts/header.js';
import { failureText } from '../parts/toasts.js';
import { firstRun as en } from '../words/en/first-run.js';
import { language, pageWords, words } from '../words/words.js';
import { firstRun as zh } from '../words/zh/first-run.js';
import './first-run.css';
import './sign-in.css';

const text = pageWords({ zh, en });
const countries = ['cn', 'us', 'gb', 'de'] as const;
const askAgainMs = 500;

interface Wishes {
  code: string;
  company: string;
  user: string;
  password: string;
  again: string;
  country: FirstRunBody['country'];
  timeZone: string;
  areaCode: string;
  simulated: boolean;
}

export default function FirstRunPage() {
  const w = text.value;
  const done = useSignal<FirstRunDone | null>(null);
  const checks = useSignal<readonly BoxCheck[] | null>(null);
  const failure = useSignal('');
  const busy = useSignal<'' | 'check' | 'go'>('');
  const code = useRef<HTMLInputElement>(null);
  const wishes = useSignal<Wishes>({
    code: '',
    company: '',
    user: 'admin',
    password: '',
    again: '',
    country: 'cn',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'Asia/Shanghai',
    areaCode: '',
    simulated: false,
  });
  useEffect(() => code.current?.focus(), []);

  const set = (change: Partial<Wishes>): void => {
    wishes.value = { ...wishes.value, ...change };
    failure.value = '';
  };

  async function check(): Promise<void> {
    if (busy.value !== '') return;
    if (wishes.value.code.trim() === '') {
      failure.value = w.wrongCode;
      return;
    }
    busy.value = 'check';
    const answer = await call<FirstRunChecks>('POST', '/first-run/check', { code: wishes.value.code });
    busy.value = '';
    if (answer.ok) checks.value = answer.value.checks;
    else failure.value = refusalText(answer);
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (checks.value === null) return check();
    const { again, ...sent } = wishes.value;
    if (busy.value !== '') return;
    if ([sent.company, sent.user, sent.password, sent.timeZone].some((value) => value.trim() === '')) {
      failure.value = w.fill;
      return;
    }
    if (again !== sent.password) {
      failure.value = w.notSame;
      return;
    }
    busy.value = 'go';
    const body = { ...sent, language: language.value } satisfies FirstRunBody;
    const answer = await call<FirstRunDone>('POST', '/first-run', body);
    busy.value = '';
    if (answer.ok) done.value = answer.value;
    else failure.value = refusalText(answer);
  }

  if (done.value !== null) return <Done done={done.value} />;
  return (
    <main class="sign-in first-run" data-testid="first-run">
      <form onSubmit={submit} noValidate aria-labelledby="first-run-title">
        <div class="sign-in-brand">
          <Logo />
          <div>
            <h1 id="first-run-title">{w.title}</h1>
            <p class="muted">Callbox</p>
          </div>
        </div>
        <p>{w.intro}</p>
        <label>
          <span>{w.code}</span>
          <input
            ref={code}
            data-testid="setup-code"
            autocomplete="one-time-code"
            spellcheck={false}
            maxLength={64}
            value={wishes.value.code}
            onInput={(event) => set({ code: event.currentTarget.value })}
          />
          <span class="muted small">{w.codeHint}</span>
        </label>
        {checks.value === null ? null : <Checks checks={checks.value} />}
        {checks.value === null ? null : <Form wishes={wishes.value} set={set} />}
        <p class="sign-in-failure" role="alert" data-testid="first-run-failure">
          {failure.value}
        </p>
        <div class="box-foot">
          {checks.value === null ? null : (
            <button type="button" onClick={() => void check()} aria-busy={busy.value === 'check'}>
              {w.check}
            </button>
          )}
          <button type="submit" class="primary big" data-testid="first-run-go" disabled={busy.value !== ''}>
            {checks.value === null
              ? busy.value === 'check'
                ? w.checking
                : w.check
              : busy.value === 'go'
                ? w.going
                : w.go}
          </button>
        </div>
      </form>
      <LanguageSwitch />
    </main>
  );
}

function Checks({ checks }: { readonly checks: readonly BoxCheck[] }) {
  const w = text.value;
  const worst = checks.some(({ level }) => level === 'bad')
    ? w.checksBad
    : checks.some(({ level }) => level === 'warning')
      ? w.checksWarning
      : w.checksGood;
  return (
    <section aria-live="polite">
      <h2>{w.checksTitle}</h2>
      <ul class="box-checks" data-testid="box-checks">
        {checks.map(({ id, level, seen, why }) => {
          const of = w.checks[id];
          const wrong: Readonly<Record<string, string>> = of.wrong;
          return (
            <li key={id} class={level} data-testid={`check-${id}`} data-level={level}>
              <b>{w.level[level]}</b>
              <span>{of.name}</span>
              <span>
                {seen === '' ? null : <b>{seen} </b>}
                {level === 'good' ? of.good : (wrong[why] ?? wrong[''] ?? why)}
              </span>
            </li>
          );
        })}
      </ul>
      <p class="muted">{worst}</p>
    </section>
  );
}

function Form({ wishes, set }: { readonly wishes: Wishes; readonly set: (change: Partial<Wishes>) => void }) {
  const w = text.value;
  const field = (name: 'company' | 'user' | 'password' | 'again' | 'areaCode', autocomplete: string) => {
    const input = {
      'data-testid': `first-run-${name}`,
      autocomplete,
      maxLength: name === 'company' ? 60 : 256,
      value: wishes[name],
      onInput: (event: { readonly currentTarget: HTMLInputElement }) => set({ [name]: event.currentTarget.value }),
    };
    const secret = name === 'password' || name === 'again';
    return (
      // biome-ignore lint/a11y/noLabelWithoutControl: the input is one of two in it
      <label>
        <span>{w[name]}</span>
        {secret ? <input type="password" {...input} /> : <input {...input} />}
        {name === 'password' ? <span class="muted small">{w.rule}</span> : null}
        {name === 'areaCode' ? <span class="muted small">{w.areaCodeHint}</span> : null}
      </label>
    );
  };
  return (
    <>
      <div class="pairs">
        {field('company', 'organization')}
        {field('user', 'username')}
        {field('password', 'new-password')}
        {field('again', 'new-password')}
      </div>
      <fieldset>
        <legend>{w.lines}</legend>
        {[false, true].map((simulated) => (
          <label key={String(simulated)}>
            <input
              type="radio"
              name="lines"
              data-testid={simulated ? 'lines-simulated' : 'lines-later'}
              checked={wishes.simulated === simulated}
              onChange={() => set({ simulated })}
            />
            <span>{simulated ? w.simulated : w.empty}</span>
          </label>
        ))}
        {wishes.simulated ? <p class="muted small">{w.simulatedHint}</p> : null}
      </fieldset>
      <div class="pairs">
        {wishes.simulated ? null : (
          <label>
            <span>{w.country}</span>
            <select
              data-testid="first-run-country"
              value={wishes.country}
              onChange={(event) => set({ country: countries[event.currentTarget.selectedIndex] ?? 'cn' })}
            >
              {countries.map((country) => (
                <option key={country} value={country}>
                  {w.countries[country]}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          <span>{w.timeZone}</span>
          <input
            list="time-zones"
            data-testid="first-run-timeZone"
            value={wishes.timeZone}
            onInput={(event) => set({ timeZone: event.currentTarget.value })}
          />
          <datalist id="time-zones">
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </label>
        {wishes.simulated ? null : field('areaCode', 'off')}
      </div>
    </>
  );
}

function Done({ done }: { readonly done: FirstRunDone }) {
  const w = text.value;
  const up = useSignal(!done.restarts);
  useEffect(() => {
    if (!done.restarts) return;
    // The first answers may still be the old process's: it says so by being gone in between, or by lines that are up.
    let gone = false;
    const timer = setInterval(async () => {
      const answer = await call<{ readonly daemon: string }>('GET', '/health');
      if (!answer.ok || answer.value.daemon !== 'up') gone = true;
      else if (gone) up.value = true;
    }, askAgainMs);
    return () => clearInterval(timer);
  }, [done.restarts]);
  return (
    <main class="sign-in first-run" data-testid="first-run-done">
      <div class="sign-in-card first-run-card">
        <h1>{w.done}</h1>
        <p>{w.doneMeans}</p>
        {done.logins.length === 0 ? null : <Logins logins={done.logins} />}
        <div class="box-foot">
          {done.logins.length === 0 ? null : (
            <button type="button" onClick={() => window.print()}>
              {w.print}
            </button>
          )}
          <button
            type="button"
            class="primary"
            data-testid="to-sign-in"
            disabled={!up.value}
            onClick={() => location.assign('/')}
          >
            {up.value ? w.toSignIn : w.starting}
          </button>
        </div>
      </div>
    </main>
  );
}

function Logins({ logins }: { readonly logins: FirstRunDone['logins'] }) {
  const w = text.value;
  return (
    <table class="first-run-logins" data-testid="first-run-logins">
      <caption>{w.loginsTitle}</caption>
      <thead>
        <tr>
          <th scope="col">{w.loginUser}</th>
          <th scope="col">{w.loginName}</th>
          <th scope="col">{w.loginPassword}</th>
        </tr>
      </thead>
      <tbody>
        {logins.map(({ user, name, password }) => (
          <tr key={user}>
            <td>{user}</td>
            <td>{name}</td>
            <td>{password}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function refusalText(answer: Extract<Answer<unknown>, { ok: false }>): string {
  const w = text.value;
  const strength = answer.error?.strength ?? [];
  if (strength.length > 0) {
    return strength.map((problem: PasswordProblem) => words.value.password.problems[problem]).join(' ');
  }
  if (answer.code === 'wrong-password') return w.wrongCode;
  if (answer.code === 'not-found') return w.closed;
  if (answer.code === 'not-now') return w.noCode;
  if (answer.code === 'daemon-down') return w.daemonDown;
  if (answer.code === 'throttled') return words.value.signIn.wait(Math.ceil(answer.waitMs / 1000));
  return failureText(words.value, answer.code);
}
