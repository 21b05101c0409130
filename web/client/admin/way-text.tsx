/** Where a call goes, hop by hop, in words. */
import { adminWords } from './admin-words.js';
import type { Way } from './calendar.js';
import { queueName } from './rule-text.js';

export function WayText({ way }: { readonly way: readonly Way[] }) {
  return (
    <span data-testid="way">
      {way.map((hop) => (
        <span key={hop.queue} class={`hop hop-${hop.to}`}>
          {hopText(hop)}
        </span>
      ))}
    </span>
  );
}

function hopText(hop: Way): string {
  const w = adminWords.value.way;
  const name = queueName(hop.queue);
  if (hop.to === 'queue') return w.queue(name);
  if (hop.to === 'nowhere') return w.nowhere(name);
  const { overflow } = hop;
  const target =
    overflow.to === 'queue'
      ? w.toQueue(queueName(overflow.queue))
      : overflow.to === 'flow'
        ? w.toFlow(overflow.flow)
        : w[overflow.to];
  return w.closed(name, target);
}
