/** A number that dials itself (CRM-16); plain text while nothing can be dialled. */
import { Icon } from '../parts/icon.js';
import { formatNumber } from '../parts/number.js';
import { words } from '../words/words.js';
import { canAct, dialNumber } from './actions.js';
import { type HiddenOf, mayDial } from './dialable.js';

export function DialNumber({ number, of }: { readonly number: string; readonly of?: HiddenOf }) {
  if (number === '') return null;
  const text = formatNumber(number);
  if (!canAct('dial') || !mayDial(number, of)) return <span class="number">{text}</span>;
  return (
    <button
      type="button"
      class="dial-number"
      data-testid="dial-number"
      title={words.value.pop.dialThis}
      aria-label={`${words.value.pop.dialThis} ${text}`}
      onClick={() => dialNumber(number, of)}
    >
      <Icon name="phone" />
      <span class="number">{text}</span>
    </button>
  );
}
