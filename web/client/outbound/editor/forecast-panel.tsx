/** "With 8 agents: done 16:40 (15:50–17:20), dropped about 1.8 %": worked out anew for any number of agents. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { Forecast } from '../../../../daemon/contract/pages-forecast.js';
import { agentModes, type Campaign } from '../../../../daemon/terms/outbound.js';
import type { FailureCode } from '../../live/requests.js';
import { failureText } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { percentOf } from '../campaigns/campaign-figures.js';
import { lengthText } from '../campaigns/texts.js';
import { outboundApi } from '../outbound-api.js';
import { outboundWords } from '../outbound-words.js';
import { ForecastTime } from './forecast-time.js';

/** Moving the slider asks once it rests. */
const restMs = 350;
const busyMs = 1_500;

export function ForecastPanel({ campaign }: { readonly campaign: Campaign }) {
  const t = outboundWords.value.forecast;
  const id = useId();
  /** null: as many as the server finds. */
  const agents = useSignal<number | null>(null);
  const forecast = useSignal<Forecast | null>(null);
  const state = useSignal<'asking' | 'there' | FailureCode>('asking');
  const again = useSignal(0);
  const rules = JSON.stringify(campaign);
  useEffect(() => {
    let isOver = false;
    let timer = 0;
    state.value = 'asking';
    const ask = async (): Promise<void> => {
      const answer = await outboundApi.forecast(campaign, agents.value);
      if (isOver) return;
      if (answer.ok) {
        forecast.value = answer.value;
        state.value = 'there';
      } else if (answer.code === 'throttled') timer = window.setTimeout(ask, answer.waitMs || busyMs);
      else state.value = answer.code;
    };
    timer = window.setTimeout(ask, forecast.peek() === null ? 0 : restMs);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [rules, agents.value, again.value]);
  const found = forecast.value;
  const byAgents = agentModes.includes(campaign.mode);
  const isFailed = state.value !== 'asking' && state.value !== 'there';
  return (
    <section
      class="panel forecast"
      aria-label={t.title}
      aria-busy={state.value === 'asking'}
      data-state={state.value}
      data-testid="forecast"
    >
      <h3>
        {t.title}{' '}
        <span class="small muted" role="status">
          {state.value === 'asking' ? t.working : ''}
        </span>
      </h3>
      {isFailed ? (
        <p role="alert">
          <span class="problem">{t.failed}</span> {failureText(words.value, state.value as FailureCode)}{' '}
          <button
            type="button"
            onClick={() => {
              again.value += 1;
            }}
          >
            {words.value.retry}
          </button>
        </p>
      ) : found === null ? (
        <div class="forecast-waiting" aria-hidden="true">
          <i />
          <i />
        </div>
      ) : (
        <Found forecast={found} campaign={campaign} />
      )}
      {found !== null && byAgents ? (
        <div class="agents-slider">
          <label for={id}>{t.agents}</label>
          <input
            id={id}
            type="range"
            min={1}
            max={Math.min(200, Math.max(10, found.inQueue * 2))}
            data-testid="forecast-agents"
            value={agents.value ?? found.agents}
            aria-valuetext={t.withAgents(agents.value ?? found.agents)}
            onInput={(event) => {
              agents.value = Number(event.currentTarget.value);
            }}
          />
          <b>{agents.value ?? found.agents}</b>
          <span class="small muted">{t.queueHas(found.inQueue, found.signedIn)}</span>
        </div>
      ) : null}
    </section>
  );
}

function Found({ forecast, campaign }: { readonly forecast: Forecast; readonly campaign: Campaign }) {
  const t = outboundWords.value.forecast;
  const { locale } = words.value;
  const percent = (value: number): string => percentOf(value / 100, locale);
  const byAgents = agentModes.includes(campaign.mode);
  const dropped = forecast.droppedPercent;
  const isOver = dropped.usual > campaign.dropCap * 100;
  return (
    <>
      <p class="forecast-says" data-testid="forecast-says">
        {byAgents ? `${t.withAgents(forecast.agents)}${t.colon}` : ''}
        <ForecastTime forecast={forecast} />
      </p>
      <dl class="figure-row">
        {campaign.mode === 'predictive' ? (
          <div class="figure" data-testid="forecast-dropped">
            <dd class={isOver ? 'problem' : ''}>{t.about(percent(dropped.usual))}</dd>
            <dt>
              {t.dropped} · {t.upTo(percent(dropped.high))}
              {isOver ? ` · ${outboundWords.value.drops.levels.over}` : ''}
            </dt>
          </div>
        ) : null}
        {byAgents ? (
          <div class="figure" data-testid="forecast-busy">
            <dd>{percent(Math.round(forecast.busyPercent))}</dd>
            <dt>{t.busy}</dt>
          </div>
        ) : null}
        <div class="figure">
          <dd>{forecast.calls.toLocaleString(locale)}</dd>
          <dt>{t.calls}</dt>
        </div>
        <div class="figure">
          <dd>{forecast.reached.toLocaleString(locale)}</dd>
          <dt>{t.reached}</dt>
        </div>
        <div class="figure">
          <dd>{forecast.leads.toLocaleString(locale)}</dd>
          <dt>{t.leads}</dt>
        </div>
      </dl>
      <Assumed forecast={forecast} byAgents={byAgents} />
    </>
  );
}

function Assumed({ forecast, byAgents }: { readonly forecast: Forecast; readonly byAgents: boolean }) {
  const t = outboundWords.value.forecast;
  const { answerPercent, talkMs, wrapUpMs, assumed, attempts } = forecast.with;
  const { locale } = words.value;
  const part = (name: 'answer' | 'talk' | 'wrap-up', text: string): string =>
    assumed.includes(name) ? t.assumed(text) : text;
  const parts = [
    part('answer', t.answer(percentOf(answerPercent / 100, locale))),
    ...(byAgents ? [part('talk', t.talk(lengthText(talkMs))), part('wrap-up', t.wrapUp(lengthText(wrapUpMs)))] : []),
  ];
  return (
    <p class="small muted" data-testid="forecast-assumed">
      {t.basis(parts.join(t.comma))} {assumed.length > 0 ? t.assumedMeans : t.measured(attempts)} {t.estimate}
    </p>
  );
}
