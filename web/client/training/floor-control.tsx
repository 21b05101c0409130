/** The training floor seen from the real one: how it stands in words, start, the way in, stop. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TrainingStatus } from '../../../daemon/terms/training.js';
import { copyText } from '../floor/copy.js';
import { me } from '../live/live.js';
import { nowMs } from '../parts/clock.js';
import { Dialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import { formatDuration, formatMoment } from '../parts/time.js';
import { failureText, tellBad, tellGood } from '../parts/toasts.js';
import { may } from '../session/session.js';
import { language, words } from '../words/words.js';
import { PeopleThere } from './people-there.js';
import { StartForm } from './start-form.js';
import { told } from './told.js';
import { type Refusal, stopTraining } from './training-orders.js';
import { followStatus, readStatus, statusFailure, trainingStatus } from './training-status.js';
import { trainingWords } from './training-words.js';

export function FloorControl() {
  const w = trainingWords.value;
  useEffect(() => followStatus(true), []);
  return (
    <div class="training-columns">
      <div class="training-main">
        <header class="training-head">
          <h1>{w.title}</h1>
          <p class="muted">{w.what}</p>
        </header>
        <Control />
      </div>
      <aside class="panel training-practice" aria-labelledby="practice-title">
        <h2 id="practice-title">{w.practice}</h2>
        <ul>
          {w.practices.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        <p class="muted small">{w.signIn}</p>
      </aside>
    </div>
  );
}

function Control() {
  const w = trainingWords.value;
  const status = trainingStatus.value;
  if (status === null) {
    if (statusFailure.value === null) return <p class="muted">{words.value.loading}</p>;
    return (
      <div class="panel" role="alert">
        <p class="problem">
          {w.failedToRead} {failureText(words.value, statusFailure.value)}
        </p>
        <button type="button" onClick={() => void readStatus()}>
          {words.value.retry}
        </button>
      </div>
    );
  }
  const { state } = status;
  return (
    <section class="panel training-state" data-testid="training-state" data-state={state}>
      <p class={`training-word training-${state}`} role="status">
        {state === 'starting' || state === 'stopping' ? <progress aria-label={status.words[language.value]} /> : null}
        <b data-testid={state === 'failed' ? undefined : 'training-words'}>
          {state === 'failed' ? w.failed : status.words[language.value]}
        </b>
      </p>
      {state === 'failed' ? (
        <p class="training-why" role="alert" data-testid="training-words">
          {status.words[language.value]}
        </p>
      ) : null}
      {state === 'running' ? <Running status={status} /> : null}
      {state === 'starting' && status.since !== null ? (
        <p class="muted">
          {w.starting} · <span class="timer">{w.elapsed(formatDuration(nowMs.value - status.since))}</span>
        </p>
      ) : null}
      {state === 'stopping' ? <p class="muted">{w.stopping}</p> : null}
      {state === 'off' || state === 'failed' ? (
        may('training.run') ? (
          <StartForm limits={status.limits} again={state === 'failed'} />
        ) : (
          <p class="muted">{w.mayNot}</p>
        )
      ) : null}
    </section>
  );
}

function Running({ status }: { readonly status: TrainingStatus }) {
  const w = trainingWords.value;
  const { url, ends, since, by, callersPerHour, people } = status;
  return (
    <>
      {url === null ? null : <WayIn url={url} />}
      <dl class="training-facts">
        {ends === null ? null : (
          <div>
            <dt>{w.ends}</dt>
            <dd>
              <b class="timer" data-testid="training-left">
                {ends > nowMs.value ? formatDuration(ends - nowMs.value) : w.endsSoon}
              </b>{' '}
              <span class="muted small">{w.endsAt(formatMoment(ends, nowMs.value))}</span>
            </dd>
          </div>
        )}
        {callersPerHour === null ? null : (
          <div>
            <dt>{w.calls}</dt>
            <dd>{w.perHour(callersPerHour)}</dd>
          </div>
        )}
        {since === null ? null : (
          <div>
            <dt>{w.since}</dt>
            <dd>{formatMoment(since, nowMs.value)}</dd>
          </div>
        )}
        {by === null ? null : (
          <div>
            <dt>{w.by}</dt>
            <dd>{by === 'root' ? w.byRoot : by}</dd>
          </div>
        )}
      </dl>
      <PeopleThere people={people} />
      {may('training.run') ? <Stop people={people} /> : null}
    </>
  );
}

function WayIn({ url }: { readonly url: string }) {
  const w = trainingWords.value;
  const copy = async (): Promise<void> => {
    if (await copyText(url)) tellGood(() => trainingWords.value.copied);
    else tellBad(() => trainingWords.value.notCopied);
  };
  return (
    <>
      {me.value?.state === 'ready' ? (
        <p class="notice" role="status" data-testid="training-busy-first">
          <Icon name="alert" /> {w.busyFirst}
        </p>
      ) : null}
      <p class="training-way">
        <a class="training-open" href={url} target="_blank" rel="noopener" data-testid="open-training">
          <Icon name="window" />
          <b>{w.open}</b>
        </a>
        <span class="mono" data-testid="training-url">
          {url}
        </span>
        <button type="button" class="quiet" onClick={() => void copy()}>
          {w.copy}
        </button>
      </p>
      <p class="muted small">{w.openHelp}</p>
    </>
  );
}

function Stop({ people }: { readonly people: TrainingStatus['people'] }) {
  const w = trainingWords.value;
  const asking = useSignal(false);
  const refused = useSignal<Refusal | null>(null);
  const close = (): void => {
    asking.value = false;
  };
  return (
    <div class="training-stop">
      <button
        type="button"
        class="danger"
        data-testid="stop-training"
        onClick={() => {
          asking.value = true;
        }}
      >
        {w.stop}
      </button>
      <Refused refusal={refused.value} />
      {asking.value ? (
        <Dialog title={w.confirmStop.title} testId="confirm-stop" onClose={close}>
          {people === null || people.length === 0 ? null : (
            <p>
              <b data-testid="stop-people">{w.confirmStop.people(people.length)}</b>
            </p>
          )}
          <p>{w.confirmStop.text}</p>
          <div class="box-foot">
            <button type="button" data-autofocus onClick={close}>
              {words.value.cancel}
            </button>
            <button
              type="button"
              class="danger"
              data-testid="confirm-go"
              onClick={async () => {
                close();
                refused.value = await stopTraining();
              }}
            >
              {w.confirmStop.go}
            </button>
          </div>
        </Dialog>
      ) : null}
    </div>
  );
}

/** The server's sentence says more than the code. */
export function Refused({ refusal }: { readonly refusal: Refusal | null }) {
  if (refusal === null) return null;
  return (
    <p class="problem" role="alert" data-testid="training-refused">
      {refusal.code === 'conflict' && refusal.message !== ''
        ? told(refusal.message, language.value)
        : failureText(words.value, refusal.code)}
    </p>
  );
}
