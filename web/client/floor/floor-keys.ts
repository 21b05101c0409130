/** The supervisor's keys. They work wherever nothing is being typed and no box is open. */
export type FloorCommand =
  | 'up'
  | 'down'
  | 'first'
  | 'last'
  | 'part-before'
  | 'part-after'
  | 'listen'
  | 'whisper'
  | 'barge'
  | 'stop'
  | 'take-over'
  | 'release'
  | 'force'
  | 'move'
  | 'why'
  | 'filter'
  | 'undo'
  | 'keys';

interface Pressed {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
}

const arrows: Readonly<Record<string, FloorCommand>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  ArrowLeft: 'part-before',
  ArrowRight: 'part-after',
};
const keys: Readonly<Record<string, FloorCommand>> = {
  '1': 'listen',
  '2': 'whisper',
  '3': 'barge',
  '0': 'stop',
  Escape: 'stop',
  t: 'take-over',
  r: 'release',
  f: 'force',
  m: 'move',
  w: 'why',
  '/': 'filter',
  z: 'undo',
  k: 'keys',
  '?': 'keys',
};

/** Null: not a key of the floor. With Alt, Ctrl or an input method at work a key belongs to somebody else. */
export function commandOf(pressed: Pressed): FloorCommand | null {
  if (pressed.altKey || pressed.ctrlKey || pressed.metaKey || pressed.isComposing) return null;
  const { key } = pressed;
  return arrows[key] ?? keys[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** Arrows move within a list of tabs, a table or a choice if the focus is there. */
export function isArrow(command: FloorCommand): boolean {
  return Object.values(arrows).includes(command);
}

/** The id to choose next, in the order shown; '' if there is nobody. */
export function moved(ids: readonly string[], chosen: string, command: 'up' | 'down' | 'first' | 'last'): string {
  const at = ids.indexOf(chosen);
  const last = ids.length - 1;
  if (command === 'first' || (command === 'down' && at < 0)) return ids[0] ?? '';
  if (command === 'last' || (command === 'up' && at < 0)) return ids[last] ?? '';
  return ids[command === 'down' ? Math.min(at + 1, last) : Math.max(at - 1, 0)] ?? '';
}
