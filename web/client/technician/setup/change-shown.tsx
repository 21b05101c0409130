/** A change of one span on its way: waits for calls, sets up, watches the D-channel, is kept or takes itself back. */
import { useSignal } from '@preact/signals';
import type { SpanChange, SpanSetup } from '../../../../daemon/terms/span-setup.js';
import { call } from '../../parts/api.js';
import { nowMs } from '../../parts/clock.js';
import { Dialog } from '../../parts/dialog.js';
import { Icon } from '../../parts/icon.js';
import { tellFailure } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { commissioningWords } from '../commissioning/commissioning-words.js';

/** In words, "before → after". */
export function setupDifference(before: SpanSetup, after: SpanSetup): readonly string[] {
  const { span: w, order } = commissioningWords.value;
  const onOff = (on: boolean): string => (on ? order.on : order.off);
  const rows: readonly (readonly [string, string, string])[] = [
    [w.side, w.sides[before.side], w.sides[after.side]],
    [w.protocol, w.protocols[before.protocol], w.protocols[after.protocol]],
    [w.crc4, onOff(before.crc4), onOff(after.crc4)],
    [w.overlap, onOff(before.overlapReceiving), onOff(after.overlapReceiving)],
    [w.clock, w.clocks(before.clockPriority), w.clocks(after.clockPriority)],
  ];
  return rows.filter(([, was, will]) => was !== will).map(([name, was, will]) => `${name}: ${was} → ${will}`);
}

const phases = ['draining', 'applying', 'watching', 'kept'] as const;

export function ChangeShown({ change }: { readonly change: SpanChange }) {
  const w = commissioningWords.value.span;
  const { state, callsLeft, backBy, problem, endedAt } = change;
  const asking = useSignal(false);
  const back = state === 'rolling-back' || state === 'rolled-back';
  const shown = back
    ? (['draining', 'applying', 'watching', state] as const)
    : state === 'refused'
      ? (['refused'] as const)
      : phases;
  const at = (shown as readonly string[]).indexOf(state);
  const seconds = backBy === null ? null : Math.max(0, Math.ceil((backBy - nowMs.value) / 1000));
  async function deed(what: 'cancel' | 'clear-calls'): Promise<void> {
    const answer = await call<null>('POST', `/span-changes/${change.id}/${what}`);
    if (!answer.ok) tellFailure(answer.code);
  }
  return (
    <section class="panel change" aria-label={w.progress} data-testid="span-change" data-state={state}>
      <header>
        <h2>{w.progress}</h2>
        <span class="muted small">{setupDifference(change.before, change.after).join(' · ')}</span>
      </header>
      <ol class="change-phases" aria-live="polite">
        {shown.map((phase, place) => (
          <li
            key={phase}
            class={place < at || (place === at && endedAt !== null) ? 'over' : place === at ? 'now' : ''}
            aria-current={place === at ? 'step' : undefined}
          >
            {/* Waited for, and it did not come back. */}
            {phase === 'watching' && back ? (
              <Icon name="cross" />
            ) : place < at || (place === at && state === 'kept') ? (
              <Icon name="check" />
            ) : place === at && (back || state === 'refused') ? (
              <Icon name="alert" />
            ) : null}
            <b>{w.phases[phase]}</b>
            <span class="small">
              {place !== at
                ? ''
                : state === 'draining'
                  ? w.left(callsLeft)
                  : state === 'watching' && seconds !== null
                    ? w.seconds(seconds)
                    : ''}
            </span>
          </li>
        ))}
      </ol>
      {problem === '' ? null : (
        <p class={state === 'kept' ? 'notice' : 'alarm'} data-testid="change-problem">
          {w.problems[problem] ?? w.other(problem)}
        </p>
      )}
      {endedAt !== null ? null : (
        <div class="change-acts">
          {state === 'draining' && callsLeft > 0 ? (
            <button type="button" class="danger" data-testid="clear-calls" onClick={() => (asking.value = true)}>
              {w.clear}
            </button>
          ) : null}
          {state === 'draining' || state === 'watching' ? (
            <button type="button" data-testid="cancel-change" onClick={() => void deed('cancel')}>
              {state === 'draining' ? w.cancel : w.takeBack}
            </button>
          ) : null}
        </div>
      )}
      {asking.value ? (
        <Dialog title={w.clear} testId="confirm-clear" onClose={() => (asking.value = false)}>
          <p>{w.clearText(callsLeft)}</p>
          <div class="box-foot">
            <button type="button" data-autofocus onClick={() => (asking.value = false)}>
              {words.value.cancel}
            </button>
            <button
              type="button"
              class="danger"
              data-testid="confirm-go"
              onClick={() => {
                asking.value = false;
                void deed('clear-calls');
              }}
            >
              {w.clear}
            </button>
          </div>
        </Dialog>
      ) : null}
    </section>
  );
}
