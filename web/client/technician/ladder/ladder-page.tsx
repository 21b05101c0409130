/** 呼叫梯形图: one call drawn step by step; or one span's alarms, errors and data link over time. */
import { useLocation } from 'preact-iso';
import { CallList } from './call-list.js';
import { LadderShown } from './ladder-shown.js';
import { ladderWords } from './ladder-words.js';
import { SpanChart } from './span-chart.js';
import '../doctor/doctor.css';
import './ladder.css';

/** `id`: a call's, or "span-2". */
export default function LadderPage({ id }: { readonly id: string }) {
  const w = ladderWords.value;
  const { route } = useLocation();
  const span = /^span-(\d)$/.exec(id)?.[1];
  const view = id.startsWith('span') ? 'span' : 'calls';
  return (
    <>
      <fieldset class="choice screen-only" aria-label={w.title}>
        {(['calls', 'span'] as const).map((each) => (
          <button
            key={each}
            type="button"
            class={each === view ? 'chosen' : ''}
            aria-pressed={each === view}
            data-testid={`ladder-view-${each}`}
            onClick={() => route(each === 'span' ? '/lines/ladder/span-1' : '/lines/ladder')}
          >
            {w.views[each]}
          </button>
        ))}
      </fieldset>
      {view === 'span' ? (
        <SpanChart span={Number(span ?? 1)} />
      ) : (
        <div class="ladder-columns">
          <CallList shown={id} />
          {id === '' ? <p class="panel empty">{w.choose}</p> : <LadderShown id={id} />}
        </div>
      )}
    </>
  );
}
