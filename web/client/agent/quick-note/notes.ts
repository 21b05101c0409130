/**
 * Notes of an agent that the server has not taken yet, in this browser: written at every key, so that neither a slow
 * server nor a closed page loses a word (AGT-25). Each login has its own.
 */
import type { DraftStorage } from '../../parts/drafts.js';

export interface QuickNote {
  /** Made once; the server makes one task of it, however often it is sent. */
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly number: string;
  readonly text: string;
  readonly callId: string | null;
  /** Still on the screen. */
  readonly open: boolean;
  /** What of it the server has; null: nothing. */
  readonly sent: { readonly number: string; readonly text: string } | null;
}

/** Of one login in one browser; more than a day's. */
export const maxNotes = 50;
/** As the server takes it. */
export const maxTextLength = 500;
const maxStoredLength = 200_000;

export function storageKey(user: string): string {
  return `callbox.quick-notes.${user}`;
}

/** What is stored, as far as it is good. */
export function readNotes(storage: DraftStorage, user: string): readonly QuickNote[] {
  let stored: unknown = null;
  try {
    const text = storage.getItem(storageKey(user)) ?? '[]';
    stored = text.length > maxStoredLength ? null : JSON.parse(text);
  } catch {
    return [];
  }
  return Array.isArray(stored) ? stored.filter(isNote).slice(0, maxNotes) : [];
}

/** False: the browser has no room or forbids it; the note is on the screen only. */
export function writeNotes(storage: DraftStorage, user: string, notes: readonly QuickNote[]): boolean {
  try {
    if (notes.length === 0) storage.removeItem(storageKey(user));
    else storage.setItem(storageKey(user), JSON.stringify(notes));
    return true;
  } catch {
    return false;
  }
}

/** Somebody wrote something that the server does not have. */
export function isUnsent({ text, number, sent }: QuickNote): boolean {
  return text.trim() !== '' && (sent === null || sent.text !== text || sent.number !== number);
}

/** Nothing is lost with it: it is empty, or the server has it and nobody types. */
export function isOver(note: QuickNote): boolean {
  return !note.open && !isUnsent(note);
}

/** The server's numbers: digits, * and #, a + before them. */
export function dialable(typed: string): string {
  const digits = typed.replace(/[^0-9*#+]/g, '').replace(/(?!^)\+/g, '');
  return digits.slice(0, 24);
}

/** 26 characters as ids have them. Not randomUUID: a page in an office network is no secure context. */
export function newId(random: Uint8Array): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return [...random.slice(0, 26)].map((byte) => alphabet[byte % 32]).join('');
}

function isNote(value: unknown): value is QuickNote {
  if (typeof value !== 'object' || value === null) return false;
  const { id, at, number, text, callId, open, sent } = value as Record<keyof QuickNote, unknown>;
  return (
    typeof id === 'string' &&
    /^[0-9a-z]{26}$/.test(id) &&
    typeof at === 'number' &&
    typeof number === 'string' &&
    typeof text === 'string' &&
    text.length <= maxTextLength &&
    (callId === null || typeof callId === 'string') &&
    typeof open === 'boolean' &&
    (sent === null || (typeof sent === 'object' && 'text' in sent && 'number' in sent))
  );
}
