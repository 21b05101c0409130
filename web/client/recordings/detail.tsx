/** One recording: its facts, player, comments, scores, who listened. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Integrity, RecordingAbout } from '../../../daemon/contract/pages.js';
import { heldForEver } from '../../../daemon/terms/recordings.js';
import { canAct, dial } from '../agent/actions.js';
import { qualityUnread, queues } from '../live/live.js';
import { Icon } from '../parts/icon.js';
import { formatDuration, formatFull } from '../parts/time.js';
import { may, session } from '../session/session.js';
import { useRead } from '../team/day-list.js';
import { language, words } from '../words/words.js';
import { Coaching } from './coaching.js';
import { Comments } from './comments.js';
import { DownloadBox } from './download-box.js';
import { Listens } from './listens.js';
import { chosen, plays } from './page-state.js';
import { Player } from './player.js';
import { numberText, resultText, whoIs } from './recording-row.js';
import { recordingsWords } from './recordings-words.js';
import { ScoreForm } from './score-form.js';
import { ScoreView } from './score-view.js';

/** There is nothing to play. */
const noFile: ReadonlySet<Integrity> = new Set(['missing', 'removed', 'key-missing']);
const badIntegrity: ReadonlySet<Integrity> = new Set(['changed', 'missing', 'key-missing']);

export function Detail() {
  const t = recordingsWords.value.about;
  const id = chosen.value;
  if (id === '') return <p class="empty recordings-none">{t.choose}</p>;
  return <One key={id} id={id} />;
}

function One({ id }: { readonly id: string }) {
  const t = recordingsWords.value;
  const { read, again } = useRead<RecordingAbout>(`/recordings/${id}/about`, String(qualityUnread.value));
  const box = useRef<HTMLElement>(null);
  const playsBefore = useRef(plays.peek());
  const play = plays.value !== playsBefore.current || location.hash === `#${id}`;
  useEffect(() => box.current?.scrollTo({ top: 0 }), []);
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') {
    return (
      <p class="problem" role="alert" data-testid="recording-failed">
        {t.about.notYours}
      </p>
    );
  }
  const { recording } = read;
  const hasFile = recording.state !== 'none' && !noFile.has(read.integrity);
  return (
    <article
      class="recording-detail"
      ref={box}
      aria-label={t.about.label}
      data-testid="recording-detail"
      data-id={recording.id}
    >
      <Facts about={read} />
      {hasFile ? <Player key={recording.id} about={read} autoplay={play && plays.value > 0} /> : null}
      <div class="detail-columns">
        <div>
          <Comments about={read} onSaid={again} />
          {may('quality.comment') ? <Coaching about={read} /> : null}
          {may('recordings.listeners') ? <Listens id={recording.id} /> : null}
        </div>
        <div>
          {read.scores.map((score) => (
            <ScoreView key={score} id={score} />
          ))}
          {may('quality.score') && hasFile && read.agents.length > 0 ? (
            <ScoreForm about={read} judged={read.scores} onJudged={again} />
          ) : null}
        </div>
      </div>
    </article>
  );
}

function Facts({ about }: { readonly about: RecordingAbout }) {
  const t = recordingsWords.value;
  const { recording, agents, integrity, sha256, heldUntil } = about;
  const downloading = useSignal(false);
  const people = agents.length > 0 ? agents : recording.agent === null ? [] : [recording.agent];
  return (
    <header class="detail-facts">
      <div>
        <h2>
          {numberText(recording.number)}{' '}
          <span class="muted">
            {t.directions[recording.direction]} · {recording.kind === 'voicemail' ? `${t.kinds.voicemail} · ` : ''}
            {people.length === 0 ? t.nobody : people.map(whoIs).join('、')}
          </span>
        </h2>
        <p class="small muted">
          {formatFull(recording.startedAt)}
          {recording.lengthMs === null ? '' : ` · ${formatDuration(recording.lengthMs)}`}
          {recording.queue === null
            ? ''
            : ` · ${queues.value.get(recording.queue)?.name[language.value] ?? recording.queue}`}
          {recording.campaign === null ? '' : ` · ${recording.campaign}`}
          {recording.result === null ? '' : ` · ${resultText(recording.result)}`}
        </p>
        <p class="small detail-tags">
          {recording.state === 'complete' ? null : (
            <span class="tag bad">
              {t.states[recording.state]}
              {recording.reason === null ? '' : `：${t.reasons[recording.reason]}`}
            </span>
          )}
          <span
            class={`tag ${badIntegrity.has(integrity) ? 'bad' : integrity === 'unchanged' ? 'good' : ''}`}
            data-testid="recording-integrity"
            data-integrity={integrity}
            title={sha256 === null ? undefined : `SHA-256 ${sha256}`}
          >
            {integrity === 'changed' ? <Icon name="alert" /> : null} {t.integrity[integrity]}
          </span>
          {heldUntil === null ? null : (
            <span class="tag">{heldUntil >= heldForEver ? t.heldForEver : t.held(formatFull(heldUntil))}</span>
          )}
          {recording.marks.map((mark) => (
            <span key={mark} class="tag">
              {t.marks[mark]}
            </span>
          ))}
        </p>
      </div>
      <div class="detail-acts">
        <CallBack number={recording.number} />
        {may('recordings.download') && recording.state !== 'none' ? (
          <button
            type="button"
            data-testid="recording-download"
            onClick={() => {
              downloading.value = true;
            }}
          >
            <Icon name="download" /> {t.download.open}
          </button>
        ) : null}
        <button
          type="button"
          class="quiet narrow-only"
          onClick={() => {
            chosen.value = '';
          }}
        >
          {t.about.close}
        </button>
      </div>
      {downloading.value ? (
        <DownloadBox
          id={recording.id}
          onClose={() => {
            downloading.value = false;
          }}
        />
      ) : null}
    </header>
  );
}

/** Of a voicemail above all: an agent's telephone dials, others' machines may know how. */
function CallBack({ number }: { readonly number: string }) {
  const t = recordingsWords.value;
  if (!/^\+?\d{3,}$/.test(number)) return null; // withheld, or masked for this reader
  if (!session.value?.agentId) {
    return (
      <a class="button-link" href={`tel:${number}`}>
        <Icon name="phone" /> {t.callBack}
      </a>
    );
  }
  return (
    <button
      type="button"
      data-testid="recording-call-back"
      disabled={!canAct('dial')}
      onClick={() => dial({ to: 'number', number })}
    >
      <Icon name="phone" /> {t.callBack}
    </button>
  );
}
