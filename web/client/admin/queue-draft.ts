/** A queue while it is edited: a copy in which single settings are put and taken away. */
import type { Queue } from '../../../daemon/terms/site.js';
import { queueDefaults } from './queue-ranges.js';

type Tree = { readonly [key: string]: unknown };

/** What stands at "skill.atLeast"; undefined: nothing. */
export function valueAt(of: object, path: string): unknown {
  let value: unknown = of;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Tree)[key];
  }
  return value;
}

/** A copy with `value` at the path; undefined takes it away, and a group that then is empty with it. */
export function withValue<T extends object>(of: T, path: string, value: unknown): T {
  const [key = '', ...rest] = path.split('.');
  const { [key]: old, ...others } = of as Tree;
  const inner = rest.length === 0 ? value : withValue((old ?? {}) as Tree, rest.join('.'), value);
  const empty = inner === undefined || (rest.length > 0 && Object.keys(inner as Tree).length === 0);
  // Where it stood it stays, so that what is not changed reads the same.
  const entries = Object.entries(of as Tree).map(([name, was]) => [name, name === key ? inner : was] as const);
  if (empty) return others as unknown as T;
  return Object.fromEntries(Object.hasOwn(of, key) ? entries : [...entries, [key, inner]]) as unknown as T;
}

/** As withValue, of an entry whose name may have dots: { levels: { "a.b": 2 } }. */
export function withEntry<T extends object>(of: T, key: string, name: string, value: unknown): T {
  const others = Object.entries((valueAt(of, key) ?? {}) as Tree).filter(([each]) => each !== name);
  const entries = value === undefined ? others : [...others, [name, value]];
  return withValue(of, key, entries.length === 0 ? undefined : Object.fromEntries(entries));
}

/** A new queue with every setting that must be there, at its default. */
export function newQueue(id: string, zh: string, en: string, music: string): Queue {
  const { wrapUpMs = 0, ringTimeoutMs = 0, missesUntilNotReady = 0, maxWaiting = 0, maxWaitMs = 0 } = queueDefaults;
  return {
    id,
    name: { zh, en },
    strategy: 'longest-idle',
    music,
    prompts: [],
    wrapUpMs,
    ringTimeoutMs,
    missesUntilNotReady,
    maxWaiting,
    maxWaitMs,
    busyPrompts: [],
  };
}

/** Prompts as one line of text and back: separated by blanks, commas or semicolons. */
export function promptsOf(text: string): readonly string[] {
  return text.split(/[\s,，;；、]+/).filter((name) => name !== '');
}
