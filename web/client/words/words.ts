/** The dictionary in the reader's language. Components read `words.value` and follow a change by themselves. */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { en } from './en.js';
import { type Words, zh } from './zh.js';

export type Language = 'zh' | 'en';
export type { Words };

const dictionaries: Readonly<Record<Language, Words>> = { zh, en };
const storageKey = 'callbox.language';

export const language = signal<Language>('zh');
export const words = computed<Words>(() => dictionaries[language.value]);

/**
 * Words of a page that is loaded when it is opened: they travel with it, not with the agent's page. A page keeps them in
 * words/zh/PAGE.ts and words/en/PAGE.ts, names both in words.test.ts, and reads `pageWords({ zh, en }).value`.
 */
export function pageWords<T>(both: Readonly<Record<Language, T>>): ReadonlySignal<T> {
  return computed(() => both[language.value]);
}

/** Reads the remembered language, else the browser's, and keeps `lang` of the document in step. */
export function startLanguage(storage: Storage, browserLanguage: string, root: HTMLElement): void {
  const kept = storage.getItem(storageKey);
  language.value = kept === 'zh' || kept === 'en' ? kept : browserLanguage.startsWith('zh') ? 'zh' : 'en';
  effect(() => {
    root.lang = language.value === 'zh' ? 'zh-CN' : 'en';
    storage.setItem(storageKey, language.value);
  });
}

/** Whether somebody at this browser has chosen, or was given, a language before. */
export function hasChosenLanguage(storage: Storage): boolean {
  return storage.getItem(storageKey) !== null;
}

export function switchLanguage(): void {
  language.value = language.value === 'zh' ? 'en' : 'zh';
}
