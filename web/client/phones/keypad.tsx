/** Twelve keys of a telephone; the letters are those of ITU-T E.161. */
import { words } from '../words/words.js';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const letters: Readonly<Record<string, string>> = {
  '2': 'ABC',
  '3': 'DEF',
  '4': 'GHI',
  '5': 'JKL',
  '6': 'MNO',
  '7': 'PQRS',
  '8': 'TUV',
  '9': 'WXYZ',
  '0': '+',
};

export interface KeypadProps {
  /** Begins the keys' test ids: "phones-key". */
  readonly name: string;
  readonly disabled: boolean;
  onKey(digit: string): void;
}

export function Keypad({ name, disabled, onKey }: KeypadProps) {
  const w = words.value;
  return (
    <div class="keypad">
      {digits.map((digit) => (
        <button
          key={digit}
          type="button"
          data-testid={`${name}-${digit}`}
          aria-label={w.phones.key(digit)}
          disabled={disabled}
          onClick={() => onKey(digit)}
        >
          <b>{digit}</b>
          <small aria-hidden="true">{letters[digit] ?? ''}</small>
        </button>
      ))}
    </div>
  );
}
