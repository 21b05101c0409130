/** Who gave up waiting today: one click away, and called back with another (complaint 7). */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AbandonedList } from '../../../daemon/contract/pages.js';
import { ask, queues } from '../live/live.js';
import { call } from '../parts/api.js';
import { nowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { formatNumber } from '../parts/number.js';
import { formatDuration, formatFull, formatMoment } from '../parts/time.js';
import { tellBad, tellFailure, tellGood } from '../parts/toasts.js';
import { may, session } from '../session/session.js';
import { words } from '../words/words.js';
import { copyText } from './copy.js';
import { queueName } from './floor-actions.js';
import { floorWords } from './floor-words.js';

type Row = AbandonedList['calls'][number];
const maxRows = 300;

export function Abandoned() {
  const w = words.value;
  const f = floorWords.value;
  const list = useSignal<readonly Row[] | 'loading' | 'failed'>('loading');
  const onlyOpen = useSignal(false);
  // The counters of the queues say when there is one more, and when somebody may have been reached.
  const key = [...queues.value.values()].map((queue) => `${queue.abandonedToday}/${queue.answeredToday}`).join();
  useEffect(() => {
    let current = true;
    void call<AbandonedList>('GET', '/abandoned').then((answer) => {
      if (current) list.value = answer.ok ? answer.value.calls : 'failed';
    });
    return () => {
      current = false;
    };
  }, [key]);
  const rows =
    typeof list.value === 'string' ? [] : list.value.filter((row) => !onlyOpen.value || row.reachedAt === null);
  return (
    <section class="panel" aria-labelledby="abandoned-title">
      <header>
        <h2 id="abandoned-title">{f.abandoned.title}</h2>
        <label class="inline small">
          <input
            type="checkbox"
            checked={onlyOpen.value}
            onChange={(event) => {
              onlyOpen.value = event.currentTarget.checked;
            }}
          />{' '}
          {f.abandoned.onlyOpen}
        </label>
      </header>
      {rows.length === 0 ? (
        <p class={list.value === 'failed' ? 'problem' : 'empty'}>
          {list.value === 'loading' ? w.loading : list.value === 'failed' ? f.log.failed : f.abandoned.empty}
        </p>
      ) : (
        <div class="table-frame">
          <table data-testid="abandoned-list">
            <thead>
              <tr>
                <th>{f.abandoned.at}</th>
                <th>{f.abandoned.number}</th>
                <th class="wide-only">{f.ofQueue}</th>
                <th>{f.abandoned.waited}</th>
                <th>{f.abandoned.times}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, maxRows).map((row) => (
                <AbandonedRow key={row.id} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function AbandonedRow({ row }: { readonly row: Row }) {
  const w = words.value;
  const f = floorWords.value;
  const number = row.callingNumber;
  return (
    <tr data-testid="abandoned-row">
      <td title={formatFull(row.startedAt)}>{formatMoment(row.startedAt, nowMs.peek())}</td>
      <td class="number">{number === '' ? w.customer.withheld : formatNumber(number)}</td>
      <td class="wide-only">{row.queue === null ? w.none : queueName(row.queue)}</td>
      <td class="timer">{formatDuration(row.waitMs)}</td>
      <td>{row.times}</td>
      <td>
        <div class="row-acts">
          <span class={row.reachedAt === null ? 'tag ending-abandoned' : 'tag good'}>
            <Icon name={row.reachedAt === null ? 'alert' : 'check'} />
            {row.reachedAt === null ? f.abandoned.open : f.abandoned.reached}
          </span>
          {number === '' ? null : <CallIt number={number} />}
        </div>
      </td>
    </tr>
  );
}

/** Who is an agent too dials with one click; others take the number along. */
function CallIt({ number }: { readonly number: string }) {
  const f = floorWords.value;
  if (may('agent.work') && session.value?.agentId) {
    const dial = async (): Promise<void> => {
      const outcome = await ask({ do: 'dial', target: { to: 'number', number } });
      if (outcome.ok) tellGood(() => f.abandoned.dialling);
      else tellFailure(outcome.code);
    };
    return (
      <button type="button" class="good" onClick={() => void dial()}>
        <Icon name="phone" />
        {f.abandoned.call}
      </button>
    );
  }
  const copy = async (): Promise<void> => {
    if (await copyText(number)) tellGood(() => f.abandoned.copied);
    else tellBad(() => number);
  };
  return (
    <>
      <a class="button-link" href={`tel:${number}`}>
        <Icon name="phone" />
        {f.abandoned.call}
      </a>
      <button type="button" class="quiet" onClick={() => void copy()}>
        {f.abandoned.copy}
      </button>
    </>
  );
}
