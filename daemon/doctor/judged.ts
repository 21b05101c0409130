/** What a judgement says of what was seen. */
import type { Words } from '../terms/cause-words.js';
import type { CheckState } from '../terms/diagnosis.js';

export interface Judged {
  readonly state: Extract<CheckState, 'good' | 'bad' | 'unsure' | 'skipped'>;
  readonly seen: Words;
  /** Code of what is wrong; '' nothing. */
  readonly fault: string;
}

export function good(zh: string, en: string): Judged {
  return { state: 'good', seen: { zh, en }, fault: '' };
}

export function bad(fault: string, zh: string, en: string): Judged {
  return { state: 'bad', seen: { zh, en }, fault };
}

/** `fault`: what it may be, if one thing. */
export function unsure(zh: string, en: string, fault = ''): Judged {
  return { state: 'unsure', seen: { zh, en }, fault };
}

export function skipped(zh: string, en: string): Judged {
  return { state: 'skipped', seen: { zh, en }, fault: '' };
}
