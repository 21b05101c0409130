/** 名单: all lists on the left, the chosen one on the right. */
import { useSignal } from '@preact/signals';
import type { ListList } from '../../../../daemon/contract/pages.js';
import type { StoredList } from '../../../../daemon/terms/outbound-figures.js';
import { nowMs } from '../../parts/clock.js';
import { Icon } from '../../parts/icon.js';
import { formatMoment } from '../../parts/time.js';
import { may } from '../../session/session.js';
import { useRead } from '../../team/day-list.js';
import { words } from '../../words/words.js';
import { openPlace, place } from '../page-state.js';
import { ListDetail } from './list-detail.js';
import { ListForm } from './list-form.js';
import { listsWords } from './lists-words.js';
import './lists.css';

export default function ListsTab() {
  const t = listsWords.value;
  const { read, again } = useRead<ListList>('/lists');
  const making = useSignal(false);
  const [wanted = '', section = ''] = place.value.split('/');
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <Failed again={again} />;
  const { lists } = read;
  const chosen = wanted === '' ? (lists[0]?.id ?? '') : wanted;
  const list = lists.find(({ id }) => id === chosen);
  return (
    <div class={`lists${wanted === '' ? '' : ' has-place'}`}>
      <section class="lists-side" aria-label={t.title}>
        {may('outbound.manage') ? (
          <button
            type="button"
            class="primary wide-button"
            data-testid="list-new"
            onClick={() => (making.value = true)}
          >
            <Icon name="plus" /> {t.add}
          </button>
        ) : null}
        {lists.length === 0 ? (
          <p class="empty" data-testid="lists-empty">
            {may('outbound.manage') ? t.empty : t.emptyWatch}
          </p>
        ) : (
          <ul class="list-names">
            {lists.map((each) => (
              <ListName key={each.id} list={each} chosen={each.id === chosen} />
            ))}
          </ul>
        )}
      </section>
      <div class="lists-main">
        {list ? (
          <ListDetail key={list.id} list={list} section={section} changed={again} />
        ) : lists.length === 0 ? null : (
          <p class="empty panel">{wanted === '' ? t.choose : t.gone}</p>
        )}
      </div>
      {making.value ? (
        <ListForm
          list={null}
          onClose={() => (making.value = false)}
          saved={(id) => {
            again();
            openPlace(id);
          }}
        />
      ) : null}
    </div>
  );
}

function ListName({ list, chosen }: { readonly list: StoredList; readonly chosen: boolean }) {
  const t = listsWords.value;
  return (
    <li>
      <button
        type="button"
        class={`list-name${chosen ? ' chosen' : ''}`}
        aria-current={chosen ? 'true' : undefined}
        data-testid="list-name"
        data-id={list.id}
        onClick={() => openPlace(list.id)}
      >
        <b>{list.name}</b>
        <span class="small muted">
          {t.kinds[list.kind]} · {formatMoment(list.createdAt, nowMs.value)}
        </span>
      </button>
    </li>
  );
}

export function Failed({ again }: { readonly again: () => void }) {
  const t = listsWords.value;
  return (
    <p class="problem" role="alert">
      {t.failed}{' '}
      <button type="button" onClick={again}>
        {t.again}
      </button>
    </p>
  );
}
