/** Lets people with chosen results be called again. What was said for good is not offered. */

import { useSignal } from '@preact/signals';
import { type ResultCode, resultCodes } from '../../../../daemon/terms/outbound.js';
import type { ListCounts } from '../../../../daemon/terms/outbound-figures.js';
import { Dialog } from '../../parts/dialog.js';
import { tellGood } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { countText } from '../names.js';
import { outboundWords } from '../outbound-words.js';
import { useActing } from './act-box.js';
import { listsWords } from './lists-words.js';

/** As the daemon refuses them. */
const neverAgain: readonly ResultCode[] = ['refused', 'wrong-number', 'duplicate'];

export function RecycleBox(props: {
  readonly list: string;
  readonly counts: ListCounts;
  onClose(): void;
  changed(): void;
}) {
  const t = listsWords.value.recycle;
  const { byResult } = props.counts;
  const offered = resultCodes.filter((result) => !neverAgain.includes(result) && (byResult[result] ?? 0) > 0);
  const chosen = useSignal<ReadonlySet<ResultCode>>(new Set());
  const acting = useActing();
  const results = offered.filter((result) => chosen.value.has(result));
  async function go(): Promise<void> {
    const path = `/lists/${encodeURIComponent(props.list)}/recycle`;
    const done = await acting.ask<{ readonly recycled: number }>('POST', path, { results });
    if (done === null) return;
    tellGood(() => listsWords.value.recycle.done(done.recycled));
    props.changed();
    props.onClose();
  }
  return (
    <Dialog title={t.title} testId="recycle-box" onClose={props.onClose}>
      <p class="muted">{t.how}</p>
      {offered.length === 0 ? <p class="empty">{t.none}</p> : null}
      <ul class="plain-rows">
        {offered.map((result) => (
          <li key={result}>
            <label class="tick-label">
              <input
                type="checkbox"
                data-testid={`recycle-${result}`}
                checked={chosen.value.has(result)}
                onChange={(event) => {
                  const next = new Set(chosen.value);
                  if (event.currentTarget.checked) next.add(result);
                  else next.delete(result);
                  chosen.value = next;
                }}
              />
              {outboundWords.value.resultNames[result]}
            </label>
            <b>{countText(byResult[result] ?? 0)}</b>
          </li>
        ))}
      </ul>
      <div class="box-foot">
        <span class="muted small">{t.upTo}</span>
        <button type="button" onClick={props.onClose}>
          {words.value.cancel}
        </button>
        <button
          type="button"
          class="primary"
          data-testid="recycle-go"
          disabled={results.length === 0}
          aria-busy={acting.busy.value}
          onClick={() => void go()}
        >
          {t.go}
        </button>
      </div>
    </Dialog>
  );
}
