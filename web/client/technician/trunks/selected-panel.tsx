/** Beside the grid: what can be done with the chosen channels, and what is known of each. */
import { useSignal } from '@preact/signals';
import type { LiveBitTest, LiveChannel } from '../../../../daemon/terms/live.js';
import { siteInForce } from '../../admin/site-store.js';
import { nowMs } from '../../parts/clock.js';
import { Dialog } from '../../parts/dialog.js';
import { Icon } from '../../parts/icon.js';
import { formatDuration } from '../../parts/time.js';
import { language, words } from '../../words/words.js';
import { linesWords } from '../lines-words.js';
import { whoIsOn } from './channel-cell.js';
import { type ChannelOrder, channelOrders, fitFor, give, lastOrder, undoOrder } from './channel-orders.js';
import { noSelection } from './selection.js';
import { chooseAll } from './trunks-keys.js';
import { chosenChannels, faultOf, select } from './trunks-state.js';

const keys: Partial<Readonly<Record<ChannelOrder, string>>> = {
  block: 'B',
  unblock: 'U',
  drain: 'D',
  restart: 'R',
  test: 'T',
};
const maxListed = 12;

export function SelectedPanel({ onOrder }: { onOrder(order: ChannelOrder): void }) {
  const w = linesWords.value.trunks;
  const chosen = chosenChannels.value;
  const inCall = chosen.filter(({ state }) => state !== 'idle').length;
  return (
    <section class="panel selected-panel" aria-labelledby="selected-title">
      <header>
        <h2 id="selected-title">{chosen.length === 0 ? w.selection.title : w.selection.count(chosen.length)}</h2>
        <span class="muted small" data-testid="chosen-in-call">
          {inCall === 0 ? '' : w.selection.inCall(inCall)}
        </span>
      </header>
      <div class="slot-orders">
        {channelOrders
          .filter((order) => order !== 'endTest' || fitFor(order, chosen).length > 0)
          .map((order) => (
            <button
              key={order}
              type="button"
              class={order === 'restart' ? 'danger' : ''}
              disabled={fitFor(order, chosen).length === 0}
              title={w.orderHelp[order]}
              data-testid={`order-${order}`}
              onClick={() => onOrder(order)}
            >
              {w.orders[order]} {keys[order] === undefined ? null : <kbd>{keys[order]}</kbd>}
            </button>
          ))}
      </div>
      <UndoBar />
      {chosen.length === 0 ? (
        <p class="empty">{w.selection.none}</p>
      ) : (
        <ul class="chosen-list">
          {chosen.slice(0, maxListed).map((channel) => (
            <ChosenChannel key={channel.channel} channel={channel} />
          ))}
          {chosen.length > maxListed ? <li class="muted">… {chosen.length - maxListed}</li> : null}
        </ul>
      )}
      <div class="slot-orders">
        <button type="button" class="quiet" data-testid="choose-all" onClick={() => chooseAll()}>
          {w.selection.all} <kbd>Ctrl A</kbd>
        </button>
        <button type="button" class="quiet" disabled={chosen.length === 0} onClick={() => select(noSelection)}>
          {w.selection.clear} <kbd>Esc</kbd>
        </button>
      </div>
    </section>
  );
}

function UndoBar() {
  const w = linesWords.value.trunks;
  const last = lastOrder.value;
  void nowMs.value; // counts down once a second
  return (
    <div role="status" aria-live="polite">
      {last === null ? null : (
        <div class="slot-undo" data-testid="order-undo">
          <Icon name="check" />
          <span>{w.done[last.order](last.before.size)}</span>
          <button type="button" data-testid="undo-order" onClick={() => void undoOrder()}>
            {w.undo(Math.max(0, Math.ceil((last.until - performance.now()) / 1000)))} <kbd>Z</kbd>
          </button>
        </div>
      )}
    </div>
  );
}

function ChosenChannel({ channel }: { readonly channel: LiveChannel }) {
  const w = linesWords.value.trunks;
  const fault = faultOf(channel);
  const who = whoIsOn(channel);
  const trunk = siteInForce.value?.site.trunks?.find(({ id }) => id === channel.trunk);
  const duration = w.since(formatDuration(nowMs.value - channel.since));
  return (
    <li data-testid={`chosen-${channel.name}`}>
      <p>
        <b>{channel.name}</b>{' '}
        <span class={fault === null ? 'muted' : 'problem'}>
          {channel.state === 'idle' && fault !== null ? '' : w.states[channel.state]}{' '}
          {fault === null ? '' : w.faults[fault]}
        </span>{' '}
        <span class="muted number">{duration}</span>
      </p>
      <p class="small">
        {who === '' ? '' : `${who} · `}
        {channel.kind === 'fxs'
          ? ''
          : channel.trunk === undefined
            ? w.noTrunk
            : `${w.trunk}: ${trunk?.name[language.value] ?? channel.trunk}`}
        {channel.callId === null ? null : (
          <>
            {' · '}
            <a href={`/lines/ladder/${channel.callId}`}>{linesWords.value.sections.ladder}</a>
          </>
        )}
      </p>
      {channel.bitTest === undefined ? null : <BitTest result={channel.bitTest} />}
    </li>
  );
}

function BitTest({ result }: { readonly result: LiveBitTest }) {
  const w = linesWords.value.trunks.bitTest;
  const rate = result.bits === 0 || result.errors === 0 ? w.none : (result.errors / result.bits).toExponential(1);
  return (
    <dl class="bit-test" data-testid="bit-test">
      <div>
        <dt>{w.title}</dt>
        <dd class={result.inSync || result.ended ? 'good-text' : 'problem'}>
          {result.ended ? w.ended : result.inSync ? w.inSync : w.searching}
        </dd>
      </div>
      <div>
        <dt>{w.bits}</dt>
        <dd class="number">{result.bits.toLocaleString(words.value.locale)}</dd>
      </div>
      <div>
        <dt>{w.errors}</dt>
        <dd class="number" data-testid="bit-errors">
          {result.errors.toLocaleString(words.value.locale)} ({rate})
        </dd>
      </div>
      <div>
        <dt>{w.losses}</dt>
        <dd class="number">{result.lossesOfSync}</dd>
      </div>
    </dl>
  );
}

/** Asks before calls are cut off; else gives the order at once. */
export function useOrders() {
  const asking = useSignal<readonly LiveChannel[] | null>(null);
  const w = linesWords.value.trunks;
  const order = (what: ChannelOrder): void => {
    const chosen = chosenChannels.peek();
    const cut = what === 'restart' && fitFor('restart', chosen).some(({ state }) => state !== 'idle');
    if (cut) asking.value = chosen;
    else void give(what, chosen);
  };
  const close = (): void => {
    asking.value = null;
  };
  const box =
    asking.value === null ? null : (
      <Dialog title={w.confirmRestart.title} testId="confirm-restart" onClose={close}>
        <p>{w.confirmRestart.text(asking.value.filter(({ state }) => state !== 'idle').length)}</p>
        <div class="box-foot">
          <button type="button" data-autofocus onClick={close}>
            {words.value.cancel}
          </button>
          <button
            type="button"
            class="danger"
            data-testid="confirm-go"
            onClick={() => {
              void give('restart', asking.peek() ?? []);
              close();
            }}
          >
            {w.confirmRestart.go}
          </button>
        </div>
      </Dialog>
    );
  return { order, box };
}
