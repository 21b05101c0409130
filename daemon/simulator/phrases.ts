/** The phrases that set-up made: callers/phrases.json in the sounds folder, a WAV for each. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CallboxError } from '../base/errors.js';

export interface Phrase {
  readonly id: string;
  readonly language: 'zh' | 'en';
  readonly by: 'caller' | 'agent';
  readonly text: string;
  /** Absolute path of the WAV. */
  readonly file: string;
}

const phraseList = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]{1,40}$/),
      language: z.enum(['zh', 'en']),
      by: z.enum(['caller', 'agent']),
      text: z.string().min(1).max(200),
    }),
  )
  .max(200);

/** Throws CallboxError 'not-found' or 'bad-request' that says what to do. */
export function readPhrases(sounds: string): readonly Phrase[] {
  const folder = join(sounds, 'callers');
  const list = phraseList.safeParse(readJson(join(folder, 'phrases.json')));
  if (!list.success) {
    throw new CallboxError('bad-request', `${folder}/phrases.json is not a list of phrases: ${list.error.message}`);
  }
  const phrases = list.data.map((phrase) => ({ ...phrase, file: join(folder, `${phrase.id}.wav`) }));
  const missing = phrases.filter(({ file }) => !existsSync(file));
  if (missing.length === 0) return phrases;
  throw new CallboxError(
    'not-found',
    `sounds are missing: ${missing.map(({ file }) => file).join(', ')}; remove ${sounds} and start again to make them anew`,
  );
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CallboxError(
      'not-found',
      `${path} cannot be read: is --sounds right, has set-up run?`,
      {},
      { cause: error },
    );
  }
}
