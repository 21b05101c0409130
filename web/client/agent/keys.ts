/** The agent's keys. They need Alt, so they never disturb a Chinese input method; codes, so layouts don't matter. */
import { signal } from '@preact/signals';
import { choosableReasons, dispositions } from '../../../daemon/terms/agents.js';
import { me } from '../live/live.js';
import { session } from '../session/session.js';
import {
  act,
  answerOrHangUp,
  canAct,
  changeRecording,
  dispose,
  holdOrRetrieve,
  lockScreen,
  notReady,
} from './actions.js';
import { closeBox, openBox } from './boxes.js';
import { openLeads } from './day-tabs.js';
import { actionOf, defaultKeymap, type KeyAction, type Keymap, readKeymap, storedKeymap } from './keymap.js';
import { focusNote } from './note-focus.js';
import { resultOfKey } from './outbound/result-keys.js';
import { askSkip, chooseResult, dialLead, stage } from './outbound/work.js';

export const keymap = signal<Keymap>(defaultKeymap);

const storageKey = (): string => `callbox.keys.${session.value?.user ?? ''}`;

export function setKeymap(next: Keymap): void {
  keymap.value = next;
  localStorage.setItem(storageKey(), storedKeymap(next));
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]')
  );
}

/** 0-based place of a digit key 1-9, or -1. */
function digitPlace(event: KeyboardEvent): number {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  return digit === undefined ? -1 : Number(digit) - 1;
}

const does: Readonly<Record<KeyAction, () => void>> = {
  answer: answerOrHangUp,
  hold: holdOrRetrieve,
  mute: () => act('mute'),
  transfer: () => act('transfer'),
  consult: () => act('consult'),
  conference: () => act('conference'),
  toggle: () => act('toggle'),
  complete: () => act('complete'),
  park: () => act('park'),
  rate: () => act('rate'),
  dial: () => act('dial'),
  ready: () => act('ready'),
  'not-ready': () => act('not-ready'),
  'end-wrap-up': () => act('end-wrap-up'),
  'extend-wrap-up': () => act('extend-wrap-up'),
  note: focusNote,
  task: () => {
    openBox.value = { box: 'task', taskId: null };
  },
  'next-call-back': () => act('next-call-back'),
  lock: () => void lockScreen(),
  'dial-lead': dialLead,
  'skip-lead': askSkip,
  leads: openLeads,
  recording: changeRecording,
};

/** In the box with the reasons for not-ready; undefined: not its key. */
function inReasons(event: KeyboardEvent): boolean | undefined {
  const reason = choosableReasons[digitPlace(event)];
  if (reason === undefined) return undefined;
  notReady(reason);
  return true;
}

/** True: the key was ours. */
function handle(event: KeyboardEvent): boolean {
  const box = openBox.value?.box;
  if (event.key === 'Escape') return goBack();
  if (box === 'reasons') return inReasons(event) ?? false;
  // A box has keys of its own; what lies under it stays as it is.
  if (box !== undefined || document.querySelector('dialog[open]') !== null) return false;
  const action = event.altKey ? actionOf(keymap.value, event.code) : null;
  const place = digitPlace(event);
  const result = stage.value === null ? null : resultOfKey(event.code);
  // Alt+3 joins all while that is possible; else it is the third result.
  if (action !== null && ((place < 0 && result === null) || (action === 'conference' && canAct('conference')))) {
    does[action]();
    return true;
  }
  const plain = !event.altKey && !isTyping(event.target) && (me.value?.state === 'wrap-up' || stage.value === 'owed');
  if (result !== null) {
    if (event.altKey || plain) chooseResult(result);
    return event.altKey || plain;
  }
  const disposition = event.altKey || plain ? dispositions[place] : undefined;
  if (disposition !== undefined) dispose(disposition);
  return disposition !== undefined || (event.altKey && place >= 0);
}

/** Closes the box, else brings the caller back. */
function goBack(): boolean {
  const box = openBox.value;
  if (box !== null) {
    closeBox(box.box);
    return true;
  }
  if (document.querySelector('dialog[open]') !== null || !canAct('cancel')) return false;
  act('cancel');
  return true;
}

export function startAgentKeys(): () => void {
  keymap.value = readKeymap(localStorage.getItem(storageKey()));
  const onKey = (event: KeyboardEvent): void => {
    if (me.value === null || session.value?.locked || event.isComposing || event.ctrlKey || event.metaKey) return;
    // AltGr writes signs on some layouts.
    if (event.getModifierState('AltGraph') || event.repeat) return;
    if (handle(event)) event.preventDefault();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}
