/**
 * Telephone numbers as keys to find a customer by, the same for pages and for call control: the same person may reach
 * us as 13800138001, 013800138001, +8613800138001 or 008613800138001 (china.md 1).
 */

/** Prefixes of IP telephony carriers before the number proper (china.md 1, unverified). */
const ipPrefix = /^179(?:51|11|09)(?=\d{7,})/;
const mobile = /^0?(1[3-9]\d{9})$/;
const fixedAfterCountryCode = /^(?:10|2\d|[3-9]\d{2})\d{7,8}$/;
const maxDigits = 24;

/** Digits only; an international + becomes 00. At most 24 digits. */
export function digitsOf(number: string): string {
  const trimmed = number.trim();
  return ((trimmed.startsWith('+') ? '00' : '') + trimmed.replace(/\D/g, '')).slice(0, maxDigits);
}

/**
 * The matching key: the last 11 digits for a mobile, the full national number with its 0 for a fixed line, and
 * the digits as they are for everything else (service numbers, extensions, other countries).
 */
export function matchingKey(number: string): string {
  const digits = digitsOf(number).replace(ipPrefix, '');
  const national = withoutCountryCode(digits);
  const mobileMatch = mobile.exec(national);
  if (mobileMatch?.[1]) return mobileMatch[1];
  if (national !== digits && fixedAfterCountryCode.test(national)) return `0${national}`;
  return national === digits ? digits : national;
}

/** 86 is a country code only before something that is a Chinese number: 8610… could be an extension. */
function withoutCountryCode(digits: string): string {
  const match = /^(?:0086|86)(\d{9,12})$/.exec(digits);
  const rest = match?.[1];
  if (rest === undefined) return digits;
  if (mobile.test(rest) || fixedAfterCountryCode.test(rest) || /^0\d{10,11}$/.test(rest)) return rest;
  return digits;
}

/** How a network may have sent the number with this key; for finding its earlier calls. */
export function spellingsOf(number: string): readonly string[] {
  const key = matchingKey(number);
  const bare = key.replace(/^0(?=[1-9])/, '');
  return [...new Set([number, digitsOf(number), key, `0${bare}`, `86${bare}`, `0086${bare}`, `+86${bare}`])].filter(
    (spelling) => spelling !== '',
  );
}
