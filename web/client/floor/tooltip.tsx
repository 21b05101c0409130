/** One small box for the whole floor: what a number is made of, what a strip shows. By mouse, focus or keys. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface Tip {
  readonly lines: readonly string[];
  /** Middle of what it belongs to, and its lower edge, in the window. */
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}
const tip = signal<Tip | null>(null);
const edgePx = 8;
const roomBelowPx = 130;
const widthPx = 340;

export function showTip(lines: readonly string[], box: DOMRect, x = box.left + box.width / 2): void {
  tip.value = { lines, x, top: box.top, bottom: box.bottom };
}
export function hideTip(): void {
  if (tip.peek() !== null) tip.value = null;
}

export function Tooltip() {
  const shown = tip.value;
  if (shown === null) return null;
  const half = Math.min(widthPx, window.innerWidth - 2 * edgePx) / 2;
  const left = Math.min(Math.max(shown.x, half + edgePx), window.innerWidth - half - edgePx);
  const below = shown.bottom + roomBelowPx < window.innerHeight;
  return (
    <div
      class={below ? 'tip' : 'tip above'}
      role="tooltip"
      data-testid="tip"
      style={{ left: `${left}px`, top: `${below ? shown.bottom + 4 : shown.top - 4}px` }}
    >
      {shown.lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

/** A number that explains itself: formula and counts at hover and focus, and to screen readers. */
export function Explained(props: {
  readonly lines: readonly string[];
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly testId?: string;
}) {
  const { lines } = props;
  return (
    <button
      type="button"
      class={`explained ${props.class ?? ''}`}
      data-testid={props.testId}
      aria-description={lines.join('; ')}
      onPointerEnter={(event) => showTip(lines, event.currentTarget.getBoundingClientRect())}
      onPointerLeave={hideTip}
      onFocus={(event) => showTip(lines, event.currentTarget.getBoundingClientRect())}
      onBlur={hideTip}
    >
      {props.children}
    </button>
  );
}
