/** 诊断: one press, twelve checks, a verdict, and a text for the carrier; test calls beside it. */
import { type Signal, signal, useSignal } from '@preact/signals';
import type { DiagnosesAnswer, DoctorStarted } from '../../../../daemon/contract/pages-doctor.js';
import type { Diagnosis } from '../../../../daemon/terms/diagnosis.js';
import { Choice } from '../../admin/fields.js';
import { siteInForce } from '../../admin/site-store.js';
import { agents } from '../../live/live.js';
import { call } from '../../parts/api.js';
import { Icon } from '../../parts/icon.js';
import { formatFull, formatMoment } from '../../parts/time.js';
import { failureText, refusalText, tellBad } from '../../parts/toasts.js';
import { language, words } from '../../words/words.js';
import { usePolled, useRead } from '../polled.js';
import { alarmsOf } from '../trunks/span-tile.js';
import { allSpans } from '../trunks/trunks-state.js';
import { Checks } from './checks.js';
import { doctorWords } from './doctor-words.js';
import { TestCalls } from './test-calls.js';
import { VerdictShown } from './verdict.js';
import './doctor.css';

/** The examination that is shown; '' none. */
const shownId = signal('');

export default function DoctorPage({ id }: { readonly id: string }) {
  const w = doctorWords.value;
  const starting = useSignal('');
  const number = useSignal('');
  const { value, failure } = usePolled<Diagnosis>(
    shownId.value === '' ? null : `/doctor/${shownId.value}`,
    ({ verdict }) => verdict !== null,
  );
  const diagnosis = value.value;
  async function start(kind: Diagnosis['kind'], span: number, more: object = {}): Promise<void> {
    if (starting.value !== '') return;
    starting.value = `${kind}${span}`;
    const typed = number.value.trim();
    const called = kind !== 'no-sound' && /^[0-9*#+]{1,32}$/.test(typed) ? { number: typed } : {};
    const answer = await call<DoctorStarted>('POST', '/doctor', { kind, span, ...called, ...more });
    starting.value = '';
    if (answer.ok) shownId.value = answer.value.id;
    else tellBad((all) => refusalText(all, answer));
  }
  return (
    <div class="doctor-columns">
      <div class="doctor-main">
        <section class="panel" aria-label={w.title}>
          <p class="muted">{w.how}</p>
          <div class="doctor-starts">
            {allSpans.value.map((span) => (
              <button
                key={span.span}
                type="button"
                class={`big ${String(span.span) === id || alarmsOf(span).length > 0 ? 'primary' : ''}`}
                aria-busy={starting.value === `trunk${span.span}`}
                data-testid={`examine-${span.span}`}
                onClick={() => void start('trunk', span.span)}
              >
                <Icon name={alarmsOf(span).length > 0 ? 'alert' : 'search'} /> {w.examine(span.name)}
              </button>
            ))}
          </div>
          <BoxStarts number={number} onStart={(kind, more) => void start(kind, 0, more)} />
        </section>
        {failure.value !== null && diagnosis === null ? (
          <p class="panel problem" role="alert">
            {failureText(words.value, failure.value)}
          </p>
        ) : diagnosis === null ? (
          <p class="panel empty">{w.none}</p>
        ) : (
          <>
            <p class="doctor-printed">
              {diagnosis.kind === 'trunk' ? spanName(diagnosis.span) : w.kinds[diagnosis.kind]} ·{' '}
              {formatFull(diagnosis.startedAt)} · {diagnosis.by}
            </p>
            {diagnosis.verdict === null ? null : (
              <VerdictShown
                verdict={diagnosis.verdict}
                onAgain={() => void start(diagnosis.kind, diagnosis.span, diagnosis.asked ?? {})}
              />
            )}
            <Checks diagnosis={diagnosis} />
          </>
        )}
      </div>
      <div class="doctor-side">
        <TestCalls />
        <Earlier again={`${shownId.value}${diagnosis?.endedAt ?? ''}`} />
      </div>
    </div>
  );
}

function BoxStarts(props: {
  readonly number: Signal<string>;
  onStart(kind: 'cannot-call' | 'no-sound', more: object): void;
}) {
  const w = doctorWords.value;
  const { number, onStart } = props;
  const agentId = useSignal('');
  const more = (): object => (agentId.value === '' ? {} : { agentId: agentId.value });
  const people = siteInForce.value?.site.agents ?? [...agents.value.values()];
  return (
    <div class="doctor-box">
      <button
        type="button"
        title={w.cannotCallHelp}
        data-testid="examine-cannot-call"
        onClick={() => onStart('cannot-call', more())}
      >
        <Icon name="phone" /> {w.cannotCall}
      </button>
      <button
        type="button"
        title={w.noSoundHelp}
        data-testid="examine-no-sound"
        onClick={() => onStart('no-sound', more())}
      >
        <Icon name="mute" /> {w.noSound}
      </button>
      <input
        aria-label={w.number}
        placeholder={w.number}
        inputMode="tel"
        maxLength={32}
        value={number.value}
        onInput={(event) => {
          number.value = event.currentTarget.value;
        }}
      />
      <Choice
        name="doctor-agent"
        label={w.agent}
        value={agentId.value}
        options={[['', w.agent], ...people.map(({ id, name }) => [id, `${id} ${name}`] as const)]}
        onChoice={(id) => {
          agentId.value = id;
        }}
      />
    </div>
  );
}

const shownAtFirst = 12;

/** What was found before, also before a restart; by span. */
function Earlier({ again }: { readonly again: string }) {
  const w = doctorWords.value;
  const span = useSignal('');
  const whole = useSignal(false);
  const older = useSignal<readonly Diagnosis[]>([]);
  const more = useSignal<boolean | null>(null);
  const ofSpan = span.value === '' ? '' : `&span=${span.value}`;
  const { value } = useRead<DiagnosesAnswer>(`/doctor?${ofSpan}`, again);
  const first = value.value?.diagnoses ?? [];
  const all = [...first, ...older.value.filter(({ id }) => !first.some((each) => each.id === id))];
  const diagnoses = whole.value ? all : all.slice(0, shownAtFirst);
  const isMore = all.length > diagnoses.length || (more.value ?? value.value?.more ?? false);
  async function showMore(): Promise<void> {
    const last = all.at(-1);
    if (!whole.value || last === undefined) {
      whole.value = true;
      return;
    }
    const answer = await call<DiagnosesAnswer>('GET', `/doctor?before=${last.id}${ofSpan}`);
    if (!answer.ok) {
      tellBad((of) => failureText(of, answer.code));
      return;
    }
    older.value = [...older.value, ...answer.value.diagnoses];
    more.value = answer.value.more;
  }
  if (first.length === 0 && span.value === '') return null;
  return (
    <section class="panel" aria-label={w.earlier} data-testid="earlier">
      <header>
        <h2>{w.earlier}</h2>
        <Choice
          name="earlier-span"
          label={w.earlierOf}
          value={span.value}
          options={[
            ['', w.earlierAll],
            ...allSpans.value.map((each) => [String(each.span), each.name] as const),
            ['0', w.earlierBox],
          ]}
          onChoice={(each) => {
            span.value = each;
            older.value = [];
            more.value = null;
            whole.value = false;
          }}
        />
      </header>
      {first.length === 0 ? <p class="empty small">{w.earlierNone}</p> : null}
      <ul class="earlier">
        {diagnoses.map((each) => (
          <li key={each.id}>
            <button
              type="button"
              class={`quiet ${each.id === shownId.value ? 'chosen' : ''}`}
              aria-current={each.id === shownId.value}
              onClick={() => {
                shownId.value = each.id;
              }}
            >
              <b>{each.kind === 'trunk' ? spanName(each.span) : w.kinds[each.kind]}</b>
              <span class="muted small">
                {formatMoment(each.startedAt, Date.now())} · {each.by}
              </span>
              <span class="small">{each.verdict === null ? w.stillRunning : each.verdict.words[language.value]}</span>
            </button>
          </li>
        ))}
      </ul>
      {isMore ? (
        <button type="button" class="quiet" data-testid="earlier-more" onClick={() => void showMore()}>
          {w.earlierMore}
        </button>
      ) : null}
    </section>
  );
}

function spanName(span: number): string {
  return allSpans.value.find((each) => each.span === span)?.name ?? `E1-${span}`;
}
