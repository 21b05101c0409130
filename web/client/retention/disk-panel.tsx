import type { LiveStorage } from '../../../daemon/terms/recordings.js';
import { retentionWords } from './retention-words.js';
import { sizeText } from './size-text.js';

export function DiskPanel({ storage }: { readonly storage: LiveStorage | null }) {
  const w = retentionWords.value.disk;
  return (
    <section class="panel" aria-label={w.title}>
      <h2>{w.title}</h2>
      {storage === null ? (
        <p class="muted">{w.unknown}</p>
      ) : (
        <>
          <meter class="retention-meter" min={0} max={100} high={80} optimum={0} value={storage.usedPercent} />
          <dl class="retention-facts">
            <div>
              <dt>{w.used}</dt>
              <dd>{storage.usedPercent.toFixed(1)} %</dd>
            </div>
            <div>
              <dt>{w.free}</dt>
              <dd>{sizeText(storage.freeBytes)}</dd>
            </div>
            <div>
              <dt>{w.left}</dt>
              <dd data-testid="days-left">
                {storage.daysLeft === null ? w.leftUnknown : w.leftDays(storage.daysLeft)}
              </dd>
            </div>
            {storage.failures === 0 ? null : (
              <div>
                <dt>{w.failures}</dt>
                <dd class="problem">{storage.failures}</dd>
              </div>
            )}
          </dl>
        </>
      )}
    </section>
  );
}
