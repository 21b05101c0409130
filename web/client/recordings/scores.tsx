/** 评分与申诉: scores of those one may hear; open appeals first. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Score, ScorePage } from '../../../daemon/contract/pages.js';
import { verdicts } from '../../../daemon/terms/quality.js';
import { qualityUnread } from '../live/live.js';
import { nowMs } from '../parts/clock.js';
import { formatMoment } from '../parts/time.js';
import { useRead } from '../team/day-list.js';
import { words } from '../words/words.js';
import { pointsText } from './answers.js';
import { choose, chosen, play, shownIds } from './page-state.js';
import { whoIs } from './recording-row.js';
import { recordingsWords } from './recordings-words.js';
import { VerdictTag } from './verdict-tag.js';

const shown = 100;

export function ScoresTab() {
  const t = recordingsWords.value;
  const appeal = useSignal('open');
  const verdict = useSignal('');
  return (
    <div class="search">
      <div class="find">
        <label>
          <span>{t.scores.show}</span>
          <select
            data-testid="scores-appeal"
            value={appeal.value}
            onChange={(event) => {
              appeal.value = event.currentTarget.value;
            }}
          >
            <option value="open">{t.scores.openAppeals}</option>
            <option value="any">{t.scores.anyAppeal}</option>
            <option value="">{t.scores.all}</option>
          </select>
        </label>
        <label>
          <span>{t.scores.verdict}</span>
          <select
            value={verdict.value}
            onChange={(event) => {
              verdict.value = event.currentTarget.value;
            }}
          >
            <option value="">{t.scores.all}</option>
            {verdicts.map((each) => (
              <option key={each} value={each}>
                {t.verdicts[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ScoreList
        query={`${appeal.value === '' ? '' : `&appeal=${appeal.value}`}${verdict.value === '' ? '' : `&verdict=${verdict.value}`}`}
      />
    </div>
  );
}

export function ScoreList({ query }: { readonly query: string }) {
  const t = recordingsWords.value.scores;
  const before = useSignal<readonly Score[]>([]);
  const from = useSignal('');
  const path = `/quality/scores?limit=${shown}${query}${from.value === '' ? '' : `&before=${from.value}`}`;
  const { read } = useRead<ScorePage>(path, `${chosen.value} ${qualityUnread.value}`);
  const page = typeof read === 'string' ? [] : read.scores;
  const list = [...before.value, ...page.filter(({ id }) => !before.value.some((each) => each.id === id))];
  useEffect(() => {
    before.value = [];
    from.value = '';
  }, [query]);
  useEffect(() => {
    shownIds.value = list.map(({ recordingId }) => recordingId);
  }, [list.length, query]);
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{recordingsWords.value.failed}</p>;
  return (
    <>
      {list.length === 0 ? <p class="empty">{t.empty}</p> : null}
      <div class="recording-list" role="listbox" aria-label={t.title} tabIndex={0} data-testid="score-list">
        {list.map((score) => (
          <Row key={score.id} score={score} />
        ))}
      </div>
      {read.next === null ? null : (
        <button
          type="button"
          class="quiet wide"
          onClick={() => {
            before.value = list;
            from.value = read.next ?? '';
          }}
        >
          {t.earlier}
        </button>
      )}
    </>
  );
}

function Row({ score }: { readonly score: Score }) {
  const t = recordingsWords.value;
  const on = chosen.value === score.recordingId;
  return (
    <div
      class={`recording-row${on ? ' chosen' : ''}`}
      role="option"
      aria-selected={on}
      tabIndex={-1}
      data-testid="score-row"
      data-id={score.recordingId}
      onClick={() => choose(score.recordingId)}
      onDblClick={() => play(score.recordingId)}
      onKeyDown={() => undefined}
    >
      <span class="row-line">
        <b>{whoIs(score.agent)}</b>
        <span class="row-end row-tags">
          <b class="number">{pointsText(score.points)}</b>
          <VerdictTag verdict={score.verdict} />
        </span>
      </span>
      <span class="row-line small muted">
        <span>
          {formatMoment(score.at, nowMs.peek())} · {score.by}
        </span>
        {score.appeal === null ? null : (
          <span class="row-end tag strong">{t.appeal.outcomes[score.appeal.outcome]}</span>
        )}
      </span>
    </div>
  );
}
