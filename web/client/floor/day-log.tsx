/** The day's alarms, and what supervisors did: read when opened, and again when something of it changes. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AlarmList, SupervisionList } from '../../../daemon/contract/pages.js';
import type { AlarmRow, SupervisionRow } from '../../../daemon/terms/rows.js';
import { agents, alarms } from '../live/live.js';
import { call } from '../parts/api.js';
import { nowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { formatDuration, formatFull, formatMoment } from '../parts/time.js';
import { may } from '../session/session.js';
import { words } from '../words/words.js';
import { aboutText } from './alarm-banner.js';
import { alarmText } from './alarm-words.js';
import { nameOf, whoIs } from './floor-actions.js';
import { acted, supervising } from './floor-state.js';
import { floorWords } from './floor-words.js';

type Read<T> = T | 'loading' | 'failed';
const maxRows = 500;

function useList<T>(path: string | null, key: string): Read<T> {
  const list = useSignal<Read<T>>('loading');
  useEffect(() => {
    let current = true;
    if (path !== null) {
      void call<T>('GET', path).then((answer) => {
        if (current) list.value = answer.ok ? answer.value : 'failed';
      });
    }
    return () => {
      current = false;
    };
  }, [path, key]);
  return list.value;
}

export function DayLog() {
  const alarmKey = [...alarms.value.keys()].join();
  const alarmsRead = useList<AlarmList>('/alarms', alarmKey);
  const mayRead = may('floor.supervise') || may('audit.read');
  const forced = [...agents.value.values()]
    .map(({ id, forcedBy, since }) => (forcedBy ? `${id}${since}` : ''))
    .join('');
  const acts = useList<SupervisionList>(
    mayRead ? '/supervisions' : null,
    `${supervising.value?.mode} ${acted.value} ${forced}`,
  );
  const f = floorWords.value;
  return (
    <div class="log">
      <section class="panel" aria-labelledby="alarms-title">
        <header>
          <h2 id="alarms-title">{f.log.alarms}</h2>
        </header>
        <Read read={alarmsRead} empty={f.log.noAlarms} count={(list) => list.alarms.length}>
          {(list) => <AlarmTable alarms={[...list.alarms].sort((a, b) => b.onAt - a.onAt).slice(0, maxRows)} />}
        </Read>
      </section>
      {mayRead ? (
        <section class="panel" aria-labelledby="acts-title">
          <header>
            <h2 id="acts-title">{f.log.acts}</h2>
          </header>
          <Read read={acts} empty={f.log.noActs} count={(list) => list.acts.length}>
            {(list) => <ActTable acts={[...list.acts].sort((a, b) => b.at - a.at).slice(0, maxRows)} />}
          </Read>
        </section>
      ) : null}
    </div>
  );
}

function Read<T extends object>({
  read,
  empty,
  count,
  children,
}: {
  readonly read: Read<T>;
  readonly empty: string;
  readonly count: (list: T) => number;
  readonly children: (list: T) => preact.ComponentChildren;
}) {
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{floorWords.value.log.failed}</p>;
  return count(read) === 0 ? <p class="empty">{empty}</p> : children(read);
}

function AlarmTable({ alarms: rows }: { readonly alarms: readonly AlarmRow[] }) {
  const f = floorWords.value;
  const today = nowMs.peek();
  return (
    <div class="table-frame">
      <table data-testid="alarm-list">
        <thead>
          <tr>
            <th>{f.log.from}</th>
            <th>{f.log.to}</th>
            <th>{f.log.what}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((alarm) => (
            <tr key={alarm.id} data-testid="alarm-row">
              <td title={formatFull(alarm.onAt)}>{formatMoment(alarm.onAt, today)}</td>
              <td>
                {alarm.offAt === null ? (
                  <span class="tag bad">
                    <Icon name="alert" />
                    {f.log.still}
                  </span>
                ) : (
                  <span title={formatFull(alarm.offAt)}>
                    {formatMoment(alarm.offAt, today)}{' '}
                    <span class="muted small">{formatDuration(alarm.offAt - alarm.onAt)}</span>
                  </span>
                )}
              </td>
              <td>{alarmText(f, alarm, aboutText(alarm.about))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ActTable({ acts }: { readonly acts: readonly SupervisionRow[] }) {
  const f = floorWords.value;
  const w = words.value;
  const today = nowMs.peek();
  return (
    <div class="table-frame">
      <table data-testid="act-list">
        <thead>
          <tr>
            <th>{w.calls.time}</th>
            <th>{f.log.by}</th>
            <th>{f.log.act}</th>
            <th>{f.log.whom}</th>
            <th>{f.log.reason}</th>
          </tr>
        </thead>
        <tbody>
          {acts.map((act) => (
            <tr key={`${act.at}${act.what}${act.agent}`} data-testid="act-row" data-what={act.what}>
              <td title={formatFull(act.at)}>{formatMoment(act.at, today)}</td>
              <td>{nameOf(act.by)}</td>
              <td>{f.log.actNames[act.what] ?? act.what}</td>
              <td>{act.agent === null ? w.none : whoIs(act.agent)}</td>
              <td>{act.reason === '' ? w.none : act.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
