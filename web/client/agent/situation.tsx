/** Under the call bar: what is unusual just now, so that a tired agent cannot overlook or misread it. */
import type { ComponentChildren } from 'preact';
import type { LiveAgent, LiveCall } from '../../../daemon/terms/live.js';
import { calls, colleagues, me } from '../live/live.js';
import { nowMs } from '../parts/clock.js';
import { Icon, type IconName } from '../parts/icon.js';
import { formatNumber } from '../parts/number.js';
import { Timer } from '../parts/timer.js';
import { words } from '../words/words.js';
import { act, canAct, isMuted, ownCall, pending } from './actions.js';
import { type AgentAction, consultedOf, inConversation, othersOf, partyOf } from './allowed.js';
import type { KeyAction } from './keymap.js';
import { keyText } from './keymap.js';
import { keymap } from './keys.js';
import { outboundWords } from './outbound/outbound-words.js';
import { campaigns } from './outbound/work.js';
import { Parties } from './parties.js';
import './situation.css';

/** After so long the caller has been forgotten. */
export const heldTooLongMs = 60_000;

export function Situation() {
  const agent = me.value;
  if (agent === null || agent.state === 'signed-out') return null;
  const call = ownCall();
  return (
    <div class="situation" aria-live="polite">
      <OfHisState agent={agent} />
      <OfHisCall agent={agent} call={call} />
      <Parked agentId={agent.id} />
    </div>
  );
}

function OfHisState({ agent }: { readonly agent: LiveAgent }) {
  const w = words.value.situation;
  const { forcedBy } = agent;
  return (
    <>
      {forcedBy === undefined ? null : (
        <Strip kind="forced" icon="person" title={w.forced(forcedBy.by)}>
          {w.forcedWhy(forcedBy.reason)}
        </Strip>
      )}
      {agent.state === 'not-ready' && agent.reason === 'no-answer' ? (
        <Strip kind="missed" icon="alert" title={w.missed} acts={[['ready', 'primary']]}>
          {w.missedMeans}
        </Strip>
      ) : null}
      {agent.state === 'unreachable' ? (
        <Strip kind="unreachable" icon="alert" title={w.unreachable}>
          {w.unreachableMeans}
        </Strip>
      ) : null}
      {agent.state === 'ready' && agent.offShift ? <Strip kind="off-shift" icon="clock" title={w.offShift} /> : null}
      <ForCampaign agent={agent} />
      {agent.state === 'ready' && agent.offHook && !agent.headset ? (
        <Strip kind="off-hook" icon="phone" title={w.offHookIdle} />
      ) : null}
    </>
  );
}

/** How calls of a campaign that dials by itself reach him: with the telephone on its hook they may not. */
function ForCampaign({ agent }: { readonly agent: LiveAgent }) {
  const w = outboundWords.value;
  const dials = campaigns.value.some(
    ({ running, mode }) => running && (mode === 'predictive' || mode === 'progressive'),
  );
  if (!dials || agent.state !== 'ready' || agent.lead !== undefined) return null;
  if (!agent.headset) return <Strip kind="rings-first" icon="phone" title={w.ringsFirst} />;
  return agent.offHook ? (
    <Strip kind="headset-ready" icon="phone" title={w.headsetReady} />
  ) : (
    <Strip kind="headset-open" icon="alert" title={w.headsetOpen}>
      {w.headsetOpenMeans}
    </Strip>
  );
}

function OfHisCall({ agent, call }: { readonly agent: LiveAgent; readonly call: LiveCall | undefined }) {
  const w = words.value.situation;
  const consulting = agent.state === 'consulting';
  const owns = consulting && partyOf(call, agent.id)?.purpose !== 'consult';
  const several = call !== undefined && inConversation(agent.state) && othersOf(call, agent.id).length > 1;
  return (
    <>
      {agent.state === 'held' ? <Held since={agent.since} /> : null}
      {consulting && owns ? <Consulting agent={agent} call={call} /> : null}
      {!consulting ? <Reached agent={agent} call={call} /> : null}
      {agent.state === 'dialling' && !agent.offHook ? (
        <Strip kind="dialling" icon="phone" title={w.diallingOwn} />
      ) : null}
      {isMuted() && inConversation(agent.state) ? (
        <Strip kind="muted" icon="microphone" title={w.muted} acts={[['mute', '']]} />
      ) : null}
      {call?.recordingPaused && !call.recordingOnDemand && inConversation(agent.state) ? (
        <Strip kind="recording-paused" icon="alert" title={outboundWords.value.paused}>
          {outboundWords.value.pausedMeans} <kbd>{keyText(keymap.value.recording)}</kbd>
        </Strip>
      ) : null}
      {call !== undefined && (several || consulting) ? <Parties call={call} agent={agent} /> : null}
    </>
  );
}

function Held({ since }: { readonly since: number }) {
  const w = words.value.situation;
  const long = nowMs.value - since >= heldTooLongMs;
  return (
    <Strip
      kind={long ? 'held long' : 'held'}
      icon="pause"
      title={
        <>
          {w.held} <Timer since={since} />
        </>
      }
      acts={[['retrieve', 'primary']]}
    >
      {long ? w.heldLong : w.heldMeans}
    </Strip>
  );
}

/** He asked for it: what the consulted does, and what he can do with him. */
function Consulting({ agent, call }: { readonly agent: LiveAgent; readonly call: LiveCall | undefined }) {
  const w = words.value.situation;
  const consulted = consultedOf(call);
  const name = nameOf(consulted?.agent ?? agent.target?.name ?? consulted?.number ?? '');
  const answered = consulted?.state === 'consulting';
  const callerWaits = call?.parties?.find((party) => party.role === 'customer')?.state !== 'talking';
  const title = !answered ? w.ringing(name) : callerWaits ? w.withConsulted(name) : w.withCaller;
  return (
    <Strip
      kind={answered ? 'consulting' : 'consulting ringing'}
      icon="people"
      title={title}
      acts={[
        ['complete', answered ? 'primary' : ''],
        ['conference', ''],
        ['toggle', ''],
        ['cancel', ''],
      ]}
    >
      {callerWaits ? w.callerWaits : ''}
    </Strip>
  );
}

/** What became of whom he called into the call. */
function Reached({ agent, call }: { readonly agent: LiveAgent; readonly call: LiveCall | undefined }) {
  const w = words.value.situation;
  const { target } = agent;
  if (target === undefined || agent.state === 'dialling') return null;
  const name = nameOf(target.name);
  const inCall = inConversation(agent.state);
  switch (target.state) {
    case 'ringing':
      return <Strip kind="target ringing" icon="ring" title={w.ringing(name)} />;
    case 'answered':
      // Who consulted and stayed knows it; who handed the call over wants to.
      return inCall || call?.agent === agent.id ? null : (
        <Strip kind="target answered" icon="check" title={w.answered(name)} />
      );
    case 'busy':
    case 'no-answer':
    case 'refused':
      return (
        <Strip kind="target failed" icon="alert" title={w[target.state](name)}>
          {inCall ? w.backToYou : ''}
        </Strip>
      );
    default:
      return null;
  }
}

function Parked({ agentId }: { readonly agentId: string }) {
  const w = words.value.situation;
  const parked = [...calls.value.values()].filter((call) => call.stage === 'parked' && call.agent === agentId);
  return (
    <>
      {parked.map(({ id, parkedIn = 0, callingNumber }) => (
        <Strip
          key={id}
          kind="parked"
          icon="pause"
          title={
            <>
              {w.parked} <b class="slot">{parkedIn}</b> <span class="number">{formatNumber(callingNumber)}</span>
            </>
          }
        >
          {w.parkedMeans(parkedIn)}
        </Strip>
      ))}
    </>
  );
}

/** A colleague by his name, a number as people write it. */
export function nameOf(target: string): string {
  const colleague = colleagues.value.get(target) ?? (me.value?.id === target ? me.value : undefined);
  return colleague === undefined ? formatNumber(target) : `${colleague.name} ${target}`;
}

const keysOf: Readonly<Partial<Record<AgentAction, KeyAction | 'Esc'>>> = {
  retrieve: 'hold',
  mute: 'mute',
  ready: 'ready',
  complete: 'complete',
  conference: 'conference',
  toggle: 'toggle',
  cancel: 'Esc',
};

function Strip(props: {
  readonly kind: string;
  readonly icon: IconName;
  readonly title: ComponentChildren;
  readonly acts?: readonly (readonly [AgentAction, '' | 'primary'])[];
  readonly children?: ComponentChildren;
}) {
  return (
    <div class={`strip ${props.kind}`} data-testid={`strip-${props.kind.split(' ')[0]}`}>
      <Icon name={props.icon} />
      <p>
        <b class="strip-title">{props.title}</b> <span class="strip-means">{props.children}</span>
      </p>
      {props.acts === undefined ? null : (
        <span class="strip-acts">
          {props.acts.map(([action, kind]) => (
            <StripButton key={action} action={action} kind={kind} />
          ))}
        </span>
      )}
    </div>
  );
}

function StripButton({ action, kind }: { readonly action: AgentAction; readonly kind: '' | 'primary' }) {
  const w = words.value;
  const key = keysOf[action];
  const keys = key === undefined ? '' : key === 'Esc' ? 'Esc' : keyText(keymap.value[key]);
  const text = action === 'ready' ? w.bar.ready : action === 'mute' ? w.verbs.unmute : w.verbs[action as 'retrieve'];
  return (
    <button
      type="button"
      class={kind}
      data-testid={`strip-${action}`}
      disabled={!canAct(action)}
      aria-busy={pending.value.has(action as never)}
      aria-keyshortcuts={keys}
      onClick={() => act(action)}
    >
      <span>{text}</span>
      <kbd>{keys}</kbd>
    </button>
  );
}
