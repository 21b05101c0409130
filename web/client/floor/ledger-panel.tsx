/** 录音核对: whether every recording is there, and whether there is room for the next. */
import type { RecordingsHealth } from '../../../daemon/contract/pages.js';
import type { LiveStorage, RecordingDifference } from '../../../daemon/terms/recordings.js';
import { returns, storage } from '../live/live.js';
import { nowMs } from '../parts/clock.js';
import { formatMoment } from '../parts/time.js';
import { useRead } from '../team/day-list.js';
import { ledger as en } from '../words/en/ledger.js';
import { pageWords } from '../words/words.js';
import { ledger as zh } from '../words/zh/ledger.js';

const ledgerWords = pageWords({ zh, en });
/** The check is made at night: an hour late is early enough. */
const lookEveryMs = 3_600_000;
const gigabyte = 1e9;

export function LedgerPanel() {
  const t = ledgerWords.value;
  const hour = Math.floor(nowMs.value / lookEveryMs);
  const { read } = useRead<RecordingsHealth>(
    '/recordings-health',
    `${returns.value} ${hour} ${storage.value?.state ?? ''}`,
  );
  return (
    <section class="panel ledger" aria-label={t.title} data-testid="ledger">
      <header>
        <h2>{t.title}</h2>
      </header>
      {read === 'failed' ? <p class="muted small">{t.failed}</p> : null}
      {typeof read === 'string' ? null : <Check health={read} />}
      {storage.value === null ? null : <Disk disk={storage.value} />}
    </section>
  );
}

function Check({ health: { check, differences } }: { readonly health: RecordingsHealth }) {
  const t = ledgerWords.value;
  if (check === null) return <p class="muted small">{t.never}</p>;
  const when = formatMoment(check.endedAt, nowMs.peek());
  if (check.differences === 0) {
    return (
      <p class="small" data-testid="ledger-well">
        {t.well(check.answeredCalls, when)} {check.explained > 0 ? t.explained(check.explained) : ''}
      </p>
    );
  }
  return (
    <p class="problem small" role="alert" data-testid="ledger-wrong">
      {t.wrong(check.differences, when)}{' '}
      {Object.entries(differences)
        .map(([what, count]) => t.times(t.what[what as RecordingDifference], count ?? 0))
        .join('、')}
    </p>
  );
}

function Disk({ disk }: { readonly disk: LiveStorage }) {
  const t = ledgerWords.value;
  return (
    <p class={`small ${disk.state === 'ok' ? 'muted' : 'problem'}`} data-testid="ledger-disk" data-state={disk.state}>
      {t.storage[disk.state]} · {t.used(Math.round(disk.usedPercent), (disk.freeBytes / gigabyte).toFixed(1))}
      {disk.daysLeft === null ? '' : ` · ${t.daysLeft(Math.floor(disk.daysLeft))}`}
      {disk.failures === 0 ? '' : ` · ${t.failures(disk.failures)}`}
    </p>
  );
}
