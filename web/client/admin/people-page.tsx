/** Everybody who may log in: what they are, where they sit, what they may. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Icon } from '../parts/icon.js';
import { failureText } from '../parts/toasts.js';
import { language, words } from '../words/words.js';
import { adminApi } from './admin-api.js';
import { adminWords } from './admin-words.js';
import { type Card, showCards } from './cards.js';
import { NewPerson } from './new-person.js';
import { PasteBox } from './paste-box.js';
import { found, loadPeople, type Person, people, users, usersFailure, withoutLogin } from './people-store.js';
import { PersonBox } from './person-box.js';
import { siteInForce } from './site-store.js';

type Box = { readonly box: 'new' } | { readonly box: 'paste' } | { readonly box: 'person'; readonly id: string };
const open = signal<Box | null>(null);
const wanted = signal('');
const close = (): void => {
  open.value = null;
};

export function PeoplePage() {
  const w = adminWords.value.people;
  useEffect(() => {
    void loadPeople();
    return close;
  }, []);
  const all = people.value;
  const shown = all.filter((person) => found(person, wanted.value.trim(), queueName));
  const box = open.value;
  const person = box?.box === 'person' ? all.find(({ user }) => user.id === box.id) : undefined;
  return (
    <section class="panel" aria-label={adminWords.value.sections.people}>
      <header>
        <input
          class="people-search"
          type="search"
          data-testid="people-search"
          aria-label={w.search}
          placeholder={w.search}
          value={wanted.value}
          onInput={(event) => {
            wanted.value = event.currentTarget.value;
          }}
        />
        <span class="muted" role="status">
          {w.shown(shown.length, all.length)}
        </span>
        <span class="head-buttons">
          <button type="button" data-testid="paste-people" onClick={() => (open.value = { box: 'paste' })}>
            <Icon name="download" /> {w.paste}
          </button>
          <button type="button" class="primary" data-testid="add-person" onClick={() => (open.value = { box: 'new' })}>
            <Icon name="plus" /> {w.add}
          </button>
        </span>
      </header>
      {usersFailure.value !== null ? (
        <p class="problem" role="alert">
          {failureText(words.value, usersFailure.value)}{' '}
          <button type="button" onClick={() => void loadPeople()}>
            {words.value.retry}
          </button>
        </p>
      ) : null}
      {users.value === null ? (
        usersFailure.value === null ? (
          <p class="muted">{words.value.loading}</p>
        ) : null
      ) : shown.length === 0 ? (
        <p class="empty">{w.nobody}</p>
      ) : (
        <PeopleTable people={shown} />
      )}
      <WithoutLogin />
      {box?.box === 'new' ? <NewPerson onClose={close} /> : null}
      {box?.box === 'paste' ? <PasteBox onClose={close} /> : null}
      {person ? <PersonBox key={person.user.id} person={person} onClose={close} /> : null}
    </section>
  );
}

/** Agents of a site file: nobody can log in as them before this. */
function WithoutLogin() {
  const w = adminWords.value.people.withoutLogin;
  const busy = useSignal(false);
  const problem = useSignal('');
  const agents = withoutLogin.value;
  async function make(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    const made: Card[] = [];
    for (const { id, name, line } of agents) {
      const answer = await adminApi.addUser({ id, name, role: 'agent' });
      problem.value = answer.ok ? '' : failureText(words.value, answer.code);
      if (!answer.ok) break;
      made.push({ id, name, role: 'agent', telephone: line === 0 ? null : line, password: answer.value.password });
    }
    await loadPeople();
    busy.value = false;
    showCards(made);
  }
  if (agents.length === 0) return null;
  return (
    <div class="without-login" data-testid="without-login">
      <p>
        <b>{w.title(agents.length)}</b>{' '}
        <span class="muted">{agents.map(({ id, name }) => `${name} ${id}`).join('、')}</span>{' '}
        <span class="problem" role="alert">
          {problem.value}
        </span>
      </p>
      <button type="button" data-testid="make-logins" aria-busy={busy.value} onClick={() => void make()}>
        {w.make}
      </button>
    </div>
  );
}

function queueName(id: string): string {
  const queue = siteInForce.value?.site.queues.find((each) => each.id === id);
  return queue?.name[language.value] ?? id;
}

function PeopleTable({ people }: { readonly people: readonly Person[] }) {
  const w = adminWords.value.people;
  return (
    <div class="table-frame">
      <table class="people" data-testid="people">
        <thead>
          <tr>
            <th>{w.columns.id}</th>
            <th>{w.columns.name}</th>
            <th>{w.columns.role}</th>
            <th>{w.columns.telephone}</th>
            <th>{w.columns.queues}</th>
            <th class="wide-only">{w.columns.group}</th>
            <th class="wide-only">{w.columns.skills}</th>
            <th>{w.columns.marks}</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <PersonRow key={person.user.id} person={person} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PersonRow({ person }: { readonly person: Person }) {
  const { user, agent } = person;
  const w = adminWords.value.people;
  const show = (): void => {
    open.value = { box: 'person', id: user.id };
  };
  return (
    <tr class={`person ${user.disabled ? 'off' : ''}`} data-testid={`person-${user.id}`} onClick={show}>
      <td>{user.id}</td>
      <td>
        <button type="button" class="link" onClick={show}>
          {agent?.name ?? user.name}
        </button>
      </td>
      <td>{words.value.roles[user.role]}</td>
      <td class="number">{telephoneText(person)}</td>
      <td>
        <span class="tags">
          {(agent?.queues ?? []).map((id) => (
            <span key={id} class="tag">
              {queueName(id)}
              {agent?.levels?.[id] === undefined || agent.levels[id] === 1
                ? ''
                : ` · ${w.level(agent.levels[id] ?? 1)}`}
            </span>
          ))}
        </span>
      </td>
      <td class="wide-only">{agent?.group ?? ''}</td>
      <td class="wide-only small">
        {Object.entries(agent?.skills ?? {})
          .map(([skill, level]) => `${skill} ${level}`)
          .join(', ')}
      </td>
      <td>
        <Marks person={person} />
      </td>
    </tr>
  );
}

function telephoneText({ agent, supervisor }: Person): string {
  const w = adminWords.value.people;
  if (agent?.remoteNumber !== undefined) return w.remote(agent.remoteNumber);
  const line = agent?.line ?? supervisor?.line;
  return line === undefined ? '' : w.line(line);
}

function Marks({ person: { user, agent } }: { readonly person: Person }) {
  const w = adminWords.value.people.marks;
  const own = user.grants.length + user.revokes.length;
  return (
    <span class="tags">
      {user.disabled ? <span class="tag bad">{w.disabled}</span> : null}
      {user.lockedUntil > Date.now() ? <span class="tag bad">{w.lockedOut}</span> : null}
      {user.mustChangePassword ? <span class="tag">{w.oneTime}</span> : null}
      {own > 0 ? <span class="tag strong">{w.ownRights(own)}</span> : null}
      {user.agentId !== null && agent === null && siteInForce.value !== null ? (
        <span class="tag bad">{w.noAgent}</span>
      ) : null}
      {agent?.headset ? <span class="tag">{w.headset}</span> : null}
    </span>
  );
}
