// @ts-check
import { Refusal } from '../refusal.mjs';

/** Why there is no training floor, in both languages apart: a page shows one of them. */
export class TrainingRefusal extends Refusal {
  /** @param {string} zh @param {string} en */
  constructor(zh, en) {
    super(`${zh} / ${en}`);
    this.words = { zh, en };
  }
}

const maxLength = 2_000;

/** @param {unknown} error @returns {{ zh: string, en: string }} */
export function wordsOf(error) {
  if (error instanceof TrainingRefusal) return error.words;
  const message = (error instanceof Error ? error.message : String(error)).slice(0, maxLength);
  return { zh: message, en: message };
}
