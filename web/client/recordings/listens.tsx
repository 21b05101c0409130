/** 谁听过: every hearing and download of a recording. */
import { useSignal } from '@preact/signals';
import type { ListenList } from '../../../daemon/contract/pages.js';
import { nowMs } from '../parts/clock.js';
import { formatDuration, formatFull, formatMoment } from '../parts/time.js';
import { useRead } from '../team/day-list.js';
import { words } from '../words/words.js';
import { recordingsWords } from './recordings-words.js';

export function Listens({ id }: { readonly id: string }) {
  const t = recordingsWords.value.listens;
  const open = useSignal(false);
  return (
    <section class="panel">
      <button
        type="button"
        class="quiet wide"
        data-testid="listens-open"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {t.title}
      </button>
      {open.value ? <List id={id} /> : null}
    </section>
  );
}

function List({ id }: { readonly id: string }) {
  const t = recordingsWords.value.listens;
  const { read } = useRead<ListenList>(`/recordings/${id}/listens`);
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{recordingsWords.value.failed}</p>;
  if (read.listens.length === 0) return <p class="empty">{t.empty}</p>;
  return (
    <div class="table-frame">
      <table data-testid="listens">
        <thead>
          <tr>
            <th>{t.when}</th>
            <th>{t.who}</th>
            <th>{t.how}</th>
            <th>{t.much}</th>
            <th>{t.from}</th>
          </tr>
        </thead>
        <tbody>
          {read.listens.map((listen) => (
            <tr key={listen.id}>
              <td title={formatFull(listen.at)}>{formatMoment(listen.at, nowMs.peek())}</td>
              <td>{listen.user}</td>
              <td>
                {t[listen.how]}
                {listen.reason === '' ? '' : `：${listen.reason}`}
              </td>
              <td>
                {listen.heardMs === null ? '' : `${t.heard(formatDuration(listen.heardMs))} · `}
                {t.sent(listen.ofOctets === 0 ? 0 : Math.min(100, Math.round((listen.octets * 100) / listen.ofOctets)))}
              </td>
              <td class="muted">{listen.from}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {read.more ? <p class="muted small">{t.more}</p> : null}
    </div>
  );
}
