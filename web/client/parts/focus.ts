/** Puts the focus where the next key belongs. */

/**
 * At once when the element stands on the page; else as soon as Preact has drawn it, a microtask later; at the latest with
 * the next frame. Waiting for the frame alone would lose what a quick hand types before it.
 */
export function focusDrawn(find: () => HTMLElement | null): void {
  const tries = [queueMicrotask, requestAnimationFrame];
  const attempt = (): void => {
    const element = find();
    if (element) element.focus();
    else tries.shift()?.(attempt);
  };
  attempt();
}
