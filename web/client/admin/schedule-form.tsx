/** A schedule's week, and the dates that differ from it. */
import type { Schedule } from '../../../daemon/terms/site.js';
import { Icon } from '../parts/icon.js';
import { adminWords } from './admin-words.js';
import { TextField } from './fields.js';

type Weekly = Schedule['weekly'][number];
type Special = NonNullable<Schedule['special']>[number];
type Hours = Special['hours'][number];

const timeTo = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const timeFrom = /^([01]\d|2[0-3]):[0-5]\d$/;
const office: Hours = { from: '09:00', to: '18:00' };

export function ScheduleForm(props: { readonly schedule: Schedule; onSchedule(schedule: Schedule): void }) {
  const { schedule, onSchedule } = props;
  const w = adminWords.value.schedules;
  const { weekly, special = [] } = schedule;
  const setWeekly = (next: readonly Weekly[]): void => onSchedule({ ...schedule, weekly: next });
  const setSpecial = (next: readonly Special[]): void => {
    const { special: _, ...plain } = schedule;
    onSchedule(next.length === 0 ? plain : { ...schedule, special: next });
  };
  return (
    <>
      <TextField
        name="schedule-name"
        label={w.name}
        value={schedule.name}
        required
        maxLength={60}
        onText={(name) => onSchedule({ ...schedule, name })}
      />
      <fieldset>
        <legend>{w.week}</legend>
        {weekly.length === 0 ? <p class="empty">{w.noWeek}</p> : null}
        <ul class="week-rows">
          {weekly.map((entry, at) => (
            <li key={at}>
              <Days days={entry.days} onDays={(days) => setWeekly(replaced(weekly, at, { ...entry, days }))} />
              <HoursFields hours={entry} onHours={(hours) => setWeekly(replaced(weekly, at, { ...entry, ...hours }))} />
              <Remove label={w.removeHours} onRemove={() => setWeekly(weekly.filter((_, place) => place !== at))} />
            </li>
          ))}
        </ul>
        <button
          type="button"
          data-testid="add-weekly"
          onClick={() => setWeekly([...weekly, { days: [6], from: '10:00', to: '16:00' }])}
        >
          <Icon name="plus" /> {w.addHours}
        </button>
      </fieldset>
      <fieldset>
        <legend>{w.special}</legend>
        <p class="field-help">{w.specialHelp}</p>
        <ul class="week-rows">
          {special.map((entry, at) => (
            <li key={at}>
              <SpecialFields
                entry={entry}
                twice={special.some((each, place) => place !== at && each.date === entry.date)}
                onEntry={(next) => setSpecial(replaced(special, at, next))}
              />
              <Remove
                label={w.removeDate(entry.date)}
                onRemove={() => setSpecial(special.filter((_, place) => place !== at))}
              />
            </li>
          ))}
        </ul>
        <button
          type="button"
          data-testid="add-special"
          onClick={() => setSpecial([...special, { date: '', hours: [] }])}
        >
          <Icon name="plus" /> {w.addDate}
        </button>
      </fieldset>
    </>
  );
}

function replaced<T>(list: readonly T[], at: number, next: T): readonly T[] {
  return list.map((each, place) => (place === at ? next : each));
}

function Remove({ label, onRemove }: { readonly label: string; onRemove(): void }) {
  return (
    <button type="button" class="quiet" aria-label={label} onClick={onRemove}>
      ✕
    </button>
  );
}

function Days(props: { readonly days: readonly number[]; onDays(days: readonly number[]): void }) {
  const { weekdays, schedules } = adminWords.value;
  return (
    <fieldset class="days" aria-label={schedules.days}>
      {weekdays.map((name, at) => {
        const day = at + 1;
        const on = props.days.includes(day);
        return (
          <button
            key={name}
            type="button"
            class={on ? 'chosen' : ''}
            aria-pressed={on}
            aria-label={name}
            // A row must have a day; the last one stays.
            disabled={on && props.days.length === 1}
            onClick={() => props.onDays(on ? props.days.filter((each) => each !== day) : [...props.days, day].sort())}
          >
            {schedules.shortDays[at]}
          </button>
        );
      })}
    </fieldset>
  );
}

function HoursFields({ hours, onHours }: { readonly hours: Hours; onHours(hours: Hours): void }) {
  const w = adminWords.value.schedules;
  const { from, to } = hours;
  const backwards = timeFrom.test(from) && timeTo.test(to) && from >= to;
  return (
    <span class="hours">
      <input
        class="time"
        aria-label={w.from}
        maxLength={5}
        data-testid="hours-from"
        aria-invalid={!timeFrom.test(from) || backwards}
        value={from}
        onInput={(event) => onHours({ from: event.currentTarget.value, to })}
      />
      <span aria-hidden="true">–</span>
      <input
        class="time"
        aria-label={w.to}
        maxLength={5}
        data-testid="hours-to"
        aria-invalid={!timeTo.test(to) || backwards}
        value={to}
        onInput={(event) => onHours({ from, to: event.currentTarget.value })}
      />
      {backwards ? (
        <span class="problem small" role="alert">
          {w.backwards}
        </span>
      ) : null}
    </span>
  );
}

function SpecialFields(props: { readonly entry: Special; readonly twice: boolean; onEntry(entry: Special): void }) {
  const { entry, twice, onEntry } = props;
  const w = adminWords.value.schedules;
  const { name: _, ...unnamed } = entry;
  return (
    <>
      <input
        type="date"
        class="date"
        aria-label={w.date}
        data-testid="special-date"
        aria-invalid={entry.date === '' || twice}
        value={entry.date}
        onInput={(event) => onEntry({ ...entry, date: event.currentTarget.value })}
      />
      <input
        class="special-name"
        aria-label={w.dateName}
        placeholder={w.dateName}
        maxLength={60}
        value={entry.name ?? ''}
        onInput={(event) => {
          const name = event.currentTarget.value;
          onEntry(name === '' ? unnamed : { ...entry, name });
        }}
      />
      <label class="check">
        <input
          type="checkbox"
          data-testid="special-closed"
          checked={entry.hours.length === 0}
          onChange={(event) => onEntry({ ...entry, hours: event.currentTarget.checked ? [] : [office] })}
        />
        <span>{w.closed}</span>
      </label>
      {entry.hours.map((hours, at) => (
        <HoursFields
          key={at}
          hours={hours}
          onHours={(next) => onEntry({ ...entry, hours: replaced(entry.hours, at, next) })}
        />
      ))}
      {twice ? <span class="problem small">{w.twice}</span> : null}
    </>
  );
}
