/** Which release runs, and what the last upgrade did, step by step. Upgrades are begun on the box: the page may go down with them. */
import type { BoxKeeping, UpgradeStep } from '../../../daemon/contract/pages-box.js';
import { Icon } from '../parts/icon.js';
import { formatDuration, formatMoment } from '../parts/time.js';
import { language } from '../words/words.js';
import { ownHalf } from './keeping-text.js';
import { keepingWords } from './keeping-words.js';

export function ReleasePanel({ version, upgrade }: Pick<BoxKeeping, 'version' | 'upgrade'>) {
  const w = keepingWords.value.release;
  return (
    <section class="panel" aria-label={w.title} data-testid="release">
      <header>
        <h2>{w.title}</h2>
      </header>
      <dl class="facts keeping-facts">
        <div>
          <dt>{w.runs}</dt>
          <dd data-testid="running-version">
            <b>{version}</b>
          </dd>
        </div>
        {upgrade === null ? null : (
          <div>
            <dt>{upgrade.result === null ? w.underWay : w.last}</dt>
            <dd data-testid="last-upgrade" data-result={upgrade.result ?? 'under-way'}>
              {upgrade.from} → {upgrade.to}
              {upgrade.endedAt === null ? '' : ` · ${formatMoment(upgrade.endedAt, Date.now())}`}
              {upgrade.result === null ? null : (
                <p class={upgrade.result === 'upgraded' ? 'good-text' : 'problem'}>{w.result[upgrade.result]}</p>
              )}
              {upgrade.why === '' ? null : <p>{ownHalf(upgrade.why, language.value)}</p>}
            </dd>
          </div>
        )}
      </dl>
      {upgrade === null ? (
        <p class="muted">{w.never}</p>
      ) : upgrade.steps.length === 0 ? (
        <p class="muted small">{w.noSteps}</p>
      ) : (
        <ol class="upgrade-steps" data-testid="upgrade-steps">
          {upgrade.steps.map((step, at) => (
            <Step
              key={step.startedAt + at}
              step={step}
              isLast={at === upgrade.steps.length - 1}
              over={upgrade.result !== null}
            />
          ))}
        </ol>
      )}
      <details>
        <summary>{w.how}</summary>
        <p class="small">{w.howText}</p>
        <p>
          <code>sudo callbox upgrade callbox_VERSION_amd64.deb</code>
        </p>
        <p class="muted small">{w.howMore}</p>
        <p class="small">{w.resume}</p>
        <p>
          <code>sudo callbox upgrade --resume</code>
        </p>
      </details>
    </section>
  );
}

function Step({
  step,
  isLast,
  over,
}: {
  readonly step: UpgradeStep;
  readonly isLast: boolean;
  readonly over: boolean;
}) {
  const w = keepingWords.value.release;
  const { phase, startedAt, endedAt, why } = step;
  const state = why !== '' ? 'bad' : endedAt !== null ? 'good' : isLast && !over ? 'running' : 'cut';
  const said = { bad: w.failedStep, good: '', running: w.running, cut: w.cut }[state];
  return (
    <li class={`upgrade-step ${state}`} data-phase={phase} data-state={state}>
      <Icon name={state === 'good' ? 'check' : state === 'running' ? 'clock' : 'alert'} />
      <span>
        {w.phases[phase]}
        {said === '' ? null : <b> · {said}</b>}
        {why === '' ? null : <span class="small"> {ownHalf(why, language.value)}</span>}
      </span>
      <span class="muted small number">
        {formatMoment(startedAt, Date.now())}
        {endedAt === null ? '' : ` · ${formatDuration(endedAt - startedAt)}`}
      </span>
    </li>
  );
}
