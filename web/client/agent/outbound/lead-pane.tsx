/** Who is to be called, what the list says of him, how often it was tried; before the call the countdown and its keys. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { LiveLead } from '../../../../daemon/terms/outbound.js';
import { me } from '../../live/live.js';
import { nowMs } from '../../parts/clock.js';
import { Icon } from '../../parts/icon.js';
import { formatNumber } from '../../parts/number.js';
import { isConnected, pending } from '../actions.js';
import { inConversation } from '../allowed.js';
import { type KeyAction, keyName, keyText } from '../keymap.js';
import { keymap } from '../keys.js';
import { wallTime } from '../wall-time.js';
import { outboundWords } from './outbound-words.js';
import { askSkip, campaignOf, dialLead, lastAttempt, ofEarlierCall, takenLead } from './work.js';
import './outbound.css';

export function LeadPane() {
  const lead = me.value?.lead ?? lastAttempt.value?.lead;
  if (lead === undefined) return null;
  return <Shown key={lead.lead} lead={lead} />;
}

function Shown({ lead }: { readonly lead: LiveLead }) {
  const w = outboundWords.value;
  const campaign = campaignOf(lead.campaign);
  const preview = lead.attempt === '';
  const data = Object.entries(lead.data).filter(([, value]) => value !== '');
  return (
    <section class={`panel lead ${preview ? 'preview' : ''}`} aria-label={w.paneLabel} data-testid="lead">
      <header>
        <div>
          <p class="lead-line">
            <span class="tag strong">
              {campaign === undefined ? lead.campaign : `${campaign.name} · ${w.modes[campaign.mode]}`}
            </span>
            {ofEarlierCall.value ? (
              <span class="tag bad" data-testid="lead-earlier">
                {w.earlierCall}
              </span>
            ) : null}
            <Before lead={lead} />
          </p>
          <h1 class="lead-name" data-testid="lead-name">
            {lead.name || w.nameless} <span class="number lead-number">{formatNumber(lead.number)}</span>
          </h1>
        </div>
      </header>
      {preview ? <Preview lead={lead} totalMs={campaign?.previewMs ?? 0} /> : <Course />}
      {data.length === 0 ? (
        <p class="muted small">{w.noData}</p>
      ) : (
        <dl class="lead-data">
          {data.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {preview && campaign !== undefined && campaign.script !== '' ? <p class="muted small">{w.withScript}</p> : null}
    </section>
  );
}

function Before({ lead }: { readonly lead: LiveLead }) {
  const w = outboundWords.value;
  const { tries, lastResult, lastTriedAt } = lead;
  if (tries === undefined) return null;
  const last = lastResult ? w.lastResult(w.results[lastResult]) : '';
  const when = lastTriedAt ? wallTime(lastTriedAt) : '';
  return (
    <span class="muted" data-testid="lead-tries">
      {tries === 0 ? w.firstTry : [w.tries(tries), last, when].filter((part) => part !== '').join(' · ')}
    </span>
  );
}

function Course() {
  const w = outboundWords.value;
  const state = me.value?.state;
  const before = state === 'reserved' || state === 'ringing';
  const text = ofEarlierCall.value
    ? w.earlierCourse
    : before
      ? w.liftFirst
      : inConversation(state)
        ? w.inTalk
        : state === 'dialling'
          ? w.calling
          : w.afterTalk;
  return (
    <p class={`lead-course ${before || state === 'dialling' ? 'calling' : ''}`} data-testid="lead-course">
      <Icon name="phone" /> {text}
    </p>
  );
}

function Preview({ lead, totalMs }: { readonly lead: LiveLead; readonly totalMs: number }) {
  const w = outboundWords.value;
  const row = useRef<HTMLDivElement>(null);
  const since = useRef(nowMs.peek());
  // Who took him from his list goes on with one key; who types a note is not disturbed.
  useLayoutEffect(() => {
    if (takenLead.peek() !== lead.lead) return;
    takenLead.value = '';
    row.current?.querySelector<HTMLElement>('button')?.focus();
  }, [lead.lead]);
  useEffect(() => {
    row.current?.closest('section')?.scrollIntoView({ block: 'nearest' });
  }, []);
  const wholeMs = lead.dialAt === null ? 0 : totalMs > 0 ? totalMs : Math.max(lead.dialAt - since.current, 1);
  // The clock ticks once a second: it must not show more than there is.
  const leftMs = lead.dialAt === null ? null : Math.min(wholeMs, Math.max(0, lead.dialAt - nowMs.value));
  const seconds = Math.ceil((leftMs ?? 0) / 1000);
  return (
    <>
      <div class="lead-go" ref={row}>
        <Key
          action="dial-lead"
          kind="good"
          icon="phone"
          text={w.dialNow}
          busy={pending.value.has('dial-lead')}
          run={dialLead}
        />
        <Key
          action="skip-lead"
          kind=""
          icon="forward"
          text={w.skip}
          busy={pending.value.has('skip-lead')}
          run={askSkip}
        />
        <p class="lead-wait" data-testid="lead-wait" role="timer">
          {leftMs === null ? w.manualWaits : seconds > 0 ? w.dialsIn(seconds) : w.dialsNow}
        </p>
      </div>
      {leftMs === null ? null : (
        <progress class="lead-progress" max={wholeMs} value={wholeMs - leftMs} aria-label={w.dialsIn(seconds)} />
      )}
    </>
  );
}

function Key(props: {
  readonly action: KeyAction;
  readonly kind: string;
  readonly icon: 'phone' | 'forward';
  readonly text: string;
  readonly busy: boolean;
  readonly run: () => void;
}) {
  const code = keymap.value[props.action];
  return (
    <button
      type="button"
      class={props.kind}
      data-testid={`btn-${props.action}`}
      disabled={!isConnected()}
      aria-busy={props.busy}
      aria-keyshortcuts={keyText(code)}
      title={`${props.text} (${keyText(code)})`}
      onClick={props.run}
    >
      <Icon name={props.icon} />
      <span>{props.text}</span>
      <kbd>Alt+{keyName(code)}</kbd>
    </button>
  );
}
