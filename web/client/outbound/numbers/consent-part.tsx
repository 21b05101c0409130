/** What the person behind a number has said of being called (CMP-03): looked up, and noted with its proof. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ConsentList } from '../../../../daemon/contract/pages.js';
import type { FailureCode } from '../../live/requests.js';
import { call } from '../../parts/api.js';
import { failureText } from '../../parts/toasts.js';
import { may } from '../../session/session.js';
import { words } from '../../words/words.js';
import { attemptsWords } from '../log/attempts-words.js';
import { ConsentHistory } from './consent-history.js';
import { ConsentNote } from './consent-note.js';
import { consentNumber, type NumberProblem } from './consent-number.js';

export function ConsentPart() {
  const t = attemptsWords.value.consent;
  const field = useRef<HTMLInputElement>(null);
  const text = useSignal('');
  const problem = useSignal<NumberProblem | null>(null);
  const failure = useSignal<FailureCode | null>(null);
  const found = useSignal<ConsentList | null>(null);
  const busy = useSignal(false);
  async function look(): Promise<void> {
    if (busy.peek()) return;
    const read = consentNumber(text.peek());
    problem.value = 'problem' in read ? read.problem : null;
    failure.value = null;
    if ('problem' in read) {
      field.current?.focus();
      return;
    }
    busy.value = true;
    const answer = await call<ConsentList>('GET', `/consents?number=${encodeURIComponent(read.number)}`);
    busy.value = false;
    if (answer.ok) found.value = answer.value;
    else failure.value = answer.code;
  }
  const wrong =
    problem.value !== null
      ? t.wrong[problem.value]
      : failure.value === null
        ? null
        : failure.value === 'bad-request'
          ? t.wrong['too-short']
          : failureText(words.value, failure.value);
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
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <label>
          <span>{t.number}</span>
          <input
            ref={field}
            inputMode="tel"
            autocomplete="off"
            maxLength={32}
            placeholder={t.numberHelp}
            aria-invalid={wrong !== null}
            aria-describedby={wrong === null ? undefined : 'consent-number-wrong'}
            data-testid="consent-number"
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value;
              problem.value = null;
              failure.value = null;
              found.value = null;
            }}
          />
        </label>
        <button type="submit" data-testid="consent-look" aria-busy={busy.value}>
          {t.look}
        </button>
      </form>
      {wrong === null ? null : (
        <p class="problem" role="alert" id="consent-number-wrong" data-testid="consent-number-wrong">
          {wrong}
        </p>
      )}
      {found.value === null ? null : (
        <>
          <ConsentHistory list={found.value} />
          {may('outbound.manage') ? (
            <ConsentNote
              key={found.value.number}
              number={found.value.number}
              onNoted={() => {
                void look();
                // The next number can be typed over this one.
                field.current?.focus();
                field.current?.select();
              }}
            />
          ) : null}
        </>
      )}
    </section>
  );
}
