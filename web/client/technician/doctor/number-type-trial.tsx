/** A number that was refused is called again with each type of number; the one that works goes into the trunk's rule. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DoctorStarted } from '../../../../daemon/contract/pages-doctor.js';
import type { TypeTrial, TypeTry } from '../../../../daemon/terms/diagnosis.js';
import type { SentNumberType } from '../../../../daemon/terms/trunks.js';
import { loadSite, saveChange, siteInForce } from '../../admin/site-store.js';
import { call } from '../../parts/api.js';
import { Cause } from '../../parts/cause.js';
import { formatNumber } from '../../parts/number.js';
import { failureText, tellBad, tellFailure, tellGood } from '../../parts/toasts.js';
import { language } from '../../words/words.js';
import { usePolled } from '../polled.js';
import { doctorWords } from './doctor-words.js';

export function NumberTypeTrial({ span, number }: { readonly span: number; readonly number: string }) {
  const w = doctorWords.value.types;
  const id = useSignal('');
  const starting = useSignal(false);
  const { value } = usePolled<TypeTrial>(
    id.value === '' ? null : `/number-types/${id.value}`,
    ({ endedAt }) => endedAt !== null,
  );
  const trial = value.value;
  async function start(): Promise<void> {
    starting.value = true;
    const answer = await call<DoctorStarted>('POST', '/number-types', { span, number });
    starting.value = false;
    if (answer.ok) id.value = answer.value.id;
    else if (answer.code === 'not-now' && answer.error !== undefined) {
      const { message } = answer.error;
      tellBad((all) => `${failureText(all, 'not-now')} ${message}`);
    } else tellFailure(answer.code);
  }
  const running = id.value !== '' && trial?.endedAt === null;
  return (
    <section class="type-trial screen-only" aria-label={w.title} data-testid="type-trial">
      <p class="small">
        {w.how(formatNumber(number))}{' '}
        <button
          type="button"
          data-testid="type-trial-start"
          disabled={starting.value || running}
          aria-busy={starting.value || running}
          onClick={() => void start()}
        >
          {trial === null ? w.start : w.again}
        </button>
      </p>
      {trial === null ? null : <Tries trial={trial} />}
    </section>
  );
}

function Tries({ trial }: { readonly trial: TypeTrial }) {
  const w = doctorWords.value.types;
  return (
    <>
      <ol class="type-tries">
        {trial.tries.map((each) => (
          <li key={each.type} data-testid={`type-${each.type}`} data-state={each.state}>
            <b>
              {w.names[each.type]} {each.type === trial.inForce ? <span class="tag">{w.inForce}</span> : null}
            </b>
            <span class="number small">{each.calledNumber}</span>
            <span class={each.state === 'refused' || each.state === 'failed' ? 'problem' : ''}>
              <Outcome one={each} />
            </span>
          </li>
        ))}
      </ol>
      {trial.endedAt === null ? null : (
        <div aria-live="polite" data-testid="type-verdict">
          {trial.better === null ? <p>{w.none}</p> : <Offer trial={trial} better={trial.better} />}
        </div>
      )}
    </>
  );
}

function Outcome({ one: { state, cause, sameAs, why } }: { readonly one: TypeTry }) {
  const w = doctorWords.value.types;
  if (state === 'refused' && cause !== null) return <Cause cause={cause} />;
  if (state === 'same' && sameAs !== null) return <span class="muted">{w.same(w.names[sameAs])}</span>;
  return (
    <>
      {w.states[state]} {why === '' ? null : <span class="small">{why}</span>}
    </>
  );
}

/** One key asks, the second writes: a rule changes every call of the trunk. */
function Offer({ trial, better }: { readonly trial: TypeTrial; readonly better: SentNumberType }) {
  const w = doctorWords.value.types;
  const asked = useSignal(false);
  const saving = useSignal(false);
  const saved = useSignal(false);
  useEffect(() => {
    if (siteInForce.peek() === null) void loadSite();
  }, []);
  const trunk = siteInForce.value?.site.trunks?.find(({ id }) => id === trial.trunk);
  async function write(): Promise<void> {
    saving.value = true;
    const result = await saveChange((site) => ({
      change: 'trunks',
      trunks: (site.trunks ?? []).map((each) =>
        each.id === trial.trunk ? { ...each, out: { ...each.out, calledType: better } } : each,
      ),
    }));
    saving.value = false;
    asked.value = false;
    saved.value = result.ok;
    if (result.ok) tellGood(() => doctorWords.value.types.saved);
    else if (result.why === 'failure') tellFailure(result.code);
    else tellBad(() => doctorWords.value.types[result.why === 'conflict' ? 'conflict' : 'wrong']);
  }
  return (
    <>
      <p>
        <b>{w.better(w.names[better], w.names[trial.inForce])}</b>
      </p>
      {saved.value ? (
        <p class="tag good">{w.saved}</p>
      ) : trunk === undefined ? (
        <p class="muted small">{w.noTrunk}</p>
      ) : asked.value ? (
        <p class="slot-orders">
          <span>{w.confirm(trunk.name[language.value], w.names[better])}</span>
          <button
            type="button"
            class="primary"
            data-testid="type-confirm"
            disabled={saving.value}
            onClick={() => void write()}
          >
            {w.write}
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              asked.value = false;
            }}
          >
            {w.leave}
          </button>
        </p>
      ) : (
        <button
          type="button"
          class="primary"
          data-testid="type-write"
          onClick={() => {
            asked.value = true;
          }}
        >
          {w.offer(trunk.name[language.value])}
        </button>
      )}
    </>
  );
}
