/** Tells a supervisor that the day's summary is there, until he has read or dismissed it (SUP-13). */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { SummaryList } from '../../../daemon/contract/pages.js';
import { percentText } from '../../../daemon/terms/metrics.js';
import { returns, summaryMade } from '../live/live.js';
import { session } from '../session/session.js';
import { words } from '../words/words.js';
import { call } from './api.js';
import { Icon } from './icon.js';
import './summary-notice.css';

type Stored = SummaryList['summaries'][number];
const newest = signal<Stored | null>(null);

function seenKey(): string {
  return `callbox.summary-seen.${session.value?.user ?? ''}`;
}

function dismiss(): void {
  if (newest.value !== null) localStorage.setItem(seenKey(), newest.value.day);
  newest.value = null;
}

export function SummaryNotice() {
  const w = words.value.summaryNotice;
  const { path } = useLocation();
  const key = `${summaryMade.value} ${returns.value}`;
  useEffect(() => {
    void call<SummaryList>('GET', '/summaries?limit=1').then((answer) => {
      const last = answer.ok ? answer.value.summaries[0] : undefined;
      // A day without a call, as a new box's first ones, is no news.
      const isNews = last !== undefined && last.summary.all.offered > 0;
      if (isNews && last.day > (localStorage.getItem(seenKey()) ?? '')) newest.value = last;
    });
  }, [key]);
  useEffect(() => {
    if (path === '/team') dismiss();
  }, [path, newest.value]);
  const stored = newest.value;
  return (
    <div role="status">
      {stored === null ? null : (
        <div class="banner notice" data-testid="summary-notice">
          <Icon name="check" />
          <p>
            <b>{w.made(stored.day)}</b>{' '}
            <span class="banner-means">
              {w.says(
                stored.summary.all.answered,
                stored.summary.all.offered,
                `${percentText(stored.summary.all.serviceLevel)} % (${stored.summary.formula})`,
              )}
            </span>
          </p>
          <a href="/team#summary" data-testid="summary-read">
            {w.read}
          </a>
          <button type="button" class="quiet" data-testid="summary-dismiss" onClick={dismiss}>
            {w.dismiss}
          </button>
        </div>
      )}
    </div>
  );
}
