/** The agent's keys. They need Alt, so they never disturb a Chinese input method; codes, so layouts don't matter. */
import { choosableReasons, dispositions } from '../../../daemon/terms/agents.js';
import { me } from '../live/live.js';
import { act, choosingReason, dispose, notReady, openReasons } from './actions.js';
import { focusNote } from './note-focus.js';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

/** 0-based place of a digit key 1-9, or -1. */
function digitPlace(event: KeyboardEvent): number {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  return digit === undefined ? -1 : Number(digit) - 1;
}

const withAlt: Readonly<Record<string, () => void>> = {
  KeyI: () => act('ready'),
  KeyB: openReasons,
  KeyW: () => act('end-wrap-up'),
  KeyA: () => act('hang-up'),
  KeyN: focusNote,
};

/** True: the key was ours. */
function handle(event: KeyboardEvent): boolean {
  const place = digitPlace(event);
  if (choosingReason.value) {
    const reason = choosableReasons[place];
    if (reason !== undefined) notReady(reason);
    else if (event.key === 'Escape') choosingReason.value = false;
    else return false;
    return true;
  }
  const plain = !event.altKey && !isTyping(event.target) && me.value?.state === 'wrap-up';
  if (place >= 0 && (event.altKey || plain)) {
    const disposition = dispositions[place];
    if (disposition !== undefined) dispose(disposition);
    return disposition !== undefined;
  }
  const run = event.altKey ? withAlt[event.code] : undefined;
  run?.();
  return run !== undefined;
}

export function startAgentKeys(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (me.value === null || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (handle(event)) event.preventDefault();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}
