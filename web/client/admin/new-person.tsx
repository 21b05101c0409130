/** One person more: his login, and his telephone and queues if he is an agent. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type Role, roles } from '../../../daemon/terms/rights.js';
import { Dialog } from '../parts/dialog.js';
import { failureText } from '../parts/toasts.js';
import { language, words } from '../words/words.js';
import { adminApi } from './admin-api.js';
import { adminWords } from './admin-words.js';
import { showCards } from './cards.js';
import { Check, goToInvalid, SelectField, TextField } from './fields.js';
import { loadPeople } from './people-store.js';
import { siteInForce } from './site-store.js';

const idPattern = /^[A-Za-z0-9_-]{1,32}$/;

export function NewPerson({ onClose }: { readonly onClose: () => void }) {
  const w = adminWords.value.newPerson;
  const form = useRef<HTMLFormElement>(null);
  const id = useSignal('');
  const name = useSignal('');
  const role = useSignal<Role>('agent');
  const queues = useSignal<readonly string[]>([]);
  const problem = useSignal('');
  const busy = useSignal(false);
  const site = siteInForce.value?.site;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value || (form.current !== null && goToInvalid(form.current))) return;
    busy.value = true;
    const isNew = role.value === 'agent' && !site?.agents.some((agent) => agent.id === id.value);
    const answer = await adminApi.addUser({
      id: id.value,
      name: name.value.trim(),
      role: role.value,
      ...(isNew ? { agent: { queues: queues.value } } : {}),
    });
    busy.value = false;
    if (!answer.ok) {
      const taken = answer.code === 'conflict';
      problem.value = taken ? w.conflict : failureText(words.value, answer.code);
      return;
    }
    await loadPeople();
    onClose();
    showCards([{ id: id.value, name: name.value.trim(), role: role.value, password: answer.value.password }]);
  }

  return (
    <Dialog title={w.title} testId="new-person" onClose={onClose}>
      <form ref={form} onSubmit={submit} noValidate>
        <div class="fields">
          <TextField
            name="id"
            label={w.id}
            help={w.idHelp}
            value={id.value}
            pattern={idPattern}
            required
            maxLength={32}
            onText={(text) => (id.value = text.trim())}
          />
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
            options={roles.map((each) => [each, words.value.roles[each]] as const)}
            onChoice={(chosen) => (role.value = chosen)}
          />
        </div>
        {role.value === 'agent' ? (
          <fieldset class="queue-checks">
            <legend>{w.queues}</legend>
            {(site?.queues ?? []).map((queue) => (
              <Check
                key={queue.id}
                name={`queue-${queue.id}`}
                label={queue.name[language.value]}
                checked={queues.value.includes(queue.id)}
                onCheck={(on) => {
                  queues.value = on ? [...queues.value, queue.id] : queues.value.filter((each) => each !== queue.id);
                }}
              />
            ))}
            <p class="field-help">{w.telephone}</p>
          </fieldset>
        ) : null}
        <div class="box-foot">
          <span class="problem" role="alert" data-testid="new-person-problem">
            {problem.value}
          </span>
          <button type="submit" class="primary" data-testid="new-person-go" aria-busy={busy.value}>
            {w.go}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
