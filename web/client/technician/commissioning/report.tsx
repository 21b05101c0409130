/** The page that is printed and signed: steps, figures, who did what. */
import { useSignal } from '@preact/signals';
import type { CommissioningReportShown } from '../../../../daemon/contract/pages-commissioning.js';
import type { Commissioning } from '../../../../daemon/terms/commissioning.js';
import { Dialog } from '../../parts/dialog.js';
import { Icon } from '../../parts/icon.js';
import { formatFull, formatMoment } from '../../parts/time.js';
import { language, words } from '../../words/words.js';
import { useRead } from '../polled.js';
import { commissioningWords } from './commissioning-words.js';
import type { Deed } from './wizard.js';

export function Report(props: {
  readonly id: string;
  readonly now: Commissioning;
  readonly deed: Deed;
  readonly busy: boolean;
}) {
  const w = commissioningWords.value;
  const { id, now, deed } = props;
  const reader = language.value;
  const { value } = useRead<CommissioningReportShown>(`/commissionings/${id}/report`, now.version);
  const report = value.value;
  /** What it waits for before it can be signed. */
  const missing = now.steps.filter(({ step, state }) => step !== 'report' && state !== 'good' && state !== 'overruled');
  return (
    <section class="panel report" aria-labelledby="report-title" data-testid="report">
      <h2 id="report-title">
        {w.title} · {report?.spanName ?? ''}
      </h2>
      <p class="muted">
        {formatFull(now.startedAt)} · {now.by}
        {now.order.carrier === '' ? '' : ` · ${now.order.carrier}`}
        {now.order.numbers === '' ? '' : ` · ${now.order.numbers}`}
      </p>
      <table>
        <tbody>
          {now.steps
            .filter(({ step }) => step !== 'report')
            .map(({ step, state, seen, overruledBy, overruledFor }) => (
              <tr key={step}>
                <td>
                  <b>{w.steps[step].name}</b>
                </td>
                <td
                  class={
                    state === 'good' ? 'good-text' : state === 'open' || state === 'checking' ? 'muted' : 'problem'
                  }
                >
                  {w.states[state]}
                </td>
                <td>
                  {seen[reader]}
                  {state === 'overruled' ? (
                    <>
                      <br />
                      <b>{w.by(overruledBy, overruledFor ?? '')}</b>
                    </>
                  ) : null}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
      <h3>{w.measured}</h3>
      <ul class="report-deeds small">
        {(report?.deeds ?? []).map((each) => (
          <li key={`${each.at}${each.words.en}`}>
            <span class="muted number">{formatMoment(each.at, now.startedAt)}</span>{' '}
            {each.by === 'system' ? w.bySystem : each.by} · {w.steps[each.step].name}: {each.words[reader]}
          </li>
        ))}
      </ul>
      <dl class="signatures print-only">
        {[w.signature, w.customer, w.date].map((each) => (
          <div key={each}>
            <dt>{each}</dt>
            <dd />
          </div>
        ))}
      </dl>
      <div class="wizard-acts screen-only">
        <button type="button" data-testid="print" onClick={() => window.print()}>
          <Icon name="download" /> {w.print}
        </button>
        <a
          class="button"
          href={`/api/v1/commissionings/${id}/report.txt?language=${reader}`}
          download={`commissioning-${id}.txt`}
        >
          {w.reportText}
        </a>
        {now.endedAt !== null ? null : (
          <>
            <Abandon deed={deed} />
            {missing.length === 0 ? null : (
              <span class="muted small" data-testid="missing-steps">
                {w.missing(missing.map(({ step }) => w.steps[step].name).join('、'))}
              </span>
            )}
            <button
              type="button"
              class="primary big"
              title={w.finishHelp}
              disabled={missing.length > 0}
              aria-busy={props.busy}
              data-testid="finish"
              onClick={() => void deed('finish')}
            >
              {w.finish}
            </button>
          </>
        )}
      </div>
    </section>
  );
}

function Abandon({ deed }: { readonly deed: Deed }) {
  const w = commissioningWords.value;
  const open = useSignal(false);
  const close = (): void => {
    open.value = false;
  };
  return (
    <>
      <button type="button" class="quiet" data-testid="abandon" onClick={() => (open.value = true)}>
        {w.abandon}
      </button>
      {open.value ? (
        <Dialog title={w.abandon} testId="abandon-box" onClose={close}>
          <p>{w.abandonText}</p>
          <div class="box-foot">
            <button type="button" data-autofocus onClick={close}>
              {words.value.cancel}
            </button>
            <button
              type="button"
              class="danger"
              data-testid="confirm-go"
              onClick={async () => {
                if (await deed('abandon')) close();
              }}
            >
              {w.abandon}
            </button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
