/** For either telephone: hear this end, say a recorded phrase, speak by microphone. */
import { Icon } from '../parts/icon.js';
import { language, words } from '../words/words.js';
import { microphoneEnd, microphoneTrouble, startMicrophone, stopMicrophone } from './microphone.js';
import { hear, heard, phones, tell } from './phones-link.js';
import { type End, sameEnd } from './phones-state.js';
import { wakeSound } from './sound.js';

const maxPhrases = 8;

export function EndTools({ end, live }: { readonly end: End; readonly live: boolean }) {
  const w = words.value;
  const hearing = sameEnd(heard.value, end);
  const speaking = sameEnd(microphoneEnd.value, end);
  const all = phones.value?.phrases ?? [];
  const speaker = end.at === 'public' ? 'caller' : 'agent';
  const own = all.filter((phrase) => phrase.language === language.value && phrase.by === speaker);
  const phrases = (own.length > 0 ? own : all).slice(0, maxPhrases);
  const trouble = microphoneTrouble.value;
  const why =
    trouble === 'refused'
      ? w.phones.microphoneRefused
      : trouble === 'missing'
        ? w.phones.microphoneMissing
        : window.isSecureContext
          ? null
          : w.phones.microphoneInsecure;

  function toggleHearing(): void {
    wakeSound();
    hear(hearing ? null : end);
  }

  return (
    <div class="end-tools">
      <div class="end-switches">
        <button
          type="button"
          aria-pressed={hearing}
          class={hearing ? 'chosen' : ''}
          data-testid={`hear-${end.at}`}
          onClick={toggleHearing}
        >
          <Icon name="ear" /> {hearing ? w.phones.hearing : w.phones.hear}
        </button>
        <button
          type="button"
          aria-pressed={speaking}
          class={speaking ? 'chosen' : ''}
          data-testid={`microphone-${end.at}`}
          disabled={!window.isSecureContext}
          title={why ?? w.phones.microphone}
          onClick={() => (speaking ? stopMicrophone() : void startMicrophone(end))}
        >
          <Icon name="microphone" /> {speaking ? w.phones.microphoneOn : w.phones.microphone}
        </button>
      </div>
      {why === null ? null : <p class="muted small">{why}</p>}
      <fieldset class="phrases">
        <legend class="small muted">{w.phones.say}</legend>
        {phrases.length === 0 ? <span class="muted small">{w.phones.noPhrases}</span> : null}
        {phrases.map((phrase) => (
          <button
            key={phrase.id}
            type="button"
            lang={phrase.language}
            data-testid={`say-${end.at}`}
            disabled={!live}
            onClick={() => tell({ do: 'say', ...end, phrase: phrase.id })}
          >
            <Icon name="speech" /> {phrase.text}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
