/** The carrier's order against what the box can do and how the span is set up (screens.md 3.1, step 0). */
import type { Words } from '../../terms/cause-words.js';
import type { CarrierOrder } from '../../terms/commissioning.js';
import { sameSpanSetup } from '../../terms/site-spans.js';
import type { SpanSetup } from '../../terms/span-setup.js';
import { failed, type Judged, well } from '../judged.js';

export const unknownOrder: CarrierOrder = {
  carrier: '',
  numbers: '',
  signalling: null,
  crc4: null,
  impedanceOhm: null,
  clockFromCarrier: null,
  calledDigits: null,
};

export function judgeOrder(order: CarrierOrder, setup: SpanSetup): Judged {
  const told = orderWords(order);
  if (order.carrier === '' || order.numbers === '') return failed('order-incomplete', told);
  if (order.signalling === 'no1') return failed('signalling-not-in-version', told);
  const wanted = asOrdered(order, setup);
  return sameSpanSetup(wanted, setup) ? well(told) : failed('order-differs', told, { setup: wanted });
}

/** What isn't known stays as it is. */
function asOrdered(order: CarrierOrder, setup: SpanSetup): SpanSetup {
  const protocol = order.signalling === 'qsig' ? 'qsig' : order.signalling === 'dss1' ? 'euro-isdn' : setup.protocol;
  return { ...setup, protocol, crc4: order.crc4 ?? setup.crc4 };
}

const signallingNames = { dss1: 'DSS1', qsig: 'QSIG', no1: 'China No. 1' } as const;

export function orderWords(order: CarrierOrder): Words {
  const { carrier, numbers, signalling, crc4, impedanceOhm, clockFromCarrier, calledDigits } = order;
  const told = (value: string | number | null): Words => ({
    zh: `${value ?? '不知道'}`,
    en: `${value ?? 'not known'}`,
  });
  const either = (value: boolean | null, yes: Words, no: Words): Words =>
    value === null ? told(null) : value ? yes : no;
  const parts: readonly (readonly [zh: string, en: string, value: Words])[] = [
    ['运营商', 'carrier', told(carrier || null)],
    ['号码', 'numbers', told(numbers || null)],
    ['信令', 'signalling', told(signalling === null ? null : signallingNames[signalling])],
    ['CRC4', 'CRC4', either(crc4, { zh: '开', en: 'on' }, { zh: '关', en: 'off' })],
    ['阻抗', 'impedance', told(impedanceOhm === null ? null : `${impedanceOhm} Ω`)],
    [
      '时钟',
      'clock',
      either(clockFromCarrier, { zh: '由运营商提供', en: 'the carrier’s' }, { zh: '由我方提供', en: 'ours' }),
    ],
    ['被叫位数', 'called digits', told(calledDigits)],
  ];
  return {
    zh: parts.map(([name, , { zh }]) => `${name} ${zh}`).join('；'),
    en: parts.map(([, name, { en }]) => `${name} ${en}`).join('; '),
  };
}
