/** One campaign: how it stands this second, what the day brought, by what rules it calls, and what may be done to it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CampaignShown } from '../../../../daemon/contract/pages.js';
import { agentModes } from '../../../../daemon/terms/outbound.js';
import { Icon } from '../../parts/icon.js';
import { may } from '../../session/session.js';
import { words } from '../../words/words.js';
import { outboundApi } from '../outbound-api.js';
import { outboundWords } from '../outbound-words.js';
import { openPlace } from '../page-state.js';
import { CampaignActs } from './campaign-acts.js';
import { answerShare, percentOf } from './campaign-figures.js';
import type { ShownCampaign } from './campaign-store.js';
import { DropMeter } from './drop-meter.js';
import { PacingSentence } from './pacing-sentence.js';
import { Results } from './results.js';
import { RulesSummary } from './rules-summary.js';
import { StateTag } from './state-tag.js';
import { whyText } from './texts.js';

export function CampaignDetail({ shown }: { readonly shown: ShownCampaign }) {
  const t = outboundWords.value;
  const { stored, live, state } = shown;
  const { campaign } = stored;
  const counts = useCounts(stored.campaign.id, state, live?.results.success ?? 0);
  const today = live?.today ?? counts?.today ?? null;
  const thirtyDays = live?.thirtyDays ?? counts?.thirtyDays ?? null;
  return (
    <article class="campaign-detail" data-testid="campaign-detail" data-id={campaign.id} data-state={state}>
      <header class="panel detail-head">
        <div>
          <button type="button" class="quiet narrow-only" onClick={() => openPlace('')}>
            ← {t.list.back}
          </button>
          <h2>
            {campaign.name} <StateTag state={state} />
          </h2>
          <p
            class={state === 'paused' && (live?.why ?? stored.why) !== '' ? 'problem' : 'muted'}
            data-testid="campaign-why"
          >
            {whyText(stored, state, live)}
          </p>
        </div>
        {may('outbound.manage') ? <CampaignActs shown={shown} /> : null}
      </header>
      {live === null ? null : (
        <section class="panel now" aria-label={t.live.calls}>
          {agentModes.includes(campaign.mode) ? (
            <dl class="figure-row" aria-label={t.live.agents}>
              <Figure name={t.live.ready} value={live.agentsReady} testId="live-ready" />
              <Figure name={t.live.talking} value={live.agentsTalking} testId="live-talking" />
              <Figure name={t.live.wrapUp} value={live.agentsWrapUp} testId="live-wrap-up" />
              <p class="small muted">{t.live.signedIn(live.agentsSignedIn)}</p>
            </dl>
          ) : null}
          <dl class="figure-row" aria-label={t.live.calls}>
            <Figure name={t.live.ringing} value={live.ringing} testId="live-ringing" />
            {campaign.answeringMachines ? (
              <Figure name={t.live.judging} value={live.judging} testId="live-judging" />
            ) : null}
            <Figure name={t.live.waiting} value={live.waiting} hot={live.waiting > 0} testId="live-waiting" />
          </dl>
          <dl class="figure-row" aria-label={t.live.open}>
            <Figure name={t.live.open} value={live.leadsOpen ?? null} testId="live-open" />
          </dl>
        </section>
      )}
      <div class="detail-columns">
        <section class="panel" aria-label={t.live.today}>
          <h3>{t.live.today}</h3>
          {today === null ? (
            <p class="muted">{words.value.loading}</p>
          ) : (
            <dl class="figure-row">
              <Figure name={t.live.launched} value={today.launched} testId="today-launched" />
              <Figure name={t.live.persons} value={today.live} testId="today-live" />
              {agentModes.includes(campaign.mode) ? (
                <Figure name={t.live.connected} value={today.connected} testId="today-connected" />
              ) : null}
              <Figure name={t.live.answerRate} text={shareText(answerShare(today))} testId="today-answer" />
            </dl>
          )}
          {live === null ? null : <PacingSentence campaign={campaign} live={live} />}
        </section>
        {campaign.mode === 'predictive' || (thirtyDays?.dropped ?? 0) > 0 ? (
          <section class="panel drops" aria-label={t.drops.title}>
            <h3>{t.drops.title}</h3>
            <p class="small muted">{t.drops.says}</p>
            {today === null || thirtyDays === null ? null : (
              <div class="drop-pair">
                <DropMeter span="today" counts={today} cap={campaign.dropCap} />
                <DropMeter span="thirtyDays" counts={thirtyDays} cap={campaign.dropCap} />
              </div>
            )}
          </section>
        ) : null}
        <Results
          byResult={live?.results ?? counts?.today.byResult ?? {}}
          byBlock={counts?.today.byBlock ?? {}}
          conversion={counts?.conversion ?? null}
        />
        <RulesSummary campaign={campaign} />
      </div>
    </article>
  );
}

function Figure(props: {
  readonly name: string;
  readonly value?: number | null;
  readonly text?: string;
  readonly hot?: boolean;
  readonly testId: string;
}) {
  const { value } = props;
  const text = props.text ?? (value === null || value === undefined ? '…' : outboundWords.value.live.count(value));
  return (
    <div class={`figure${props.hot ? ' hot' : ''}`} data-testid={props.testId}>
      <dd title={value === null ? outboundWords.value.live.notCounted : undefined}>{text}</dd>
      <dt>{props.name}</dt>
    </div>
  );
}

function shareText(share: number | null): string {
  return share === null ? words.value.none : percentOf(share, words.value.locale);
}

/** Read from the database: at first, when the state changes, and with each success, which moves the conversion. */
function useCounts(id: string, state: string, successes: number): CampaignShown | null {
  const counts = useSignal<CampaignShown | null>(null);
  useEffect(() => {
    let isOver = false;
    void outboundApi.campaign(id).then((answer) => {
      if (!isOver && answer.ok) counts.value = answer.value;
    });
    return () => {
      isOver = true;
    };
  }, [id, state, successes]);
  return counts.value?.stored.campaign.id === id ? counts.value : null;
}

export function NoDetail() {
  return (
    <p class="outbound-none muted">
      <Icon name="forward" /> {outboundWords.value.list.choose}
    </p>
  );
}
