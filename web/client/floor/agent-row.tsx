/** One agent. Drawn anew only when his own row, or his call, changes. */
import { useComputed } from '@preact/signals';
import type { StateTimes } from '../../../daemon/terms/agents.js';
import type { LiveAgent, LiveCall } from '../../../daemon/terms/live.js';
import { percentText, signedInMs, utilisation } from '../../../daemon/terms/metrics.js';
import { calls } from '../live/live.js';
import { serverNowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { customerNumber, formatNumber } from '../parts/number.js';
import { StateBadge, stateText } from '../parts/state-badge.js';
import { formatDuration } from '../parts/time.js';
import { Timer } from '../parts/timer.js';
import { may } from '../session/session.js';
import { words } from '../words/words.js';
import { nameOf, queueName, queueNames } from './floor-actions.js';
import { choose, chosen, dragged, supervised } from './floor-state.js';
import { floorWords } from './floor-words.js';
import { Strip } from './strip.js';
import { hideTip, showTip } from './tooltip.js';

export const dragType = 'application/x-callbox-agent';

export function AgentRow({ agent }: { readonly agent: LiveAgent }) {
  const isChosen = useComputed(() => chosen.value === agent.id);
  const w = words.value;
  const f = floorWords.value;
  const gone = agent.state === 'signed-out';
  const canMove = may('floor.supervise');
  return (
    // The list has the focus and the keys; its rows are chosen by them (aria-activedescendant).
    // biome-ignore lint/a11y/useFocusableInteractive: as above
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      id={`agent-${agent.id}`}
      role="option"
      aria-selected={isChosen.value}
      class={`agent${gone ? ' gone' : ''}${isChosen.value ? ' chosen' : ''}`}
      data-testid="agent-row"
      data-agent={agent.id}
      data-state={agent.state}
      draggable={canMove}
      onClick={() => choose(agent.id)}
      onDragStart={(event) => {
        choose(agent.id);
        event.dataTransfer?.setData(dragType, agent.id);
        dragged.value = agent.id;
      }}
      onDragEnd={() => {
        dragged.value = null;
      }}
    >
      <span class="agent-name">
        <span class="agent-line">
          <b>{agent.name}</b> <span class="muted">{agent.id}</span>
          <Marks agent={agent} />
        </span>
        <span class="muted small" title={queueNames(agent.queues ?? [])}>
          {agent.queues?.length === 0 ? f.agents.noQueues : queueNames(agent.queues ?? [])}
        </span>
      </span>
      <span class="agent-state">
        <span class="agent-line">
          <StateBadge state={agent.state} reason={agent.reason} />
          <Timer since={agent.since} />
        </span>
        <Under agent={agent} />
      </span>
      <span class="agent-call">
        {agent.callId === null ? <i class="muted">{w.none}</i> : <Call callId={agent.callId} />}
      </span>
      <Today agent={agent} />
      <Strip agent={agent} />
    </div>
  );
}

/** The line under the state: what comes next, who forced it, what is missed. */
function Under({ agent }: { readonly agent: LiveAgent }) {
  const f = floorWords.value;
  const { next, forcedBy, missedInRow } = agent;
  const text =
    next !== null
      ? f.agents.next(stateText(next.state, next.reason))
      : forcedBy !== undefined
        ? f.agents.forced(nameOf(forcedBy.by), forcedBy.reason)
        : missedInRow > 0
          ? f.agents.missed(missedInRow)
          : '';
  return (
    <span class="small muted" data-testid="agent-under" title={text}>
      {text}
    </span>
  );
}

function Marks({ agent }: { readonly agent: LiveAgent }) {
  const f = floorWords.value;
  const mode = useComputed(() => supervised.value.get(agent.id) ?? null).value;
  const marks: (readonly [string, 'sound' | 'out' | 'alert' | 'mute' | 'ear' | 'phone', string])[] = [];
  if (mode !== null) marks.push(['ear', 'ear', f.supervise.modes[mode]]);
  if (agent.offShift) marks.push(['shift', 'out', f.agents.offShift]);
  if (agent.headset) marks.push(['headset', 'sound', f.agents.headset]);
  if (agent.muted) marks.push(['muted', 'mute', f.agents.muted]);
  if (agent.remoteNumber !== undefined)
    marks.push(['remote', 'phone', f.agents.remote(formatNumber(agent.remoteNumber))]);
  return (
    <>
      {marks.map(([key, icon, text]) => (
        <span key={key} class={`mark mark-${key}`} role="img" aria-label={text} title={text}>
          <Icon name={icon} />
        </span>
      ))}
    </>
  );
}

function Call({ callId }: { readonly callId: string }) {
  const w = words.value;
  const call = useComputed<LiveCall | undefined>(() => calls.value.get(callId)).value;
  if (call === undefined) return <i class="muted">{w.none}</i>;
  const number = customerNumber(call);
  return (
    <>
      <span class="number">{number === '' ? w.customer.withheld : formatNumber(number)}</span>
      <span class="small muted">
        {call.customerClass === undefined ? '' : `★${call.customerClass} `}
        {call.callingName ?? (call.queue === null ? w.stages[call.stage] : queueName(call.queue))}
        {call.talkStartedAt === null || call.stage === 'ended' ? null : (
          <>
            {' '}
            <Timer since={call.talkStartedAt} />
          </>
        )}
      </span>
    </>
  );
}

/** Times of today with the running state added, as the formulas want them. */
function timesOf(agent: LiveAgent): StateTimes {
  const { today = {}, state, since } = agent;
  return { ...today, [state]: (today[state] ?? 0) + Math.max(0, serverNowMs() - since) };
}

function Today({ agent }: { readonly agent: LiveAgent }) {
  const f = floorWords.value;
  const explain = (): readonly string[] => {
    const times = timesOf(agent);
    const share = utilisation(times);
    const { work, signedIn } = f.formulas;
    return [
      `${f.agents.answered} ${agent.answeredToday}`,
      `${f.formulas.utilisation} = ${percentText(share)} %`,
      `${work} ${formatDuration(share.part)} · ${signedIn} ${formatDuration(signedInMs(times))}`,
    ];
  };
  const share = utilisation(timesOf(agent));
  return (
    <span
      class="agent-today"
      onPointerEnter={(event) => showTip(explain(), event.currentTarget.getBoundingClientRect())}
      onPointerLeave={hideTip}
    >
      <b>{agent.answeredToday}</b>
      <span class="small muted">{percentText(share)} %</span>
    </span>
  );
}
