/** Tells everybody, on every page, that callers hear an emergency announcement (SUP-14). */
import { emergency } from '../live/live.js';
import { emergencyWords } from './emergency-words.js';
import { Icon } from './icon.js';
import { timeOfDay } from './time.js';
import './emergency-banner.css';

export function EmergencyBanner() {
  const w = emergencyWords.value;
  const now = emergency.value;
  return (
    <div role="alert">
      {now === null ? null : (
        <div class="emergency-banner" data-testid="emergency-banner">
          <Icon name="sound" />
          <p>
            <b>
              {w.on}
              {' · '}
              {now.reason}
            </b>
            <span>{w.means(now.by, timeOfDay(now.since))}</span>
          </p>
        </div>
      )}
    </div>
  );
}
