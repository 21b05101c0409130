/** A page without a mouse, and whether it fits the window. */
import type { Page } from 'playwright-core';

/** Stops on one page; more than any has. */
const mostStops = 150;

/** Goes by the Tab key until the focus is on this test id, as somebody without a mouse does. */
export async function tabTo(page: Page, id: string, way: 'on' | 'back' = 'on'): Promise<void> {
  for (let stop = 0; stop < mostStops; stop++) {
    await page.keyboard.press(way === 'on' ? 'Tab' : 'Shift+Tab');
    if ((await page.evaluate('document.activeElement?.dataset?.testid')) === id) return;
  }
  throw new Error(`the Tab key never comes to ${id}`);
}

/** What would have to be scrolled sideways to be read: the page itself, or a frame in it. Empty: nothing. */
export function widerThanItsWindow(page: Page): Promise<readonly string[]> {
  return page.evaluate(`[...document.querySelectorAll('html, main *')]
    .filter((each) => each.scrollWidth > each.clientWidth + 1)
    .filter((each) => each.tagName === 'HTML' || ['auto', 'scroll'].includes(getComputedStyle(each).overflowX))
    .map((each) => each.tagName + '.' + each.className + ' ' + each.scrollWidth + ' > ' + each.clientWidth)`);
}
