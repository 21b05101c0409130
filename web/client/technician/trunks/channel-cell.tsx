/** One channel: what it does, with whom, since when; chosen by mouse or keys. */
import type { LiveChannel } from '../../../../daemon/terms/live.js';
import { agents, calls } from '../../live/live.js';
import { nowMs } from '../../parts/clock.js';
import { customerNumber, formatNumber } from '../../parts/number.js';
import { formatDuration } from '../../parts/time.js';
import { linesWords } from '../lines-words.js';
import { clicked } from './selection.js';
import { faultOf, select, selection, shownOrder } from './trunks-state.js';

/** Whom one speaks to there: the customer's number, or the agent at the telephone. */
export function whoIsOn(channel: LiveChannel): string {
  const call = channel.callId === null ? undefined : calls.value.get(channel.callId);
  if (channel.kind === 'fxs') {
    const agent = [...agents.value.values()].find(({ station }) => station === channel.name);
    if (agent !== undefined) return `${agent.id} ${agent.name}`;
  }
  return call === undefined ? '' : formatNumber(customerNumber(call));
}

export function ChannelCell({ channel, label }: { readonly channel: LiveChannel; readonly label: string }) {
  const w = linesWords.value.trunks;
  const { chosen, cursor } = selection.value;
  const fault = faultOf(channel);
  const who = whoIsOn(channel);
  const idle = channel.state === 'idle';
  const duration = idle ? '' : formatDuration(nowMs.value - channel.since);
  const state = fault !== null && idle ? w.faults[fault] : w.states[channel.state];
  const spoken = [label, w.states[channel.state], fault === null ? '' : w.faults[fault], who, duration];
  return (
    <button
      type="button"
      role="option"
      class={`slot slot-${channel.state} ${fault === null ? '' : `slot-unfit fault-${fault}`}`}
      aria-selected={chosen.has(channel.channel)}
      aria-label={spoken.filter((part) => part !== '').join(' · ')}
      tabIndex={cursor === channel.channel || (cursor === null && shownOrder.value[0] === channel.channel) ? 0 : -1}
      data-channel-cell={channel.channel}
      data-testid="slot"
      data-channel={channel.name}
      data-state={channel.state}
      data-fault={fault ?? undefined}
      onClick={(event) => {
        const ctrl = event.ctrlKey || event.metaKey;
        select(clicked(selection.peek(), shownOrder.peek(), channel.channel, { shift: event.shiftKey, ctrl }));
      }}
    >
      <span class="slot-head">
        <b>{label}</b>
        <i>{state}</i>
      </span>
      <span class="slot-who">{channel.kind === 'fxs' ? who : who.replace(/[ -]/g, '')}</span>
      <span class="slot-foot">
        {duration}
        {fault !== null && !idle ? ` · ${w.faults[fault]}` : ''}
      </span>
    </button>
  );
}

/** Timeslots that carry no call. */
export function FixedSlot({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <div class="slot slot-fixed">
      <span class="slot-head">
        <b>{label}</b>
      </span>
      <span class="slot-who">{text}</span>
    </div>
  );
}
