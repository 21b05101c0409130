/** 话术: one step at a time, answered with a digit or a line; everything said so far above it (AGT-24). */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type ScriptStep, saidAnswer, type Walked, walk } from '../../../../daemon/terms/scripts.js';
import { me } from '../../live/live.js';
import { script as en } from '../../words/en/script.js';
import { language, pageWords } from '../../words/words.js';
import { script as zh } from '../../words/zh/script.js';
import { actionOf } from '../keymap.js';
import { keymap } from '../keys.js';
import { answer, callScript } from './call-script.js';
import './script.css';

const scriptWords = pageWords({ zh, en });
/** Free unless the agent has put something on it. */
const enterKey = 'KeyS';
const paneId = 'call-script';
const maxAnswerLength = 500;

/** The focus stays in the pane when what had it goes with its step. */
function give(step: string, value: string | null): void {
  const pane = document.getElementById(paneId);
  if (pane?.contains(document.activeElement)) pane.focus();
  void answer(step, value);
}

type Both = ScriptStep['text'];
/** The reader's language; the other one where it is missing. */
function said(text: Both): string {
  return text[language.value] || text.zh || text.en;
}

export function ScriptPane() {
  const shown = callScript.value;
  useEffect(() => {
    window.addEventListener('keydown', onEnterKey);
    return () => window.removeEventListener('keydown', onEnterKey);
  }, []);
  if (shown === null) return null;
  const walked = walk(shown.script.steps, shown.answers);
  const w = scriptWords.value;
  return (
    <section
      id={paneId}
      class="panel script"
      aria-label={w.title}
      tabIndex={-1}
      data-testid="script"
      data-version={shown.script.version}
      onKeyDown={(event) => inPane(event, walked)}
    >
      <header>
        <h2>{w.title}</h2>
        <span class="muted small">{w.asOf(shown.script.version)}</span>
      </header>
      <ol class="script-done">
        {walked.done.map(({ step, answer: given }) => (
          <li key={step.id}>
            <span class="muted">{said(step.text)}</span>
            {step.ask === 'nothing' ? null : <b data-testid={`script-said-${step.id}`}>{givenText(step, given)}</b>}
          </li>
        ))}
      </ol>
      {walked.now === null ? <p class="script-over">{w.done}</p> : <Step key={walked.now.id} step={walked.now} />}
      <footer>
        <span class="muted small">{w.keys}</span>
        {walked.done.length === 0 ? null : (
          <button type="button" class="quiet small" data-testid="script-back" onClick={() => goBack(walked)}>
            {w.back}
          </button>
        )}
      </footer>
    </section>
  );
}

function Step({ step }: { readonly step: ScriptStep }) {
  const w = scriptWords.value;
  const typed = useSignal('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Who answers by keyboard goes on where the next answer is.
    if (document.getElementById(paneId)?.contains(document.activeElement)) {
      (field.current ?? document.getElementById(paneId))?.focus();
    }
  }, []);
  const save = (): void => {
    const value = typed.value.trim();
    if (value !== '') give(step.id, value);
  };
  return (
    <div class="script-now" data-testid="script-step" data-step={step.id} aria-live="polite">
      <p>{said(step.text)}</p>
      {step.ask === 'one-of' ? (
        <ol class="script-answers">
          {step.answers.map((each, place) => (
            <li key={each.id}>
              <button type="button" data-testid={`script-${each.id}`} onClick={() => give(step.id, each.id)}>
                <kbd>{place + 1}</kbd> <span>{said(each.text) || each.id}</span>
              </button>
            </li>
          ))}
        </ol>
      ) : step.ask === 'text' ? (
        <form
          class="script-typed"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <input
            ref={field}
            data-testid="script-text"
            aria-label={w.typed}
            placeholder={w.typed}
            maxLength={maxAnswerLength}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
          />
          <button type="submit">{w.save}</button>
        </form>
      ) : (
        <button type="button" data-testid="script-next" onClick={() => give(step.id, saidAnswer)}>
          <kbd>1</kbd> <span>{w.next}</span>
        </button>
      )}
    </div>
  );
}

function givenText(step: ScriptStep, given: string): string {
  const chosen = step.ask === 'one-of' ? step.answers.find(({ id }) => id === given) : undefined;
  return chosen === undefined ? given : said(chosen.text) || given;
}

function goBack({ done }: Walked): void {
  const last = done.at(-1);
  if (last !== undefined) give(last.step.id, null);
}

/** Digits inside the pane are answers, also in wrap-up, where elsewhere they are results. */
function inPane(event: KeyboardEvent, walked: Walked): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.repeat) return;
  if (event.target instanceof HTMLInputElement) return;
  const { now } = walked;
  const place = Number(/^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] ?? 0) - 1;
  if (event.key === 'Backspace') goBack(walked);
  else if (place < 0 || now === null) return;
  else if (now.ask === 'one-of') {
    const chosen = now.answers[place];
    if (chosen !== undefined) give(now.id, chosen.id);
  } else if (place === 0 && now.ask === 'nothing') give(now.id, saidAnswer);
  event.preventDefault();
  event.stopPropagation();
}

function onEnterKey(event: KeyboardEvent): void {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== enterKey || me.value === null) return;
  if (actionOf(keymap.value, enterKey) !== null || document.querySelector('dialog[open]') !== null) return;
  const pane = document.getElementById(paneId);
  if (pane === null) return;
  event.preventDefault();
  (pane.querySelector<HTMLElement>('.script-typed input') ?? pane).focus();
}
