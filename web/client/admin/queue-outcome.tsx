/** Where callers go who cannot stay in a queue, and what the queue is measured by. */
import { adminWords } from './admin-words.js';
import { Optional, SelectField } from './fields.js';
import { OverflowField } from './overflow-field.js';
import { type Editing, QueueNumberField } from './queue-number-field.js';
import { queueRanges } from './queue-ranges.js';
import { problemsOf } from './site-problems.js';
import { siteInForce } from './site-store.js';
import { ThresholdField } from './threshold-field.js';

const exits = ['whenClosed', 'whenNobody', 'whenFull', 'whenWaitedTooLong'] as const;

export function Elsewhere({ queue, put, saving }: Editing) {
  const w = adminWords.value.queues;
  const schedules = siteInForce.value?.site.schedules ?? [];
  return (
    <fieldset>
      <legend>{w.parts.elsewhere}</legend>
      <div class="fields">
        <SelectField
          name="hours"
          label={w.hours}
          help={w.hoursHelp}
          value={queue.hours ?? ''}
          wrong={problemsOf(saving.wrong, 'hours')}
          options={[['', w.alwaysOpen] as const, ...schedules.map(({ id, name }) => [id, name] as const)]}
          onChoice={(chosen) => put('hours', chosen === '' ? undefined : chosen)}
        />
      </div>
      <div class="overflows">
        {exits.map((exit) => (
          <OverflowField
            key={exit}
            name={exit}
            label={w.exits[exit].label}
            help={w.exits[exit].help}
            absent={w.exits[exit].absent}
            value={queue[exit]}
            wrong={problemsOf(saving.wrong, exit)}
            onOverflow={(overflow) => put(exit, overflow)}
          />
        ))}
      </div>
    </fieldset>
  );
}

const thresholds = [
  { key: 'waiting', on: 5, off: 3 },
  { key: 'longestWaitMs', on: 60_000, off: 30_000 },
  { key: 'serviceLevelPercent', on: 70, off: 80 },
  { key: 'agentsReady', on: 1, off: 2 },
] as const;
const formulas = ['F1', 'F2', 'F3', 'F4'] as const;

export function Goals(editing: Editing) {
  const { queue, put, saving } = editing;
  const w = adminWords.value.queues;
  return (
    <fieldset>
      <legend>{w.parts.goals}</legend>
      <Optional
        name="serviceLevel"
        label={w.serviceLevel}
        help={w.serviceLevelHelp}
        on={queue.serviceLevel !== undefined}
        onSwitch={(on) => put('serviceLevel', on ? { withinMs: 20_000, percent: 80, formula: 'F3' } : undefined)}
      >
        <QueueNumberField {...editing} of="serviceLevel.percent" required />
        <QueueNumberField {...editing} of="serviceLevel.withinMs" required />
        <SelectField
          name="serviceLevel.formula"
          label={w.formula}
          help={w.formulas[queue.serviceLevel?.formula ?? 'F3']}
          value={queue.serviceLevel?.formula ?? 'F3'}
          options={formulas.map((formula) => [formula, formula] as const)}
          onChoice={(formula) => put('serviceLevel.formula', formula)}
        />
      </Optional>
      {thresholds.map(({ key, ...initial }) => (
        <ThresholdField
          key={key}
          name={`thresholds.${key}`}
          label={w.thresholds[key].label}
          help={w.thresholds[key].help}
          unit={adminWords.value.units[w.thresholds[key].unit]}
          range={queueRanges[`thresholds.${key}`]}
          value={queue.thresholds?.[key]}
          initial={initial}
          wrong={problemsOf(saving.wrong, `thresholds.${key}`)}
          onThreshold={(value) => put(`thresholds.${key}`, value)}
        />
      ))}
    </fieldset>
  );
}
