/** Step 3: what this would come to, and what still stands in its way. */
import type { Campaign } from '../../../../daemon/terms/outbound.js';
import { RulesSummary } from '../campaigns/rules-summary.js';
import { outboundWords } from '../outbound-words.js';
import { stepOf } from './campaign-draft.js';
import { checked, problems, step } from './draft-store.js';
import { ForecastPanel } from './forecast-panel.js';

export function StepStart({ campaign }: { readonly campaign: Campaign }) {
  return (
    <>
      {problems.value.length > 0 ? <Missing /> : <ForecastPanel campaign={campaign} />}
      <RulesSummary campaign={campaign} />
    </>
  );
}

function Missing() {
  const t = outboundWords.value.editor;
  const wrong = [...new Set(problems.value.map(stepOf))];
  return (
    <section class="panel" role="alert" data-testid="start-missing">
      <p class="problem">{t.problems(problems.value.length)}</p>
      <p class="none-acts">
        {wrong.map((each) => (
          <button
            key={each}
            type="button"
            onClick={() => {
              checked.value = true;
              step.value = each;
            }}
          >
            ← {t.steps[each]}
          </button>
        ))}
      </p>
    </section>
  );
}
