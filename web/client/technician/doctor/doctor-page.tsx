/** 诊断: one press, twelve checks, a verdict, and a text for the carrier; test calls beside it. */
import { type Signal, signal, useSignal } from '@preact/signals';
import type { DiagnosesAnswer, DoctorStarted } from '../../../../daemon/contract/pages-doctor.js';
import type { Diagnosis } from '../../../../daemon/terms/diagnosis.js';
import { Choice } from '../../admin/fields.js';
import { siteInForce } from '../../admin/site-store.js';
import { agents } from '../../live/live.js';
import { call } from '../../parts/api.js';
import { Icon } from '../../parts/icon.js';
import { formatMoment } from '../../parts/time.js';
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
  const list = useRead<DiagnosesAnswer>('/doctor', `${shownId.value}${diagnosis?.endedAt ?? ''}`);
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
        <Earlier diagnoses={list.value.value?.diagnoses ?? []} />
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

function Earlier({ diagnoses }: { readonly diagnoses: readonly Diagnosis[] }) {
  const w = doctorWords.value;
  if (diagnoses.length === 0) return null;
  return (
    <section class="panel" aria-label={w.earlier}>
      <header>
        <h2>{w.earlier}</h2>
      </header>
      <ul class="earlier">
        {diagnoses.slice(0, 12).map((each) => (
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
    </section>
  );
}

function spanName(span: number): string {
  return allSpans.value.find((each) => each.span === span)?.name ?? `E1-${span}`;
}
