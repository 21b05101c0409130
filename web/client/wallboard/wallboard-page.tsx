/** 大屏: figures of the queues for a television at the wall. No login, no names; comes back by itself after anything. */
import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BoardMessage } from '../../../daemon/contract/pages.js';
import { bothFloorWords } from '../floor/floor-words.js';
import { nowMs } from '../parts/clock.js';
import { bothEmergencyWords } from '../parts/emergency-words.js';
import { Icon } from '../parts/icon.js';
import { formatDuration } from '../parts/time.js';
import { ageMs, connectBoard, link, shown } from './board-link.js';
import { type BoardOptions, boardAddress, optionsFrom, tokenFrom, usualOptions } from './board-options.js';
import { BoardSettings } from './board-settings.js';
import { chosenQueues, gridOf, pageOf } from './pages-of-queues.js';
import { QueueCard } from './queue-card.js';
import './wallboard.css';

const options = signal<BoardOptions>(usualOptions);
const editing = signal(false);
/** Each language so long, when they alternate. */
const languageForMs = 10_000;
const language = computed<'zh' | 'en'>(() => {
  const asked = options.value.language;
  if (asked !== 'both') return asked;
  return Math.floor(nowMs.value / languageForMs) % 2 === 0 ? 'zh' : 'en';
});
const w = computed(() => bothFloorWords[language.value]);

export default function WallboardPage() {
  const token = tokenFrom(location.pathname, location.hash);
  useEffect(() => {
    options.value = optionsFrom(location.search);
    if (token === '') return;
    history.replaceState(null, '', boardAddress(token, options.value));
    connectBoard(token);
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'e' || event.key === 'E') editing.value = !editing.value;
      if (event.key === 'Escape') editing.value = false;
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [token]);
  useEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  }, [language.value]);
  const message = shown.value;
  const { board } = w.value;
  if (token === '' || link.value === 'refused') {
    return (
      <main class="wall wall-empty" data-testid="wallboard" data-link="refused">
        <Icon name="alert" />
        <p>{token === '' ? board.noToken : board.refused}</p>
      </main>
    );
  }
  if (message === null || (message.daemon === 'down' && message.queues.length === 0)) {
    return (
      <main class="wall wall-empty" data-testid="wallboard" data-link={link.value}>
        <p>{board.connecting}</p>
      </main>
    );
  }
  return <Wall message={message} token={token} />;
}

function Wall({ message, token }: { readonly message: BoardMessage; readonly token: string }) {
  const queues = chosenQueues(message.queues, options.value.queues);
  const { page, pages, shown: cards } = pageOf(queues, nowMs.value);
  const { columns, rows } = gridOf(pages > 1 ? 6 : cards.length);
  const stale = link.value !== 'up';
  return (
    <main
      class={stale ? 'wall stale' : 'wall'}
      data-testid="wallboard"
      data-link={link.value}
      data-language={language.value}
    >
      <Top message={message} page={page} pages={pages} />
      <Staleness />
      {message.emergencySince === undefined ? null : (
        <p class="wall-emergency" data-testid="wall-emergency">
          <Icon name="sound" /> {bothEmergencyWords[language.value].on}
        </p>
      )}
      {cards.length === 0 ? (
        <p class="wall-empty">{w.value.board.noQueues}</p>
      ) : (
        <div class="cards" data-grid={`${columns}x${rows}`}>
          {cards.map((queue) => (
            <QueueCard
              key={queue.id}
              queue={queue}
              agents={message.queueAgents[queue.id]}
              alarms={message.alarms.filter((alarm) => alarm.queue === queue.id)}
              figures={options.value.figures}
              language={language.value}
            />
          ))}
        </div>
      )}
      {editing.value ? (
        <aside class="wall-edit" aria-label={w.value.board.editTitle}>
          <h2>{w.value.board.editTitle}</h2>
          <BoardSettings
            words={w.value}
            queues={message.queues}
            options={options.value}
            onChange={(next) => {
              options.value = next;
              history.replaceState(null, '', boardAddress(token, next));
            }}
          />
        </aside>
      ) : null}
    </main>
  );
}

function Top({
  message,
  page,
  pages,
}: {
  readonly message: BoardMessage;
  readonly page: number;
  readonly pages: number;
}) {
  const { board } = w.value;
  const { agents, agentAlarms } = message;
  return (
    <header class="wall-top">
      <h1>{message.board}</h1>
      <p class="wall-agents">
        {(['ready', 'talking', 'ringing', 'wrapUp', 'notReady', 'signedIn'] as const).map((name) => (
          <span key={name} data-testid={`wall-${name}`}>
            {board[name]} <b>{agents[name]}</b>
          </span>
        ))}
        {agentAlarms === 0 ? null : (
          <span class="wall-alarm">
            <Icon name="alert" />
            {board.agentAlarms(agentAlarms)}
          </span>
        )}
        {pages > 1 ? <span>{board.page(page + 1, pages)}</span> : null}
      </p>
      <Clock timeZone={message.timeZone} />
      <button
        type="button"
        class="quiet wall-edit-key"
        aria-label={board.edit}
        title={board.edit}
        aria-expanded={editing.value}
        onClick={() => {
          editing.value = !editing.value;
        }}
      >
        <Icon name="gear" />
      </button>
    </header>
  );
}

function Clock({ timeZone }: { readonly timeZone: string | null }) {
  const zone = timeZone === null ? {} : { timeZone };
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB';
  const now = nowMs.value;
  const day = new Intl.DateTimeFormat(locale, { ...zone, month: 'short', day: 'numeric', weekday: 'short' });
  const time = new Intl.DateTimeFormat(locale, { ...zone, hour: '2-digit', minute: '2-digit', hour12: false });
  return (
    <p class="wall-clock">
      <span>{day.format(now)}</span> <b>{time.format(now)}</b>
    </p>
  );
}

function Staleness() {
  const { board } = w.value;
  if (link.value === 'up' || link.value === 'starting') return null;
  const age = formatDuration(ageMs(Date.now()));
  void nowMs.value; // counts once a second
  return (
    <p class="wall-stale" role="alert" data-testid="wall-stale">
      <Icon name="plug" />
      {link.value === 'daemon-away' ? board.daemonAway(age) : board.stale(age)}
    </p>
  );
}
