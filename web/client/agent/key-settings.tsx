/** Other keys for the same actions; what is taken is refused and says by what. */
import { useSignal } from '@preact/signals';
import { Icon } from '../parts/icon.js';
import { words } from '../words/words.js';
import { actionText } from './key-words.js';
import { defaultKeymap, type KeyAction, keyActions, keyText, withKey } from './keymap.js';
import { keymap, setKeymap } from './keys.js';

export function KeySettings() {
  const w = words.value.settings;
  const asking = useSignal<KeyAction | null>(null);
  const problem = useSignal('');

  function onKeyDown(event: KeyboardEvent, action: KeyAction): void {
    if (asking.value !== action || ['Alt', 'Shift', 'Control', 'Meta'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      asking.value = null;
      return;
    }
    const next =
      event.altKey && !event.ctrlKey ? withKey(keymap.value, action, event.code) : { problem: 'bad' as const };
    if (!('problem' in next)) {
      setKeymap(next);
      problem.value = '';
    } else if (next.problem === 'taken') {
      const by = next.by === 'result' ? words.value.wrapUp.title : actionText(words.value, next.by);
      problem.value = w.keyTaken(keyText(event.code), by);
    } else problem.value = w.keyBad;
    asking.value = null;
  }

  return (
    <section>
      <h3>
        <Icon name="keypad" /> {w.keys}
      </h3>
      <p class="muted small">{w.keysWhy}</p>
      <ul class="key-list">
        {keyActions.map((action) => (
          <li key={action}>
            <span>{actionText(words.value, action)}</span>
            <button
              type="button"
              data-testid={`key-${action}`}
              class={asking.value === action ? 'chosen' : ''}
              aria-label={`${actionText(words.value, action)} ${keyText(keymap.value[action])}`}
              onClick={() => {
                asking.value = action;
                problem.value = '';
              }}
              onBlur={() => {
                if (asking.value === action) asking.value = null;
              }}
              onKeyDown={(event) => onKeyDown(event, action)}
            >
              {asking.value === action ? w.keyPress : <kbd>{keyText(keymap.value[action])}</kbd>}
            </button>
          </li>
        ))}
      </ul>
      <div class="box-foot">
        <span class="problem" role="alert" data-testid="key-problem">
          {problem.value}
        </span>
        <button
          type="button"
          onClick={() => {
            setKeymap(defaultKeymap);
            problem.value = '';
          }}
        >
          {w.keyReset}
        </button>
      </div>
    </section>
  );
}
