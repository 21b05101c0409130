/** What trunks, routes and numbers have in common: the last change and its undo above, the number to try beside. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { loadSite, siteFailure, siteInForce } from '../../admin/site-store.js';
import { UndoBar } from '../../admin/undo-bar.js';
import { daemon } from '../../live/live.js';
import { failureText } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { NumberTry } from './number-try.js';
import '../../admin/admin.css';
import '../../admin/forms.css';
import './routing.css';

export function RoutingFrame(props: { readonly first: 'out' | 'in'; readonly children: ComponentChildren }) {
  const daemonIsUp = daemon.value === 'up';
  useEffect(() => {
    void loadSite();
  }, [daemonIsUp]);
  if (siteInForce.value === null) {
    const failure = siteFailure.value;
    return failure === null ? (
      <p class="starting">{words.value.loading}</p>
    ) : (
      <div class="panel">
        <p class="problem" role="alert">
          {failureText(words.value, failure)}
        </p>
        <button type="button" onClick={() => void loadSite()}>
          {words.value.retry}
        </button>
      </div>
    );
  }
  return (
    <>
      <UndoBar />
      <div class="routing-columns">
        <div class="routing-main">{props.children}</div>
        <NumberTry first={props.first} />
      </div>
    </>
  );
}
