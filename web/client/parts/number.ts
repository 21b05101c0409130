/** Telephone numbers as people write them in China (china.md 1). Display only; what the network sent stays stored. */
import type { Direction } from '../../../daemon/terms/calls.js';

export type NumberKind = 'mobile' | 'fixed' | 'service' | 'international' | 'other';

const mobile = /^1[3-9]\d{9}$/;
const fixed = /^(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})$/;
const shared = /^[48]00\d{7}$/;
const service = /^(?:95\d{3,6}|96\d{3,6}|12\d{3,4}|10\d{3,4}|1[12]\d)$/;
const international = /^00\d{6,}$/;

/** National digits: without +86, 86, 0086 and without the 0 that some exchanges put before a mobile number. */
export function nationalDigits(raw: string): string {
  const digits = raw.replace(/[\s()-]/g, '');
  const home = /^(?:\+86|0086|86(?=1[3-9]\d{9}$|0?(?:10|2\d|[3-9]\d{2})\d{7,8}$))(\d+)$/.exec(digits)?.[1];
  const rest = home ?? digits;
  if (/^0(1[3-9]\d{9})$/.test(rest) && !fixed.test(rest)) return rest.slice(1);
  if (home !== undefined && !mobile.test(rest) && fixed.test(`0${rest}`)) return `0${rest}`;
  return rest;
}

export function numberKind(raw: string): NumberKind {
  const digits = nationalDigits(raw);
  if (mobile.test(digits)) return 'mobile';
  if (shared.test(digits) || service.test(digits)) return 'service';
  if (international.test(digits) || digits.startsWith('+')) return 'international';
  if (fixed.test(digits) || /^[2-8]\d{6,7}$/.test(digits)) return 'fixed';
  return 'other';
}

/** "138 1234 5678", "010-8888 6666", "400 123 4567", "95588"; what fits no rule stays as it came. */
export function formatNumber(raw: string): string {
  const digits = nationalDigits(raw);
  if (mobile.test(digits)) return `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`;
  if (shared.test(digits)) return `${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`;
  const parts = fixed.exec(digits);
  if (parts?.[1] !== undefined && parts[2] !== undefined) return `${parts[1]}-${halves(parts[2])}`;
  if (/^[2-8]\d{6,7}$/.test(digits)) return halves(digits);
  if (international.test(digits)) return `+${digits.slice(2)}`;
  return digits;
}

function halves(local: string): string {
  return `${local.slice(0, local.length - 4)} ${local.slice(-4)}`;
}

/** The customer's number: who called, or whom an agent called. '' if withheld or unavailable. */
export function customerNumber(call: {
  readonly direction: Direction;
  readonly callingNumber: string;
  readonly calledNumber: string;
}): string {
  // A technician's has the number that was tried on either side.
  if (call.direction === 'test') return call.calledNumber || call.callingNumber;
  return call.direction === 'outbound' ? call.calledNumber : call.callingNumber;
}
