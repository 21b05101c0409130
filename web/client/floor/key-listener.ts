/** Carries the supervisor's keys to what they do. */
import { calls } from '../live/live.js';
import { may } from '../session/session.js';
import { openBox, stopSupervising, supervise, undo } from './floor-actions.js';
import { commandOf, type FloorCommand, isArrow, moved } from './floor-keys.js';
import { choose, chosen, chosenPart, open, tab } from './floor-state.js';
import { lastMove } from './moves.js';
import { axis, stripOfAgent } from './strips.js';
import { hideTip } from './tooltip.js';
import { waitingCalls } from './waiting-calls.js';

/** Where letters and arrows belong to the field itself. */
const typing = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]';
const ownArrows = '[role=tablist], [role=radiogroup], [data-own-arrows], audio';

/** `shownIds`: agents in the order on the screen. `find` puts the focus into the search. */
export function startFloorKeys(shownIds: () => readonly string[], find: () => void): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const command = commandOf(event);
    const target = event.target instanceof Element ? event.target : null;
    if (command === null || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
    if (target?.matches(typing) || (isArrow(command) && target?.closest(ownArrows))) return;
    if (isArrow(command) && tab.peek() !== 'agents') return;
    if (run(command, shownIds, find)) event.preventDefault();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

/** False: the key did nothing here. */
function run(command: FloorCommand, shownIds: () => readonly string[], find: () => void): boolean {
  switch (command) {
    case 'up':
    case 'down':
    case 'first':
    case 'last':
      return step(moved(shownIds(), chosen.peek(), command));
    case 'part-before':
      return walk(-1);
    case 'part-after':
      return walk(1);
    case 'filter':
      tab.value = 'agents';
      find();
      return true;
    case 'keys':
      open.value = { box: 'keys' };
      return true;
    case 'why':
      return why();
    default:
      return may('floor.supervise') && act(command);
  }
}

/** Of the chosen agent; with nobody chosen, of who has waited longest. */
function why(): boolean {
  const first = waitingCalls(calls.peek().values())[0];
  if (chosen.peek() === '' && first !== undefined) open.value = { box: 'why', call: first.id };
  else openBox('why-agent');
  return true;
}

function act(command: FloorCommand): boolean {
  switch (command) {
    case 'listen':
    case 'whisper':
    case 'barge':
      void supervise(command);
      return true;
    case 'stop':
      void stopSupervising();
      chosenPart.value = null;
      hideTip();
      return true;
    case 'take-over':
    case 'release':
    case 'force':
    case 'move':
      openBox(command);
      return true;
    case 'undo': {
      const last = lastMove.peek();
      if (last !== null) void undo(last.agent);
      return last !== null;
    }
    default:
      return false;
  }
}

function step(agent: string): boolean {
  if (agent === '') return false;
  hideTip();
  choose(agent);
  document.querySelector(`[data-agent="${CSS.escape(agent)}"]`)?.scrollIntoView({ block: 'nearest' });
  return true;
}

function walk(by: 1 | -1): boolean {
  const strip = stripOfAgent(chosen.peek()).peek();
  if (chosen.peek() === '' || strip.length === 0) return false;
  const last = strip.length - 1;
  const first = strip.findIndex((part, at) => (strip[at + 1]?.from ?? part.from + 1) > axis.peek().from);
  const now = chosenPart.peek();
  chosenPart.value = now === null ? last : Math.min(Math.max(now + by, Math.max(first, 0)), last);
  return true;
}
