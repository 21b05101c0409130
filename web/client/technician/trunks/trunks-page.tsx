/** 中继与话路: spans as tiles, the timeslots of one of them, exchange lines and telephones, and what to do with them. */
import { useEffect } from 'preact/hooks';
import { loadSite, siteInForce } from '../../admin/site-store.js';
import { link } from '../../live/live.js';
import { addHelp } from '../../parts/help.js';
import { words } from '../../words/words.js';
import { linesWords } from '../lines-words.js';
import { ChannelCell } from './channel-cell.js';
import { SelectedPanel, useOrders } from './selected-panel.js';
import { followHistories } from './span-history.js';
import { followMeters } from './span-meters.js';
import { SpanPanel } from './span-panel.js';
import { SpanTile } from './span-tile.js';
import { startTrunksKeys } from './trunks-keys.js';
import { allSpans, linesOf, openSpan } from './trunks-state.js';
import './trunks.css';

function help() {
  const { keys, keysTitle } = linesWords.value.trunks;
  const rows: readonly (readonly [readonly string[], string])[] = [
    [['←', '→', '↑', '↓'], keys.move],
    [['Space'], keys.toggle],
    [['Ctrl A'], keys.all],
    [['Esc'], keys.none],
    [['B'], keys.block],
    [['U'], keys.unblock],
    [['D'], keys.drain],
    [['R'], keys.restart],
    [['T'], keys.test],
    [['Z'], keys.undo],
  ];
  return [{ title: keysTitle, rows: rows.map(([pressed, text]) => ({ keys: pressed, text })) }];
}

export function TrunksPage() {
  const w = linesWords.value.trunks;
  const { order, box } = useOrders();
  const spans = allSpans.value;
  const numbers = spans.map(({ span }) => span).join();
  const open = openSpan.value;
  useEffect(() => {
    if (siteInForce.peek() === null) void loadSite();
    const stops = [startTrunksKeys(order), addHelp('lines', help), followMeters()];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  useEffect(() => followHistories(numbers === '' ? [] : numbers.split(',').map(Number)), [numbers]);
  if (link.value === 'starting' && spans.length === 0) return <p class="starting">{words.value.loading}</p>;
  return (
    <>
      <section class="span-tiles" aria-label={w.spans}>
        {spans.length === 0 ? (
          <p class="panel empty">{w.noSpans}</p>
        ) : (
          spans.map((span) => <SpanTile key={span.span} span={span} />)
        )}
      </section>
      <div class="trunks-columns">
        <div class="trunks-left">
          {open === null ? null : <SpanPanel span={open} />}
          <Lines kind="fxo" title={w.exchangeLines} />
          <Lines kind="fxs" title={w.telephones} />
        </div>
        <SelectedPanel onOrder={order} />
      </div>
      {box}
    </>
  );
}

function Lines({ kind, title }: { readonly kind: 'fxo' | 'fxs'; readonly title: string }) {
  const lines = linesOf(kind);
  if (lines.length === 0) return null;
  return (
    <section class="panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      <div class="slots" role="listbox" aria-multiselectable="true" aria-label={title}>
        {lines.map((channel) => (
          <ChannelCell key={channel.channel} channel={channel} label={channel.name} />
        ))}
      </div>
    </section>
  );
}
