/** How a list stands: by result, and by the agents it is allocated to. */

import { type ResultCode, resultCodes } from '../../../../daemon/terms/outbound.js';
import type { ListCounts } from '../../../../daemon/terms/outbound-figures.js';
import { countText, percentText, whoIs } from '../names.js';
import { outboundWords } from '../outbound-words.js';
import { listsWords } from './lists-words.js';

export function ListShares({ counts }: { readonly counts: ListCounts }) {
  return (
    <div class="list-shares">
      <ByResult counts={counts} />
      <ByAgent counts={counts} />
    </div>
  );
}

function ByResult({ counts }: { readonly counts: ListCounts }) {
  const t = listsWords.value.shares;
  const found = resultCodes
    .map((result): readonly [ResultCode, number] => [result, counts.byResult[result] ?? 0])
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1]);
  const most = found[0]?.[1] ?? 1;
  return (
    <section class="panel" aria-label={t.results}>
      <header>
        <h2>{t.results}</h2>
      </header>
      {found.length === 0 ? <p class="empty">{t.noResults}</p> : null}
      <ul class="count-bars">
        {found.map(([result, count]) => (
          <li key={result} data-testid="share-result" data-result={result}>
            <span>{outboundWords.value.resultNames[result]}</span>
            <span class="bar" aria-hidden="true">
              <i class={`fill-${result}`} style={{ width: `${(count * 100) / most}%` }} />
            </span>
            <span class="bar-count">
              {countText(count)} <span class="muted small">{percentText(count, counts.leads)} %</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ByAgent({ counts }: { readonly counts: ListCounts }) {
  const t = listsWords.value.shares;
  return (
    <section class="panel" aria-label={t.agents}>
      <header>
        <h2>{t.agents}</h2>
      </header>
      {counts.byAgent.length === 0 ? (
        <p class="empty">{t.noAgents}</p>
      ) : (
        <div class="table-frame">
          <table class="numbers-right">
            <thead>
              <tr>
                <th>{t.agent}</th>
                <th>{t.leads}</th>
                <th>{t.open}</th>
                <th>{t.worked}</th>
              </tr>
            </thead>
            <tbody>
              {counts.byAgent.map(({ agent, leads, open, worked }) => (
                <tr key={agent} data-testid="share-agent" data-agent={agent}>
                  <td>{agent === '' ? <span class="muted">{t.nobody}</span> : whoIs(agent)}</td>
                  <td>{countText(leads)}</td>
                  <td>{countText(open)}</td>
                  <td>{countText(worked)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
