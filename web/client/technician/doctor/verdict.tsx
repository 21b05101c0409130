/** Whose fault it is, what to do first, and a text for the carrier that can be sent as it is. */
import type { Verdict } from '../../../../daemon/terms/diagnosis.js';
import { copyText } from '../../floor/copy.js';
import { Icon } from '../../parts/icon.js';
import { tellBad, tellGood } from '../../parts/toasts.js';
import { markedText } from '../../training/training-floor.js';
import { language } from '../../words/words.js';
import { doctorWords } from './doctor-words.js';

export function VerdictShown({ verdict, onAgain }: { readonly verdict: Verdict; onAgain(): void }) {
  const w = doctorWords.value;
  const reader = language.value;
  const well = verdict.side === 'none';
  return (
    <section
      class={`panel verdict ${well ? 'well' : 'fault'}`}
      aria-label={w.verdict}
      data-testid="verdict"
      data-fault={verdict.fault}
    >
      <header>
        <h2>
          <Icon name={well ? 'check' : 'alert'} /> {verdict.words[reader]}
        </h2>
        <span class="verdict-acts screen-only">
          <button type="button" onClick={() => window.print()}>
            {w.print}
          </button>
          <button type="button" data-testid="examine-again" onClick={onAgain}>
            {w.again}
          </button>
        </span>
      </header>
      {well ? null : (
        <p>
          <span class="muted">{w.side}</span>{' '}
          <b class="tag bad" data-testid="verdict-side">
            {w.sides[verdict.side]}
          </b>
        </p>
      )}
      {verdict.next.length === 0 ? null : (
        <>
          <h3>{w.next}</h3>
          <ol class="next-steps">
            {verdict.next.map((step) => (
              <li key={step.en}>{step[reader]}</li>
            ))}
          </ol>
        </>
      )}
      {verdict.toCarrier[reader] === '' ? null : <CarrierText text={markedText(verdict.toCarrier[reader])} />}
    </section>
  );
}

function CarrierText({ text }: { readonly text: string }) {
  const w = doctorWords.value;
  async function copy(): Promise<void> {
    if (await copyText(text)) tellGood(() => doctorWords.value.copied);
    else tellBad(() => doctorWords.value.notCopied);
  }
  return (
    <div class="carrier-text">
      <header>
        <h3>{w.toCarrier}</h3>
        <button type="button" class="primary" data-testid="copy-carrier" onClick={() => void copy()}>
          {w.copy}
        </button>
      </header>
      <p class="carrier-words" data-testid="to-carrier">
        {text}
      </p>
    </div>
  );
}
