/** A number that dials itself (CRM-16); plain text while nothing can be dialled. */
import { Icon } from '../parts/icon.js';
import { formatNumber } from '../parts/number.js';
import { words } from '../words/words.js';
import { canAct, dial } from './actions.js';

export function DialNumber({ number }: { readonly number: string }) {
  if (number === '') return null;
  const text = formatNumber(number);
  if (!canAct('dial') || !/^\+?[0-9*#]{3,31}$/.test(number)) return <span class="number">{text}</span>;
  return (
    <button
      type="button"
      class="dial-number"
      data-testid="dial-number"
      title={words.value.pop.dialThis}
      aria-label={`${words.value.pop.dialThis} ${text}`}
      onClick={() => dial({ to: 'number', number })}
    >
      <Icon name="phone" />
      <span class="number">{text}</span>
    </button>
  );
}
