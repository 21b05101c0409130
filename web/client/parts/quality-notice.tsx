/** Somebody said something of this agent's calls: until it is read. */
import { qualityUnread } from '../live/live.js';
import { words } from '../words/words.js';
import { Icon } from './icon.js';

export function QualityNotice() {
  const w = words.value.qualityNotice;
  const unread = qualityUnread.value;
  return (
    <div role="status">
      {unread === 0 ? null : (
        <div class="banner notice" data-testid="quality-notice">
          <Icon name="speech" />
          <p>{w.unread(unread)}</p>
          <a href="/recordings#mine" data-testid="quality-read">
            {w.read}
          </a>
        </div>
      )}
    </div>
  );
}
