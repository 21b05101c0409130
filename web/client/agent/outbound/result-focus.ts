/** Where the result is given: whoever wants to go on without it is led there. */
import { tellBad } from '../../parts/toasts.js';
import { outboundWords } from './outbound-words.js';

let pane: HTMLElement | null = null;

export function setResultPane(element: HTMLElement | null): void {
  pane = element;
}

/** To the likely result, else to the first that can be chosen. */
export function focusResult(): void {
  const button =
    pane?.querySelector<HTMLElement>('[data-likely]') ?? pane?.querySelector<HTMLElement>('button:enabled');
  button?.focus();
  pane?.scrollIntoView({ block: 'nearest' });
}

export function askForResult(): void {
  focusResult();
  tellBad(() => outboundWords.value.resultFirst);
}
