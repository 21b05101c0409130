/** Who waits to be called: promised call-backs of the agent's queues, and callers he did not answer. */
import type { MissedList } from '../../../daemon/contract/pages.js';
import type { CallBackRow } from '../../../daemon/terms/rows.js';
import { colleagues, me, queues } from '../live/live.js';
import { api } from '../parts/api.js';
import { Icon } from '../parts/icon.js';
import { tellFailure } from '../parts/toasts.js';
import { language, words } from '../words/words.js';
import { act, canAct, pending } from './actions.js';
import { DialNumber } from './dial-number.js';
import { keyText } from './keymap.js';
import { keymap } from './keys.js';
import { callBacks, missed, readCallBacks, readMissed, useFresh } from './tasks.js';
import { wallTime } from './wall-time.js';

function queueName(queue: string | null): string {
  return queue === null ? '' : (queues.value.get(queue)?.name[language.value] ?? queue);
}

export function CallBacks() {
  const w = words.value.day;
  useFresh(readCallBacks);
  const list = callBacks.value;
  const keys = keyText(keymap.value['next-call-back']);
  const some = Array.isArray(list) && list.length > 0;
  return (
    <>
      <div class="day-head">
        <button
          type="button"
          class="primary"
          data-testid="btn-next-call-back"
          disabled={!some || !canAct('next-call-back')}
          aria-busy={pending.value.has('next-call-back')}
          aria-keyshortcuts={keys}
          title={w.nextHow}
          onClick={() => act('next-call-back')}
        >
          <Icon name="phone" /> {w.next} <kbd>{keys}</kbd>
        </button>
      </div>
      {some ? <p class="muted small">{w.nextHow}</p> : null}
      {list === null || list === 'failed' || list.length === 0 ? (
        <p class="empty">{list === null ? words.value.loading : list === 'failed' ? w.failed : w.noCallBacks}</p>
      ) : (
        <ol class="day-list">
          {list.map((callBack: CallBackRow) => (
            <li key={callBack.id} class="day-row" data-testid="call-back-row">
              <div class="day-what">
                <DialNumber number={callBack.number} />
                <span class="muted small">
                  {[
                    wallTime(callBack.at),
                    queueName(callBack.queue),
                    callBack.tries > 0 ? w.attempts(callBack.tries) : '',
                  ]
                    .filter((part) => part !== '')
                    .join(' · ')}
                </span>
              </div>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

type Missed = MissedList['missed'][number];

export function MissedCalls() {
  const w = words.value.day;
  useFresh(readMissed);
  const list = missed.value;
  if (list === null || list === 'failed' || list.length === 0) {
    return <p class="empty">{list === null ? words.value.loading : list === 'failed' ? w.failed : w.noMissed}</p>;
  }
  return (
    <ol class="day-list">
      {list.map((offer) => (
        <MissedRow key={`${offer.callId} ${offer.at}`} offer={offer} />
      ))}
    </ol>
  );
}

function MissedRow({ offer }: { readonly offer: Missed }) {
  const w = words.value.day;
  const taker = offer.takenBy;
  const name =
    taker === null
      ? ''
      : taker === me.value?.id
        ? words.value.parties.me
        : (colleagues.value.get(taker)?.name ?? taker);

  async function handled(): Promise<void> {
    const answer = await api.missedHandled(offer.callId);
    if (!answer.ok) tellFailure(answer.code);
    await readMissed();
  }

  return (
    <li class="day-row" data-testid="missed-row">
      <div class="day-what">
        {offer.number === '' ? (
          words.value.customer.withheld
        ) : (
          <DialNumber number={offer.number} of={{ call: offer.callId }} />
        )}
        <span class="muted small">
          {[wallTime(offer.at), queueName(offer.queue)].filter((part) => part !== '').join(' · ')}{' '}
          <span class={taker === null ? 'tag bad' : 'tag good'}>
            {taker === null ? w.takenByNobody : w.takenBy(name)}
          </span>
        </span>
      </div>
      <button
        type="button"
        class="round"
        data-testid="missed-handled"
        aria-label={w.handled}
        title={w.handled}
        onClick={() => void handled()}
      >
        <Icon name="check" />
      </button>
    </li>
  );
}
