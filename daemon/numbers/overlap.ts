/** A called number that comes digit by digit (ITU-T Q.931 §5.2.4), against the numbers of the site. */

/**
 * 'whole': one of ours, and none begins with it and goes on; 'perhaps': ours so far, more may come;
 * 'none': no number of ours begins so, waiting is of no use.
 */
export type Overlap = 'whole' | 'perhaps' | 'none';

export function overlapOf(numbers: readonly string[], digits: string): Overlap {
  const begun = numbers.filter((number) => number.startsWith(digits));
  if (begun.length === 0) return 'none';
  return begun.length === 1 && begun[0] === digits ? 'whole' : 'perhaps';
}
