/** What the carrier has sold, as it stands on his paper. Nothing must be known. */
import { useSignal } from '@preact/signals';
import type { CarrierOrder } from '../../../../daemon/terms/commissioning.js';
import { SelectField, TextField } from '../../admin/fields.js';
import { commissioningWords } from './commissioning-words.js';
import type { Deed } from './wizard.js';

type Yes = '' | 'yes' | 'no';
const yesOf = (value: boolean | null): Yes => (value === null ? '' : value ? 'yes' : 'no');
const ofYes = (value: Yes): boolean | null => (value === '' ? null : value === 'yes');

export function OrderForm(props: { readonly order: CarrierOrder; readonly deed: Deed; readonly busy: boolean }) {
  const w = commissioningWords.value.order;
  const order = useSignal(props.order);
  const digits = useSignal(props.order.calledDigits === null ? '' : String(props.order.calledDigits));
  const put = (part: Partial<CarrierOrder>): void => {
    order.value = { ...order.value, ...part };
  };
  const now = order.value;
  const digitsGood = /^$|^([1-9]|1\d|20)$/.test(digits.value.trim());
  const unknown = ['', w.unknown] as const;
  return (
    <form
      class="order-form"
      aria-label={w.title}
      onSubmit={(event) => {
        event.preventDefault();
        const typed = digits.value.trim();
        const whole = { ...order.value, calledDigits: typed === '' ? null : Number(typed) };
        if (digitsGood) void props.deed('order', { order: whole }, 'PUT');
      }}
    >
      <p class="muted small">{w.help}</p>
      <div class="fields">
        <TextField
          name="carrier"
          label={w.carrier}
          value={now.carrier}
          maxLength={100}
          onText={(carrier) => put({ carrier })}
        />
        <TextField
          name="numbers"
          label={w.numbers}
          help={w.numbersHelp}
          value={now.numbers}
          maxLength={1000}
          onText={(numbers) => put({ numbers })}
        />
        <SelectField
          name="signalling"
          label={w.signalling}
          value={now.signalling ?? ''}
          options={[unknown, ['dss1', w.signallings.dss1], ['no1', w.signallings.no1], ['qsig', w.signallings.qsig]]}
          onChoice={(signalling) => put({ signalling: signalling === '' ? null : signalling })}
        />
        <SelectField<Yes>
          name="crc4"
          label={w.crc4}
          value={yesOf(now.crc4)}
          options={[unknown, ['yes', w.on], ['no', w.off]]}
          onChoice={(crc4) => put({ crc4: ofYes(crc4) })}
        />
        <SelectField
          name="impedance"
          label={w.impedance}
          value={now.impedanceOhm === null ? '' : now.impedanceOhm === 75 ? '75' : '120'}
          options={[unknown, ['75', w.impedances['75']], ['120', w.impedances['120']]]}
          onChoice={(ohm) => put({ impedanceOhm: ohm === '' ? null : ohm === '75' ? 75 : 120 })}
        />
        <SelectField<Yes>
          name="clock"
          label={w.clock}
          value={yesOf(now.clockFromCarrier)}
          options={[unknown, ['yes', w.clocks.yes], ['no', w.clocks.no]]}
          onChoice={(clock) => put({ clockFromCarrier: ofYes(clock) })}
        />
        <TextField
          name="called-digits"
          label={w.digits}
          value={digits.value}
          placeholder={w.unknown}
          pattern={/^([1-9]|1\d|20)$/}
          maxLength={2}
          onText={(text) => {
            digits.value = text.trim();
          }}
        />
      </div>
      <button type="submit" class="primary big" data-testid="save-order" disabled={!digitsGood} aria-busy={props.busy}>
        {w.save}
      </button>
    </form>
  );
}
