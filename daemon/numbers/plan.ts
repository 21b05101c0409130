/** What a number is, and when one that is being dialled is whole. China: china.md 1. */
import type { Site } from '../terms/site.js';
import type { NumberKind } from '../terms/trunks.js';

/** Where a number is dialled or heard. */
export interface Place {
  readonly country: Site['country'];
  /** "021"; '' if the site does not say. */
  readonly areaCode: string;
}

/** ITU-T E.164 allows 15 digits; prefixes come before them. Lines take no more (lines.ts, native/isdn). */
export const maxDialledDigits = 20;

const emergencyNumbers: Readonly<Record<Place['country'], readonly string[]>> = {
  cn: ['110', '119', '120', '122'],
  us: ['911'],
  gb: ['999', '112'],
  de: ['110', '112'],
};

const mobile = /^1[3-9]\d{9}$/;
const fixed = /^0(10|2\d|[3-9]\d{2})\d{7,8}$/;
const international = /^00\d{6,}$/;
const freephone = /^[48]00\d{7}$/;
const serviceNumber = /^(95\d{3,6}|96\d{3,6}|12\d{3,4}|10\d{3,4})$/;
const local = /^[2-8]\d{6,7}$/;
/** Carriers' cheap long-distance prefixes; they say nothing about who is called. */
const carrierPrefix = /^(17951|17911|17909)(?=\d{5})/;

export function placeOf(site: Site): Place {
  return { country: site.country, areaCode: site.areaCode ?? '' };
}

/** Of a number as `plainNumber` makes it. */
export function kindOf(place: Place, number: string): NumberKind {
  if (emergencyNumbers[place.country].includes(number)) return 'emergency';
  if (place.country !== 'cn') return international.test(number) ? 'international' : 'unknown';
  if (mobile.test(number)) return 'mobile';
  if (freephone.test(number) || serviceNumber.test(number)) return 'service';
  if (fixed.test(number)) return 'fixed';
  if (international.test(number)) return 'international';
  return local.test(number) ? 'local' : 'unknown';
}

/** A mobile without 0, 86, +86 or 0086 in front; any other number as it is. */
export function plainMobile(number: string): string {
  const bare = number.replace(/^(?:\+86|0086|86|0)/, '');
  return mobile.test(bare) ? bare : number;
}

/** A number of 7 or 8 digits with the site's area code; any other as it is. */
export function withAreaCode(place: Place, number: string): string {
  return place.areaCode !== '' && local.test(number) && !freephone.test(number) ? place.areaCode + number : number;
}

/**
 * The one form in which a number is matched and stored: digits, mobiles plain, fixed numbers with
 * their area code, other countries with 00. What it does not understand it leaves as dialled.
 */
export function plainNumber(place: Place, dialled: string): string {
  const digits = dialled.replace(/^\+/, '00').replace(/[^0-9*#]/g, '');
  if (place.country !== 'cn') return digits;
  const number = plainMobile(digits.replace(carrierPrefix, ''));
  const home = /^0086(\d{9,})$/.exec(number)?.[1];
  if (home !== undefined && fixed.test(`0${home}`)) return `0${home}`;
  return withAreaCode(place, number);
}

/** True: no longer number begins like this one, so there is nothing to wait for. */
export function isWhole(place: Place, dialled: string): boolean {
  if (dialled.length >= maxDialledDigits || emergencyNumbers[place.country].includes(dialled)) return true;
  if (place.country !== 'cn') return false;
  const digits = dialled.replace(carrierPrefix, '');
  if (/^0?1[3-9]\d{9}$/.test(digits) || freephone.test(digits)) return true;
  // Area codes of three digits have numbers of eight; the others seven or eight.
  if (/^0(10|2\d)\d{8}$/.test(digits) || /^0[3-9]\d{2}\d{8}$/.test(digits)) return true;
  return /^[2-8]\d{7}$/.test(digits) && !/^[48]00/.test(digits);
}
