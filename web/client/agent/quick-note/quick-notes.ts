/** The notes of who is logged in: what is on the screen, what waits for the server, and when one opens by itself. */
import { effect, signal } from '@preact/signals';
import type { QuickNoteKept } from '../../../../daemon/contract/pages.js';
import { browserTimers } from '../../live/browser-socket.js';
import { calls, link, me, returns } from '../../live/live.js';
import { call } from '../../parts/api.js';
import { serverNowMs } from '../../parts/clock.js';
import { focusDrawn } from '../../parts/focus.js';
import { session } from '../../session/session.js';
import { actionOf } from '../keymap.js';
import { keymap } from '../keys.js';
import { pop, popIsCurrent } from '../pop.js';
import {
  dialable,
  isOver,
  isUnsent,
  maxNotes,
  newId,
  type QuickNote,
  readNotes,
  storageKey,
  writeNotes,
} from './notes.js';
import { Sending, type Sent } from './sending.js';
import { SlowWatch } from './slow-watch.js';

export const notes = signal<readonly QuickNote[]>([]);
/** The browser does not keep what is typed: it must stay open. */
export const notKept = signal(false);
/** The server will not take it as it is: too many open tasks. */
export const refused = signal(false);
/** Opened by itself, and nobody has typed yet: it goes by itself. */
let untouched: string | null = null;

const answerWithinMs = 10_000;
/** Free unless the agent has put something on it; as its letter says: 速记, quick. */
export const openKey = 'KeyQ';

export function openNote(): QuickNote | null {
  return notes.value.find(({ open }) => open) ?? null;
}
export function unsentCount(): number {
  return notes.value.filter(isUnsent).length;
}

function keep(next: readonly QuickNote[]): void {
  notes.value = next.filter((note) => !isOver(note));
  notKept.value = !writeNotes(localStorage, session.value?.user ?? '', notes.value);
}

function change(id: string, part: Partial<QuickNote>): void {
  keep(notes.value.map((note) => (note.id === id ? { ...note, ...part } : note)));
}

/** At every key. */
export function typed(id: string, part: { readonly number?: string; readonly text?: string }): void {
  untouched = null;
  refused.value = false;
  change(id, part.number === undefined ? part : { ...part, number: dialable(part.number) });
  sending?.look();
}

export function closeNote(id: string): void {
  change(id, { open: false });
  sending?.look(true);
}

export function throwAway(id: string): void {
  keep(notes.value.filter((note) => note.id !== id));
}

/** For the call at hand, or without one. */
export function openNew(callId: string | null): void {
  if (openNote() !== null || notes.value.length >= maxNotes) return;
  const number = callId === null ? '' : (calls.value.get(callId)?.callingNumber ?? pop.value?.callingNumber ?? '');
  const id = newId(crypto.getRandomValues(new Uint8Array(26)));
  const at = serverNowMs();
  keep([...notes.value, { id, at, number: dialable(number), text: '', callId, open: true, sent: null }]);
}

async function put({ id, number, text, callId }: QuickNote): Promise<Sent> {
  if (link.peek() !== 'up') return 'later';
  const late = new Promise<null>((settle) => browserTimers.after(answerWithinMs, () => settle(null)));
  const asked = call<QuickNoteKept>('PUT', `/quick-notes/${id}`, { number, text: text.trim(), callId });
  const answer = await Promise.race([asked, late]);
  if (answer === null) return 'later';
  if (answer.ok) return 'taken';
  return answer.code === 'limit' || answer.code === 'bad-request' || answer.code === 'conflict' ? 'refused' : 'later';
}

let sending: Sending | null = null;

export function followQuickNotes(): () => void {
  const user = session.value?.user ?? '';
  notes.value = readNotes(localStorage, user);
  const sender = new Sending({
    notes: () => notes.peek(),
    put,
    taken: ({ id, number, text }) => change(id, { sent: { number, text } }),
    refused: () => {
      refused.value = true;
    },
    timers: browserTimers,
  });
  sending = sender;
  const watch = new SlowWatch(browserTimers, openedByItself, () => {
    const note = openNote();
    if (note !== null && note.id === untouched) throwAway(note.id);
    untouched = null;
  });
  const stopWatching = effect(() => {
    const agent = me.value;
    const serverThere = link.value !== 'away';
    const customerShown = popIsCurrent();
    if (agent !== null) watch.look({ state: agent.state, callId: agent.callId, customerShown, serverThere });
  });
  const stopReturns = effect(() => {
    if (returns.value > 0 && link.value === 'up') sender.look(true);
  });
  const onStorage = (event: StorageEvent): void => {
    if (event.key === storageKey(user)) notes.value = readNotes(localStorage, user);
  };
  window.addEventListener('storage', onStorage);
  window.addEventListener('keydown', onKey);
  return () => {
    window.removeEventListener('storage', onStorage);
    window.removeEventListener('keydown', onKey);
    stopWatching();
    stopReturns();
    watch.stop();
    sender.stop();
    sending = null;
    notes.value = [];
  };
}

function openedByItself(callId: string): void {
  if (openNote() !== null) return;
  openNew(callId);
  untouched = openNote()?.id ?? null;
}

function onKey(event: KeyboardEvent): void {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat || event.code !== openKey) return;
  if (session.value?.locked || actionOf(keymap.value, openKey) !== null || document.querySelector('dialog[open]'))
    return;
  event.preventDefault();
  openNew(me.value?.callId ?? null);
  focusDrawn(() => document.getElementById(textFieldId));
}

export const textFieldId = 'quick-note-text';
