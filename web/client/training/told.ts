import type { Language } from '../words/words.js';

/** The reader's half of a sentence that the server says in both languages: "中文。 / English."; else all of it. */
export function told(message: string, language: Language): string {
  const [zh = '', ...rest] = message.split(' / ');
  const en = rest.join(' / ');
  if (en === '' || !/\p{Script=Han}/u.test(zh) || /\p{Script=Han}/u.test(en)) return message;
  return language === 'zh' ? zh : en;
}
