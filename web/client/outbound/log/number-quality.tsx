/** What past attempts say of numbers (OUT-11). */
import { useSignal } from '@preact/signals';
import type { NumberQualityList } from '../../../../daemon/contract/pages.js';
import type { NumberQuality } from '../../../../daemon/terms/outbound-figures.js';
import { call } from '../../parts/api.js';
import { nowMs } from '../../parts/clock.js';
import { formatMoment } from '../../parts/time.js';
import { tellFailure } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { numberText } from '../names.js';
import { numberAsked } from '../number-asked.js';
import { pastedNumbers } from '../numbers/pasted-numbers.js';
import { ResultTag } from '../result-tag.js';
import { attemptsWords } from './attempts-words.js';

/** Of one request. */
const maxNumbers = 100;
const flagTags: Readonly<Record<NumberQuality['flag'], string>> = {
  vacant: 'bad',
  suspended: 'bad',
  unreached: 'ending-abandoned',
  good: 'good',
  unknown: '',
};

export function NumberQualityPart() {
  const t = attemptsWords.value.quality;
  const text = useSignal('');
  const found = useSignal<readonly NumberQuality[] | null>(null);
  const busy = useSignal(false);
  const pieces = pastedNumbers(text.value).numbers;
  const numbers = pieces.flatMap((piece) => numberAsked(piece) ?? []).slice(0, maxNumbers);
  const unread = pieces.filter((piece) => numberAsked(piece) === null).length;
  async function go(): Promise<void> {
    if (busy.peek() || numbers.length === 0) return;
    busy.value = true;
    const answer = await call<NumberQualityList>('GET', `/number-quality?numbers=${numbers.join(',')}`);
    busy.value = false;
    if (answer.ok) found.value = answer.value.numbers;
    else tellFailure(answer.code);
  }
  return (
    <section class="panel" aria-label={t.title}>
      <header>
        <div>
          <h2>{t.title}</h2>
          <p class="small muted">{t.how}</p>
        </div>
      </header>
      <div class="quality-columns">
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void go();
          }}
        >
          <textarea
            class="paste-text"
            data-testid="quality-text"
            aria-label={attemptsWords.value.dnc.paste}
            rows={10}
            spellcheck={false}
            placeholder={attemptsWords.value.dnc.pasteHelp}
            value={text.value}
            onInput={(event) => (text.value = event.currentTarget.value)}
          />
          {unread > 0 ? <p class="small problem">{t.unread(unread)}</p> : null}
          <button
            type="submit"
            class="primary"
            data-testid="quality-go"
            disabled={numbers.length === 0}
            aria-busy={busy.value}
          >
            {t.go} ({numbers.length})
          </button>
        </form>
        {found.value === null ? <p class="empty">{t.empty}</p> : <Rows rows={found.value} />}
      </div>
    </section>
  );
}

function Rows({ rows }: { readonly rows: readonly NumberQuality[] }) {
  const t = attemptsWords.value.quality;
  const moment = (at: number | null): string => (at === null ? words.value.none : formatMoment(at, nowMs.value));
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            <th>{attemptsWords.value.number}</th>
            <th>{t.flag}</th>
            <th class="right">{t.attempts}</th>
            <th>{t.last}</th>
            <th class="wide-only">{t.when}</th>
            <th class="wide-only">{t.connected}</th>
            <th>{t.dnc}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.number} data-testid="quality-row" data-flag={row.flag}>
              <td class="number">{numberText(row.number)}</td>
              <td>
                <span class={`tag ${flagTags[row.flag]}`}>{t.flags[row.flag]}</span>
              </td>
              <td class="right">{row.attempts}</td>
              <td>{row.lastResult === null ? words.value.none : <ResultTag result={row.lastResult} />}</td>
              <td class="wide-only muted">{moment(row.lastAttemptAt)}</td>
              <td class="wide-only muted">{moment(row.lastConnectedAt)}</td>
              <td>{row.dnc === null ? words.value.none : <span class="tag bad">{row.dnc.reason}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
