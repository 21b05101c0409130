/** Something more that a person has said, with where it was said and what proves it; notes are only added. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { localInput, momentOf } from '../../agent/local-time.js';
import { siteTimeZone } from '../../agent/own-settings.js';
import { call } from '../../parts/api.js';
import { serverNowMs } from '../../parts/clock.js';
import { tellFailure, tellGood } from '../../parts/toasts.js';
import { attemptsWords } from '../log/attempts-words.js';

/** As the contract's consentLimits, whose schemas would come into the page with it. */
const limits = { source: 200, evidence: 1_000 } as const;

type Wrong = 'source' | 'when' | 'future' | 'refused';

export function ConsentNote({ number, onNoted }: { readonly number: string; onNoted(): void }) {
  const t = attemptsWords.value.consent;
  const form = useRef<HTMLFormElement>(null);
  const given = useSignal(true);
  const source = useSignal('');
  const evidence = useSignal('');
  const when = useSignal('');
  const wrong = useSignal<Wrong | null>(null);
  const busy = useSignal(false);

  /** Half a date reads as none, which would be now. */
  const isHalf = (): boolean =>
    form.current?.querySelector<HTMLInputElement>('.consent-when')?.validity.badInput ?? false;
  function refuse(why: Wrong): void {
    wrong.value = why;
    form.current?.querySelector<HTMLInputElement>(why === 'source' ? '.consent-source' : '.consent-when')?.focus();
  }
  async function put(): Promise<void> {
    if (busy.peek()) return;
    const nowMs = serverNowMs();
    const at = when.peek() === '' ? nowMs : momentOf(when.peek(), siteTimeZone.peek());
    if (isHalf() || at === null) return refuse('when');
    // The minute that is just now has begun already.
    if (at > nowMs) return refuse('future');
    if (source.peek().trim() === '') return refuse('source');
    wrong.value = null;
    busy.value = true;
    const said = { number, given: given.peek(), at: Math.round(at), source: source.peek(), evidence: evidence.peek() };
    const answer = await call<{ readonly id: string }>('POST', '/consents', said);
    busy.value = false;
    if (!answer.ok) {
      if (answer.code === 'bad-request') wrong.value = 'refused';
      else tellFailure(answer.code);
      return;
    }
    source.value = '';
    evidence.value = '';
    when.value = '';
    tellGood(() => attemptsWords.value.consent.saved);
    onNoted();
  }
  const typed = (into: { value: string }) => (event: { readonly currentTarget: HTMLInputElement }) => {
    into.value = event.currentTarget.value;
    wrong.value = null;
  };
  return (
    <form
      ref={form}
      class="consent-note"
      noValidate
      aria-label={t.newOne}
      onSubmit={(event) => {
        event.preventDefault();
        void put();
      }}
    >
      <label>
        <span>{t.what}</span>
        <select
          data-testid="consent-given"
          value={given.value ? 'given' : 'withdrawn'}
          onChange={(event) => (given.value = event.currentTarget.value === 'given')}
        >
          <option value="given">{t.given}</option>
          <option value="withdrawn">{t.withdrawn}</option>
        </select>
      </label>
      <label>
        <span>{t.atHelp}</span>
        <input
          type="datetime-local"
          class="consent-when"
          max={localInput(serverNowMs(), siteTimeZone.value)}
          aria-invalid={wrong.value === 'when' || wrong.value === 'future'}
          data-testid="consent-at"
          value={when.value}
          onInput={typed(when)}
        />
      </label>
      <label class="wide">
        <span>{t.source}</span>
        <input
          class="consent-source"
          maxLength={limits.source}
          placeholder={t.sourceHelp}
          aria-required
          aria-invalid={wrong.value === 'source'}
          data-testid="consent-source"
          value={source.value}
          onInput={typed(source)}
        />
      </label>
      <label class="wide">
        <span>{t.evidence}</span>
        <input
          maxLength={limits.evidence}
          placeholder={t.evidenceHelp}
          data-testid="consent-evidence"
          value={evidence.value}
          onInput={typed(evidence)}
        />
      </label>
      <button type="submit" class="primary" data-testid="consent-put" aria-busy={busy.value}>
        {t.put}
      </button>
      {wrong.value === null ? null : (
        <p class="problem" role="alert" data-testid="consent-wrong">
          {t.wrongNote[wrong.value]}
        </p>
      )}
    </form>
  );
}
