/** One call's ladder: verdict, layers, drawing, the chosen step in detail, and files of it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CallLadder } from '../../../../daemon/contract/pages-ladder.js';
import { numberTypeCauses } from '../../../../daemon/terms/diagnosis.js';
import type { LadderRow } from '../../../../daemon/terms/line-trace.js';
import { Cause } from '../../parts/cause.js';
import { serverNowMs } from '../../parts/clock.js';
import { Icon } from '../../parts/icon.js';
import { formatNumber } from '../../parts/number.js';
import { formatMoment } from '../../parts/time.js';
import { failureText, tellBad } from '../../parts/toasts.js';
import { may } from '../../session/session.js';
import { language, words } from '../../words/words.js';
import { NumberTypeTrial } from '../doctor/number-type-trial.js';
import { usePolled } from '../polled.js';
import { LadderDrawing } from './ladder-drawing.js';
import { savePicture } from './ladder-files.js';
import { layerFor, layers, layersOf, placed, type ShownLayer } from './ladder-layout.js';
import { ladderWords } from './ladder-words.js';
import { setupPath } from './setup-id.js';

const everyMs = 1_000;
/** Frames and rows of a call reach the disk a moment after its end. */
const settledMs = 3_000;

export function LadderShown({ id }: { readonly id: string }) {
  const { value, failure } = usePolled<CallLadder>(
    setupPath(id) ?? `/calls/${id}/ladder`,
    ({ endedAt }) => endedAt !== null && serverNowMs() - endedAt > settledMs,
    everyMs,
  );
  const ladder = value.value;
  if (ladder !== null && ladder.callId === id) return <Shown key={id} ladder={ladder} />;
  return failure.value === null ? (
    <p class="starting">{words.value.loading}</p>
  ) : (
    <p class="panel problem" role="alert">
      {failureText(words.value, failure.value)}
    </p>
  );
}

function Shown({ ladder }: { readonly ladder: CallLadder }) {
  const w = ladderWords.value;
  const svg = useRef<SVGSVGElement>(null);
  const chosenLayer = useSignal<ShownLayer | null>(null);
  const chosen = useSignal(-1);
  const layer = chosenLayer.value ?? layerFor(ladder.rows, ladder.firstAbnormal);
  const there = layersOf(ladder.rows);
  const rows = placed(ladder.rows, layer);
  const step = chosen.value < 0 ? ladder.firstAbnormal : chosen.value;
  useEffect(() => {
    if (ladder.firstAbnormal >= 0) showStep(ladder.firstAbnormal);
  }, [ladder.firstAbnormal]);
  function move(by: 1 | -1): void {
    const at = rows.findIndex(({ index }) => index === step);
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next === undefined) return;
    chosen.value = next.index;
    showStep(next.index);
  }
  return (
    <section class="panel ladder-shown" aria-label={w.drawing}>
      <Head ladder={ladder} />
      <div class="lines-head screen-only">
        <fieldset class="choice" aria-label={w.title}>
          {layers.map((each) => (
            <button
              key={each}
              type="button"
              class={each === layer ? 'chosen' : ''}
              aria-pressed={each === layer}
              disabled={!there.has(each)}
              title={w.layerHelp[each]}
              data-testid={`layer-${each}`}
              onClick={() => {
                chosenLayer.value = each;
              }}
            >
              {w.layers[each]}
            </button>
          ))}
        </fieldset>
        {ladder.firstAbnormal < 0 ? null : (
          <button
            type="button"
            class="quiet problem"
            data-testid="to-first"
            onClick={() => {
              chosenLayer.value = layerFor(ladder.rows, ladder.firstAbnormal);
              chosen.value = ladder.firstAbnormal;
              requestAnimationFrame(() => showStep(ladder.firstAbnormal));
            }}
          >
            <Icon name="alert" /> {w.toFirst}
          </button>
        )}
        <Files ladder={ladder} svg={() => svg.current} />
      </div>
      {rows.length === 0 ? (
        <p class="empty">{w.noRows}</p>
      ) : (
        <div
          class="ladder-paper"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and its keys walk through the steps
          tabIndex={0}
          role="application"
          aria-label={w.drawing}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null;
            if (by === null) return;
            event.preventDefault();
            move(by);
          }}
        >
          <LadderDrawing
            svg={svg}
            ladder={ladder}
            rows={rows}
            chosen={step}
            onChoose={(index) => {
              chosen.value = index;
            }}
          />
        </div>
      )}
      <Details row={ladder.rows[step] ?? null} first={step === ladder.firstAbnormal} />
    </section>
  );
}

function showStep(index: number): void {
  document.querySelector(`[data-step="${index}"]`)?.scrollIntoView({ block: 'nearest' });
}

function Head({ ladder }: { readonly ladder: CallLadder }) {
  const w = ladderWords.value;
  const reader = language.value;
  const { verdict, cause, endedAt, callingNumber, calledNumber, startedAt } = ladder;
  return (
    <div class="ladder-head">
      <p>
        <b class="number">
          {callingNumber === '' ? w.withheld : formatNumber(callingNumber)} {w.to} {formatNumber(calledNumber)}
        </b>{' '}
        <span class="muted">{formatMoment(startedAt, Date.now())}</span>{' '}
        {endedAt === null ? <span class="tag good">{w.live1}</span> : cause === null ? null : <Cause cause={cause} />}
      </p>
      {verdict === null ? null : (
        <div class="alarm" data-testid="ladder-verdict">
          <b>{verdict.words[reader]}</b>
          <p>
            {w.next}: {verdict.next[reader]}
          </p>
          {mayBeItsType(ladder) ? <NumberTypeTrial span={ladder.span} number={ladder.calledNumber} /> : null}
          {ladder.sameCauseToday > 1 ? <p class="small">{w.sameCause(ladder.sameCauseToday)}</p> : null}
        </div>
      )}
      {ladder.framesGone ? <p class="notice small">{w.framesGone}</p> : null}
    </div>
  );
}

/** A number of which digits are starred for this login cannot be called. */
function mayBeItsType({ direction, span, cause, endedAt, calledNumber }: CallLadder): boolean {
  if (endedAt === null || span === 0 || !may('lines.service') || !/^[0-9*#+]+$/.test(calledNumber)) return false;
  return direction !== 'inbound' && cause !== null && numberTypeCauses.has(cause);
}

function Files({ ladder, svg }: { readonly ladder: CallLadder; svg(): SVGSVGElement | null }) {
  const w = ladderWords.value;
  return (
    <span class="ladder-files">
      <button
        type="button"
        data-testid="save-png"
        onClick={async () => {
          const drawing = svg();
          if (drawing === null || !(await savePicture(drawing, `ladder-${ladder.callId}.png`)))
            tellBad(() => ladderWords.value.pngFailed);
        }}
      >
        <Icon name="download" /> {w.png}
      </button>
      {setupPath(ladder.callId) === null ? <CallFiles ladder={ladder} /> : <SetupFile ladder={ladder} />}
    </span>
  );
}

function CallFiles({ ladder }: { readonly ladder: CallLadder }) {
  const w = ladderWords.value;
  const base = `/api/v1/calls/${ladder.callId}/ladder`;
  return (
    <>
      <a class="button" href={`${base}.txt?lang=${language.value}`} download={`ladder-${ladder.callId}.txt`}>
        {w.text}
      </a>
      {ladder.frames === 0 ? (
        <span class="muted small">{w.noPcap}</span>
      ) : (
        <a
          class="button"
          href={`${base}.pcap`}
          download={`ladder-${ladder.callId}.pcap`}
          title={w.pcapHelp}
          data-testid="save-pcap"
        >
          {w.pcap}
        </a>
      )}
    </>
  );
}

const aroundMs = 10_000;

/** It is no call, so there is no file of it alone: its span's frames around it. */
function SetupFile({ ladder }: { readonly ladder: CallLadder }) {
  const w = ladderWords.value;
  const { span, startedAt, endedAt } = ladder;
  const to = (endedAt ?? startedAt) + aroundMs;
  return (
    <a
      class="button"
      href={`/api/v1/spans/${span}/trace.pcap?from=${startedAt - aroundMs}&to=${to}`}
      download={`${ladder.callId}.pcap`}
      title={w.pcapHelp}
      data-testid="save-pcap"
    >
      {w.pcap}
    </a>
  );
}

function Details({ row, first }: { readonly row: LadderRow | null; readonly first: boolean }) {
  const w = ladderWords.value;
  const reader = language.value;
  if (row === null) return <p class="muted small">{w.noDetails}</p>;
  return (
    <div class="ladder-details" data-testid="ladder-details" aria-live="polite">
      <p>
        <b>{row.name}</b> {row.words[reader]}{' '}
        {row.abnormal ? <span class="tag bad">{first ? w.firstAbnormal : w.abnormal}</span> : null}
      </p>
      <dl class="facts">
        {row.fields.map(({ name, value }) => (
          <div key={name.en + value.en}>
            <dt>{name[reader]}</dt>
            <dd>{value[reader]}</dd>
          </div>
        ))}
      </dl>
      {row.fields.length === 0 ? <p class="muted small">{w.noFields}</p> : null}
      {row.hex === '' ? null : <p class="mono muted">{row.hex.replaceAll(':', ' ')}</p>}
    </div>
  );
}
