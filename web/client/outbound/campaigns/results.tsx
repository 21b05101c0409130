/** What came of today's calls, by result: the most frequent first. */
import type { AttemptResult, BlockReason } from '../../../../daemon/terms/outbound.js';
import type { Conversion } from '../../../../daemon/terms/outbound-figures.js';
import { words } from '../../words/words.js';
import { outboundWords } from '../outbound-words.js';
import { percentOf } from './campaign-figures.js';

export function Results(props: {
  readonly byResult: Readonly<Partial<Record<AttemptResult, number>>>;
  readonly byBlock: Readonly<Partial<Record<BlockReason, number>>>;
  readonly conversion: Conversion | null;
}) {
  const t = outboundWords.value;
  const results = sorted(props.byResult);
  const blocks = sorted(props.byBlock);
  const { conversion } = props;
  return (
    <section class="panel" aria-label={t.results.title} data-testid="results">
      <h3>{t.results.title}</h3>
      {results.length === 0 ? (
        <p class="empty">{t.results.none}</p>
      ) : (
        <Bars rows={results.map(([code, count]) => ({ code, name: t.resultNames[code], count }))} />
      )}
      {blocks.length === 0 ? null : (
        <>
          <h4>{t.results.blocked}</h4>
          <Bars rows={blocks.map(([code, count]) => ({ code, name: t.blockNames[code], count }))} />
        </>
      )}
      {conversion === null || conversion.reached === 0 ? null : (
        <p class="small muted">
          {t.results.conversion(
            conversion.successes,
            conversion.reached,
            conversion.percent === null ? words.value.none : percentOf(conversion.percent / 100, words.value.locale),
          )}
        </p>
      )}
      {conversion === null || conversion.target === null ? null : (
        <p class="small muted" data-testid="target">
          {t.results.target(conversion.successes, conversion.target)}
        </p>
      )}
    </section>
  );
}

function sorted<K extends string>(counts: Readonly<Partial<Record<K, number>>>): readonly (readonly [K, number])[] {
  return (Object.entries(counts) as [K, number][]).filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
}

function Bars({ rows }: { readonly rows: readonly { code: string; name: string; count: number }[] }) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <ul class="bars">
      {rows.map(({ code, name, count }) => (
        <li key={code} data-code={code}>
          <span>{name}</span>
          <span class={`bar bar-${code}`} aria-hidden="true">
            <i style={{ width: `${(count / most) * 100}%` }} />
          </span>
          <b class="number">{outboundWords.value.live.count(count)}</b>
        </li>
      ))}
    </ul>
  );
}
