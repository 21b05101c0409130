/** The checks of an examination as they come: what was looked at, what was seen, how long it took. */
import type { CheckState, Diagnosis } from '../../../../daemon/terms/diagnosis.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { language } from '../../words/words.js';
import { doctorWords } from './doctor-words.js';

const icons: Readonly<Record<CheckState, IconName>> = {
  waiting: 'clock',
  running: 'search',
  good: 'check',
  bad: 'cross',
  unsure: 'help',
  skipped: 'forward',
};

export function Checks({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const w = doctorWords.value;
  const { checks } = diagnosis;
  const done = checks.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
  const reader = language.value;
  return (
    <section class="panel" aria-label={w.title} aria-busy={diagnosis.verdict === null}>
      {diagnosis.verdict === null ? (
        <p role="status" class="checks-progress">
          <progress max={checks.length} value={done} /> {w.running(done, checks.length)}
        </p>
      ) : null}
      <ol class="checks" data-testid="checks">
        {checks.map((check) => (
          <li
            key={check.id}
            class={`check-row check-${check.state}`}
            data-testid={`check-${check.id}`}
            data-state={check.state}
          >
            <span class="check-state">
              <Icon name={icons[check.state]} /> {w.states[check.state]}
            </span>
            <b>{check.name[reader]}</b>
            <span class="check-seen">{check.seen[reader]}</span>
            <span class="muted small number">
              {check.state === 'waiting' || check.state === 'running' || check.state === 'skipped'
                ? ''
                : w.took((check.tookMs / 1000).toFixed(1))}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
