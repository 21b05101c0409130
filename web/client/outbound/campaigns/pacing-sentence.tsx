/** What pacing works with, as a sentence. */
import type { Campaign, LiveCampaign } from '../../../../daemon/terms/outbound.js';
import { words } from '../../words/words.js';
import { outboundWords } from '../outbound-words.js';
import { percentOf } from './campaign-figures.js';
import { lengthText } from './texts.js';

export function PacingSentence({ campaign, live }: { readonly campaign: Campaign; readonly live: LiveCampaign }) {
  const t = outboundWords.value.pacing;
  const { locale } = words.value;
  if (campaign.mode !== 'predictive') return null;
  const { pacing, detector } = live;
  const text = (value: number): string => value.toLocaleString(locale, { maximumFractionDigits: 1 });
  return (
    <p class="pacing" data-testid="pacing">
      <b>{t.title}</b>{' '}
      {pacing === undefined
        ? t.later
        : [
            t.says(text(Math.round(pacing.answerPercent)), lengthText(pacing.talkMs), lengthText(pacing.wrapUpMs)),
            t.ratio(text(pacing.ratio), percentOf(pacing.allowedDropPercent / 100, locale)),
          ].join(' ')}
      {detector === undefined
        ? null
        : ` ${t.detector(percentOf(detector.falsePercent / 100, locale), detector.sampled)}`}
    </p>
  );
}
