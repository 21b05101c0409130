/** One's own password: the old one is checked, and what is wrong with the new one is said in words. */
import { useSignal } from '@preact/signals';
import type { PasswordProblem } from '../../../daemon/contract/pages.js';
import { api } from '../parts/api.js';
import { failureText, tellGood } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { session } from './session.js';

/** As in the contract. */
const maxLength = 256;
type Field = 'old' | 'fresh' | 'again';
const fields: readonly Field[] = ['old', 'fresh', 'again'];

/** `must`: a one-time password was used, nothing else works before. */
export function PasswordForm({ must }: { readonly must: boolean }) {
  const w = words.value.password;
  const values = useSignal<Readonly<Record<Field, string>>>({ old: '', fresh: '', again: '' });
  const problems = useSignal<readonly string[]>([]);
  const busy = useSignal(false);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const { old, fresh, again } = values.value;
    if (fresh !== again) {
      problems.value = [w.notSame];
      return;
    }
    if (old === '' || fresh === '' || busy.value) return;
    busy.value = true;
    const answer = await api.changePassword(old, fresh);
    busy.value = false;
    if (answer.ok) {
      values.value = { old: '', fresh: '', again: '' };
      problems.value = [];
      tellGood((words) => words.password.changed);
      const again = await api.session();
      if (again.ok) session.value = again.value;
      return;
    }
    const strength = answer.error?.strength ?? [];
    problems.value =
      strength.length > 0
        ? strength.map((problem: PasswordProblem) => w.problems[problem])
        : [answer.code === 'wrong-password' ? w.wrongOld : failureText(words.value, answer.code)];
  }

  return (
    <form class="password-form" onSubmit={submit} noValidate>
      {must ? <p>{w.must}</p> : null}
      <input type="hidden" autocomplete="username" value={session.value?.user ?? ''} />
      {fields.map((field) => (
        <label key={field}>
          <span>{w[field]}</span>
          <input
            type="password"
            data-testid={`password-${field}`}
            autocomplete={field === 'old' ? 'current-password' : 'new-password'}
            maxLength={maxLength}
            value={values.value[field]}
            onInput={(event) => {
              values.value = { ...values.value, [field]: event.currentTarget.value };
              problems.value = [];
            }}
          />
        </label>
      ))}
      <p class="muted small">{w.rule}</p>
      <div class="box-foot">
        <span class="problem" role="alert" data-testid="password-problem">
          {problems.value.join(' ')}
        </span>
        <button type="submit" class="primary" data-testid="password-go" aria-busy={busy.value}>
          {w.go}
        </button>
      </div>
    </form>
  );
}
