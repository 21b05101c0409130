/** 记录: every attempt and why; results and conversion; what each launch was made of; skips; what is known of numbers. */
import type { CampaignList } from '../../../../daemon/contract/pages.js';
import type { StoredCampaign } from '../../../../daemon/terms/outbound-figures.js';
import { useRead } from '../../team/day-list.js';
import { openPlace, place } from '../page-state.js';
import { AttemptLog } from './attempt-log.js';
import { attemptsWords } from './attempts-words.js';
import { NumberQualityPart } from './number-quality.js';
import { PacingPart } from './pacing-log.js';
import { ReportPart } from './report.js';
import { SkipsPart } from './skips.js';
import '../lists/lists.css';
import './log.css';

const parts = ['attempts', 'report', 'pacing', 'skips', 'numbers'] as const;
type Part = (typeof parts)[number];

export default function LogTab() {
  const t = attemptsWords.value.log;
  const { read } = useRead<CampaignList>('/campaigns');
  const campaigns = typeof read === 'string' ? [] : read.campaigns;
  const [word = ''] = place.value.split('/');
  const open = parts.find((each) => each === word) ?? 'attempts';
  return (
    <div class="log">
      <div class="sections" role="tablist" aria-label={t.parts.label}>
        {parts.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            data-testid={`log-part-${each}`}
            aria-selected={open === each}
            onClick={() => openPlace(each)}
          >
            {t.parts[each]}
          </button>
        ))}
      </div>
      <PartOf open={open} campaigns={campaigns} />
    </div>
  );
}

function PartOf({ open, campaigns }: { readonly open: Part; readonly campaigns: readonly StoredCampaign[] }) {
  switch (open) {
    case 'report':
      return <ReportPart campaigns={campaigns} />;
    case 'pacing':
      return <PacingPart campaigns={campaigns} />;
    case 'skips':
      return <SkipsPart campaigns={campaigns} />;
    case 'numbers':
      return <NumberQualityPart />;
    default:
      return <AttemptLog campaigns={campaigns} />;
  }
}
