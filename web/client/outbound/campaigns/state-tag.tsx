import type { CampaignState } from '../../../../daemon/terms/outbound.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { outboundWords } from '../outbound-words.js';

const looks: Readonly<Record<CampaignState, { readonly tag: string; readonly icon: IconName }>> = {
  draft: { tag: '', icon: 'pencil' },
  running: { tag: 'good', icon: 'play' },
  paused: { tag: 'warn', icon: 'pause' },
  stopped: { tag: '', icon: 'cross' },
  done: { tag: 'strong', icon: 'check' },
};

export function StateTag({ state }: { readonly state: CampaignState }) {
  const { tag, icon } = looks[state];
  return (
    <span class={`tag ${tag}`} data-testid="campaign-state" data-state={state}>
      <Icon name={icon} />
      {outboundWords.value.states[state]}
    </span>
  );
}
