/** Where the result is given: whoever wants to go on without it is led there. */
import { dismiss, tellBad } from '../../parts/toasts.js';
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

let told = 0;

export function askForResult(): void {
  focusResult();
  dismiss(told);
  told = tellBad(() => outboundWords.value.resultFirst);
}

/** The result is given: nothing says any longer that it is missing. */
export function resultGiven(): void {
  dismiss(told);
}
