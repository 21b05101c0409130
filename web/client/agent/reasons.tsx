/** 示忙: why. Number keys, arrows, Enter, Escape; a click elsewhere closes it. */
import { useEffect, useRef } from 'preact/hooks';
import { choosableReasons } from '../../../daemon/terms/agents.js';
import { words } from '../words/words.js';
import { notReady } from './actions.js';
import { closeBox } from './boxes.js';

export function Reasons() {
  const w = words.value;
  const menu = useRef<HTMLDivElement>(null);
  const items = (): HTMLElement[] => [...(menu.current?.querySelectorAll('button') ?? [])];

  useEffect(() => {
    const before = document.activeElement;
    items()[0]?.focus();
    const onPointer = (event: PointerEvent): void => {
      if (!menu.current?.parentElement?.contains(event.target as Node)) closeBox('reasons');
    };
    window.addEventListener('pointerdown', onPointer);
    return () => {
      window.removeEventListener('pointerdown', onPointer);
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Tab') closeBox('reasons');
    if (step === 0) return;
    event.preventDefault();
    all[(at + step + all.length) % all.length]?.focus();
  }

  return (
    <div ref={menu} class="menu" role="menu" tabIndex={-1} aria-label={w.bar.chooseReason} onKeyDown={onKeyDown}>
      <p class="muted">{w.bar.chooseReason}</p>
      {choosableReasons.map((reason, place) => (
        <button
          key={reason}
          type="button"
          role="menuitem"
          data-testid={`reason-${reason}`}
          onClick={() => notReady(reason)}
        >
          <kbd>{place + 1}</kbd>
          {w.reasons[reason]}
        </button>
      ))}
    </div>
  );
}
