/** One attempt: who, what came of it and why; opened, everything that is known of it. */

import type { ComponentChildren } from 'preact';
import type { AttemptRow, BlockReason } from '../../../../daemon/terms/outbound.js';
import { Cause } from '../../parts/cause.js';
import { nowMs } from '../../parts/clock.js';
import { Icon } from '../../parts/icon.js';
import { formatDuration, formatFull, formatMoment } from '../../parts/time.js';
import { may } from '../../session/session.js';
import { words } from '../../words/words.js';
import { numberText, whoIs } from '../names.js';
import { outboundWords } from '../outbound-words.js';
import { openPlace } from '../page-state.js';
import { ResultTag } from '../result-tag.js';
import { attemptsWords } from './attempts-words.js';
import { EvidenceButton } from './evidence-button.js';

const columns = 9;

export function AttemptLine(props: {
  readonly attempt: AttemptRow;
  /** Its name; absent: it was removed. */
  readonly campaign: string | undefined;
  readonly open: boolean;
  toggle(): void;
}) {
  const t = attemptsWords.value;
  const { attempt, open, toggle } = props;
  const { startedAt, answeredAt, connectedAt, endedAt, result, agent } = attempt;
  return (
    <>
      <tr data-testid="attempt" data-result={result ?? ''} data-number={attempt.number} class={open ? 'open' : ''}>
        <td title={formatFull(startedAt)}>{formatMoment(startedAt, nowMs.value)}</td>
        <td class="number">{numberText(attempt.number)}</td>
        <td class="file-cell wide-only">{props.campaign ?? attempt.campaign}</td>
        <td>{result === null ? <span class="tag">{t.inHand}</span> : <ResultTag result={result} />}</td>
        <td>
          <Why attempt={attempt} />
        </td>
        <td>{agent === null ? <span class="muted">{words.value.none}</span> : whoIs(agent)}</td>
        <td class="right wide-only">{lengthOf(attempt.callId === '' ? null : startedAt, answeredAt ?? endedAt)}</td>
        <td class="right">{lengthOf(connectedAt, endedAt)}</td>
        <td class="row-acts">
          <button type="button" class="quiet" data-testid="attempt-open" aria-expanded={open} onClick={toggle}>
            {open ? t.log.hide : t.log.details}
          </button>
        </td>
      </tr>
      {open ? (
        <tr class="attempt-details">
          <td colSpan={columns}>
            <Details attempt={attempt} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function lengthOf(from: number | null, to: number | null): string {
  return from === null || to === null ? words.value.none : formatDuration(to - from);
}

/** Of a blocked one why, of another what the network said. */
function Why({ attempt }: { readonly attempt: AttemptRow }) {
  const blocks: Readonly<Record<string, string>> = outboundWords.value.blockNames;
  if (attempt.why !== '')
    return <span data-testid="attempt-why">{blocks[attempt.why as BlockReason] ?? attempt.why}</span>;
  // A call that was connected ends as calls do: that says nothing.
  if (attempt.cause === null || attempt.connectedAt !== null) return <span class="muted">{words.value.none}</span>;
  return <Cause cause={attempt.cause} />;
}

function Details({ attempt }: { readonly attempt: AttemptRow }) {
  const t = attemptsWords.value.log;
  const { answeredAt, connectedAt, cause, tone, who, resultBy } = attempt;
  const fact = (label: string, value: ComponentChildren) => (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
  return (
    <div class="details">
      <dl class="attempt-facts">
        {fact(t.time, formatFull(attempt.startedAt))}
        {attempt.trunk === '' ? null : fact(t.trunk, attempt.trunk)}
        {attempt.callerNumber === '' ? null : fact(t.callerNumber, numberText(attempt.callerNumber))}
        {answeredAt === null ? null : fact(t.answered, formatMoment(answeredAt, nowMs.value))}
        {answeredAt === null || connectedAt === null ? null : fact(t.connect, t.ms(connectedAt - answeredAt))}
        {who === null ? null : fact(t.who, t.whos[who])}
        {cause === null ? null : fact(t.cause, <Cause cause={cause} />)}
        {tone === '' ? null : fact(t.tone, tone)}
        {resultBy === '' ? null : fact(t.by, t.bys[resultBy] ?? whoIs(resultBy.replace(/^agent:/, '')))}
      </dl>
      <div class="detail-tags">
        <span class="tag">{attempt.counted ? t.counted : t.notCounted}</span>
        {attempt.sampled ? <span class="tag">{t.sampled}</span> : null}
        {attempt.machine ? <span class="tag">{t.machine}</span> : null}
      </div>
      <div class="detail-acts">
        {attempt.connectedAt !== null && attempt.callId !== '' ? (
          <a class="button-link" href={`/recordings#${attempt.callId}`}>
            <Icon name="sound" /> {t.recording}
          </a>
        ) : null}
        <button type="button" onClick={() => openPlace(`lead=${attempt.lead}`)}>
          {t.lead}
        </button>
        {may('outbound.manage') && may('numbers.full') ? <EvidenceButton attempt={attempt.id} /> : null}
      </div>
    </div>
  );
}
