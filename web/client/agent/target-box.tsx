/**
 * Whom: a colleague by name, initials or number, a queue, a number outside, a parking slot. Who is idle, busy or away
 * is live. Enter consults (or calls), Alt+Enter transfers without a word, Escape goes back.
 */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { colleagues, me, queues } from '../live/live.js';
import { Dialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import { formatNumber } from '../parts/number.js';
import { stateText } from '../parts/state-badge.js';
import { Timer } from '../parts/timer.js';
import { language, words } from '../words/words.js';
import { isConnected, ownCall, pending, request } from './actions.js';
import { mayAsk } from './allowed.js';
import { closeBox } from './boxes.js';
import { type Choice, choicesFor, type Presence, targetOf } from './targets.js';
import './target-box.css';

type Verb = 'transfer' | 'consult' | 'dial';
/** What Enter does, and what Alt+Enter does. */
interface Ways {
  readonly first: Verb;
  readonly other: Verb | null;
}

const presenceMarks: Readonly<Record<Presence, string>> = { idle: '●', ringing: '◐', busy: '■', away: '○' };

function waysFor(verb: Verb, choice: Choice | undefined): Ways {
  if (verb === 'dial') return { first: 'dial', other: null };
  // Nobody can be consulted in a queue.
  if (choice?.kind === 'queue') return { first: 'transfer', other: 'transfer' };
  return { first: 'consult', other: 'transfer' };
}

/** True: the box can go. */
function carryOut(verb: Verb, choice: Choice): Promise<boolean> {
  const target = targetOf(choice);
  if (target !== null) return request({ do: verb, target });
  return choice.kind === 'slot' ? request({ do: 'pick-up', slot: choice.slot }) : Promise.resolve(false);
}

export function TargetBox({ verb, typed: typedBefore }: { readonly verb: Verb; readonly typed: string }) {
  const w = words.value.target;
  const typed = useSignal(typedBefore);
  /** -1: nobody yet. Enter in an empty box must not call whoever happens to stand first. */
  const at = useSignal(-1);
  const list = useRef<HTMLDivElement>(null);
  const choices = useComputed(() =>
    choicesFor(typed.value, {
      colleagues: colleagues.value.values(),
      queues: verb === 'dial' ? [] : queues.value.values(),
      slots: verb === 'dial',
    }),
  ).value;
  const place =
    typed.value.trim() === ''
      ? Math.min(at.value, choices.length - 1)
      : Math.min(Math.max(0, at.value), choices.length - 1);
  const chosen = choices[place];
  const ways = waysFor(verb, chosen);
  const busy = pending.value.has('consult') || pending.value.has('transfer') || pending.value.has('dial');

  // The caller has hung up, or something else came first: there is nothing to choose for.
  const useless = !mayAsk(me.value, ownCall(), verb);
  useEffect(() => {
    if (useless) closeBox('target');
  }, [useless]);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [place, chosen?.id]);

  async function go(way: Verb | null, choice = chosen): Promise<void> {
    if (way === null || choice === undefined || !isConnected()) return;
    if (await carryOut(way, choice)) closeBox('target');
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && choices.length > 0) {
      const from = place < 0 && step < 0 ? 0 : place;
      at.value = (from + step + choices.length) % choices.length;
    } else if (event.key === 'Enter') void go(event.altKey ? ways.other : ways.first);
    else return;
    event.preventDefault();
  }

  const title = verb === 'dial' ? w.dialTitle : verb === 'consult' ? w.consultTitle : w.transferTitle;
  return (
    <Dialog title={title} testId="target-box" class="target-box" onClose={() => closeBox('target')}>
      <label>
        <span>{w.find}</span>
        <input
          data-autofocus
          data-testid="target-find"
          role="combobox"
          aria-expanded="true"
          aria-controls="target-list"
          aria-activedescendant={chosen === undefined ? undefined : `target-${place}`}
          autocomplete="off"
          spellcheck={false}
          maxLength={32}
          placeholder={w.findHint}
          title={w.coverage}
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            at.value = -1;
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      <div ref={list} id="target-list" role="listbox" aria-label={title} class="target-list">
        {choices.map((choice, index) => (
          <Row
            key={choice.id}
            id={`target-${index}`}
            choice={choice}
            selected={index === place}
            choose={() => {
              at.value = index;
            }}
            go={() => void go(waysFor(verb, choice).first, choice)}
          />
        ))}
      </div>
      {choices.length > 0 ? null : <p class="empty">{typed.value === '' ? w.nobodyYet : w.nobody}</p>}
      <p class="hidden" role="status">
        {w.results(choices.length)}
      </p>
      <div class="box-foot">
        <span class="muted small">{verb === 'dial' ? '' : ways.first === ways.other ? w.queueOnlyBlind : w.blind}</span>
        {ways.other === null || ways.other === ways.first ? null : (
          <button
            type="button"
            data-testid="target-blind"
            disabled={chosen === undefined || busy}
            onClick={() => void go(ways.other)}
          >
            {w.go[ways.other]} <kbd>Alt+Enter</kbd>
          </button>
        )}
        <button
          type="button"
          class="primary"
          data-testid="target-go"
          disabled={chosen === undefined || busy}
          aria-busy={busy}
          onClick={() => void go(ways.first)}
        >
          {chosen?.kind === 'slot' ? w.pickUp : w.go[ways.first]} <kbd>Enter</kbd>
        </button>
      </div>
    </Dialog>
  );
}

function Row(props: {
  readonly id: string;
  readonly choice: Choice;
  readonly selected: boolean;
  readonly choose: () => void;
  readonly go: () => void;
}) {
  const { choice } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, which keeps the focus
    <div
      id={props.id}
      role="option"
      tabIndex={-1}
      aria-selected={props.selected}
      data-testid="target-row"
      class={`target-row ${choice.kind}`}
      onClick={props.choose}
      onDblClick={props.go}
    >
      <RowText choice={choice} />
    </div>
  );
}

function RowText({ choice }: { readonly choice: Choice }) {
  const w = words.value.target;
  switch (choice.kind) {
    case 'agent': {
      const { colleague, presence } = choice;
      return (
        <>
          <span class={`presence ${presence}`} aria-hidden="true">
            {presenceMarks[presence]}
          </span>
          <b>{colleague.name}</b>
          <span class="number">{colleague.id}</span>
          <span class="muted small target-group">{colleague.group ?? ''}</span>
          <span class={`target-state ${presence}`}>
            <b>{w[presence]}</b>{' '}
            <span class="small">
              {stateText(colleague.state, null)} <Timer since={colleague.since} />
            </span>
          </span>
        </>
      );
    }
    case 'queue': {
      const { queue } = choice;
      return (
        <>
          <Icon name="people" />
          <b>{queue.name[language.value]}</b>
          <span class="tag">{w.queue}</span>
          <span class={`target-state ${queue.agentsReady > 0 ? 'idle' : 'busy'}`}>
            {w.readyAgents(queue.agentsReady, queue.waiting)}
          </span>
        </>
      );
    }
    case 'slot':
      return (
        <>
          <Icon name="park" />
          <b>{w.parkedSlot(choice.slot)}</b>
        </>
      );
    case 'number':
      return (
        <>
          <Icon name="phone" />
          <b class="number">{formatNumber(choice.number)}</b>
          <span class="tag">{w.outside}</span>
        </>
      );
  }
}
