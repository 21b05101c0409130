/** F1: the keys. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Words, words } from '../words/words.js';
import { Icon } from './icon.js';

export const helpOpen = signal(false);

export function startHelpKey(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'F1') return;
    event.preventDefault();
    helpOpen.value = !helpOpen.value;
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

const rows: readonly (readonly [readonly string[], keyof Words['help']['keys']])[] = [
  [['Alt', 'I'], 'ready'],
  [['Alt', 'B'], 'notReady'],
  [['Alt', 'A'], 'hangUp'],
  [['Alt', 'W'], 'endWrapUp'],
  [['Alt', '1…9'], 'disposition'],
  [['Alt', 'N'], 'note'],
  [['Ctrl', 'Enter'], 'noteSave'],
  [['F1'], 'help'],
  [['Esc'], 'escape'],
];

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helpOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const w = words.value;
  const close = (): void => {
    helpOpen.value = false;
  };
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close}>
      <header>
        <h2 id="help-title">{w.help.title}</h2>
        <button type="button" class="quiet" aria-label={w.close} onClick={close}>
          <Icon name="cross" />
        </button>
      </header>
      <p class="muted">{w.help.why}</p>
      <dl>
        {rows.map(([keys, name]) => (
          <div key={name}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{w.help.keys[name]}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
