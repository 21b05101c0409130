/**
 * Which Alt key does what. Keys are named by KeyboardEvent.code, so a Chinese input method or another layout changes
 * nothing; each agent may choose his own on this computer. Alt+1…9, 0 and - are the results, always.
 */
export const keyActions = [
  'answer',
  'hold',
  'mute',
  'transfer',
  'consult',
  'conference',
  'toggle',
  'complete',
  'park',
  'rate',
  'dial',
  'ready',
  'not-ready',
  'end-wrap-up',
  'extend-wrap-up',
  'note',
  'task',
  'next-call-back',
  'lock',
  'dial-lead',
  'skip-lead',
  'leads',
  'recording',
] as const;
export type KeyAction = (typeof keyActions)[number];
/** The code of each action's key. */
export type Keymap = Readonly<Record<KeyAction, string>>;

export const defaultKeymap: Keymap = {
  answer: 'KeyA',
  hold: 'KeyH',
  mute: 'KeyM',
  transfer: 'KeyT',
  consult: 'KeyC',
  conference: 'Digit3',
  toggle: 'KeyG',
  complete: 'KeyO',
  park: 'KeyP',
  rate: 'KeyR',
  dial: 'KeyD',
  ready: 'KeyI',
  'not-ready': 'KeyB',
  'end-wrap-up': 'KeyW',
  'extend-wrap-up': 'KeyX',
  note: 'KeyN',
  task: 'KeyK',
  'next-call-back': 'KeyJ',
  lock: 'KeyL',
  'dial-lead': 'KeyV',
  'skip-lead': 'KeyE',
  leads: 'KeyZ',
  recording: 'KeyY',
};

/** Came later: who has put something else on their keys keeps it, and they go to the first free letter. */
const later: readonly KeyAction[] = ['dial-lead', 'skip-lead', 'leads', 'recording'];
/** Neither taken by default nor the quick note's, the script's, or the browser's menu. */
const freeLetters = ['KeyU', 'Comma', 'Period', 'Slash', 'Semicolon', 'Quote', 'BracketLeft', 'BracketRight'];

/** Alt with these belongs to the browser or the system in ways a page cannot stop. */
const allowedCode =
  /^(?:Key[A-Z]|Digit[0-9]|Comma|Period|Slash|Semicolon|Quote|BracketLeft|BracketRight|Minus|Equal|Backquote|Backslash)$/;

const resultCode = /^(?:Digit[0-9]|Minus)$/;

const signs: Readonly<Record<string, string>> = {
  Comma: ',',
  Period: '.',
  Slash: '/',
  Semicolon: ';',
  Quote: "'",
  BracketLeft: '[',
  BracketRight: ']',
  Minus: '-',
  Equal: '=',
  Backquote: '`',
  Backslash: '\\',
};

/** "A" of KeyA, "3" of Digit3. */
export function keyName(code: string): string {
  return signs[code] ?? code.replace(/^(?:Key|Digit|Numpad)/, '');
}

export function keyText(code: string): string {
  return `Alt+${keyName(code)}`;
}

export type KeyProblem = { readonly problem: 'bad' } | { readonly problem: 'taken'; readonly by: KeyAction | 'result' };

/** The keymap with this action on another key, or why not; nothing is ever taken from another action. */
export function withKey(keymap: Keymap, action: KeyAction, code: string): Keymap | KeyProblem {
  if (!allowedCode.test(code)) return { problem: 'bad' };
  // Alt+3 is both: three-party while consulting, else the third result. No other key of a result may be taken.
  if (resultCode.test(code) && !(action === 'conference' && code === defaultKeymap.conference)) {
    return { problem: 'taken', by: 'result' };
  }
  const by = keyActions.find((each) => each !== action && keymap[each] === code);
  return by === undefined ? { ...keymap, [action]: code } : { problem: 'taken', by };
}

export function actionOf(keymap: Keymap, code: string): KeyAction | null {
  return keyActions.find((action) => keymap[action] === code) ?? null;
}

/** What was stored, as far as it is good; anything that is not leaves the default. */
export function readKeymap(text: string | null): Keymap {
  let stored: unknown = null;
  try {
    stored = JSON.parse(text ?? 'null');
  } catch {
    return defaultKeymap;
  }
  if (typeof stored !== 'object' || stored === null) return defaultKeymap;
  const wanted = { ...defaultKeymap };
  for (const action of keyActions) {
    const code = (stored as Record<string, unknown>)[action];
    const digit = typeof code === 'string' && resultCode.test(code) && code !== defaultKeymap[action];
    if (typeof code === 'string' && allowedCode.test(code) && !digit) wanted[action] = code;
  }
  for (const action of later) {
    const isTaken = keyActions.some((other) => other !== action && wanted[other] === wanted[action]);
    const isStored = typeof (stored as Record<string, unknown>)[action] === 'string';
    if (!isTaken || isStored) continue;
    const free = freeLetters.find((code) => !Object.values(wanted).includes(code));
    if (free !== undefined) wanted[action] = free;
  }
  // Two actions on one key would leave one of them without: then nothing of it is taken.
  return new Set(Object.values(wanted)).size === keyActions.length ? wanted : defaultKeymap;
}

/** Only what differs, so that a later default reaches who never changed it. */
export function storedKeymap(keymap: Keymap): string {
  return JSON.stringify(
    Object.fromEntries(keyActions.filter((a) => keymap[a] !== defaultKeymap[a]).map((a) => [a, keymap[a]])),
  );
}
