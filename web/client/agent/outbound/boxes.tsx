/** The boxes of outbound work: why a person is skipped, and what a refusal or an appointment needs besides its code. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { nowMs, serverNowMs } from '../../parts/clock.js';
import { Dialog } from '../../parts/dialog.js';
import { words } from '../../words/words.js';
import { pending } from '../actions.js';
import { closeBox } from '../boxes.js';
import { momentOf } from '../local-time.js';
import { siteTimeZone } from '../own-settings.js';
import { firstInput, quickInput, quickTimes, timeProblem } from './appointment-time.js';
import { outboundWords } from './outbound-words.js';
import { campaignOf, giveResult, isPreview, lastAttempt, mayChoose, skipLead } from './work.js';

/** As in the contract. */
const maxReasonLength = 200;

/** 0-based place of a digit key outside of fields; -1: none. */
function digitPlace(event: KeyboardEvent): number {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.repeat) return -1;
  if (event.target instanceof HTMLInputElement && event.target.type !== 'radio') return -1;
  return Number(/^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] ?? 0) - 1;
}

export function SkipBox() {
  const w = outboundWords.value;
  const own = useSignal('');
  // Its time came while he was choosing: it is being dialled.
  const useless = !isPreview();
  useEffect(() => {
    if (useless) closeBox('skip-lead');
  }, [useless]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const reason = w.skipReasons[digitPlace(event)];
    if (reason === undefined) return;
    event.preventDefault();
    void skipLead(reason);
  };
  return (
    <Dialog title={w.skipTitle} testId="skip-box" onClose={() => closeBox('skip-lead')}>
      <form
        class="task-form"
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault();
          if (own.value.trim() !== '') void skipLead(own.value.trim());
        }}
      >
        <div class="skip-reasons">
          {w.skipReasons.map((reason, place) => (
            <button
              key={reason}
              type="button"
              data-testid={`skip-${place + 1}`}
              data-autofocus={place === 0 ? true : undefined}
              onClick={() => void skipLead(reason)}
            >
              <kbd>{place + 1}</kbd> <span>{reason}</span>
            </button>
          ))}
        </div>
        <label>
          <span>{w.skipOther}</span>
          <input
            data-testid="skip-own"
            maxLength={maxReasonLength}
            value={own.value}
            onInput={(event) => {
              own.value = event.currentTarget.value;
            }}
          />
        </label>
        <div class="box-foot">
          <button type="submit" class="primary" data-testid="skip-go" disabled={own.value.trim() === ''}>
            {w.skipGo} <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Who() {
  const lead = lastAttempt.value?.lead;
  return lead === undefined ? null : <p class="tag strong">{lead.name || outboundWords.value.nameless}</p>;
}

export function RefusedBox() {
  const w = outboundWords.value;
  const never = useSignal(false);
  return (
    <Dialog title={w.refusedTitle} testId="refused-box" onClose={() => closeBox('refused')}>
      <form
        class="task-form"
        onSubmit={async (event) => {
          event.preventDefault();
          if (!mayChoose('refused')) return;
          if (await giveResult('refused', never.value ? { dnc: true } : {})) closeBox('refused');
        }}
      >
        <Who />
        <p>{w.refusedMeans}</p>
        <label class="choice-row">
          <input
            type="checkbox"
            data-testid="never-again"
            checked={never.value}
            onChange={(event) => {
              never.value = event.currentTarget.checked;
            }}
          />
          <span>
            <b>{w.never}</b>
            <br />
            <span class="muted small">{w.neverMeans}</span>
          </span>
        </label>
        <div class="box-foot">
          <button
            type="submit"
            class="primary"
            data-autofocus
            data-testid="refused-save"
            aria-busy={pending.value.has('outbound-result')}
          >
            {never.value ? `${w.save} + ${w.never}` : w.save} <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function AppointmentBox() {
  const w = outboundWords.value;
  const zone = siteTimeZone.value;
  const times = campaignOf(lastAttempt.value?.lead.campaign ?? '') ?? null;
  const at = useSignal(firstInput(serverNowMs(), zone, times));
  const own = useSignal(true);
  const now = nowMs.value;
  const problem = timeProblem(at.value, now, zone, times);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const atMs = momentOf(at.value, zone);
    if (problem !== null || atMs === null || !mayChoose('appointment')) return;
    if (await giveResult('appointment', { at: atMs, own: own.value })) closeBox('appointment');
  }
  const quick = quickTimes.map((which) => {
    const input = quickInput(which, now, zone);
    return { which, input, fits: timeProblem(input, now, zone, times) === null };
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const chosen = quick[digitPlace(event)];
    if (chosen === undefined || !chosen.fits) return;
    event.preventDefault();
    at.value = chosen.input;
  };
  return (
    <Dialog title={w.appointmentTitle} testId="appointment-box" onClose={() => closeBox('appointment')}>
      <form class="task-form" onSubmit={save} onKeyDown={onKeyDown} noValidate>
        <Who />
        <div class="quick-times">
          {quick.map(({ which, input, fits }, place) => (
            <button
              key={which}
              type="button"
              class={at.value === input ? 'chosen' : ''}
              data-testid={`quick-${which}`}
              disabled={!fits}
              title={fits ? '' : w.timeProblems.hours}
              onClick={() => {
                at.value = input;
              }}
            >
              <kbd>{place + 1}</kbd> {w.quick[which]}
            </button>
          ))}
        </div>
        <label>
          <span>
            {w.appointmentAt} · {words.value.day.zone(zone)}
          </span>
          <input
            type="datetime-local"
            data-testid="appointment-at"
            data-autofocus={problem === null ? undefined : true}
            value={at.value}
            aria-invalid={problem !== null}
            onInput={(event) => {
              at.value = event.currentTarget.value;
            }}
          />
        </label>
        {times === null ? null : <p class="muted small">{timesText(times)}</p>}
        <fieldset class="choices">
          <legend class="hidden">{w.appointmentTitle}</legend>
          {([true, false] as const).map((mine) => (
            <label key={String(mine)} class="choice-row">
              <input
                type="radio"
                name="appointment-own"
                data-testid={mine ? 'appointment-own' : 'appointment-anybody'}
                checked={own.value === mine}
                onChange={() => {
                  own.value = mine;
                }}
              />
              <span>
                {mine ? w.own : w.anybody} {mine ? <span class="muted small">{w.ownMeans}</span> : null}
              </span>
            </label>
          ))}
        </fieldset>
        <div class="box-foot">
          <span class="problem" role="alert" data-testid="appointment-problem">
            {problem === null ? '' : w.timeProblems[problem]}
          </span>
          <button
            type="submit"
            class="primary"
            data-testid="appointment-save"
            data-autofocus={problem === null ? true : undefined}
            disabled={problem !== null}
            aria-busy={pending.value.has('outbound-result')}
          >
            {w.save} <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function timesText({ days, hours }: NonNullable<ReturnType<typeof campaignOf>>): string {
  const w = outboundWords.value;
  const names = [...days].sort((a, b) => a - b).map((day) => w.weekdays[day - 1] ?? '');
  return w.callingTimes(days.length === 7 ? w.everyDay : names.join(' '), hours.from, hours.to);
}
