/** Who did what, and when; and what supervisors did on the floor. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AuditCheck, AuditShown } from '../../../daemon/contract/pages.js';
import type { SupervisionRow } from '../../../daemon/terms/rows.js';
import type { FailureCode } from '../live/requests.js';
import { Icon } from '../parts/icon.js';
import { formatFull, formatMoment } from '../parts/time.js';
import { failureText } from '../parts/toasts.js';
import { may } from '../session/session.js';
import { words } from '../words/words.js';
import { adminApi } from './admin-api.js';
import { adminWords } from './admin-words.js';

const pageSize = 50;
const tab = signal<'deeds' | 'floor'>('deeds');

export function AuditPage() {
  const w = adminWords.value.audit;
  const tabs = may('floor.supervise') || may('audit.read') ? (['deeds', 'floor'] as const) : (['deeds'] as const);
  return (
    <section class="panel" aria-label={adminWords.value.sections.audit}>
      <div class="part-tabs" role="tablist" aria-label={adminWords.value.sections.audit}>
        {tabs.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={tab.value === each}
            data-testid={`audit-${each}`}
            class={tab.value === each ? 'chosen' : 'quiet'}
            onClick={() => (tab.value = each)}
          >
            {w.tabs[each]}
          </button>
        ))}
      </div>
      {tab.value === 'deeds' ? <Deeds /> : <OnTheFloor />}
    </section>
  );
}

interface Filter {
  readonly user: string;
  readonly what: string;
  readonly subject: string;
}

function Deeds() {
  const w = adminWords.value.audit;
  const filter = useSignal<Filter>({ user: '', what: '', subject: '' });
  const entries = useSignal<readonly AuditShown[] | null>(null);
  const failure = useSignal<FailureCode | null>(null);
  const more = useSignal(false);

  async function load(before: number | null): Promise<void> {
    const { user, what, subject } = filter.value;
    const query = new URLSearchParams({ limit: String(pageSize) });
    for (const [name, value] of Object.entries({
      user,
      what,
      subject,
      before: before === null ? '' : String(before),
    })) {
      if (value !== '') query.set(name, value);
    }
    const answer = await adminApi.audit(query);
    failure.value = answer.ok ? null : answer.code;
    if (!answer.ok) return;
    more.value = answer.value.entries.length === pageSize;
    entries.value = before === null ? answer.value.entries : [...(entries.value ?? []), ...answer.value.entries];
  }
  useEffect(() => void load(null), [filter.value]);

  const shown = entries.value;
  const put = (part: Partial<Filter>): void => {
    filter.value = { ...filter.value, ...part };
  };
  const input = (key: 'user' | 'subject', label: string) => (
    <input
      aria-label={label}
      placeholder={label}
      maxLength={64}
      data-testid={`audit-filter-${key}`}
      value={filter.value[key]}
      onChange={(event) => put({ [key]: event.currentTarget.value.trim() })}
    />
  );
  return (
    <>
      <div class="audit-filter">
        {input('user', w.user)}
        <select
          aria-label={w.what}
          data-testid="audit-filter-what"
          value={filter.value.what}
          onChange={(event) => put({ what: event.currentTarget.value })}
        >
          <option value="">{w.everything}</option>
          {Object.entries(w.deeds).map(([code, text]) => (
            <option key={code} value={code}>
              {text}
            </option>
          ))}
        </select>
        {input('subject', w.subject)}
        <ChainCheck />
      </div>
      {failure.value === null ? null : (
        <p class="problem" role="alert">
          {failureText(words.value, failure.value)}{' '}
          <button type="button" onClick={() => void load(null)}>
            {words.value.retry}
          </button>
        </p>
      )}
      {shown === null ? (
        <p class="muted">{words.value.loading}</p>
      ) : shown.length === 0 ? (
        <p class="empty">{w.none}</p>
      ) : (
        <div class="table-frame">
          <table data-testid="audit">
            <thead>
              <tr>
                <th>{w.when}</th>
                <th>{w.user}</th>
                <th>{w.what}</th>
                <th>{w.subject}</th>
                <th>{w.detail}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((entry) => (
                <DeedRow key={entry.seq} entry={entry} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more.value ? (
        <button type="button" class="wide quiet" onClick={() => void load(shown?.at(-1)?.seq ?? null)}>
          {w.earlier}
        </button>
      ) : null}
    </>
  );
}

function DeedRow({ entry: { at, user, what, subject, detail } }: { readonly entry: AuditShown }) {
  const w = adminWords.value.audit;
  const deeds: Readonly<Record<string, string>> = w.deeds;
  const text = detailText(detail);
  return (
    <tr class={what === 'refused' || what === 'sign-in-refused' ? 'refused' : ''}>
      <td title={formatFull(at)}>{formatMoment(at, Date.now())}</td>
      <td>{user}</td>
      <td>{deeds[what] ?? what}</td>
      <td class="audit-subject">{subject}</td>
      <td class="audit-detail">
        {text.length <= 80 ? (
          text
        ) : (
          <details>
            <summary>{text.slice(0, 80)}…</summary>
            <pre>{JSON.stringify(detail, null, 2)}</pre>
          </details>
        )}
      </td>
    </tr>
  );
}

/** Keys and values in a line. */
function detailText(detail: AuditShown['detail']): string {
  return Object.entries(detail)
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ');
}

function ChainCheck() {
  const w = adminWords.value.audit;
  const checked = useSignal<AuditCheck | null>(null);
  const busy = useSignal(false);
  async function check(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    const answer = await adminApi.checkAudit();
    busy.value = false;
    checked.value = answer.ok ? answer.value : null;
  }
  const found = checked.value;
  return (
    <span class="chain-check">
      <button
        type="button"
        title={w.checkWhy}
        data-testid="audit-check"
        aria-busy={busy.value}
        onClick={() => void check()}
      >
        {w.check}
      </button>
      <span role="status" data-testid="audit-checked" class={found === null || found.intact ? 'good-text' : 'problem'}>
        {found === null ? null : found.intact ? (
          <>
            <Icon name="check" /> {w.intact(found.rows)}
          </>
        ) : (
          <>
            <Icon name="alert" /> {w.broken(found.brokenAt ?? 0)}
          </>
        )}
      </span>
    </span>
  );
}

function OnTheFloor() {
  const w = adminWords.value.audit;
  const date = useSignal('');
  const acts = useSignal<readonly SupervisionRow[] | null>(null);
  const failure = useSignal<FailureCode | null>(null);
  useEffect(() => {
    void adminApi.supervisions(date.value).then((answer) => {
      failure.value = answer.ok ? null : answer.code;
      if (answer.ok) acts.value = answer.value.acts;
    });
  }, [date.value]);
  const whats: Readonly<Record<string, string>> = w.acts;
  return (
    <>
      <div class="audit-filter">
        <input
          type="date"
          aria-label={w.date}
          value={date.value}
          onInput={(event) => {
            date.value = event.currentTarget.value;
          }}
        />
        <span class="muted">{date.value === '' ? w.today : ''}</span>
      </div>
      {failure.value === null ? null : (
        <p class="problem" role="alert">
          {failureText(words.value, failure.value)}
        </p>
      )}
      {acts.value === null ? null : acts.value.length === 0 ? (
        <p class="empty">{w.noActs}</p>
      ) : (
        <div class="table-frame">
          <table data-testid="supervisions">
            <thead>
              <tr>
                <th>{w.when}</th>
                <th>{w.user}</th>
                <th>{w.what}</th>
                <th>{w.agent}</th>
                <th>{w.reason}</th>
              </tr>
            </thead>
            <tbody>
              {acts.value.map((act) => (
                <tr key={`${act.at}${act.by}${act.what}${act.agent}`}>
                  <td title={formatFull(act.at)}>{formatMoment(act.at, Date.now())}</td>
                  <td>{act.by}</td>
                  <td>{whats[act.what] ?? act.what}</td>
                  <td>{act.agent ?? ''}</td>
                  <td>{act.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
