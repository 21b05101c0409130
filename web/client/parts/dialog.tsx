/** A box over the page: takes the focus, gives it back, closes with Escape. */
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { words } from '../words/words.js';
import { Icon } from './icon.js';
import './dialog.css';

export function Dialog(props: {
  readonly title: string;
  readonly testId: string;
  readonly class?: string;
  /** Absent: it cannot be closed. */
  readonly onClose?: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { onClose } = props;
  // Before the next key: who types on after Alt+T must not lose a letter.
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      // While it is open, nothing outside of it takes the focus.
      dialog.current?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`box ${props.class ?? ''}`}
      aria-labelledby={titleId}
      data-testid={props.testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose?.();
      }}
    >
      <div class="box-inner">
        <header>
          <h2 id={titleId}>{props.title}</h2>
          {onClose === undefined ? null : (
            <button type="button" class="quiet" aria-label={`${words.value.close} (Esc)`} onClick={onClose}>
              <Icon name="cross" />
            </button>
          )}
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
