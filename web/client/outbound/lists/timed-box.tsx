/** Calls at a set time (OUT-07) for the people who were ticked, or no longer at one. */
import { useSignal } from '@preact/signals';
import { localInput, momentOf } from '../../agent/local-time.js';
import { siteTimeZone } from '../../agent/own-settings.js';
import { serverNowMs } from '../../parts/clock.js';
import { Dialog } from '../../parts/dialog.js';
import { tellGood } from '../../parts/toasts.js';
import { useActing } from './act-box.js';
import { listsWords } from './lists-words.js';

/** Of one request: maxLeadsAtOnce. */
const mostAtOnce = 1_000;
const hourMs = 3_600_000;

export function TimedBox(props: { readonly leads: readonly string[]; onClose(): void; changed(): void }) {
  const t = listsWords.value.timed;
  const leads = props.leads.slice(0, mostAtOnce);
  const at = useSignal(localInput(serverNowMs() + hourMs, siteTimeZone.peek()));
  const acting = useActing();
  const moment = momentOf(at.value, siteTimeZone.value);
  const past = moment !== null && moment <= serverNowMs();
  async function go(atMs: number | null): Promise<void> {
    type Timed = { readonly changed: number; readonly kept: number };
    const done = await acting.ask<Timed>('POST', '/leads/timed', { leads, at: atMs });
    if (done === null) return;
    tellGood(() => listsWords.value.timed.done(done.changed, done.kept));
    props.changed();
    props.onClose();
  }
  return (
    <Dialog title={t.title(leads.length)} testId="timed-box" onClose={props.onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (moment !== null && !past) void go(moment);
        }}
      >
        <p class="muted">{t.how}</p>
        <label>
          <span>{t.at}</span>
          <input
            type="datetime-local"
            data-autofocus
            data-testid="timed-at"
            value={at.value}
            onInput={(event) => (at.value = event.currentTarget.value)}
          />
        </label>
        <div class="box-foot">
          {past ? <span class="problem">{t.past}</span> : null}
          <button type="button" data-testid="timed-lift" onClick={() => void go(null)}>
            {t.lift}
          </button>
          <button
            type="submit"
            class="primary"
            data-testid="timed-go"
            disabled={moment === null || past}
            aria-busy={acting.busy.value}
          >
            {t.set}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
