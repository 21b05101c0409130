/** Boxes for what must be said before it is done: force a state, end a call, take a customer over. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { agents } from '../live/live.js';
import { Dialog } from '../parts/dialog.js';
import { StateBadge } from '../parts/state-badge.js';
import { words } from '../words/words.js';
import { forceState, release, takeOver, whoIs } from './floor-actions.js';
import { closeBox } from './floor-state.js';
import { floorWords } from './floor-words.js';

const states = ['ready', 'not-ready', 'signed-out'] as const;
const maxReason = 200;

function Reason({
  reason,
  missing,
  autofocus,
}: {
  readonly reason: { value: string };
  readonly missing: boolean;
  readonly autofocus: boolean;
}) {
  const f = floorWords.value;
  return (
    <>
      <label>
        <span>{f.force.reason}</span>
        <input
          data-testid="reason"
          data-autofocus={autofocus ? true : undefined}
          maxLength={maxReason}
          list="usual-reasons"
          value={reason.value}
          aria-invalid={missing}
          onInput={(event) => {
            reason.value = event.currentTarget.value;
          }}
        />
      </label>
      <p class="usual-reasons">
        {f.force.usual.map((text) => (
          <button
            key={text}
            type="button"
            class="tag"
            onClick={() => {
              reason.value = text;
            }}
          >
            {text}
          </button>
        ))}
      </p>
      <p class="problem small" role="alert">
        {missing ? f.force.reasonNeeded : ''}
      </p>
    </>
  );
}

/** A form in a box: Enter does it, Escape does not. */
function Order(props: {
  readonly title: string;
  readonly testId: string;
  readonly go: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly onGo: () => void;
  readonly children: ComponentChildren;
  readonly focusGo?: boolean;
}) {
  return (
    <Dialog title={props.title} testId={props.testId} class="floor-box" onClose={closeBox}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onGo();
        }}
      >
        {props.children}
        <div class="box-foot">
          <button type="button" onClick={closeBox}>
            {words.value.cancel}
          </button>
          <button
            type="submit"
            class={props.danger ? 'danger' : 'primary'}
            data-testid="go"
            data-autofocus={props.focusGo ? true : undefined}
            aria-busy={props.busy}
          >
            {props.go}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Does it once, shows that it is being done, and closes when it is. */
function useOrder(reason: { readonly value: string } | null, run: () => Promise<boolean>) {
  const busy = useSignal(false);
  const missing = useSignal(false);
  const go = async (): Promise<void> => {
    missing.value = reason !== null && reason.value.trim() === '';
    if (busy.value || missing.value) return;
    busy.value = true;
    const done = await run();
    busy.value = false;
    if (done) closeBox();
  };
  return { busy: busy.value, missing: missing.value, go: () => void go() };
}

export function ForceBox({ agentId }: { readonly agentId: string }) {
  const f = floorWords.value;
  const agent = agents.value.get(agentId);
  const state = useSignal<(typeof states)[number]>(agent?.state === 'ready' ? 'not-ready' : 'ready');
  const reason = useSignal('');
  const order = useOrder(reason, () => forceState(agentId, state.value, reason.value.trim()));
  const busyNow = agent !== undefined && !['ready', 'not-ready', 'signed-out', 'unreachable'].includes(agent.state);
  return (
    <Order title={f.force.title(whoIs(agentId))} testId="force-box" go={f.force.go} busy={order.busy} onGo={order.go}>
      <p class="box-line">
        {agent === undefined ? null : <StateBadge state={agent.state} reason={agent.reason} />}
        <span class="muted">{busyNow ? f.force.later : f.force.now}</span>
      </p>
      <fieldset class="choices" data-own-arrows>
        {states.map((each) => (
          <label key={each} class={state.value === each ? 'choice chosen' : 'choice'}>
            <input
              type="radio"
              name="state"
              data-testid={`force-${each}`}
              checked={state.value === each}
              onChange={() => {
                state.value = each;
              }}
            />
            <span>{f.force.states[each]}</span>
          </label>
        ))}
      </fieldset>
      <Reason reason={reason} missing={order.missing} autofocus />
    </Order>
  );
}

export function ReleaseBox({ agentId }: { readonly agentId: string }) {
  const f = floorWords.value;
  const reason = useSignal('');
  const order = useOrder(reason, () => release(agentId, reason.value.trim()));
  return (
    <Order
      title={f.release.title(whoIs(agentId))}
      testId="release-box"
      go={f.supervise.release}
      danger
      busy={order.busy}
      onGo={order.go}
    >
      <p class="box-line">{f.release.means}</p>
      <Reason reason={reason} missing={order.missing} autofocus />
    </Order>
  );
}

export function TakeOverBox({ agentId }: { readonly agentId: string }) {
  const f = floorWords.value;
  return (
    <Order
      title={f.takeOver.title(whoIs(agentId))}
      testId="take-over-box"
      go={f.supervise.takeOver}
      busy={false}
      focusGo
      onGo={() => void takeOver(agentId)}
    >
      <p class="box-line">{f.takeOver.means}</p>
    </Order>
  );
}
