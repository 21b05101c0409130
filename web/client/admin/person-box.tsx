/** One person: login, the agent behind it, single rights. Each part is saved by itself, so that it is clear what is. */
import { useSignal } from '@preact/signals';
import type { UserShown } from '../../../daemon/contract/pages.js';
import { type Role, roles } from '../../../daemon/terms/rights.js';
import { Dialog } from '../parts/dialog.js';
import { failureText, tellGood } from '../parts/toasts.js';
import { may, session } from '../session/session.js';
import { words } from '../words/words.js';
import { adminApi } from './admin-api.js';
import { adminWords } from './admin-words.js';
import { AgentForm } from './agent-form.js';
import { showCards } from './cards.js';
import { Check, SelectField, TextField } from './fields.js';
import { loadPeople, type Person } from './people-store.js';
import { RightsForm } from './rights-form.js';
import { SupervisorForm } from './supervisor-form.js';

const parts = ['login', 'agent', 'supervisor', 'rights'] as const;
type Part = (typeof parts)[number];

export function PersonBox({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const w = adminWords.value.person;
  const { user, agent } = person;
  const shown = parts.filter((part) => {
    if (part === 'agent') return agent !== null && may('site.manage');
    if (part === 'supervisor') return user.agentId === null && may('site.manage');
    return true;
  });
  const part = useSignal<Part>(agent !== null && may('site.manage') ? 'agent' : 'login');
  return (
    <Dialog title={`${agent?.name ?? user.name} · ${user.id}`} testId="person-box" class="person-box" onClose={onClose}>
      <div class="part-tabs" role="tablist" aria-label={user.name}>
        {shown.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`tab-${each}`}
            aria-selected={part.value === each}
            tabIndex={part.value === each ? 0 : -1}
            data-autofocus={part.value === each ? '' : undefined}
            data-testid={`tab-${each}`}
            class={part.value === each ? 'chosen' : 'quiet'}
            onClick={() => (part.value = each)}
            onKeyDown={(event) => {
              const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              const next = by === undefined ? undefined : shown[shown.indexOf(each) + by];
              if (next === undefined) return;
              part.value = next;
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >
            {w.parts[each]}
          </button>
        ))}
      </div>
      <div role="tabpanel" aria-labelledby={`tab-${part.value}`}>
        {part.value === 'login' ? <LoginForm user={user} onClose={onClose} /> : null}
        {part.value === 'agent' && agent !== null ? <AgentForm key={agent.id} agent={agent} /> : null}
        {part.value === 'supervisor' ? <SupervisorForm person={person} /> : null}
        {part.value === 'rights' ? <RightsForm user={user} /> : null}
      </div>
    </Dialog>
  );
}

function LoginForm({ user, onClose }: { readonly user: UserShown; readonly onClose: () => void }) {
  const w = adminWords.value.person;
  const name = useSignal(user.name);
  const role = useSignal<Role>(user.role);
  const disabled = useSignal(user.disabled);
  const problem = useSignal('');
  const removing = useSignal(false);
  const self = session.value?.user === user.id;
  // An agent's login stays one, and nobody else's becomes one.
  const possible = user.role === 'agent' ? (['agent'] as const) : roles.filter((each) => each !== 'agent');
  const changed = name.value !== user.name || role.value !== user.role || disabled.value !== user.disabled;

  async function done(
    answer: { readonly ok: true } | { readonly ok: false; readonly code: Parameters<typeof failureText>[1] },
    text: string,
  ): Promise<boolean> {
    problem.value = answer.ok ? '' : answer.code === 'conflict' ? w.conflict : failureText(words.value, answer.code);
    if (!answer.ok) return false;
    tellGood(() => text);
    await loadPeople();
    return true;
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const body = { name: name.value.trim(), role: role.value, disabled: disabled.value };
        void adminApi.changeUser(user.id, body).then((answer) => done(answer, w.saved));
      }}
    >
      <div class="fields">
        <TextField
          name="name"
          label={w.name}
          value={name.value}
          required
          maxLength={60}
          onText={(text) => (name.value = text)}
        />
        <SelectField
          name="role"
          label={w.role}
          help={adminWords.value.roleHelp[role.value]}
          value={role.value}
          options={possible.map((each) => [each, words.value.roles[each]] as const)}
          onChoice={(chosen) => (role.value = chosen)}
        />
      </div>
      <Check
        name="disabled"
        label={w.disabled}
        help={self ? w.notOneself : w.disabledHelp}
        checked={disabled.value}
        disabled={self}
        onCheck={(on) => (disabled.value = on)}
      />
      <div class="login-acts">
        <button
          type="button"
          data-testid="new-password"
          onClick={() =>
            void adminApi.newPassword(user.id).then(async (answer) => {
              if (!(await done(answer, w.passwordMade)) || !answer.ok) return;
              onClose();
              showCards([{ id: user.id, name: user.name, role: user.role, password: answer.value.password }]);
            })
          }
        >
          {w.newPassword}
        </button>
        {user.lockedUntil > Date.now() ? (
          <button
            type="button"
            data-testid="unlock-user"
            onClick={() => void adminApi.unlock(user.id).then((answer) => done(answer, w.unlocked))}
          >
            {w.unlock}
          </button>
        ) : null}
        {self ? null : removing.value ? (
          <span class="sure" role="alert">
            {w.removeSure(user.name)}{' '}
            <button
              type="button"
              class="danger"
              data-testid="remove-sure"
              onClick={() =>
                void adminApi.removeUser(user.id).then(async (answer) => {
                  if (await done(answer, w.removed)) onClose();
                })
              }
            >
              {w.remove}
            </button>{' '}
            <button type="button" class="quiet" onClick={() => (removing.value = false)}>
              {words.value.cancel}
            </button>
          </span>
        ) : (
          <button type="button" class="danger" data-testid="remove-user" onClick={() => (removing.value = true)}>
            {w.remove}
          </button>
        )}
      </div>
      <p class="field-help">{w.newPasswordHelp}</p>
      <div class="box-foot">
        <span class="problem" role="alert" data-testid="person-problem">
          {problem.value}
        </span>
        <button type="submit" class="primary" data-testid="save-login" disabled={!changed}>
          {adminWords.value.save.save}
        </button>
      </div>
    </form>
  );
}
