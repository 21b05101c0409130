/** What one person has said, newest first. */
import type { ConsentList } from '../../../../daemon/contract/pages.js';
import { nowMs } from '../../parts/clock.js';
import { formatFull, formatMoment } from '../../parts/time.js';
import { attemptsWords } from '../log/attempts-words.js';
import { numberText, whoIs } from '../names.js';

export function ConsentHistory({ list }: { readonly list: ConsentList }) {
  const t = attemptsWords.value.consent;
  const [newest] = list.consents;
  const now = newest === undefined ? 'none' : newest.given ? 'given' : 'withdrawn';
  return (
    <div data-testid="consent-history" data-now={now} role="status">
      <p class="consent-now">
        <b>{numberText(list.number)}</b>{' '}
        <span class={`tag ${now === 'given' ? 'good' : now === 'withdrawn' ? 'bad' : ''}`}>{t.now[now]}</span>
      </p>
      {newest === undefined ? (
        <p class="muted" data-testid="consent-none">
          {t.none}
        </p>
      ) : (
        <table class="consent-said">
          <thead>
            <tr>
              <th>{t.what}</th>
              <th>{t.at}</th>
              <th>{t.source}</th>
              <th>{t.evidence}</th>
              <th>{t.by}</th>
            </tr>
          </thead>
          <tbody>
            {list.consents.map(({ id, given, at, source, evidence, by, recordedAt }) => (
              <tr key={id} data-testid="consent-row">
                <td>
                  <span class={`tag ${given ? 'good' : 'bad'}`}>{given ? t.given : t.withdrawn}</span>
                </td>
                <td data-label={t.at} class="consent-moment" title={formatFull(at)}>
                  {formatMoment(at, nowMs.value)}
                </td>
                <td data-label={t.source} class="consent-text">
                  {source}
                </td>
                <td data-label={t.evidence} class="consent-text">
                  {evidence === '' ? <span class="muted">{t.noEvidence}</span> : evidence}
                </td>
                <td data-label={t.by} class="muted" title={formatFull(recordedAt)}>
                  {whoIs(by)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
