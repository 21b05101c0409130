/** The open span: its 32 timeslots, its counters since the start, and its loopback. */
import { useSignal } from '@preact/signals';
import type { LiveSpan } from '../../../../daemon/terms/live.js';
import { call } from '../../parts/api.js';
import { Dialog } from '../../parts/dialog.js';
import { tellFailure } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { linesWords } from '../lines-words.js';
import { ChannelCell, FixedSlot } from './channel-cell.js';
import { hasLine, isOnNow, isTold, metersOf } from './span-meters.js';
import { alarmsOf } from './span-tile.js';
import { bearersOf } from './trunks-state.js';

type Loopback = 'off' | 'towards-line' | 'towards-box';
const loopbacks = ['off', 'towards-line', 'towards-box'] as const satisfies readonly Loopback[];
const timeslots = Array.from({ length: 32 }, (_, slot) => slot);

export function SpanPanel({ span }: { readonly span: LiveSpan }) {
  const w = linesWords.value.trunks;
  const bearers = new Map(bearersOf(span.span).map((channel) => [channel.timeslot, channel]));
  return (
    <section class="panel" aria-labelledby="span-title">
      <header>
        <h2 id="span-title">{w.grid(span.name)}</h2>
        <LoopbackChoice span={span} />
      </header>
      {alarmsOf(span).length === 0 ? null : <p class="alarm line-down">{w.lineDown}</p>}
      <div class="slots" role="listbox" aria-multiselectable="true" aria-label={w.grid(span.name)}>
        {timeslots.map((slot) => {
          const channel = bearers.get(slot);
          if (channel !== undefined) return <ChannelCell key={slot} channel={channel} label={`TS${slot}`} />;
          const text = slot === 0 ? w.frame : slot === 16 ? w.signalling : words.value.none;
          return <FixedSlot key={slot} label={`TS${slot}`} text={text} />;
        })}
      </div>
      <Counters span={span} />
    </section>
  );
}

function Counters({ span }: { readonly span: LiveSpan }) {
  const w = linesWords.value.trunks;
  const mine = metersOf(span.span);
  if (mine === null) return null;
  const names = (Object.keys(w.counters) as (keyof typeof w.counters)[]).filter((name) => isTold(name, mine));
  return (
    <dl class="counters" data-testid="counters" aria-label={w.countersTitle}>
      <div class="counters-title">
        <dt>{w.countersTitle}</dt>
      </div>
      {hasLine(mine) ? null : (
        <div class="counters-title" data-testid="no-line">
          <dt>{w.noLine}</dt>
        </div>
      )}
      {names.map((name) => {
        const count = mine[name] ?? 0;
        const told = count.toLocaleString(words.value.locale);
        const on = isOnNow(name, span.alarms);
        return (
          <div key={name} class={on || (isError(name) && count > 0) ? 'counted' : ''}>
            <dt>{w.counters[name]}</dt>
            <dd class="number" data-testid={`counter-${name}`}>
              {on ? (count === 0 ? w.onNow : w.onNowAfter(told)) : told}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function isError(name: string): boolean {
  return name !== 'framesIn' && name !== 'framesOut';
}

async function loop(span: number, loopback: Loopback): Promise<void> {
  const answer = await call<null>('POST', '/lines/loopback', { span, loopback });
  if (!answer.ok) tellFailure(answer.code);
}

export function LoopbackChoice({ span }: { readonly span: LiveSpan }) {
  const w = linesWords.value.trunks.loop;
  const asked = useSignal<Loopback | null>(null);
  const busy = bearersOf(span.span).filter(({ state }) => state !== 'idle').length;
  const close = (): void => {
    asked.value = null;
  };
  return (
    <div class="loop-choice">
      <span class="muted small">{w.title}</span>
      <fieldset class="choice" aria-label={w.title}>
        {loopbacks.map((each) => (
          <button
            key={each}
            type="button"
            class={(span.loopback ?? 'off') === each ? 'chosen' : ''}
            aria-pressed={(span.loopback ?? 'off') === each}
            title={w.help[each]}
            data-testid={`loop-${each}`}
            onClick={() => {
              if (each !== 'off' && busy > 0) asked.value = each;
              else void loop(span.span, each);
            }}
          >
            {w[each]}
          </button>
        ))}
      </fieldset>
      {asked.value === null ? null : (
        <Dialog title={w.confirm.title} testId="confirm-loop" onClose={close}>
          <p>{w.confirm.text(busy)}</p>
          <div class="box-foot">
            <button type="button" data-autofocus onClick={close}>
              {words.value.cancel}
            </button>
            <button
              type="button"
              class="danger"
              data-testid="confirm-go"
              onClick={() => {
                void loop(span.span, asked.peek() ?? 'off');
                close();
              }}
            >
              {w.confirm.go}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
