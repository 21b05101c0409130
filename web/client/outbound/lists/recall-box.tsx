/** Takes unworked leads back from agents (CRM-20): what comes back and what stays is told before. */
import { useSignal } from '@preact/signals';
import type { ListCounts } from '../../../../daemon/terms/outbound-figures.js';
import { Dialog } from '../../parts/dialog.js';
import { tellGood } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { countText, whoIs } from '../names.js';
import { useActing } from './act-box.js';
import { listsWords } from './lists-words.js';

export function RecallBox(props: {
  readonly list: string;
  readonly counts: ListCounts;
  onClose(): void;
  changed(): void;
}) {
  const t = listsWords.value.recall;
  const shares = listsWords.value.shares;
  const theirs = props.counts.byAgent.filter(({ agent }) => agent !== '');
  const chosen = useSignal<ReadonlySet<string>>(new Set(theirs.map(({ agent }) => agent)));
  const acting = useActing();
  const agents = theirs.map(({ agent }) => agent).filter((agent) => chosen.value.has(agent));
  async function go(): Promise<void> {
    type Recalled = { readonly recalled: number; readonly kept: number };
    const path = `/lists/${encodeURIComponent(props.list)}/recall`;
    const done = await acting.ask<Recalled>('POST', path, { agents });
    if (done === null) return;
    tellGood(() => listsWords.value.recall.done(done.recalled, done.kept));
    props.changed();
    props.onClose();
  }
  return (
    <Dialog title={t.title} testId="recall-box" onClose={props.onClose}>
      <p class="muted">{t.how}</p>
      <div class="table-frame scroll-box">
        <table class="numbers-right">
          <thead>
            <tr>
              <th class="left">{shares.agent}</th>
              <th>{shares.leads}</th>
              <th>{shares.worked}</th>
            </tr>
          </thead>
          <tbody>
            {theirs.map(({ agent, leads, worked }) => (
              <tr key={agent}>
                <td class="left">
                  <label class="tick-label">
                    <input
                      type="checkbox"
                      data-testid={`recall-choose-${agent}`}
                      checked={chosen.value.has(agent)}
                      onChange={(event) => {
                        const next = new Set(chosen.value);
                        if (event.currentTarget.checked) next.add(agent);
                        else next.delete(agent);
                        chosen.value = next;
                      }}
                    />
                    {whoIs(agent)}
                  </label>
                </td>
                <td>{countText(leads)}</td>
                <td>{countText(worked)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="box-foot">
        <button type="button" onClick={props.onClose}>
          {words.value.cancel}
        </button>
        <button
          type="button"
          class="primary"
          data-testid="recall-go"
          disabled={agents.length === 0}
          aria-busy={acting.busy.value}
          onClick={() => void go()}
        >
          {t.go(agents.length)}
        </button>
      </div>
    </Dialog>
  );
}
