import { minPasswordLength, type PasswordProblem } from '../../../daemon/contract/pages.js';

/** So long, one kind of sign is enough: length protects better than signs that are hard to type. */
const longEnoughForOneKind = 14;
/** Fewer different signs than this are quickly tried through. */
const minDifferentSigns = 5;
/** A part of these makes a password guessable, whatever stands around it. */
const common = [
  'password',
  'passw0rd',
  'qwerty',
  'asdfgh',
  'abc123',
  '123456',
  '654321',
  '111111',
  '888888',
  'callbox',
];
const kinds = [/\p{L}/u, /\p{N}/u, /[^\p{L}\p{N}]/u];

/** What is wrong with a new password, in the order in which one would mend it; empty: nothing. */
export function problemsOf(password: string, userId: string): readonly PasswordProblem[] {
  const lower = password.normalize('NFC').toLowerCase();
  const signs = [...lower];
  const problems: PasswordProblem[] = [];
  if (signs.length < minPasswordLength) problems.push('too-short');
  if (signs.length < longEnoughForOneKind && kinds.filter((kind) => kind.test(lower)).length < 2)
    problems.push('one-kind');
  if (new Set(signs).size < minDifferentSigns) problems.push('too-simple');
  if (userId.length >= 3 && lower.includes(userId.toLowerCase())) problems.push('has-user');
  if (common.some((word) => lower.includes(word))) problems.push('too-common');
  return problems;
}
