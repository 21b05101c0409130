/** How numbers look on a trunk: what comes is read, what goes is written. */
import type { NumbersIn, NumbersOut, SentNumberPlan, SentNumberType } from '../terms/trunks.js';
import { kindOf, type Place, plainMobile, withAreaCode } from './plan.js';

type TypeOfNumber = SentNumberType | 'abbreviated';

/** A caller's number as the trunk sent it, in the form it is stored and shown in. '' stays ''. */
export function readCallingNumber(
  place: Place,
  rules: NumbersIn,
  sent: string,
  type: TypeOfNumber = 'unknown',
): string {
  if (sent === '') return '';
  const isChina = place.country === 'cn';
  let number = withTypePrefix(rules, sent, type, isChina);
  if (rules.plainMobiles ?? isChina) number = plainMobile(number);
  if (rules.completeLocal ?? isChina) number = withAreaCode(place, number);
  return number;
}

/** The type of number says what its digits leave out (ITU-T Q.931 §4.5.10). */
function withTypePrefix(rules: NumbersIn, sent: string, type: TypeOfNumber, isChina: boolean): string {
  if (type !== 'international' && type !== 'national' && type !== 'subscriber') return sent;
  const usual = { international: isChina ? '00' : '', national: isChina ? '0' : '', subscriber: '' };
  const prefix = rules.typePrefixes?.[type] ?? usual[type];
  return sent.startsWith(prefix) ? sent : prefix + sent;
}

export function readCalledNumber(rules: NumbersIn, sent: string): string {
  return sent === '' ? '' : (rules.calledPrefix ?? '') + sent;
}

/** What a trunk is sent for one call. */
export interface WrittenNumbers {
  readonly calledNumber: string;
  readonly calledType: SentNumberType;
  readonly calledPlan: SentNumberPlan;
  /** '' and 'unavailable': the carrier shows the trunk's own. */
  readonly callingNumber: string;
  readonly presentation: 'allowed' | 'unavailable';
  readonly callingType: SentNumberType;
  readonly callingPlan: SentNumberPlan;
}

/** `number` is as `plainNumber` makes it. */
export function writeNumbers(place: Place, rules: NumbersOut, number: string): WrittenNumbers {
  const { digits, type } = asType(place, rules, inTrunksForm(place, rules, number));
  const callingNumber = rules.callingNumber ?? '';
  return {
    calledNumber: (rules.prefix ?? '') + digits,
    calledType: type,
    calledPlan: rules.calledPlan ?? 'isdn',
    callingNumber,
    presentation: callingNumber === '' ? 'unavailable' : 'allowed',
    callingType: rules.callingType ?? 'unknown',
    callingPlan: rules.callingPlan ?? 'isdn',
  };
}

function inTrunksForm(place: Place, rules: NumbersOut, number: string): string {
  const kind = kindOf(place, number);
  if (kind === 'mobile') {
    const zero = rules.zeroBeforeMobiles;
    const isOfOwnProvince = zero === undefined || zero.except.some((begin) => number.startsWith(begin));
    return isOfOwnProvince ? number : `0${number}`;
  }
  const short = rules.localWithoutAreaCode ?? place.country === 'cn';
  const isOwnArea = kind === 'fixed' && place.areaCode !== '' && number.startsWith(place.areaCode);
  return short && isOwnArea && (rules.calledType ?? 'unknown') !== 'national'
    ? number.slice(place.areaCode.length)
    : number;
}

/** A number that is sent as national or international goes without the prefix that says so. */
function asType(place: Place, rules: NumbersOut, number: string): { digits: string; type: SentNumberType } {
  const type = rules.calledType ?? 'unknown';
  if (type !== 'national' && type !== 'international') return { digits: number, type };
  const kind = kindOf(place, number);
  if (kind === 'international') return { digits: number.slice(2), type: 'international' };
  if (kind === 'fixed' && type === 'national') return { digits: number.slice(1), type };
  if (kind === 'mobile' && type === 'national') return { digits: number, type };
  // Short numbers, and whatever is not understood, have no such form.
  return { digits: number, type: 'unknown' };
}
