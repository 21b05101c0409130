/** The agent's outcome code: keys 1-9, during the call or in wrap-up. */
import { dispositions } from '../../../daemon/terms/agents.js';
import { calls, daemon, link, me } from '../live/live.js';
import { Icon } from '../parts/icon.js';
import { words } from '../words/words.js';
import { disposableCallId, dispose, pending } from './actions.js';
import { ExtendButton } from './extend.js';
import { WrapUpRing } from './wrap-up-ring.js';

export function Dispositions() {
  const w = words.value;
  const agent = me.value;
  const callId = disposableCallId();
  const chosen = callId === null ? null : (calls.value.get(callId)?.disposition ?? null);
  const usable = callId !== null && link.value === 'up' && daemon.value === 'up';
  const wrapUpUntil = agent?.state === 'wrap-up' ? agent.wrapUpUntil : null;
  return (
    <section class="panel dispositions" aria-labelledby="dispositions-title">
      <header>
        <h2 id="dispositions-title">{w.wrapUp.title}</h2>
        {agent !== null && wrapUpUntil !== null ? (
          <span class="wrap-up-time">
            <ExtendButton />
            <WrapUpRing since={agent.since} until={wrapUpUntil} />
          </span>
        ) : null}
      </header>
      <fieldset class="disposition-keys" aria-busy={pending.value.has('dispose')}>
        <legend class="hidden">{w.wrapUp.title}</legend>
        {dispositions.map((disposition, place) => (
          <button
            key={disposition}
            type="button"
            class={chosen === disposition ? 'chosen' : ''}
            data-testid={`disposition-${disposition}`}
            aria-pressed={chosen === disposition}
            aria-keyshortcuts={`Alt+${place + 1}`}
            disabled={!usable}
            onClick={() => dispose(disposition)}
          >
            <kbd>{place + 1}</kbd>
            <span>{w.dispositions[disposition]}</span>
            {chosen === disposition ? <Icon name="check" /> : null}
          </button>
        ))}
      </fieldset>
      <p class="muted small">{usable && wrapUpUntil === null ? w.wrapUp.during : usable ? '' : w.wrapUp.idle}</p>
    </section>
  );
}
