/** The public telephone: plays the customer. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PublicPhone } from '../../../daemon/contract/phones.js';
import { Cause } from '../parts/cause.js';
import { serverNowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { formatNumber } from '../parts/number.js';
import { Timer } from '../parts/timer.js';
import { words } from '../words/words.js';
import { EndTools } from './end-tools.js';
import { Keypad } from './keypad.js';
import { hear, heard, phones, tell } from './phones-link.js';
import { wakeSound } from './sound.js';

/** Numbers that show something: a known customer, a second one, one shared by two, and one nobody knows. */
const interestingNumbers = ['13900000001', '13900000003', '02160000007', '13812345678'] as const;
const fromKey = 'callbox.phones.from';
const idlePhone: PublicPhone = { state: 'idle', number: '', cause: null };

export function PublicPhonePanel() {
  const w = words.value;
  const phone = phones.value?.public ?? idlePhone;
  const inCall = phone.state !== 'idle' && phone.state !== 'ended';
  const numbers = phones.value?.numbers ?? [];
  const number = useSignal('');
  const from = useSignal(localStorage.getItem(fromKey) ?? interestingNumbers[0]);
  const badFrom = !/^\d{3,20}$/.test(from.value);
  const target = number.value === '' ? (numbers[0] ?? '') : number.value;

  function call(): void {
    if (badFrom || target === '') return;
    wakeSound();
    localStorage.setItem(fromKey, from.value);
    // Who calls wants to hear the greeting.
    if (heard.value === null || heard.value.at === 'desk') hear({ at: 'public' });
    tell({ do: 'call', number: target, from: from.value });
  }

  return (
    <section class="panel phone public-phone" aria-labelledby="public-title">
      <header>
        <h2 id="public-title">{w.phones.public}</h2>
        <span class="muted small">{w.phones.publicWhy}</span>
      </header>
      <Screen phone={phone} />
      <div class="phone-form">
        <label>
          <span>{w.phones.number}</span>
          <select
            data-testid="phones-number"
            value={target}
            disabled={inCall}
            onChange={(event) => {
              number.value = event.currentTarget.value;
            }}
          >
            {numbers.map((each) => (
              <option key={each} value={each}>
                {formatNumber(each)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{w.phones.from}</span>
          <input
            data-testid="phones-from"
            list="phones-from-list"
            inputMode="tel"
            maxLength={20}
            value={from.value}
            disabled={inCall}
            aria-invalid={badFrom}
            onInput={(event) => {
              from.value = event.currentTarget.value.replace(/\s/g, '');
            }}
          />
          <datalist id="phones-from-list">
            {interestingNumbers.map((each, place) => (
              <option key={each} value={each}>
                {w.phones.fromKinds[place]}
              </option>
            ))}
          </datalist>
        </label>
      </div>
      {badFrom ? <p class="problem small">{w.phones.fromBad}</p> : null}
      <Keypad name="phones-key" disabled={!inCall} onKey={(digit) => tell({ do: 'key', digit })} />
      {inCall ? (
        <button type="button" class="danger big" data-testid="phones-hang-up" onClick={() => tell({ do: 'hang-up' })}>
          <Icon name="hangUp" /> {w.phones.hangUp}
        </button>
      ) : (
        <button
          type="button"
          class="good big"
          data-testid="phones-call"
          disabled={badFrom || target === '' || phones.value === null}
          onClick={call}
        >
          <Icon name="phone" /> {w.phones.call}
        </button>
      )}
      <EndTools end={{ at: 'public' }} live={phone.state === 'talking'} />
    </section>
  );
}

function Screen({ phone }: { readonly phone: PublicPhone }) {
  const w = words.value;
  const since = useSignal(0);
  useEffect(() => {
    since.value = phone.state === 'talking' ? serverNowMs() : 0;
  }, [phone.state]);
  return (
    <div class={`phone-screen ${phone.state}`} role="status" data-testid="phones-state" data-state={phone.state}>
      <span class="number">{phone.number === '' ? ' ' : formatNumber(phone.number)}</span>
      <span class="small">
        {w.phones.publicStates[phone.state]}
        {phone.state === 'talking' && since.value > 0 ? (
          <>
            {' '}
            <Timer since={since.value} />
          </>
        ) : null}
        {phone.state === 'ended' && phone.cause !== null ? (
          <>
            {' · '}
            <Cause cause={phone.cause} />
          </>
        ) : null}
      </span>
    </div>
  );
}
