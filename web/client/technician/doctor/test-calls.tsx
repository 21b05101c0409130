/** Calls that a technician makes to hear a line: started, watched, heard again. */
import { signal, useSignal } from '@preact/signals';
import type { DoctorStarted, TestCallsAnswer } from '../../../../daemon/contract/pages-doctor.js';
import { numberTypeCauses, type TestCall } from '../../../../daemon/terms/diagnosis.js';
import { Choice } from '../../admin/fields.js';
import { call } from '../../parts/api.js';
import { Cause } from '../../parts/cause.js';
import { formatNumber } from '../../parts/number.js';
import { formatMoment } from '../../parts/time.js';
import { refusalText, tellBad, tellFailure } from '../../parts/toasts.js';
import { usePolled, useRead } from '../polled.js';
import { allSpans, bearersOf } from '../trunks/trunks-state.js';
import { doctorWords } from './doctor-words.js';
import { LevelMeter } from './level-meter.js';
import { NumberTypeTrial } from './number-type-trial.js';

const shown = signal('');

/** `beside` is drawn under the test call that is shown: the line lab's scope. */
export function TestCalls(props: { readonly beside?: (call: TestCall) => preact.ComponentChildren }) {
  const w = doctorWords.value.test;
  const { value } = usePolled<TestCall>(
    shown.value === '' ? null : `/test-calls/${shown.value}`,
    ({ state }) => state === 'ended',
  );
  const now = value.value;
  const list = useRead<TestCallsAnswer>('/test-calls', `${shown.value}${now?.endedAt ?? ''}`);
  const earlier = list.value.value?.testCalls ?? [];
  const running = now !== null && now.state !== 'ended';
  return (
    <section class="panel test-calls" aria-labelledby="test-title">
      <header>
        <h2 id="test-title">{w.title}</h2>
      </header>
      <p class="muted small">{w.how}</p>
      <StartForm running={running} />
      {now === null ? null : <TestCallShown call={now} />}
      {now === null ? null : props.beside?.(now)}
      {earlier.length === 0 ? (
        <p class="empty small">{w.none}</p>
      ) : (
        <ul class="earlier" aria-label={w.earlier}>
          {earlier.slice(0, 6).map((each) => (
            <li key={each.id}>
              <button
                type="button"
                class={`quiet ${each.id === shown.value ? 'chosen' : ''}`}
                onClick={() => {
                  shown.value = each.id;
                }}
              >
                <b>{each.direction === 'out' ? formatNumber(each.number) : w.in}</b>
                <span class="muted small">
                  {w.on(each.span, each.timeslot)} · {formatMoment(each.startedAt, Date.now())}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function StartForm({ running }: { readonly running: boolean }) {
  const w = doctorWords.value.test;
  const spans = allSpans.value;
  const span = useSignal(0);
  const timeslot = useSignal('');
  const direction = useSignal<'out' | 'in'>('out');
  const number = useSignal('');
  const busy = useSignal(false);
  const of = spans.some((each) => each.span === span.value) ? span.value : (spans[0]?.span ?? 0);
  const idle = bearersOf(of).filter(({ state }) => state === 'idle');
  const good = direction.value === 'in' || /^[0-9*#+]{1,32}$/.test(number.value.trim());
  async function start(): Promise<void> {
    busy.value = true;
    const answer = await call<DoctorStarted>('POST', '/test-calls', {
      span: of,
      timeslot: timeslot.value === '' ? null : Number(timeslot.value),
      direction: direction.value,
      number: direction.value === 'in' ? '' : number.value.trim(),
    });
    busy.value = false;
    if (answer.ok) shown.value = answer.value.id;
    else tellBad((all) => refusalText(all, answer));
  }
  return (
    <form
      class="test-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (good && !running) void start();
      }}
    >
      <Choice
        name="test-span"
        label={w.span}
        value={String(of)}
        options={spans.map((each) => [String(each.span), each.name] as const)}
        onChoice={(each) => {
          span.value = Number(each);
          timeslot.value = '';
        }}
      />
      <Choice
        name="test-timeslot"
        label={w.timeslot}
        value={timeslot.value}
        options={[['', w.anySlot], ...idle.map((each) => [String(each.timeslot), `TS${each.timeslot}`] as const)]}
        onChoice={(each) => {
          timeslot.value = each;
        }}
      />
      <Choice
        name="test-direction"
        label={w.direction}
        value={direction.value}
        options={[
          ['out', w.out],
          ['in', w.in],
        ]}
        onChoice={(each) => {
          direction.value = each;
        }}
      />
      {direction.value === 'in' ? (
        <span class="muted small">{w.inHelp}</span>
      ) : (
        <input
          aria-label={w.number}
          placeholder={w.example}
          inputMode="tel"
          autocomplete="off"
          maxLength={32}
          data-testid="test-number"
          value={number.value}
          onInput={(event) => {
            number.value = event.currentTarget.value;
          }}
        />
      )}
      <button
        type="submit"
        class="primary"
        data-testid="test-start"
        disabled={!good || running || of === 0}
        aria-busy={busy.value}
      >
        {direction.value === 'in' ? w.wait : w.start}
      </button>
    </form>
  );
}

function TestCallShown({ call: now }: { readonly call: TestCall }) {
  const w = doctorWords.value.test;
  async function end(): Promise<void> {
    const answer = await call<null>('DELETE', `/test-calls/${now.id}`);
    if (!answer.ok) tellFailure(answer.code);
  }
  const facts: readonly (readonly [string, preact.ComponentChildren])[] = [
    [w.digits, now.digits === '' ? w.noDigits : <b class="mono">{now.digits}</b>],
    ...(now.direction === 'in'
      ? [[w.caller, now.callingNumber === '' ? w.noCaller : formatNumber(now.callingNumber)] as const]
      : []),
    ...(now.noiseDbm0 === null ? [] : [[w.noise, w.levelUnit(now.noiseDbm0.toFixed(0))] as const]),
    ...(now.cause === null ? [] : [[w.cause, <Cause key="cause" cause={now.cause} />] as const]),
  ];
  return (
    <div class="test-shown" data-testid="test-call" data-state={now.state}>
      <p class="test-state">
        <b>{w.states[now.state]}</b>
        <span class="muted small">
          {w.on(now.span, now.timeslot)}
          {now.answeredAfterMs === null ? '' : ` · ${w.answeredAfter((now.answeredAfterMs / 1000).toFixed(1))}`}
        </span>
        {now.state === 'ended' ? null : (
          <button type="button" class="danger" data-testid="test-end" onClick={() => void end()}>
            {w.end}
          </button>
        )}
      </p>
      {now.problem === '' ? null : <p class="problem">{w.problems[now.problem] ?? w.problem(now.problem)}</p>}
      {now.endedBy === null || now.answeredAfterMs === null ? null : <p>{w.endedBy[now.endedBy]}</p>}
      <LevelMeter levelDbm0={now.levelDbm0} />
      <dl class="facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {now.state !== 'ended' ? null : now.recordingId === null ? (
        <p class="muted small">{w.noRecording}</p>
      ) : (
        // biome-ignore lint/a11y/useMediaCaption: a test call is heard, nobody writes it down
        <audio controls preload="none" aria-label={w.play} src={testSoundUrl(now.id)} data-testid="test-play" />
      )}
      {mayBeItsType(now) ? <NumberTypeTrial key={now.id} span={now.span} number={now.number} /> : null}
      {now.callId === null ? null : (
        <a class="button" href={`/lines/ladder/${now.callId}`}>
          {w.ladder}
        </a>
      )}
    </div>
  );
}

function mayBeItsType({ direction, problem, cause }: TestCall): boolean {
  return direction === 'out' && problem === 'refused' && cause !== null && numberTypeCauses.has(cause);
}

export function testSoundUrl(id: string): string {
  return `/api/v1/test-calls/${id}/sound`;
}
