/** Lines of the training floor are broken and mended here, for somebody to find out with doctor and ladder. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { TrainingFaultOffer, TrainingFaults } from '../../../daemon/terms/training.js';
import { nowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { formatDuration } from '../parts/time.js';
import { failureText, tellBad } from '../parts/toasts.js';
import { may } from '../session/session.js';
import { usePolled } from '../technician/polled.js';
import { language, words } from '../words/words.js';
import { breakLine, mendAll, mendLine } from './fault-orders.js';
import {
  type FaultAt,
  type FaultPlace,
  isOpen,
  isSame,
  offerOf,
  placeKey,
  placeOf,
  riddleBy,
  shownFaults,
} from './line-faults.js';
import { PeopleThere } from './people-there.js';
import { keepRiddle, keptRiddle } from './riddle.js';
import { followStatus, trainingStatus } from './training-status.js';
import { trainingWords } from './training-words.js';

/** Others may break and mend, too. */
const lookEveryMs = 2_000;
/** What one of us has broken and is still to find; null: nothing is hidden. */
const riddle = signal<FaultAt | null>(null);
/** What it hides is on its way to the lines: a look of before doesn't show it. */
const isBeingSet = signal(false);
/** One answer may be from before it was set. Two: mended by somebody, or by a training that began anew. */
const missesUntilMended = 2;

export function LineFaults() {
  const w = trainingWords.value.faults;
  const allowed = may('training.run');
  const polled = usePolled<TrainingFaults>(allowed ? '/training/faults' : null, () => false, lookEveryMs);
  const faults = polled.value.value;
  const misses = useRef(0);
  useEffect(() => {
    riddle.value = keptRiddle(sessionStorage);
  }, []);
  useEffect(() => {
    const hidden = isBeingSet.value ? null : riddle.value;
    misses.current = faults === null || hidden === null || isOpen(faults, hidden) ? 0 : misses.current + 1;
    if (misses.current >= missesUntilMended) setRiddle(null);
  }, [faults]);
  const show = (now: TrainingFaults): void => {
    polled.value.value = now;
  };
  return (
    <>
      <header class="training-head">
        <h1>{w.title}</h1>
        <p class="muted">{w.what}</p>
      </header>
      {!allowed ? (
        <p class="panel muted">{w.mayNot}</p>
      ) : faults === null ? (
        <p class="muted">
          {polled.failure.value === null ? words.value.loading : failureText(words.value, polled.failure.value)}
        </p>
      ) : faults.places.length === 0 ? (
        <p class="panel muted">{w.noLines}</p>
      ) : (
        <div class="training-columns">
          <Breaking faults={faults} show={show} />
          <div class="training-side">
            <Broken faults={faults} show={show} />
            <Riddle faults={faults} show={show} />
            <Find />
            <Here />
          </div>
        </div>
      )}
    </>
  );
}

/** Who else is on this floor: a line that is broken is broken for all of them. */
function Here() {
  useEffect(() => followStatus(true), []);
  const people = trainingStatus.value?.people ?? null;
  if (people === null) return null;
  return (
    <div class="panel">
      <PeopleThere people={people} />
    </div>
  );
}

interface Shown {
  readonly faults: TrainingFaults;
  show(now: TrainingFaults): void;
}

function setRiddle(next: FaultAt | null): void {
  riddle.value = next;
  keepRiddle(sessionStorage, next);
}

function Breaking({ faults, show }: Shown) {
  const w = trainingWords.value.faults;
  const chosen = useSignal('');
  const place = faults.places.find((each) => placeKey(each) === chosen.value) ?? faults.places[0];
  if (place === undefined) return null;
  const active = shownFaults(faults, riddle.value);
  const isBroken = (each: FaultPlace): boolean => active.some((fault) => placeOf(faults, fault) === each);
  return (
    <section class="panel" aria-labelledby="faults-of">
      <header>
        <h2 id="faults-of">{w.offersOf(place.name[language.value])}</h2>
        <label class="training-place">
          <span>{w.place}</span>
          <select
            data-testid="fault-place"
            value={placeKey(place)}
            onChange={(event) => {
              chosen.value = event.currentTarget.value;
            }}
          >
            {(['span', 'line'] as const).map((of) => {
              const places = faults.places.filter((each) => each.of === of);
              return places.length === 0 ? null : (
                <optgroup key={of} label={of === 'span' ? w.spans : w.lines}>
                  {places.map((each) => (
                    <option key={placeKey(each)} value={placeKey(each)}>
                      {each.name[language.value]}
                      {isBroken(each) ? ` · ${w.broken}` : ''}
                    </option>
                  ))}
                </optgroup>
              );
            })}
          </select>
        </label>
      </header>
      <ul class="fault-offers">
        {faults.offers
          .filter(({ of }) => of === place.of)
          .map((offer) => (
            <Offer
              key={offer.kind}
              offer={offer}
              place={place}
              broken={active.some((fault) => isSame(fault, { kind: offer.kind, at: place.at }))}
              show={show}
            />
          ))}
      </ul>
    </section>
  );
}

function Offer(props: {
  readonly offer: TrainingFaultOffer;
  readonly place: FaultPlace;
  readonly broken: boolean;
  show(now: TrainingFaults): void;
}) {
  const w = trainingWords.value.faults;
  const busy = useSignal(false);
  const { offer, place, broken } = props;
  const { kind } = offer;
  const { at } = place;
  async function turn(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    // Who breaks by hand what the riddle has broken has found it.
    if (isSame(riddle.value, { kind, at })) setRiddle(null);
    const now = await (broken ? mendLine : breakLine)({ kind, at });
    busy.value = false;
    if (now !== null) props.show(now);
  }
  return (
    <li class={broken ? 'fault-offer broken' : 'fault-offer'} data-testid={`fault-${kind}`} data-broken={broken}>
      <span class="fault-text">
        <b>
          {offer.name[language.value]}
          {broken ? <span class="tag bad">{w.broken}</span> : null}
        </b>
        <span class="muted small">{offer.words[language.value]}</span>
      </span>
      <button
        type="button"
        class={broken ? 'good' : ''}
        aria-busy={busy.value}
        aria-label={`${broken ? w.mend : w.break}: ${place.name[language.value]}, ${offer.name[language.value]}`}
        onClick={() => void turn()}
      >
        {broken ? w.mend : w.break}
      </button>
    </li>
  );
}

function Broken({ faults, show }: Shown) {
  const w = trainingWords.value.faults;
  const active = shownFaults(faults, riddle.value);
  async function mend({ kind, at }: FaultAt): Promise<void> {
    const now = await mendLine({ kind, at });
    if (now !== null) show(now);
  }
  async function mendEach(): Promise<void> {
    const now = await mendAll();
    if (now === null) return;
    setRiddle(null);
    show(now);
  }
  return (
    <section class="panel" aria-labelledby="faults-now" data-testid="faults-now">
      <header>
        <h2 id="faults-now">{w.now}</h2>
        <button
          type="button"
          class="good"
          data-testid="mend-all"
          disabled={faults.active.length === 0}
          onClick={() => void mendEach()}
        >
          {w.mendAll}
        </button>
      </header>
      {active.length === 0 ? <p class="empty">{riddle.value === null ? w.none : w.quizOpen}</p> : null}
      <ul class="faults-active" aria-live="polite">
        {active.map((fault) => {
          const name = offerOf(faults, fault)?.name[language.value] ?? fault.kind;
          const place = placeOf(faults, fault)?.name[language.value] ?? String(fault.at);
          return (
            <li key={`${fault.kind} ${fault.at}`} data-testid="active-fault" data-kind={fault.kind} data-at={fault.at}>
              <span>
                <b>{place}</b> {name}
                <br />
                <span class="muted small timer">{w.since(formatDuration(nowMs.value - fault.since))}</span>
              </span>
              <button type="button" aria-label={`${w.mend}: ${place}, ${name}`} onClick={() => void mend(fault)}>
                {w.mend}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** One breaks a span without knowing which, and looks for it. */
function Riddle({ faults, show }: Shown) {
  const w = trainingWords.value.faults;
  const isSet = riddle.value !== null && !isBeingSet.value;
  async function set(): Promise<void> {
    const next = riddleBy(faults, Math.random());
    if (next === null) {
      tellBad(() => trainingWords.value.faults.nothingLeft);
      return;
    }
    isBeingSet.value = true;
    setRiddle(next);
    const now = await breakLine(next);
    if (now === null) setRiddle(null);
    else show(now);
    isBeingSet.value = false;
  }
  return (
    <section class="panel training-riddle" aria-labelledby="riddle-title">
      <h2 id="riddle-title">{w.quiz}</h2>
      <p class="muted small">{isSet ? w.quizOpen : w.quizHelp}</p>
      {/* One button, so that the focus stays. */}
      <button
        type="button"
        data-testid={isSet ? 'reveal' : 'riddle'}
        aria-busy={isBeingSet.value}
        onClick={() => {
          if (isSet) setRiddle(null);
          else if (!isBeingSet.value) void set();
        }}
      >
        <Icon name={isSet ? 'eye' : 'help'} />
        {isSet ? w.reveal : w.quiz}
      </button>
    </section>
  );
}

function Find() {
  const w = trainingWords.value.faults;
  if (!may('lines.service')) return null;
  return (
    <nav class="panel training-find" aria-label={w.find}>
      <h2>{w.find}</h2>
      <a href="/lines/doctor">
        <Icon name="check" /> {w.toDoctor}
      </a>
      <a href="/lines/ladder">
        <Icon name="speech" /> {w.toLadder}
      </a>
      <a href="/lines/trunks">
        <Icon name="plug" /> {w.toTrunks}
      </a>
    </nav>
  );
}
