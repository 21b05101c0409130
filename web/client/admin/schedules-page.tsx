/** Hours of queues and shifts of agents, with the month that comes of them. */
import { signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Schedule, Site } from '../../../daemon/terms/site.js';
import { Icon } from '../parts/icon.js';
import { language, words } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { CalendarPanel } from './calendar-panel.js';
import { Problems } from './fields.js';
import { mergedList } from './merging.js';
import { SaveBar, useSaving } from './save-bar.js';
import { ScheduleForm } from './schedule-form.js';
import { siteInForce } from './site-store.js';

const draft = signal<{ readonly base: readonly Schedule[]; readonly mine: readonly Schedule[] } | null>(null);
const chosen = signal<string | null>(null);

export function SchedulesPage() {
  const w = adminWords.value.schedules;
  const form = useRef<HTMLDivElement>(null);
  const saving = useSaving();
  const round = useSignal(0);
  const removing = useSignal(false);
  const site = siteInForce.value?.site;
  if (site === undefined) return <p />;
  const inForce = site.schedules ?? [];
  const schedules = draft.value?.mine ?? inForce;
  const open = schedules.find(({ id }) => id === chosen.value) ?? schedules[0] ?? null;
  const put = (next: readonly Schedule[]): void => {
    const base = draft.value?.base ?? inForce;
    draft.value = JSON.stringify(next) === JSON.stringify(base) ? null : { base, mine: next };
  };
  async function save(): Promise<void> {
    const typed = draft.value;
    if (typed === null) return;
    const made = await saving.save(form.current, (now) => ({
      change: 'schedules',
      schedules: mergedList(typed.base, typed.mine, now.schedules ?? []),
    }));
    if (made) draft.value = null;
  }
  return (
    <div class="list-and-form schedules-page">
      <section class="panel side-list" aria-label={adminWords.value.sections.schedules}>
        {schedules.length === 0 ? <p class="empty">{w.none}</p> : null}
        <ul>
          {schedules.map((schedule) => (
            <li key={schedule.id}>
              <button
                type="button"
                class={`quiet ${open?.id === schedule.id ? 'chosen' : ''}`}
                aria-current={open?.id === schedule.id}
                data-testid={`schedule-${schedule.id}`}
                onClick={() => (chosen.value = schedule.id)}
              >
                <b>{schedule.name}</b>
                <span class="small muted">{usedBy(site, schedule.id)}</span>
              </button>
            </li>
          ))}
        </ul>
        <NewSchedule
          taken={schedules.map(({ id }) => id)}
          onNew={(id, name) => {
            put([...schedules, { id, name, weekly: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }] }]);
            chosen.value = id;
          }}
        />
      </section>
      <div class="schedule-side" ref={form}>
        {open === null ? null : (
          <section class="panel queue-form" aria-label={open.name}>
            <ScheduleForm
              key={`${open.id} ${round.value}`}
              schedule={open}
              onSchedule={(next) => put(schedules.map((each) => (each.id === open.id ? next : each)))}
            />
            <Problems wrong={saving.wrong} />
            <SaveBar
              saving={saving}
              changed={draft.value !== null}
              told={() => true}
              onSave={() => void save()}
              onDiscard={() => {
                draft.value = null;
                saving.result.value = null;
                round.value += 1;
              }}
            >
              {removing.value ? (
                <span class="sure" role="alert">
                  {w.removeSure(open.name)}{' '}
                  <button
                    type="button"
                    class="danger"
                    onClick={() => {
                      removing.value = false;
                      put(schedules.filter(({ id }) => id !== open.id));
                    }}
                  >
                    {w.remove}
                  </button>
                  <button type="button" class="quiet" onClick={() => (removing.value = false)}>
                    {words.value.cancel}
                  </button>
                </span>
              ) : (
                <button
                  type="button"
                  class="quiet"
                  data-testid="remove-schedule"
                  onClick={() => (removing.value = true)}
                >
                  {w.remove}
                </button>
              )}
            </SaveBar>
          </section>
        )}
        <CalendarPanel site={{ ...site, schedules }} schedule={open} />
      </div>
    </div>
  );
}

function usedBy(site: Site, id: string): string {
  const w = adminWords.value.schedules;
  const queues = site.queues.filter(({ hours }) => hours === id).map(({ name }) => name[language.value]);
  const agents = site.agents.filter(({ shift }) => shift === id).length;
  const parts = [...queues, ...(agents > 0 ? [w.agents(agents)] : [])];
  return parts.length === 0 ? w.unused : w.usedBy(parts.join('、'));
}

function NewSchedule(props: { readonly taken: readonly string[]; onNew(id: string, name: string): void }) {
  const w = adminWords.value.schedules;
  const name = useSignal('');
  return (
    <form
      class="new-entry"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.value.trim() === '') return;
        let number = 1;
        while (props.taken.includes(`hours-${number}`)) number += 1;
        props.onNew(`hours-${number}`, name.value.trim());
        name.value = '';
      }}
    >
      <input
        aria-label={w.newName}
        placeholder={w.newName}
        maxLength={60}
        data-testid="new-schedule-name"
        value={name.value}
        onInput={(event) => {
          name.value = event.currentTarget.value;
        }}
      />
      <button type="submit" data-testid="new-schedule" disabled={name.value.trim() === ''}>
        <Icon name="plus" /> {w.add}
      </button>
    </form>
  );
}
