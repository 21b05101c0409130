/** The month a schedule makes, and where a call at one moment goes. */
import { signal } from '@preact/signals';
import type { Schedule, Site } from '../../../daemon/terms/site.js';
import { localInput, momentOf } from '../agent/local-time.js';
import { language, words } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { type CalendarDay, changesAt, monthBeside, monthOf, wayOf } from './calendar.js';
import { Choice } from './fields.js';
import { WayText } from './way-text.js';

/** "2026-12"; '' this month. */
const month = signal('');
const moment = signal('');
const queue = signal('');

export function CalendarPanel({ site, schedule }: { readonly site: Site; readonly schedule: Schedule | null }) {
  const w = adminWords.value.calendar;
  const now = localInput(Date.now(), site.timeZone);
  const shown = month.value || now.slice(0, 7);
  const name = new Intl.DateTimeFormat(words.value.locale, { year: 'numeric', month: 'long', timeZone: 'UTC' });
  return (
    <section class="panel calendar-panel" aria-label={w.title}>
      <CallAt site={site} now={now} />
      {schedule === null ? null : (
        <>
          <header>
            <button
              type="button"
              class="quiet"
              aria-label={w.before}
              onClick={() => (month.value = monthBeside(shown, -1))}
            >
              ‹
            </button>
            <h2>
              {schedule.name} · {name.format(Date.parse(`${shown}-01T00:00:00Z`))}
            </h2>
            <button
              type="button"
              class="quiet"
              aria-label={w.after}
              data-testid="month-after"
              onClick={() => (month.value = monthBeside(shown, 1))}
            >
              ›
            </button>
          </header>
          <Month schedule={schedule} month={shown} today={now.slice(0, 10)} />
          <NextChange site={site} schedule={schedule} />
        </>
      )}
    </section>
  );
}

function CallAt({ site, now }: { readonly site: Site; readonly now: string }) {
  const w = adminWords.value.calendar;
  const at = moment.value || now;
  const atMs = momentOf(at, site.timeZone);
  const asked = site.queues.find(({ id }) => id === queue.value) ?? site.queues[0];
  return (
    <div class="call-at">
      <span>{w.callAt}</span>
      <input
        type="datetime-local"
        aria-label={w.moment}
        data-testid="call-at"
        value={at}
        onInput={(event) => {
          moment.value = event.currentTarget.value;
        }}
      />
      <span>{w.to}</span>
      <Choice
        name="call-at-queue"
        label={w.queue}
        value={asked?.id ?? ''}
        options={site.queues.map(({ id, name }) => [id, name[language.value]] as const)}
        onChoice={(id) => (queue.value = id)}
      />
      <p class="call-at-way" role="status">
        {w.goes} {asked === undefined || atMs === null ? '…' : <WayText way={wayOf(site, asked.id, atMs)} />}
      </p>
    </div>
  );
}

function Month(props: { readonly schedule: Schedule; readonly month: string; readonly today: string }) {
  const { schedules, weekdays } = adminWords.value;
  return (
    <table class="calendar" data-testid="calendar">
      <thead>
        <tr>
          {weekdays.map((name, at) => (
            <th key={name} scope="col">
              <abbr title={name}>{schedules.shortDays[at]}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {monthOf(props.month, props.schedule).map((week) => (
          <tr key={week.find((day) => day !== null)?.date}>
            {week.map((day, at) =>
              day === null ? <td key={at} /> : <Day key={day.date} day={day} today={day.date === props.today} />,
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({ day, today }: { readonly day: CalendarDay; readonly today: boolean }) {
  const w = adminWords.value.calendar;
  const open = day.hours.length > 0;
  return (
    <td
      class={`day ${open ? 'open' : 'closed'} ${day.special ? 'special' : ''} ${today ? 'today' : ''}`}
      data-date={day.date}
    >
      <b>{day.day}</b>
      {day.special ? <span class="day-name">{day.name || w.special}</span> : null}
      {open ? (
        day.hours.map(({ from, to }) => (
          <span key={from} class="day-hours">
            {from}–{to}
          </span>
        ))
      ) : (
        <span class="day-hours">{w.closed}</span>
      )}
    </td>
  );
}

/** By the clock on the site's wall, as the hours are. */
function NextChange({ site, schedule }: { readonly site: Site; readonly schedule: Schedule }) {
  const { calendar: w, weekdays } = adminWords.value;
  const at = changesAt(schedule, Date.now(), site.timeZone);
  if (at === null) return <p class="small muted">{w.neverChanges}</p>;
  const [date = '', time = ''] = localInput(at, site.timeZone).split('T');
  const day = weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? '';
  return <p class="small muted">{w.changes(`${day} ${date} ${time}`)}</p>;
}
