/** What came as caller ID over an exchange line at its last calls, as it came; and what a telephone was sent. */
import { useSignal } from '@preact/signals';
import type { CallerIdShown } from '../../../../daemon/contract/pages-lab.js';
import type { SpillShown } from '../../../../daemon/terms/line-lab.js';
import { Choice } from '../../admin/fields.js';
import { channels } from '../../live/live.js';
import { formatNumber } from '../../parts/number.js';
import { formatMoment } from '../../parts/time.js';
import { usePolled } from '../polled.js';
import { linesOf } from '../trunks/trunks-state.js';
import { labWords } from './lab-words.js';

/** A call rings for some seconds: what has come is read while it still does. */
const askEveryMs = 2_000;

export function CallerIdSpills() {
  const w = labWords.value.spills;
  const lines = [...linesOf('fxo'), ...linesOf('fxs')];
  const chosen = useSignal('');
  const line = lines.find((each) => String(each.channel) === chosen.value) ?? lines[0];
  const path = line === undefined ? null : `/lines/caller-id?channel=${line.channel}`;
  const { value, failure } = usePolled<CallerIdShown>(path, () => false, askEveryMs);
  const shown = value.value;
  const rings = line !== undefined && channels.value.get(String(line.channel))?.state === 'ringing';
  return (
    <section class="panel lab-panel" aria-labelledby="spills-title" data-testid="spills">
      <header>
        <h2 id="spills-title">{w.title}</h2>
        {line === undefined ? null : (
          <Choice
            name="spill-line"
            label={labWords.value.channel}
            value={String(line.channel)}
            options={lines.map(
              (each) => [String(each.channel), w.line[each.kind === 'fxs' ? 'fxs' : 'fxo'](each.name)] as const,
            )}
            onChoice={(each) => {
              value.value = null;
              chosen.value = each;
            }}
          />
        )}
      </header>
      <p class="muted small">{w.how}</p>
      {line === undefined ? (
        <p class="empty">{labWords.value.tone.noLines}</p>
      ) : shown === null ? (
        <p class="muted small">{failure.value === null ? '' : w.failed}</p>
      ) : (
        <>
          <p class="small" data-testid="spills-learnt">
            {shown.sent ? w.sent : shown.learnt ? w.learnt[shown.way] : w.notLearnt} {rings ? <b>{w.rings}</b> : null}
          </p>
          {shown.spills.length === 0 ? (
            <p class="empty small">{w.none}</p>
          ) : (
            <ol class="spills">
              {shown.spills.map((spill) => (
                <li key={`${spill.atMs}`} class={!shown.sent && isBad(spill) ? 'bad' : ''}>
                  <Spill spill={spill} sent={shown.sent} />
                </li>
              ))}
            </ol>
          )}
        </>
      )}
    </section>
  );
}

const isBad = ({ problem, way, rangTwice }: SpillShown): boolean =>
  way === 'none' ? rangTwice : problem !== '' && problem !== 'not-a-call';

function Spill({ spill, sent }: { readonly spill: SpillShown; readonly sent: boolean }) {
  const w = labWords.value.spills;
  const facts = factsOf(spill, sent);
  return (
    <details data-testid="spill">
      <summary>
        <span class="muted small">{formatMoment(spill.atMs, Date.now())}</span>{' '}
        <b>{sent && spill.way === 'none' ? w.nothingSent : headline(spill)}</b>{' '}
        <span class="small">{receiver(spill)}</span>
        {spill.problem === '' ? null : <span class="problem small">{w.problems[spill.problem]}</span>}
      </summary>
      <dl class="facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function headline({ way, number, presentation, problem, rangTwice }: SpillShown): string {
  const w = labWords.value.spills;
  if (way === 'none') return rangTwice ? w.nothing : w.tooShort;
  if (problem !== '') return w.refused;
  if (presentation === 'allowed') return formatNumber(number);
  return presentation === 'withheld' ? w.withheld : w.unavailable;
}

function receiver({ way, modem }: SpillShown): string {
  const w = labWords.value.spills;
  if (way === 'none') return '';
  return way === 'dtmf' ? 'DTMF' : modem === 'v23' ? w.v23 : w.bell202;
}

function factsOf(spill: SpillShown, sent: boolean): readonly (readonly [string, preact.ComponentChildren])[] {
  const w = labWords.value.spills;
  if (spill.way === 'none') return sent ? [] : [[w.receivers, w.bothRan]];
  const { checksum, fields, hex, digits, levelDbm0, markHz, name, framingErrors } = spill;
  const right = checksum !== null && checksum.sent === checksum.right;
  return [
    sent ? [w.way, receiver(spill)] : [w.receivers, w.heardBy(receiver(spill))],
    [w.when, spill.beforeRing ? w.beforeRing : w.betweenRings],
    [w.level, w.dbm0(levelDbm0.toFixed(1))],
    ...(spill.way === 'fsk' ? ([[w.mark, w.markIs(Math.round(markHz), spill.inverted)]] as const) : []),
    ...(digits === '' ? [] : ([[w.digits, <b class="mono">{digits}</b>]] as const)),
    ...(hex === '' ? [] : ([[w.octets, <span class="mono spill-hex">{hex}</span>]] as const)),
    ...(spill.format === null ? [] : ([[w.format, w.formats[spill.format]]] as const)),
    ...fields.map((field, at): readonly [string, string] => [
      `${at + 1}. ${w.fields[field.name]}${field.type === 0 ? '' : ` (${field.type.toString(16).padStart(2, '0')})`}`,
      field.text === '' ? field.hex : field.text,
    ]),
    ...(name === '' ? [] : ([[w.name, name]] as const)),
    ...(spill.way !== 'fsk'
      ? []
      : ([
          [
            w.checksum,
            checksum === null
              ? w.noChecksum
              : right
                ? w.rightSum(checksum.sent)
                : w.wrongSum(checksum.sent, checksum.right),
          ],
        ] as const)),
    ...(framingErrors === 0 ? [] : ([[w.framing, w.octetsWithout(framingErrors)]] as const)),
    ...(spill.problem === '' ? [] : ([[w.why, w.advice[spill.problem]]] as const)),
  ];
}
