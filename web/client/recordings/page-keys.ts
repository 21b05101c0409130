/** Carries keys to the list and the player; not while somebody types, and not over an open dialog. */
import { focusDrawn } from '../parts/focus.js';
import { commentFieldId } from './comments.js';
import { choose, chosen, openTab, play, shownIds, tab } from './page-state.js';
import { openPlayer } from './player-state.js';
import { firstItemId } from './score-form.js';
import { findFieldId } from './search.js';

const typing = 'input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]';
const seekMs = 5_000;

export function startRecordingKeys(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (target?.matches(typing) || document.querySelector('dialog[open]') !== null) return;
    // A button does what it says when Space or Enter is pressed on it.
    const pressed = event.key === ' ' || event.key === 'Enter';
    if (pressed && target?.closest('button, a, summary')) return;
    if (run(event.key)) event.preventDefault();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

/** False: the key did nothing here. */
function run(key: string): boolean {
  const player = openPlayer.peek();
  switch (key) {
    case 'ArrowDown':
      return step(1);
    case 'ArrowUp':
      return step(-1);
    case 'Enter':
      if (chosen.peek() === '') return false;
      if (player) player.toggle();
      else play(chosen.peek());
      return true;
    case ' ':
      player?.toggle();
      return player !== null;
    case 'ArrowLeft':
      player?.by(-seekMs);
      return player !== null;
    case 'ArrowRight':
      player?.by(seekMs);
      return player !== null;
    case '[':
      player?.faster(-1);
      return player !== null;
    case ']':
      player?.faster(1);
      return player !== null;
    case 'n':
    case 'N':
      player?.next('silence');
      return player !== null;
    case 'm':
    case 'M':
      player?.next('talkOver');
      return player !== null;
    case 'c':
    case 'C':
      return focus(commentFieldId);
    case 's':
    case 'S':
      return focus(firstItemId);
    case '/':
      if (tab.peek() !== 'search') openTab('search');
      focusDrawn(() => document.getElementById(findFieldId));
      return true;
    default:
      return false;
  }
}

function focus(id: string): boolean {
  const field = document.getElementById(id);
  field?.focus();
  field?.scrollIntoView({ block: 'nearest' });
  return field !== null;
}

function step(by: 1 | -1): boolean {
  const ids = shownIds.peek();
  const at = ids.indexOf(chosen.peek());
  const next = ids[Math.min(ids.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  if (next === undefined) return false;
  choose(next);
  document.querySelector(`[role=option][data-id="${CSS.escape(next)}"]`)?.scrollIntoView({ block: 'nearest' });
  return true;
}
