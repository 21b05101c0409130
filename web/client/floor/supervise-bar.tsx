/** Above the agents: what can be done to the chosen one; while supervising, in big letters what is being done. */
import type { ComponentChildren } from 'preact';
import { agents } from '../live/live.js';
import { Icon, type IconName } from '../parts/icon.js';
import { stateText } from '../parts/state-badge.js';
import { Timer } from '../parts/timer.js';
import { may } from '../session/session.js';
import { openBox, stopSupervising, supervise, whoIs } from './floor-actions.js';
import { chosenAgent, supervising } from './floor-state.js';
import { floorWords } from './floor-words.js';

const modes = ['listen', 'whisper', 'barge'] as const;
const modeIcons: Readonly<Record<(typeof modes)[number], IconName>> = {
  listen: 'ear',
  whisper: 'speech',
  barge: 'people',
};

export function SuperviseBar() {
  const f = floorWords.value;
  const agent = chosenAgent.value;
  const doing = supervising.value;
  return (
    <section
      class={doing === null ? 'supervise panel' : `supervise panel doing ${doing.ringing ? 'rings' : ''}`}
      aria-label={f.supervise.label}
      data-testid="supervise"
      data-mode={doing?.mode ?? 'none'}
      data-ringing={doing?.ringing ?? false}
    >
      <p class="supervise-what" aria-live="polite">
        {doing !== null ? (
          <Doing />
        ) : agent === null ? (
          <span class="muted">{f.supervise.choose}</span>
        ) : (
          <>
            <b data-testid="chosen">{whoIs(agent.id)}</b>{' '}
            <span class="muted">{stateText(agent.state, agent.reason)}</span>
          </>
        )}
      </p>
      <Keys />
    </section>
  );
}

function Doing() {
  const f = floorWords.value;
  const doing = supervising.value;
  if (doing === null) return null;
  const who = doing.agent === null ? '' : whoIs(doing.agent);
  if (doing.ringing) {
    return (
      <>
        <b>
          <Icon name="ring" /> {f.supervise.ringing}
        </b>{' '}
        <span>
          {who} · {f.supervise.ringingMeans(f.supervise.modes[doing.mode])}
        </span>
      </>
    );
  }
  return (
    <>
      <b>{f.supervise.doing[doing.mode](who)}</b> <span>· {f.supervise.means[doing.mode]}</span>{' '}
      <Timer since={doing.since} />
    </>
  );
}

function Keys() {
  const f = floorWords.value;
  if (!may('floor.supervise')) return null;
  const doing = supervising.value;
  const about = doing?.agent ? (agents.value.get(doing.agent) ?? null) : chosenAgent.value;
  const talks = about !== null && ['talking', 'held', 'consulting', 'conference'].includes(about.state);
  const taken = doing?.mode === 'take-over';
  return (
    <div class="supervise-keys">
      {modes.map((mode, at) => (
        <Key
          key={mode}
          letter={String(at + 1)}
          testId={`key-${mode}`}
          icon={modeIcons[mode]}
          disabled={!talks || taken}
          pressed={doing?.mode === mode}
          onClick={() => void supervise(mode)}
        >
          {f.supervise.modes[mode]}
        </Key>
      ))}
      {doing === null ? null : (
        <Key
          letter="0"
          testId="key-stop"
          icon="cross"
          disabled={taken && !doing.ringing}
          onClick={() => void stopSupervising()}
        >
          {f.supervise.stop}
        </Key>
      )}
      <Key
        letter="T"
        testId="key-take-over"
        icon="enter"
        disabled={!talks || taken}
        onClick={() => openBox('take-over')}
      >
        {f.supervise.takeOver}
      </Key>
      <Key letter="R" testId="key-release" icon="hangUp" disabled={!talks} onClick={() => openBox('release')}>
        {f.supervise.release}
      </Key>
      {doing === null ? <OfAgent /> : null}
    </div>
  );
}

/** Not while he is with somebody: the line belongs to that call then (the keys work all the same). */
function OfAgent() {
  const f = floorWords.value;
  return (
    <>
      <Key
        letter="F"
        testId="key-force"
        icon="person"
        disabled={chosenAgent.value === null}
        onClick={() => openBox('force')}
      >
        {f.supervise.force}
      </Key>
      <Key
        letter="M"
        testId="key-move"
        icon="forward"
        disabled={chosenAgent.value === null}
        onClick={() => openBox('move')}
      >
        {f.supervise.move}
      </Key>
    </>
  );
}

function Key(props: {
  readonly letter: string;
  readonly testId: string;
  readonly icon: IconName;
  readonly disabled: boolean;
  readonly pressed?: boolean;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class={props.pressed ? 'key chosen' : 'key'}
      data-testid={props.testId}
      disabled={props.disabled}
      aria-pressed={props.pressed}
      aria-keyshortcuts={props.letter}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
      <span>{props.children}</span>
      <kbd>{props.letter}</kbd>
    </button>
  );
}
