/** 关注来电: calls of the day that a rule found, each with what happened in it one click away (SUP-07). */
import { useSignal } from '@preact/signals';
import type { AttentionList, CallEvents, CallLegs } from '../../../daemon/contract/pages.js';
import { agents, queues } from '../live/live.js';
import { nowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { customerNumber, formatNumber } from '../parts/number.js';
import { Recording } from '../parts/recording.js';
import { formatDuration, formatFull, formatMoment } from '../parts/time.js';
import { may } from '../session/session.js';
import { words } from '../words/words.js';
import { AttentionRulesForm } from './attention-rules.js';
import { useRead } from './day-list.js';
import { detailText, tagText } from './tag-text.js';
import { teamWords } from './team-words.js';

type Row = AttentionList['calls'][number];
const columns = 5;

export function whoIs(id: string): string {
  const name = agents.value.get(id)?.name;
  return name === undefined ? id : `${id} ${name}`;
}

export function Attention({ date }: { readonly date: string }) {
  const t = teamWords.value;
  const rulesOpen = useSignal(false);
  // A call that gave up or was answered may be one to look at.
  const key = [...queues.value.values()].map((queue) => `${queue.abandonedToday}/${queue.answeredToday}`).join();
  const { read, again } = useRead<AttentionList>(date === '' ? '/attention' : `/attention?date=${date}`, key);
  const mayChange = may('floor.supervise') || may('site.manage');
  return (
    <section class="panel" aria-labelledby="attention-title">
      <header>
        <h2 id="attention-title">{t.attention.title}</h2>
        {mayChange && typeof read !== 'string' ? (
          <button
            type="button"
            class="quiet"
            data-testid="attention-rules"
            aria-expanded={rulesOpen.value}
            onClick={() => {
              rulesOpen.value = !rulesOpen.value;
            }}
          >
            <Icon name="gear" />
            <span>{t.attention.rules}</span>
          </button>
        ) : null}
      </header>
      {rulesOpen.value && typeof read !== 'string' ? (
        <AttentionRulesForm
          rules={read.rules}
          onSaved={() => {
            rulesOpen.value = false;
            again();
          }}
        />
      ) : null}
      <List read={read} />
    </section>
  );
}

function List({ read }: { readonly read: AttentionList | 'loading' | 'failed' }) {
  const t = teamWords.value;
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{t.failed}</p>;
  if (read.calls.length === 0) return <p class="empty">{t.attention.empty}</p>;
  return (
    <div class="table-frame">
      <table class="attention" data-testid="attention-list">
        <thead>
          <tr>
            <th>{t.attention.at}</th>
            <th>{t.attention.number}</th>
            <th>{t.attention.why}</th>
            <th>{t.attention.agent}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {read.calls.map((row) => (
            <CallRow key={row.id} row={row} />
          ))}
        </tbody>
      </table>
      {read.more ? <p class="muted small">{t.attention.more}</p> : null}
    </div>
  );
}

function CallRow({ row }: { readonly row: Row }) {
  const t = teamWords.value;
  const open = useSignal(false);
  const number = customerNumber(row);
  return (
    <>
      <tr data-testid="attention-row" data-call-id={row.id}>
        <td title={formatFull(row.startedAt)}>{formatMoment(row.startedAt, nowMs.peek())}</td>
        <td class="number">{number === '' ? words.value.customer.withheld : formatNumber(number)}</td>
        <td>
          <ul class="why">
            {row.tags.map((tag) => (
              <li key={tag.tag}>
                <span class={`tag ${tag.tag === 'supervised' ? 'strong' : 'bad'}`}>{t.attention.tags[tag.tag]}</span>{' '}
                <span>{tagText(t, tag, whoIs)}</span>
              </li>
            ))}
          </ul>
        </td>
        <td>{row.agent === null ? words.value.none : whoIs(row.agent)}</td>
        <td>
          <div class="row-acts">
            {number === '' ? null : (
              <a class="button-link" href={`tel:${number}`} data-testid="attention-call">
                <Icon name="phone" />
                {t.attention.call}
              </a>
            )}
            <button
              type="button"
              class="quiet"
              data-testid="attention-open"
              aria-expanded={open.value}
              onClick={() => {
                open.value = !open.value;
              }}
            >
              {open.value ? t.attention.hide : t.attention.show}
            </button>
          </div>
        </td>
      </tr>
      {open.value ? (
        <tr>
          <td colSpan={columns} class="detail">
            <Detail row={row} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function Detail({ row }: { readonly row: Row }) {
  const t = teamWords.value.attention;
  const { read: legs } = useRead<CallLegs>(`/calls/${row.id}/legs`);
  const { read: events } = useRead<CallEvents>(`/calls/${row.id}/events`);
  if (legs === 'failed' || events === 'failed') return <p class="problem">{teamWords.value.failed}</p>;
  if (legs === 'loading' || events === 'loading') return <p class="empty">{words.value.loading}</p>;
  return (
    <div class="call-detail" data-testid="attention-detail">
      <section>
        <h3>{t.legs}</h3>
        <ul>
          {legs.legs.map((leg) => (
            <li key={leg.leg}>
              <b>{leg.agent === null ? formatNumber(leg.number) : whoIs(leg.agent)}</b>{' '}
              <span class="muted">
                {t.purposes[leg.purpose] ?? leg.purpose} · {leg.channel} ·{' '}
                {leg.answeredAt === null || leg.endedAt === null
                  ? leg.answeredAt === null
                    ? t.notAnswered
                    : formatMoment(leg.answeredAt, nowMs.peek())
                  : formatDuration(leg.endedAt - leg.answeredAt)}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{t.events}</h3>
        <ol class="events">
          {events.events.map((event) => (
            <li key={event.seq}>
              <time>{formatDuration(event.at - row.startedAt)}</time> <b>{t.eventNames[event.what] ?? event.what}</b>{' '}
              <span class="muted">
                {event.agent === null ? '' : `${whoIs(event.agent)} `}
                {detailText(event.detail)}
              </span>
            </li>
          ))}
        </ol>
      </section>
      {row.recorded ? <Recording callId={row.id} /> : null}
    </div>
  );
}
