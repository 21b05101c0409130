/** What the person behind a number has said of being called (CMP-03): looked up, and noted with its proof. */
import { useSignal } from '@preact/signals';
import type { ConsentList } from '../../../../daemon/contract/pages.js';
import { call } from '../../parts/api.js';
import { nowMs } from '../../parts/clock.js';
import { formatFull, formatMoment } from '../../parts/time.js';
import { tellFailure, tellGood } from '../../parts/toasts.js';
import { may } from '../../session/session.js';
import { attemptsWords } from '../log/attempts-words.js';
import { numberText, whoIs } from '../names.js';
import { numberAsked } from '../number-asked.js';

/** As the contract's consentLimits, whose schemas would come into the page with it. */
const limits = { source: 200, evidence: 1_000 } as const;

export function ConsentPart() {
  const t = attemptsWords.value.consent;
  const text = useSignal('');
  const found = useSignal<ConsentList | null>(null);
  const busy = useSignal(false);
  const number = numberAsked(text.value);
  async function look(): Promise<void> {
    if (number === null || busy.peek()) return;
    busy.value = true;
    const answer = await call<ConsentList>('GET', `/consents?number=${encodeURIComponent(number)}`);
    busy.value = false;
    if (answer.ok) found.value = answer.value;
    else tellFailure(answer.code);
  }
  return (
    <section class="panel consent" aria-label={t.title}>
      <header>
        <div>
          <h2>{t.title}</h2>
          <p class="small muted">{t.how}</p>
        </div>
      </header>
      <form
        class="consent-look"
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <input
          inputMode="tel"
          autocomplete="off"
          maxLength={32}
          aria-label={t.number}
          placeholder={t.number}
          data-testid="consent-number"
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            found.value = null;
          }}
        />
        <button type="submit" data-testid="consent-look" disabled={number === null} aria-busy={busy.value}>
          {t.look}
        </button>
      </form>
      {found.value === null ? null : (
        <>
          <History list={found.value} />
          {may('outbound.manage') ? <Note number={found.value.number} onNoted={() => void look()} /> : null}
        </>
      )}
    </section>
  );
}

function History({ list }: { readonly list: ConsentList }) {
  const t = attemptsWords.value.consent;
  const [newest] = list.consents;
  const now = newest === undefined ? 'none' : newest.given ? 'given' : 'withdrawn';
  return (
    <div data-testid="consent-history" data-now={now}>
      <p>
        <b>{numberText(list.number)}</b>{' '}
        <span class={`tag ${now === 'given' ? 'good' : now === 'withdrawn' ? 'bad' : ''}`}>{t.now[now]}</span>
      </p>
      {newest === undefined ? (
        <p class="muted">{t.none}</p>
      ) : (
        <div class="table-frame">
          <table>
            <thead>
              <tr>
                <th>{t.what}</th>
                <th>{t.at}</th>
                <th>{t.source}</th>
                <th>{t.evidence}</th>
                <th>{t.by}</th>
              </tr>
            </thead>
            <tbody>
              {list.consents.map(({ id, given, at, source, evidence, by, recordedAt }) => (
                <tr key={id} data-testid="consent-row">
                  <td>
                    <span class={`tag ${given ? 'good' : 'bad'}`}>{given ? t.given : t.withdrawn}</span>
                  </td>
                  <td title={formatFull(at)}>{formatMoment(at, nowMs.value)}</td>
                  <td class="consent-text">{source}</td>
                  <td class="consent-text">{evidence}</td>
                  <td class="muted" title={formatFull(recordedAt)}>
                    {whoIs(by)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function Note({ number, onNoted }: { readonly number: string; onNoted(): void }) {
  const t = attemptsWords.value.consent;
  const given = useSignal(true);
  const source = useSignal('');
  const evidence = useSignal('');
  const when = useSignal('');
  const busy = useSignal(false);
  async function put(): Promise<void> {
    if (busy.peek() || source.peek().trim() === '') return;
    busy.value = true;
    const at = when.peek() === '' ? Date.now() : new Date(when.peek()).getTime();
    const said = { number, given: given.peek(), at, source: source.peek(), evidence: evidence.peek() };
    const answer = await call<{ readonly id: string }>('POST', '/consents', said);
    busy.value = false;
    if (!answer.ok) {
      tellFailure(answer.code);
      return;
    }
    source.value = '';
    evidence.value = '';
    when.value = '';
    tellGood(() => attemptsWords.value.consent.saved);
    onNoted();
  }
  return (
    <form
      class="consent-note"
      onSubmit={(event) => {
        event.preventDefault();
        void put();
      }}
    >
      <select
        aria-label={t.what}
        data-testid="consent-given"
        value={given.value ? 'given' : 'withdrawn'}
        onChange={(event) => (given.value = event.currentTarget.value === 'given')}
      >
        <option value="given">{t.given}</option>
        <option value="withdrawn">{t.withdrawn}</option>
      </select>
      <input
        type="datetime-local"
        class="consent-when"
        aria-label={t.at}
        title={t.atHelp}
        data-testid="consent-at"
        value={when.value}
        onInput={(event) => (when.value = event.currentTarget.value)}
      />
      <input
        required
        maxLength={limits.source}
        aria-label={t.source}
        placeholder={t.sourceHelp}
        data-testid="consent-source"
        value={source.value}
        onInput={(event) => (source.value = event.currentTarget.value)}
      />
      <input
        maxLength={limits.evidence}
        aria-label={t.evidence}
        placeholder={t.evidenceHelp}
        data-testid="consent-evidence"
        value={evidence.value}
        onInput={(event) => (evidence.value = event.currentTarget.value)}
      />
      <button
        type="submit"
        class="primary"
        data-testid="consent-put"
        disabled={source.value.trim() === ''}
        aria-busy={busy.value}
      >
        {t.put}
      </button>
    </form>
  );
}
