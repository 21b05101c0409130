/** Queues: a list beside the settings of the one that is open. What is typed stays while others are looked at. */
import { signal, useSignal } from '@preact/signals';
import type { Site } from '../../../daemon/terms/site.js';
import { Icon } from '../parts/icon.js';
import { language } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { FloorForm } from './floor-form.js';
import { newQueue } from './queue-draft.js';
import { queueDrafts, setDraft } from './queue-drafts.js';
import { QueueForm } from './queue-form.js';
import { siteInForce } from './site-store.js';

const chosen = signal<string | null>(null);
/** In place of a queue: alarms of the whole floor. Ids of queues have no blank. */
const wholeFloor = 'whole floor';

export function QueuesPage() {
  const w = adminWords.value.queues;
  const site = siteInForce.value?.site;
  if (site === undefined) return <p />;
  const fresh = [...queueDrafts.value.values()].flatMap(({ queue }) =>
    site.queues.some(({ id }) => id === queue.id) ? [] : [queue],
  );
  const all = [...site.queues, ...fresh];
  const open = chosen.value === wholeFloor ? null : (all.find(({ id }) => id === chosen.value) ?? all[0] ?? null);
  return (
    <div class="list-and-form">
      <section class="panel side-list" aria-label={adminWords.value.sections.queues}>
        <ul>
          {all.map((queue) => (
            <li key={queue.id}>
              <button
                type="button"
                class={`quiet ${open?.id === queue.id ? 'chosen' : ''}`}
                aria-current={open?.id === queue.id}
                data-testid={`queue-${queue.id}`}
                onClick={() => (chosen.value = queue.id)}
              >
                <b>{queue.name[language.value]}</b>
                <span class="small muted">
                  {w.strategies[queue.strategy].name} · {w.members(membersOf(site, queue.id))}
                  {queueDrafts.value.has(queue.id) ? ` · ${adminWords.value.save.unsaved}` : ''}
                </span>
              </button>
            </li>
          ))}
          <li>
            <button
              type="button"
              class={`quiet ${open === null ? 'chosen' : ''}`}
              data-testid="whole-floor"
              onClick={() => (chosen.value = wholeFloor)}
            >
              <b>{w.floor.title}</b>
              <span class="small muted">{w.floor.short}</span>
            </button>
          </li>
        </ul>
        <NewQueue
          taken={all.map(({ id }) => id)}
          onNew={(id, name) => {
            setDraft(id, { base: null, queue: newQueue(id, name, name, site.queues[0]?.music ?? 'music/hold-1') });
            chosen.value = id;
          }}
        />
      </section>
      {open === null ? <FloorForm /> : <QueueForm key={open.id} id={open.id} />}
    </div>
  );
}

function membersOf(site: Site, queue: string): number {
  return site.agents.filter(({ queues }) => queues.includes(queue)).length;
}

function NewQueue(props: { readonly taken: readonly string[]; onNew(id: string, name: string): void }) {
  const w = adminWords.value.queues;
  const id = useSignal('');
  const name = useSignal('');
  const good = /^[\p{L}\p{N}_.-]{1,32}$/u.test(id.value) && !props.taken.includes(id.value) && name.value.trim() !== '';
  return (
    <form
      class="new-entry"
      onSubmit={(event) => {
        event.preventDefault();
        if (!good) return;
        props.onNew(id.value, name.value.trim());
        id.value = '';
        name.value = '';
      }}
    >
      <input
        aria-label={w.newName}
        placeholder={w.newName}
        maxLength={60}
        data-testid="new-queue-name"
        value={name.value}
        onInput={(event) => {
          name.value = event.currentTarget.value;
        }}
      />
      <input
        aria-label={w.newId}
        placeholder={w.newId}
        maxLength={32}
        data-testid="new-queue-id"
        value={id.value}
        aria-invalid={props.taken.includes(id.value)}
        onInput={(event) => {
          id.value = event.currentTarget.value.trim();
        }}
      />
      <button type="submit" data-testid="new-queue" disabled={!good}>
        <Icon name="plus" /> {w.add}
      </button>
    </form>
  );
}
