/** Thresholds that are passed now, above everything else; told by shape, words and sound. */
import { signal } from '@preact/signals';
import { agents, alarms, queues } from '../live/live.js';
import { Icon } from '../parts/icon.js';
import { Timer } from '../parts/timer.js';
import { alarmSound, switchAlarmSound } from './alarm-sound.js';
import { alarmText } from './alarm-words.js';
import { queueName, whoIs } from './floor-actions.js';
import { choose, chosenQueue, tab } from './floor-state.js';
import { floorWords } from './floor-words.js';

/** More than so many at once are told by number. */
const maxShown = 3;
/** Alarms somebody has seen: they stay in the day's list. */
const seen = signal<ReadonlySet<string>>(new Set());

/** Queue's or agent's name. */
export function aboutText(about: string): string {
  if (about === '') return floorWords.value.alarms.floor;
  if (queues.value.has(about)) return queueName(about);
  return agents.value.has(about) ? whoIs(about) : about;
}

function lookAt(about: string): void {
  if (queues.peek().has(about)) chosenQueue.value = about;
  else if (agents.peek().has(about)) {
    tab.value = 'agents';
    choose(about);
  } else tab.value = 'log';
}

export function AlarmBanner() {
  const f = floorWords.value;
  const now = [...alarms.value.values()].filter(({ id }) => !seen.value.has(id)).sort((a, b) => b.since - a.since);
  return (
    <div role="alert" class="alarm-place">
      {now.length === 0 ? null : (
        <div class="alarm-banner" data-testid="alarm-banner">
          <Icon name="alert" />
          <ul>
            {now.slice(0, maxShown).map((alarm) => (
              <li key={alarm.id}>
                <button type="button" class="quiet" onClick={() => lookAt(alarm.about)}>
                  <b>{alarmText(f, alarm, aboutText(alarm.about))}</b> <Timer since={alarm.since} />
                </button>
              </li>
            ))}
            {now.length > maxShown ? <li>{f.alarms.more(now.length - maxShown)}</li> : null}
          </ul>
          <button
            type="button"
            data-testid="alarms-seen"
            onClick={() => {
              seen.value = new Set([...alarms.peek().keys()]);
            }}
          >
            {f.alarms.hide}
          </button>
        </div>
      )}
    </div>
  );
}

export function SoundSwitch() {
  const f = floorWords.value;
  const on = alarmSound.value;
  return (
    <button
      type="button"
      class="quiet small"
      data-testid="alarm-sound"
      aria-pressed={on}
      aria-label={`${f.alarms.sound}: ${on ? f.alarms.soundOn : f.alarms.soundOff}`}
      title={f.alarms.sound}
      onClick={switchAlarmSound}
    >
      <Icon name={on ? 'sound' : 'mute'} />
      {on ? f.alarms.soundOn : f.alarms.soundOff}
    </button>
  );
}
