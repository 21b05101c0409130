/** Numbers on to the do-not-call list, or off it again: pasted, counted before it is done, always with a reason. */
import { useSignal } from '@preact/signals';
import { Dialog } from '../../parts/dialog.js';
import { tellGood } from '../../parts/toasts.js';
import { may } from '../../session/session.js';
import { words } from '../../words/words.js';
import { useActing } from '../lists/act-box.js';
import { attemptsWords } from '../log/attempts-words.js';
import { maxNumbers, pastedNumbers } from './pasted-numbers.js';

interface Added {
  readonly added: number;
  readonly known: number;
  readonly refused: readonly string[];
}
/** The page shows at most so many of what was refused. */
const refusedShown = 20;

export function NumbersBox(props: {
  readonly deed: 'add' | 'remove';
  /** Ticked ones. */
  readonly numbers: readonly string[];
  onClose(): void;
  changed(): void;
}) {
  const t = attemptsWords.value.dnc;
  const { deed } = props;
  const text = useSignal(props.numbers.join('\n'));
  const reason = useSignal('');
  const refused = useSignal<readonly string[]>([]);
  const acting = useActing();
  const { numbers, repeated } = pastedNumbers(text.value);
  const tooMany = numbers.length > maxNumbers;
  const usable = numbers.length > 0 && !tooMany && reason.value.trim() !== '';

  async function go(): Promise<void> {
    if (!usable) return;
    const body = { numbers, reason: reason.value };
    if (deed === 'remove') {
      const done = await acting.ask<{ readonly removed: number }>('POST', '/dnc/remove', body);
      if (done === null) return;
      tellGood(() => attemptsWords.value.dnc.removed(done.removed));
    } else {
      const done = await acting.ask<Added>('POST', '/dnc', body);
      if (done === null) return;
      tellGood(() => attemptsWords.value.dnc.added(done.added, done.known));
      refused.value = done.refused;
      text.value = done.refused.join('\n');
    }
    props.changed();
    if (refused.peek().length === 0) props.onClose();
  }
  return (
    <Dialog title={deed === 'add' ? t.add : t.remove} testId="numbers-box" onClose={props.onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        {deed === 'remove' ? <p class="warning">{t.removeWarn}</p> : null}
        {deed === 'remove' && !may('numbers.full') ? <p class="muted small">{t.masked}</p> : null}
        {refused.value.length === 0 ? null : (
          <p class="problem" role="alert" data-testid="numbers-refused">
            {t.refused(refused.value.length)}{' '}
            {refused.value.slice(0, refusedShown).join(words.value.locale === 'zh-CN' ? '、' : ', ')}
          </p>
        )}
        <label>
          <span>{t.paste}</span>
          <textarea
            data-autofocus={props.numbers.length === 0 ? true : undefined}
            data-testid="numbers-text"
            class="paste-text"
            rows={7}
            spellcheck={false}
            placeholder={t.pasteHelp}
            value={text.value}
            onInput={(event) => (text.value = event.currentTarget.value)}
          />
        </label>
        <p class="small muted" data-testid="numbers-found">
          {tooMany ? <span class="problem">{t.tooMany(maxNumbers)}</span> : t.found(numbers.length)}
          {repeated > 0 ? ` · ${t.twice(repeated)}` : ''}
        </p>
        <label>
          <span>{t.why}</span>
          <input
            data-autofocus={props.numbers.length > 0 ? true : undefined}
            data-testid="numbers-reason"
            maxLength={200}
            placeholder={deed === 'add' ? t.whyAdd : t.whyRemove}
            value={reason.value}
            onInput={(event) => (reason.value = event.currentTarget.value)}
          />
        </label>
        <div class="box-foot">
          <button type="button" onClick={props.onClose}>
            {words.value.cancel}
          </button>
          <button
            type="submit"
            class={deed === 'add' ? 'primary' : 'danger'}
            data-testid="numbers-go"
            disabled={!usable}
            aria-busy={acting.busy.value}
          >
            {deed === 'add' ? t.addGo(numbers.length) : t.removeGo(numbers.length)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
