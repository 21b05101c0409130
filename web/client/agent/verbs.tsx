/** What can be done with a call, always at the same places: what does not fit the state is grey. */

import { me } from '../live/live.js';
import { Icon, type IconName } from '../parts/icon.js';
import { words } from '../words/words.js';
import {
  act,
  answerOrHangUp,
  canAct,
  changeRecording,
  holdOrRetrieve,
  isConnected,
  isMuted,
  ownCall,
  pending,
  recordingAsk,
} from './actions.js';
import type { AgentAction } from './allowed.js';
import { openBox } from './boxes.js';
import { type KeyAction, keyName, keyText } from './keymap.js';
import { keymap } from './keys.js';
import { outboundWords } from './outbound/outbound-words.js';

interface Verb {
  readonly key: KeyAction;
  readonly action: AgentAction;
  readonly icon: IconName;
  readonly text: string;
  readonly run: () => void;
  readonly kind?: string;
  readonly pressed?: boolean;
}

export function Verbs() {
  const w = words.value;
  const held = me.value?.state === 'held';
  const muted = isMuted();
  const simple = (action: AgentAction & KeyAction, icon: IconName): Verb => ({
    key: action,
    action,
    icon,
    text: w.verbs[action as 'transfer'],
    run: () => act(action),
  });
  const groups: readonly (readonly Verb[])[] = [
    [
      {
        key: 'answer',
        action: 'hang-up',
        icon: 'hangUp',
        text: w.verbs['hang-up'],
        run: answerOrHangUp,
        kind: 'danger',
      },
      {
        key: 'hold',
        action: held ? 'retrieve' : 'hold',
        icon: held ? 'play' : 'pause',
        text: held ? w.verbs.retrieve : w.verbs.hold,
        run: holdOrRetrieve,
        pressed: held,
      },
      {
        key: 'mute',
        action: 'mute',
        icon: 'microphone',
        text: muted ? w.verbs.unmute : w.verbs.mute,
        run: () => act('mute'),
        pressed: muted,
      },
    ],
    [simple('transfer', 'forward'), simple('consult', 'speech'), simple('conference', 'people')],
    [simple('park', 'park'), simple('rate', 'star')],
    [simple('dial', 'keypad')],
  ];
  return (
    <fieldset class="verbs" aria-label={w.verbsLabel}>
      {groups.map((group) => (
        <span key={group[0]?.key} class="verb-group">
          {group.map((verb) => (
            <VerbButton key={verb.key} verb={verb} />
          ))}
        </span>
      ))}
      <RecordingVerb />
    </fieldset>
  );
}

/** Only while there is a recording to pause or to begin. */
function RecordingVerb() {
  const w = outboundWords.value;
  const asked = recordingAsk();
  if (asked === null) return null;
  const keys = keyText(keymap.value.recording);
  const text = asked.do === 'record' ? (asked.on ? w.record : w.stop) : asked.on ? w.pause : w.resume;
  const paused = ownCall()?.recordingPaused === true;
  return (
    <span class="verb-group">
      <button
        type="button"
        class={paused ? 'chosen' : ''}
        data-testid="btn-recording"
        disabled={!isConnected()}
        aria-busy={pending.value.has(asked.do)}
        aria-keyshortcuts={keys}
        aria-pressed={paused}
        title={`${text} (${keys})`}
        onClick={changeRecording}
      >
        <Icon name={asked.on === (asked.do === 'record') ? 'play' : 'pause'} />
        <span>{text}</span>
        <kbd>{keyName(keymap.value.recording)}</kbd>
      </button>
    </span>
  );
}

function VerbButton({ verb }: { readonly verb: Verb }) {
  const code = keymap.value[verb.key];
  const opensBox = verb.action === 'transfer' || verb.action === 'consult' || verb.action === 'dial';
  const box = openBox.value;
  return (
    <button
      type="button"
      class={`${verb.kind ?? ''} ${verb.pressed ? 'chosen' : ''}`}
      data-testid={`btn-${verb.key === 'answer' ? 'hang-up' : verb.key}`}
      disabled={!canAct(verb.action)}
      aria-busy={pending.value.has(verb.action as never)}
      aria-keyshortcuts={keyText(code)}
      aria-pressed={verb.pressed}
      aria-haspopup={opensBox ? 'dialog' : undefined}
      aria-expanded={opensBox ? box?.box === 'target' && box.verb === verb.action : undefined}
      title={`${verb.text} (${keyText(code)})`}
      onClick={verb.run}
    >
      <Icon name={verb.icon} />
      <span>{verb.text}</span>
      <kbd>{keyName(code)}</kbd>
    </button>
  );
}
