/** Always on top: what state am I in, since when, on which telephone, with whom, and what can I do. */
import type { JSX } from 'preact';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import { agents, calls, me } from '../live/live.js';
import { serverNowMs } from '../parts/clock.js';
import { Icon, type IconName } from '../parts/icon.js';
import { customerNumber, formatNumber } from '../parts/number.js';
import { StateBadge, stateText } from '../parts/state-badge.js';
import { Timer } from '../parts/timer.js';
import { words } from '../words/words.js';
import { act, canAct, pending } from './actions.js';
import { inConversation, type StateAction } from './allowed.js';
import { openBox } from './boxes.js';
import { type KeyAction, keyName, keyText } from './keymap.js';
import { keymap } from './keys.js';
import { outboundWords } from './outbound/outbound-words.js';
import { chosenCustomer, pop } from './pop.js';
import { Reasons } from './reasons.js';
import { Reminders } from './reminders.js';
import { Situation } from './situation.js';
import { Verbs } from './verbs.js';
import { WrapUpRing } from './wrap-up-ring.js';
import './call-bar.css';

export function CallBar() {
  const w = words.value;
  const agent = me.value;
  if (agent === null) {
    const missing = agents.value.size > 0;
    return <section class="call-bar empty">{missing ? w.errors['unknown-agent'] : w.loading}</section>;
  }
  const hint = hintFor(agent);
  // During a call it only says what comes after it: nothing to draw the eye.
  const readyNow = agent.state === 'not-ready' || agent.state === 'wrap-up';
  return (
    <section class={`call-bar tint-${agent.state}`} aria-label={w.bar.label}>
      <div class="call-bar-state" aria-live="polite">
        <StateBadge state={agent.state} reason={agent.reason} testId="state" />
        <span class="call-bar-since" title={w.bar.since}>
          <Timer since={agent.since} />
        </span>
        {agent.state === 'wrap-up' && agent.wrapUpUntil !== null ? (
          <WrapUpRing since={agent.since} until={agent.wrapUpUntil} />
        ) : null}
      </div>
      <div class="call-bar-middle">
        <OnTheLine />
        {hint === '' ? null : <span class={agent.next === null ? 'muted' : 'next-state'}>{hint}</span>}
      </div>
      <div class="call-bar-station">
        <span>
          <Icon name="phone" /> {stationText(agent)}
        </span>
        <span class="muted">
          {[
            agent.station === null ? '' : agent.offHook ? w.bar.offHook : w.bar.onHook,
            agent.missedInRow > 0 ? w.bar.missed(agent.missedInRow) : '',
            w.bar.answeredToday(agent.answeredToday),
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
      </div>
      <div class="call-bar-buttons">
        {agent.state === 'signed-out' ? (
          <ActionButton action="sign-in" icon="enter" testId="btn-sign-in" text={w.bar.signIn} kind="primary" />
        ) : (
          <ActionButton action="sign-out" icon="out" testId="btn-sign-out" text={w.bar.signOut} />
        )}
        <ActionButton
          action="ready"
          icon="check"
          testId="btn-ready"
          text={w.bar.ready}
          keyOf="ready"
          kind={readyNow ? 'good' : ''}
        />
        <span class="reason-anchor">
          <ActionButton action="not-ready" icon="cup" testId="btn-not-ready" text={w.bar.notReady} keyOf="not-ready" />
          {openBox.value?.box === 'reasons' ? <Reasons /> : null}
        </span>
        <ActionButton
          action="end-wrap-up"
          icon="pencil"
          testId="btn-end-wrap-up"
          text={w.bar.endWrapUp}
          keyOf="end-wrap-up"
          kind="primary"
        />
      </div>
      {agent.state === 'signed-out' ? null : <Verbs />}
      <Situation />
      <Reminders />
    </section>
  );
}

function stationText(agent: LiveAgent): string {
  const w = words.value.bar;
  if (agent.remoteNumber !== undefined && agent.state !== 'signed-out') return formatNumber(agent.remoteNumber);
  return agent.station === null ? w.noStation : `${w.station} ${agent.station}`;
}

/** What comes next, or what to do now. */
function hintFor(agent: LiveAgent): string {
  const w = words.value;
  if (agent.next !== null) {
    const next = stateText(agent.next.state, agent.next.reason);
    return agent.state === 'wrap-up' ? w.bar.nextAfterWrapUp(next) : w.bar.next(next);
  }
  const ofLead = leadHint(agent);
  if (ofLead !== null) return ofLead;
  const idle = agent.state === 'not-ready' || agent.state === 'wrap-up';
  return idle && agent.offHook && !agent.headset ? w.bar.layDown : w.stateHints[agent.state];
}

/** Nobody calls him: he is to call somebody. null: it is no outbound work. */
function leadHint({ lead, state }: LiveAgent): string | null {
  const w = outboundWords.value;
  if (lead === undefined) return null;
  if (state === 'reserved') return lead.attempt === '' ? w.previewHint : w.liftFirst;
  if (state === 'ringing' || (state === 'dialling' && lead.attempt !== '')) {
    return state === 'ringing' ? w.liftFirst : w.calling;
  }
  return state === 'wrap-up' && lead.resultWanted ? w.resultMust : null;
}

/** Name, number and talk time of the caller, on every page. */
function OnTheLine() {
  const w = words.value;
  const agent = me.value;
  const call = agent?.callId ? calls.value.get(agent.callId) : undefined;
  if (agent === null || call === undefined || agent.state === 'signed-out') return null;
  const name = pop.value?.callId === call.id ? chosenCustomer()?.name : undefined;
  const number = customerNumber(call) === '' ? w.customer.withheld : formatNumber(customerNumber(call));
  const talkingSince = call.talkStartedAt;
  return (
    <span class="on-the-line">
      {name === undefined ? null : <b>{name}</b>}
      <span class="number">{number}</span>
      {talkingSince !== null && inConversation(agent.state) ? (
        <span class="call-timer" title={w.bar.callTime} data-testid="call-timer">
          <Icon name="clock" />
          <Timer since={Math.min(talkingSince, serverNowMs())} />
        </span>
      ) : null}
      {call.recording && !call.recordingPaused && inConversation(agent.state) ? (
        <span class="recording-now" data-testid="recording-now">
          <i /> {w.bar.recording}
        </span>
      ) : null}
      {call.recordingOnDemand && (!call.recording || call.recordingPaused) && inConversation(agent.state) ? (
        <span class="muted small">{outboundWords.value.notRecorded}</span>
      ) : null}
    </span>
  );
}

function ActionButton(props: {
  readonly action: StateAction;
  readonly icon: IconName;
  readonly testId: string;
  readonly text: string;
  readonly keyOf?: KeyAction;
  readonly kind?: 'primary' | 'good' | '';
}): JSX.Element {
  const { action, keyOf } = props;
  const code = keyOf === undefined ? undefined : keymap.value[keyOf];
  const keys = code === undefined ? undefined : keyText(code);
  return (
    <button
      type="button"
      class={props.kind ?? ''}
      data-testid={props.testId}
      disabled={!canAct(action)}
      aria-busy={pending.value.has(action as never)}
      aria-keyshortcuts={keys}
      aria-haspopup={action === 'not-ready' ? 'menu' : undefined}
      aria-expanded={action === 'not-ready' ? openBox.value?.box === 'reasons' : undefined}
      title={keys === undefined ? props.text : `${props.text} (${keys})`}
      onClick={() => act(action)}
    >
      <Icon name={props.icon} />
      <span>{props.text}</span>
      {code === undefined ? null : <kbd>{keyName(code)}</kbd>}
    </button>
  );
}
