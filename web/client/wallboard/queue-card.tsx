/** One queue on the wall: figures big enough for six metres, the formula of the service level, alarms by colour and shape. */
import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { BoardAgents, BoardMessage } from '../../../daemon/contract/pages.js';
import type { AlarmCode } from '../../../daemon/terms/calls.js';
import type { LiveQueue } from '../../../daemon/terms/live.js';
import { percentText, serviceLevel, usualServiceLevel } from '../../../daemon/terms/metrics.js';
import { bothFloorWords } from '../floor/floor-words.js';
import { nowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { formatDuration } from '../parts/time.js';
import type { Figure } from './board-options.js';

const none = '—';
/** The figure that an alarm is about. */
const alarmFigures: Readonly<Partial<Record<AlarmCode, Figure>>> = {
  'queue-waiting': 'waiting',
  'queue-longest-wait': 'longest',
  'queue-service-level': 'serviceLevel',
  'queue-agents-ready': 'ready',
};
/** Those that are read first are the biggest. */
const big: readonly Figure[] = ['waiting', 'longest', 'serviceLevel'];

export function QueueCard({
  queue,
  agents,
  alarms,
  figures,
  language,
}: {
  readonly queue: LiveQueue;
  readonly agents: BoardAgents | undefined;
  readonly alarms: BoardMessage['alarms'];
  readonly figures: readonly Figure[];
  readonly language: 'zh' | 'en';
}) {
  const { board } = bothFloorWords[language];
  const first = alarms[0];
  const alarmed = new Set(alarms.map(({ code }) => alarmFigures[code]));
  return (
    <section
      class={first === undefined ? 'card' : 'card alarmed'}
      data-testid="wall-queue"
      data-queue={queue.id}
      aria-label={queue.name[language]}
    >
      <h2>
        <Icon name={first === undefined ? 'check' : 'alert'} />
        <span>{queue.name[language]}</span>
        {first === undefined ? null : <small>{alarms.map(({ code }) => board.alarmWords[code]).join(' · ')}</small>}
      </h2>
      {[big, figures.filter((each) => !big.includes(each))].map((row, at) => (
        <div key={at === 0 ? 'big' : 'small'} class={at === 0 ? 'wall-row big' : 'wall-row'}>
          {row
            .filter((figure) => figures.includes(figure))
            .map((figure) => (
              <div
                key={figure}
                class={alarmed.has(figure) ? `wall-figure alarmed` : 'wall-figure'}
                data-figure={figure}
              >
                <span>
                  {alarmed.has(figure) ? '▲ ' : ''}
                  {board[figure]}
                </span>
                <b data-long={figure === 'longest' && longWait(queue)}>
                  <Value figure={figure} queue={queue} agents={agents} />
                </b>
                {figure === 'serviceLevel' ? <FormulaOf queue={queue} language={language} /> : null}
              </div>
            ))}
        </div>
      ))}
    </section>
  );
}

function Value({
  figure,
  queue,
  agents,
}: {
  readonly figure: Figure;
  readonly queue: LiveQueue;
  readonly agents: BoardAgents | undefined;
}): ComponentChildren {
  switch (figure) {
    case 'waiting':
      return <>{queue.waiting}</>;
    case 'longest':
      return queue.oldestSince === null ? none : <Wait since={queue.oldestSince} />;
    case 'serviceLevel': {
      if (queue.today === undefined) return <>{none}</>;
      const percent = percentText(serviceLevel(queue.today, (queue.serviceLevel ?? usualServiceLevel).formula));
      return (
        <>
          {percent}
          {percent === none ? '' : <small>%</small>}
        </>
      );
    }
    case 'answered':
      return <>{queue.answeredToday}</>;
    case 'abandoned':
      return <>{queue.abandonedToday}</>;
    case 'overflowed':
      return <>{queue.today?.overflowed ?? none}</>;
    case 'ready':
      return <>{queue.agentsReady}</>;
    case 'talking':
      return <>{agents?.talking ?? none}</>;
    case 'notReady':
      return <>{agents?.notReady ?? none}</>;
  }
}

/** An hour and more needs smaller digits. */
function longWait({ oldestSince }: LiveQueue): boolean {
  return oldestSince !== null && nowMs.value - oldestSince >= 3_600_000;
}

function Wait({ since }: { readonly since: number }) {
  const text = useComputed(() => formatDuration(nowMs.value - since));
  return <>{text.value}</>;
}

/** The same calls give four service levels: the wall says which one this is. */
function FormulaOf({ queue, language }: { readonly queue: LiveQueue; readonly language: 'zh' | 'en' }) {
  const { formula, withinMs, percent } = queue.serviceLevel ?? usualServiceLevel;
  const { formulas } = bothFloorWords[language];
  return (
    <small class="wall-formula">
      {`${formula} = ${formulas.serviceLevel[formula].replaceAll('x', String(withinMs / 1000))} ≥ ${percent}\u00a0%`}
    </small>
  );
}
