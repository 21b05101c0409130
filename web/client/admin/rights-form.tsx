/** What a login may: what its role gives, and what was given or taken beside that. */
import { useSignal } from '@preact/signals';
import type { UserShown } from '../../../daemon/contract/pages.js';
import { type Right, rights, rightsOf } from '../../../daemon/terms/rights.js';
import { failureText, tellGood } from '../parts/toasts.js';
import { session } from '../session/session.js';
import { words } from '../words/words.js';
import { adminApi } from './admin-api.js';
import { adminWords } from './admin-words.js';
import { loadPeople } from './people-store.js';
import { siteInForce } from './site-store.js';

export function RightsForm({ user }: { readonly user: UserShown }) {
  const w = adminWords.value.rights;
  const ofRole: readonly Right[] = rightsOf[user.role];
  const before = ofRole.filter((right) => !user.revokes.includes(right)).concat(user.grants);
  const has = useSignal<readonly Right[]>(before);
  const leads = useSignal<readonly string[] | null>(user.leads);
  const problem = useSignal('');
  const changed =
    rights.some((right) => has.value.includes(right) !== before.includes(right)) ||
    JSON.stringify(leads.value) !== JSON.stringify(user.leads);
  const self = session.value?.user === user.id;

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const grants = has.value.filter((right) => !ofRole.includes(right));
    const revokes = ofRole.filter((right) => !has.value.includes(right));
    const answer = await adminApi.setRights(user.id, grants, revokes, leads.value);
    problem.value = answer.ok
      ? ''
      : answer.code === 'conflict'
        ? adminWords.value.person.notOneself
        : failureText(words.value, answer.code);
    if (!answer.ok) return;
    tellGood(() => adminWords.value.rights.saved);
    await loadPeople();
  }

  return (
    <form onSubmit={save}>
      <p class="muted">{w.how(words.value.roles[user.role])}</p>
      <ul class="rights">
        {rights
          .filter((right) => right !== 'session.own')
          .map((right) => {
            const on = has.value.includes(right);
            const byRole = ofRole.includes(right);
            return (
              <li key={right}>
                <label class="check">
                  <input
                    type="checkbox"
                    data-testid={`right-${right}`}
                    checked={on}
                    disabled={self && right === 'users.manage'}
                    onChange={() => {
                      has.value = on ? has.value.filter((each) => each !== right) : [...has.value, right];
                    }}
                  />
                  <span>{w.names[right]}</span>
                </label>
                {on === byRole ? (
                  <span class="muted small">{byRole ? w.byRole : ''}</span>
                ) : (
                  <span class={`tag ${on ? 'strong' : 'bad'}`}>{on ? w.granted : w.revoked}</span>
                )}
              </li>
            );
          })}
      </ul>
      {has.value.includes('recordings.read-group') && !has.value.includes('recordings.read-all') ? (
        <Leads leads={leads.value} put={(next) => (leads.value = next)} />
      ) : null}
      <div class="box-foot">
        <span class="problem" role="alert">
          {problem.value}
        </span>
        <button type="submit" class="primary" data-testid="save-rights" disabled={!changed}>
          {adminWords.value.save.save}
        </button>
      </div>
    </form>
  );
}

/** The groups a leader leads: whose recordings he hears. */
function Leads(props: { readonly leads: readonly string[] | null; put(leads: readonly string[] | null): void }) {
  const w = adminWords.value.rights;
  const { leads, put } = props;
  const names = new Set((siteInForce.value?.site.agents ?? []).map(({ group }) => group ?? ''));
  for (const name of leads ?? []) names.add(name); // a group that nobody is in any more
  names.delete('');
  return (
    <fieldset class="leads">
      <legend>{w.leads}</legend>
      <label class="check">
        <input
          type="checkbox"
          data-testid="leads-all"
          checked={leads === null}
          onChange={(event) => put(event.currentTarget.checked ? null : [])}
        />
        <span>{w.leadsAll}</span>
      </label>
      {leads === null
        ? null
        : [...names].sort().map((name) => (
            <label key={name} class="check">
              <input
                type="checkbox"
                data-testid={`leads-${name}`}
                checked={leads.includes(name)}
                onChange={(event) =>
                  put(event.currentTarget.checked ? [...leads, name] : leads.filter((each) => each !== name))
                }
              />
              <span>{name}</span>
            </label>
          ))}
    </fieldset>
  );
}
