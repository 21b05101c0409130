import type { Site } from '../../terms/site.js';

/**
 * The 400 or 4008 number that callers know, by the landing number that the network sends (ACC-09). A carrier that
 * sends the service number itself needs no entry: it is its own.
 */
export function serviceNumberOf(site: Pick<Site, 'serviceNumbers'>, calledNumber: string): string | null {
  const numbers = site.serviceNumbers ?? [];
  const landed = numbers.find(({ landing }) => landing === calledNumber);
  if (landed !== undefined) return landed.service;
  const known = numbers.some(({ service }) => service === calledNumber) || /^400\d{7}$/.test(calledNumber);
  return known ? calledNumber : null;
}
