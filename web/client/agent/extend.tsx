/** As long again, once, and why: the supervisor sees it. */
import { useSignal } from '@preact/signals';
import { me } from '../live/live.js';
import { Dialog } from '../parts/dialog.js';
import { words } from '../words/words.js';
import { act, canAct, extendWrapUp } from './actions.js';
import { closeBox } from './boxes.js';
import { keyName, keyText } from './keymap.js';
import { keymap } from './keys.js';

/** As in the contract. */
const maxReasonLength = 200;

export function ExtendButton() {
  const w = words.value;
  const code = keymap.value['extend-wrap-up'];
  const used = me.value?.wrapUpExtended === true;
  return (
    <button
      type="button"
      class="quiet extend"
      data-testid="btn-extend"
      disabled={!canAct('extend-wrap-up')}
      aria-keyshortcuts={keyText(code)}
      title={used ? w.extend.used : `${w.extend.title} (${keyText(code)})`}
      onClick={() => act('extend-wrap-up')}
    >
      <span>{used ? w.extend.used : w.verbs['extend-wrap-up']}</span>
      {used ? null : <kbd>{keyName(code)}</kbd>}
    </button>
  );
}

export function ExtendBox() {
  const w = words.value.extend;
  const reason = useSignal<string>(w.choices[0] ?? '');
  const own = useSignal('');
  const text = (own.value.trim() || reason.value).slice(0, maxReasonLength);
  return (
    <Dialog title={w.title} testId="extend-box" onClose={() => closeBox('extend')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text !== '') void extendWrapUp(text);
        }}
      >
        <p class="muted">{w.why}</p>
        <fieldset class="choices">
          <legend class="hidden">{w.reason}</legend>
          {w.choices.map((choice, place) => (
            <label key={choice} class="choice-row">
              <input
                type="radio"
                name="extend-reason"
                data-autofocus={place === 0 ? true : undefined}
                checked={own.value === '' && reason.value === choice}
                onChange={() => {
                  reason.value = choice;
                  own.value = '';
                }}
              />
              <span>{choice}</span>
            </label>
          ))}
        </fieldset>
        <label>
          <span>{w.own}</span>
          <input
            data-testid="extend-own"
            maxLength={maxReasonLength}
            value={own.value}
            onInput={(event) => {
              own.value = event.currentTarget.value;
            }}
          />
        </label>
        <div class="box-foot">
          <button type="submit" class="primary" data-testid="extend-go" disabled={text === ''}>
            {w.go} <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}
