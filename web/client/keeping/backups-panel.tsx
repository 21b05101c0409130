/** Backups: the last one, the last whole one, whether the newest could be restored, and one now. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { BackupDone, BoxKeeping } from '../../../daemon/contract/pages-box.js';
import { call } from '../parts/api.js';
import { Icon } from '../parts/icon.js';
import { formatDuration, formatMoment } from '../parts/time.js';
import { tellBad, tellFailure, tellGood } from '../parts/toasts.js';
import { language } from '../words/words.js';
import { ownHalf, sizeText } from './keeping-text.js';
import { keepingWords } from './keeping-words.js';

type Backups = NonNullable<BoxKeeping['backups']>;
/** systemd takes up the wish within a second. */
const longMs = 30_000;

export function BackupsPanel(props: { readonly backups: Backups | null; onAsked(backups: Backups): void }) {
  const w = keepingWords.value.backups;
  const { backups } = props;
  return (
    <section class="panel" aria-label={w.title} data-testid="backups" data-work={backups?.work ?? 'none'}>
      <header>
        <h2>{w.title}</h2>
      </header>
      {backups === null ? <p class="muted">{w.none}</p> : <Known backups={backups} onAsked={props.onAsked} />}
    </section>
  );
}

function Known({ backups, onAsked }: { readonly backups: Backups; onAsked(backups: Backups): void }) {
  const w = keepingWords.value.backups;
  const { last, lastGoodAt, rehearsal, work, folder } = backups;
  useWorkEnd(backups);
  const nowMs = Date.now();
  return (
    <>
      <dl class="facts keeping-facts">
        <div>
          <dt>{w.last}</dt>
          <dd data-testid="last-backup">{last === null ? w.never : <Last done={last} nowMs={nowMs} />}</dd>
        </div>
        {last !== null && !last.ok ? (
          <div>
            <dt>{w.lastGood}</dt>
            <dd>{lastGoodAt === null ? <b class="problem">{w.neverGood}</b> : formatMoment(lastGoodAt, nowMs)}</dd>
          </div>
        ) : null}
        {last?.ok && last.bytes !== null ? <Content done={last} /> : null}
        <div>
          <dt>{w.where}</dt>
          <dd>
            <code>{last?.folder ?? folder}</code>
          </dd>
        </div>
        <div>
          <dt>{w.rehearsal}</dt>
          <dd data-testid="rehearsal">
            {rehearsal === null ? (
              <span class="muted">{w.notRehearsed}</span>
            ) : (
              <>
                {formatMoment(rehearsal.at, nowMs)} ·{' '}
                {rehearsal.ok ? (
                  <span class="good-text">{w.rehearsed(rehearsal.about)}</span>
                ) : (
                  <span class="problem">
                    {w.rehearsalFailed} {ownHalf(rehearsal.about, language.value)}
                  </span>
                )}
              </>
            )}
          </dd>
        </div>
      </dl>
      {last?.recordings?.included === false ? <p class="notice small">{w.elsewhere}</p> : null}
      <div class="keeping-acts">
        <AskNow backups={backups} onAsked={onAsked} />
        <span class="muted small" role="status">
          {work === 'running'
            ? w.running(formatMoment(backups.workSince ?? nowMs, nowMs))
            : work === 'asked'
              ? nowMs - (backups.workSince ?? nowMs) > longMs
                ? w.workLong
                : w.asked
              : w.nowHelp}
        </span>
      </div>
    </>
  );
}

function Last({ done, nowMs }: { readonly done: BackupDone; readonly nowMs: number }) {
  const w = keepingWords.value.backups;
  return (
    <>
      {formatMoment(done.at, nowMs)} ·{' '}
      {done.ok ? (
        <span class="good-text">{w.good}</span>
      ) : (
        <span class="problem">
          {w.bad}: {ownHalf(done.about, language.value)}
        </span>
      )}
      {done.tookMs === null ? '' : ` · ${w.took(formatDuration(done.tookMs))}`}
    </>
  );
}

function Content({ done }: { readonly done: BackupDone }) {
  const w = keepingWords.value.backups;
  const { recordings, counts, bytes } = done;
  const sound = recordings?.included ? w.recordingsText(recordings.files, sizeText(recordings.bytes)) : w.noRecordings;
  return (
    <>
      <div>
        <dt>{w.size}</dt>
        <dd>{w.sizeText(sizeText(bytes ?? 0), sound)}</dd>
      </div>
      <div>
        <dt>{w.content}</dt>
        <dd>{w.contentText(counts.calls ?? 0, counts.customers ?? 0)}</dd>
      </div>
    </>
  );
}

function AskNow({ backups, onAsked }: { readonly backups: Backups; onAsked(backups: Backups): void }) {
  const w = keepingWords.value.backups;
  const asking = useSignal(false);
  async function ask(): Promise<void> {
    if (asking.value || !backups.mayAsk) return;
    asking.value = true;
    const answer = await call('POST', '/box-keeping/backup');
    asking.value = false;
    if (answer.ok) onAsked({ ...backups, work: 'asked', workSince: Date.now(), mayAsk: false });
    else if (answer.code === 'not-now') tellBad(() => keepingWords.value.backups.notNow);
    else tellFailure(answer.code);
  }
  const busy = asking.value || backups.work !== 'none';
  return (
    <button
      type="button"
      class="primary"
      aria-busy={busy}
      disabled={!backups.mayAsk && !busy}
      data-testid="backup-now"
      onClick={() => void ask()}
    >
      <Icon name="download" /> {w.now}
    </button>
  );
}

/** Says how a backup ended that was under way when the page looked last. */
function useWorkEnd({ work, last }: Backups): void {
  const before = useRef(work);
  useEffect(() => {
    const was = before.current;
    before.current = work;
    if (was === 'none' || work !== 'none' || last === null) return;
    if (last.ok) tellGood(() => keepingWords.value.backups.finished);
    else tellBad(() => `${keepingWords.value.backups.bad}: ${ownHalf(last.about, language.value)}`);
  }, [work]);
}
