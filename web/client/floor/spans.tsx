/** E1 spans: alarm in plain words (LOS, LOF, AIS, RAI), D-channel, and the 30 channels as cells. */
import { type AlarmCode, alarmWords } from '../../../daemon/terms/alarms.js';
import type { LiveChannel, LiveSpan } from '../../../daemon/terms/live.js';
import { calls, channels, spans } from '../live/live.js';
import { nowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { customerNumber, formatNumber } from '../parts/number.js';
import { formatDuration } from '../parts/time.js';
import { language, type Words, words } from '../words/words.js';

export function Spans() {
  const w = words.value;
  const all = [...spans.value.values()];
  return (
    <section class="panel" aria-labelledby="spans-title">
      <header>
        <h2 id="spans-title">{w.floor.lines}</h2>
        <Legend />
      </header>
      {all.length === 0 ? (
        <p class="empty">{w.floor.noSpans}</p>
      ) : (
        all.map((span) => <SpanTile key={span.span} span={span} />)
      )}
    </section>
  );
}

function Legend() {
  const w = words.value;
  return (
    <ul class="legend small" aria-label={w.floor.legend}>
      {(['idle', 'ringing', 'answered'] as const).map((state) => (
        <li key={state}>
          <i class={`channel channel-${state}`}>{w.channelMarks[state]}</i>
          {w.channelStates[state]}
        </li>
      ))}
      <li>
        <i class="channel channel-unfit" />
        {w.channelFaults.blocked}
      </li>
    </ul>
  );
}

function SpanTile({ span }: { readonly span: LiveSpan }) {
  const w = words.value;
  const bearers = [...channels.value.values()].filter(
    (channel) => channel.kind === 'bearer' && channel.span === span.span,
  );
  const busy = bearers.filter((channel) => channel.state !== 'idle').length;
  const unfit = bearers.filter((channel) => faultOf(channel) !== null).length;
  const up = span.alarms.length === 0 && span.dChannel === 'up';
  const refused = span.refused34 + span.refused44;
  return (
    <article
      class={up ? 'span up' : 'span down'}
      data-testid="span-tile"
      data-span={span.span}
      data-state={up ? 'up' : 'down'}
    >
      <div class="span-head">
        <b>{span.name}</b>
        <span class={up ? 'tag good' : 'tag bad'}>
          <Icon name={up ? 'check' : 'alert'} />
          {up ? w.floor.spanUp : w.floor.spanDown}
        </span>
        <span class="muted small">{w.floor.busy(busy, bearers.length)}</span>
        {unfit === 0 ? null : (
          <span class="tag" data-testid="span-blocked">
            {w.blockedCount(unfit)}
          </span>
        )}
      </div>
      {alarmsOf(span).map((alarm) => (
        <Alarm key={alarm} alarm={alarm} />
      ))}
      {span.loopback === undefined ? null : (
        <p class="alarm" role="alert">
          <b>{w.loopback[span.loopback]}</b>
        </p>
      )}
      <ul class="channels">
        {bearers
          .sort((a, b) => a.timeslot - b.timeslot)
          .map((channel) => (
            <ChannelCell key={channel.channel} channel={channel} />
          ))}
      </ul>
      <p class="muted small">{refused === 0 ? w.floor.refusedNone : w.floor.refused(span.refused34, span.refused44)}</p>
    </article>
  );
}

/** With an alarm the D-channel cannot be up: one thing is told, the first one to mend. */
function alarmsOf(span: LiveSpan): readonly AlarmCode[] {
  return span.alarms.length === 0 && span.dChannel === 'down' ? ['d-channel'] : span.alarms;
}

function Alarm({ alarm }: { readonly alarm: AlarmCode }) {
  const { meaning, lookFirst } = alarmWords[alarm];
  const reader = language.value;
  return (
    <p class="alarm" role="alert" data-alarm={alarm}>
      <b>{alarm === 'd-channel' ? meaning[reader] : `${alarm} · ${meaning[reader]}`}</b>{' '}
      {words.value.alarmFirst(lookFirst[reader])}
    </p>
  );
}

/** Why no new call is led over a channel; null: it is fit for one. */
function faultOf(channel: LiveChannel): keyof Words['channelFaults'] | null {
  if (channel.stuck) return 'stuck';
  if (channel.bitTest !== undefined && !channel.bitTest.ended) return 'tested';
  if (channel.service !== undefined) return channel.service;
  if (channel.blockedByFarEnd) return 'farEnd';
  return channel.noBattery ? 'noBattery' : null;
}

function ChannelCell({ channel }: { readonly channel: LiveChannel }) {
  const w = words.value;
  const call = channel.callId === null ? undefined : calls.value.get(channel.callId);
  const idle = channel.state === 'idle';
  const fault = faultOf(channel);
  const title = [
    `${w.floor.slot} ${channel.timeslot}`,
    w.channelStates[channel.state],
    fault === null ? '' : w.channelFaults[fault],
    call === undefined ? '' : formatNumber(customerNumber(call)),
    idle ? '' : formatDuration(nowMs.peek() - channel.since),
  ];
  const text = title.filter((part) => part !== '').join(' · ');
  return (
    <li
      class={`channel channel-${channel.state}${fault === null ? '' : ' channel-unfit'}`}
      data-testid="channel-cell"
      data-channel={channel.name}
      data-state={channel.state}
      data-fault={fault ?? undefined}
      title={text}
    >
      <span class="hidden">{text}</span>
      <span aria-hidden="true">{idle ? channel.timeslot : w.channelMarks[channel.state]}</span>
    </li>
  );
}
