/** 线路开通: which line; then its steps on the left, the step in the middle, and why it is done on the right. */
import { useLocation } from 'preact-iso';
import type { CommissioningList } from '../../../../daemon/contract/pages-commissioning.js';
import type { Commissioning } from '../../../../daemon/terms/commissioning.js';
import { call } from '../../parts/api.js';
import { formatMoment } from '../../parts/time.js';
import { failureText, refusalText, tellBad } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { useRead } from '../polled.js';
import { allSpans } from '../trunks/trunks-state.js';
import { commissioningWords } from './commissioning-words.js';
import { Wizard } from './wizard.js';
import '../../admin/admin.css';
import '../../admin/forms.css';
import './commissioning.css';

export default function CommissioningPage({ id }: { readonly id: string }) {
  return id === '' ? <Start /> : <Wizard key={id} id={id} />;
}

function Start() {
  const w = commissioningWords.value;
  const { route } = useLocation();
  const { value, failure } = useRead<CommissioningList>('/commissionings', '');
  const all = value.value?.commissionings ?? [];
  async function start(span: number): Promise<void> {
    const answer = await call<Commissioning>('POST', '/commissionings', { span });
    if (answer.ok) route(`/lines/commissioning/${answer.value.id}`);
    else tellBad((all) => refusalText(all, answer));
  }
  return (
    <>
      <section class="panel" aria-label={w.title}>
        <p class="muted">{w.how}</p>
        <div class="doctor-starts">
          {allSpans.value
            .filter(({ span }) => !all.some((each) => each.span === span && each.endedAt === null))
            .map(({ span, name }) => (
              <button
                key={span}
                type="button"
                class="big"
                data-testid={`commission-${span}`}
                onClick={() => void start(span)}
              >
                {w.start(name)}
              </button>
            ))}
        </div>
      </section>
      <section class="panel" aria-labelledby="commissionings-title">
        <header>
          <h2 id="commissionings-title">{w.list}</h2>
        </header>
        {failure.value === null ? null : <p class="problem">{failureText(words.value, failure.value)}</p>}
        {value.value !== null && all.length === 0 ? <p class="empty">{w.none}</p> : null}
        <ul class="commissionings">
          {all.map((each) => (
            <li key={each.id}>
              <b>{allSpans.value.find(({ span }) => span === each.span)?.name ?? `E1-${each.span}`}</b>
              <span class={`tag ${each.endedAt === null ? 'strong' : ''}`}>
                {each.endedAt === null ? w.open : each.steps.at(-1)?.state === 'good' ? w.finished : w.abandon}
              </span>
              <span class="muted small">
                {formatMoment(each.startedAt, Date.now())} · {each.by} · {w.steps[each.step].name}
              </span>
              <a class="button" href={`/lines/commissioning/${each.id}`} data-testid="resume">
                {each.endedAt === null ? w.resume : w.look}
              </a>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
