/** Every dial, newest first, and every one that was not allowed. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AttemptPage } from '../../../../daemon/contract/pages.js';
import type { AttemptRow } from '../../../../daemon/terms/outbound.js';
import type { StoredCampaign } from '../../../../daemon/terms/outbound-figures.js';
import { call } from '../../parts/api.js';
import { words } from '../../words/words.js';
import { openPlace, place } from '../page-state.js';
import { type AttemptFields, attemptPageSize, attemptQuery, noAttemptFields } from './attempt-fields.js';
import { AttemptFilters } from './attempt-filters.js';
import { AttemptLine } from './attempt-line.js';
import { attemptsWords } from './attempts-words.js';

/** More than anybody reads; who wants others asks more narrowly. */
const maxRows = 1_000;

interface Found {
  readonly rows: readonly AttemptRow[];
  readonly more: boolean;
  readonly state: 'loading' | 'loaded' | 'failed';
}

export function AttemptLog({ campaigns }: { readonly campaigns: readonly StoredCampaign[] }) {
  const t = attemptsWords.value;
  const ofLead = /^lead=([0-9a-z]{26})$/.exec(place.value)?.[1] ?? '';
  const fields = useSignal<AttemptFields>({ ...noAttemptFields, lead: ofLead });
  const found = useSignal<Found>({ rows: [], more: false, state: 'loading' });
  const open = useSignal('');
  const asked = useSignal(0);

  async function read(before: string | null): Promise<void> {
    asked.value += 1;
    const turn = asked.peek();
    const kept = before === null ? [] : found.peek().rows;
    found.value = { ...found.peek(), state: 'loading' };
    const answer = await call<AttemptPage>('GET', `/attempts?${attemptQuery(fields.peek(), before)}`);
    if (turn !== asked.peek()) return; // another question was asked meanwhile
    if (!answer.ok) {
      found.value = { rows: kept, more: false, state: 'failed' };
      return;
    }
    const { attempts } = answer.value;
    const rows = [...kept, ...attempts];
    found.value = { rows, more: attempts.length === attemptPageSize && rows.length < maxRows, state: 'loaded' };
  }
  useEffect(() => {
    fields.value = { ...fields.peek(), lead: ofLead };
    void read(null);
  }, [ofLead]);

  const { rows, more, state } = found.value;
  const put = (part: Partial<AttemptFields>): void => {
    fields.value = { ...fields.value, ...part };
  };
  const clear = (): void => {
    fields.value = noAttemptFields;
    if (ofLead === '') void read(null);
    else openPlace('attempts');
  };
  return (
    <section class="panel" aria-label={t.log.label}>
      <AttemptFilters campaigns={campaigns} fields={fields.value} put={put} go={() => void read(null)} clear={clear} />
      {rows.length === 0 ? null : (
        <div class="table-frame">
          <table class="attempts" data-testid="attempts">
            <thead>
              <tr>
                <th>{t.log.time}</th>
                <th>{t.number}</th>
                <th class="wide-only">{t.campaign}</th>
                <th>{t.log.result}</th>
                <th>{t.log.why}</th>
                <th>{t.agent}</th>
                <th class="right wide-only">{t.log.ring}</th>
                <th class="right">{t.log.talk}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((attempt) => (
                <AttemptLine
                  key={attempt.id}
                  attempt={attempt}
                  campaign={campaigns.find(({ campaign }) => campaign.id === attempt.campaign)?.campaign.name}
                  open={open.value === attempt.id}
                  toggle={() => (open.value = open.value === attempt.id ? '' : attempt.id)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="table-foot" data-testid="attempts-state" data-state={state}>
        {state === 'loading' ? (
          <span class="muted">{words.value.loading}</span>
        ) : rows.length === 0 && state === 'loaded' ? (
          <span class="muted" data-testid="attempts-empty">
            {JSON.stringify(fields.value) === JSON.stringify(noAttemptFields) ? t.log.emptyAll : t.log.empty}
          </span>
        ) : null}
        {state === 'loaded' && more ? (
          <button type="button" data-testid="attempts-more" onClick={() => void read(rows.at(-1)?.id ?? null)}>
            {t.earlier}
          </button>
        ) : null}
      </p>
      {state === 'failed' ? <ReadFailed again={() => void read(null)} /> : null}
    </section>
  );
}

export function ReadFailed({ again }: { readonly again: () => void }) {
  const t = attemptsWords.value;
  return (
    <p class="problem" role="alert">
      {t.failed}{' '}
      <button type="button" onClick={again}>
        {t.again}
      </button>
    </p>
  );
}
