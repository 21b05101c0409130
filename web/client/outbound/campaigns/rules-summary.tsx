/** By what rules a campaign calls, in short. */
import type { Campaign } from '../../../../daemon/terms/outbound.js';
import { queues } from '../../live/live.js';
import { language, words } from '../../words/words.js';
import { outboundWords } from '../outbound-words.js';
import { openTab } from '../page-state.js';
import { lists, site } from './campaign-store.js';
import { daysText, lengthText } from './texts.js';

export function RulesSummary({ campaign }: { readonly campaign: Campaign }) {
  const t = outboundWords.value;
  const { hours, retry, callerNumber } = campaign;
  const known = queues.value.get(campaign.queue) ?? site.value?.queues.find(({ id }) => id === campaign.queue);
  const queue = known?.name[language.value] ?? campaign.queue;
  return (
    <section class="panel" aria-label={t.rules.title}>
      <h3>{t.rules.title}</h3>
      <dl class="facts">
        <dt>{t.rules.mode}</dt>
        <dd>{t.modes[campaign.mode].name}</dd>
        <dt>{t.rules.lists}</dt>
        <dd>
          {campaign.lists.length === 0
            ? words.value.none
            : campaign.lists.map(({ list }) => (
                <button key={list} type="button" class="quiet link" onClick={() => openTab('lists', list)}>
                  {lists.value.find(({ id }) => id === list)?.name ?? list}
                </button>
              ))}
        </dd>
        <dt>{campaign.queue === '' ? t.rules.flow : t.rules.queue}</dt>
        <dd>{queue === '' ? campaign.flow : queue}</dd>
        <dt>{t.rules.hoursTitle}</dt>
        <dd>{t.rules.hours(hours.from, hours.to, daysText(campaign.days))}</dd>
        <dt>{t.rules.retryTitle}</dt>
        <dd>{t.rules.retry(retry.tries, lengthText(retry.waitMs))}</dd>
        <dt>{t.rules.callerNumber}</dt>
        <dd>{callerNumber === '' ? t.rules.ownNumber : callerNumber}</dd>
      </dl>
    </section>
  );
}
