/**
 * What a telephone without a screen can do with its keypad. A code is dialled on a telephone that was lifted
 * without a call, or after a flash (hook recall) in one; it is done as soon as it is whole, `#` ends it at once.
 * Confirmed by a prompt where the sounds are there, else by a tone: beep, done; congestion, refused.
 *
 * | code | 中文 | English | where |
 * |---|---|---|---|
 * | *11 | 签入（几人共用话机时加工号和 #：*11 8003 #） | sign in (several agents at one telephone: *11 8003 #) | idle |
 * | *12 | 签出 | sign out | idle, call |
 * | *13 | 示闲 | ready | idle, call (taken afterwards) |
 * | *14 n | 示忙：1 小休 2 用餐 3 培训 4 会议 5 外出 | not ready: 1 break 2 meal 3 training 4 meeting 5 out | idle, call |
 * | *15 | 结束话后处理 | end wrap-up | idle |
 * | *16 | 下一个回呼 | next call-back | idle |
 * | *20 | 驻留到空号位；*20 701 # 驻留到该号位 | park in a free slot; *20 701 #: in that one | call |
 * | *21 701 # | 取回驻留的来电；直接拨 701 也可 | pick up from a slot; dialling 701 alone does it too | idle |
 * | *22 | 代答：本组振铃的来电 | pick up a call that rings in one's group | idle |
 * | *23 | 三方通话 | all three together | consulting |
 * | *24 | 请客户评分 | the caller rates | call |
 *
 * In a call: flash holds the caller, who hears music, and the agent hears dial tone; then a code, or a number:
 * the consultation. Flash again goes to and fro between the two. Laying down hands the caller over: at once if
 * the consulted has answered, else blind. Flash instead of a number: back to the caller.
 */
import { choosableReasons, type NotReadyReason } from '../../terms/agents.js';

export type FeatureCode =
  | 'sign-in'
  | 'sign-out'
  | 'ready'
  | 'not-ready'
  | 'end-wrap-up'
  | 'next-call-back'
  | 'park'
  | 'pick-up'
  | 'pick-up-call'
  | 'conference'
  | 'rate';

interface CodeRow {
  readonly code: FeatureCode;
  /** Digits that follow: 'none', exactly one, or as many as come until `#` or a pause, perhaps none. */
  readonly argument: 'none' | 'one' | 'some';
  /** On a telephone lifted without a call, in a call after a flash, or both. */
  readonly where: 'idle' | 'call' | 'both';
}

const rows: Readonly<Record<string, CodeRow>> = {
  '*11': { code: 'sign-in', argument: 'some', where: 'idle' },
  '*12': { code: 'sign-out', argument: 'none', where: 'both' },
  '*13': { code: 'ready', argument: 'none', where: 'both' },
  '*14': { code: 'not-ready', argument: 'one', where: 'both' },
  '*15': { code: 'end-wrap-up', argument: 'none', where: 'idle' },
  '*16': { code: 'next-call-back', argument: 'none', where: 'idle' },
  '*20': { code: 'park', argument: 'some', where: 'call' },
  '*21': { code: 'pick-up', argument: 'some', where: 'idle' },
  '*22': { code: 'pick-up-call', argument: 'none', where: 'idle' },
  '*23': { code: 'conference', argument: 'none', where: 'call' },
  '*24': { code: 'rate', argument: 'none', where: 'call' },
};
const codeLength = 3;
/** Longer than any agent's number or slot: nothing of sense follows. */
export const maxArgument = 16;

export interface DialledCode {
  readonly code: FeatureCode;
  readonly argument: string;
  readonly where: CodeRow['where'];
}

/** 'whole': nothing can follow; 'perhaps': digits may follow, or must; 'none': no code begins so; 'number': begins as no code does. */
export type CodeSoFar = 'whole' | 'perhaps' | 'none' | 'number';

export function codeSoFar(digits: string): CodeSoFar {
  if (!digits.startsWith('*')) return 'number';
  if (digits.length < codeLength) {
    return Object.keys(rows).some((code) => code.startsWith(digits)) ? 'perhaps' : 'none';
  }
  const row = rowOf(digits);
  if (row === null) return 'none';
  const argument = digits.slice(codeLength);
  // A star within an argument is no digit of a slot or an agent's number.
  if (!/^\d*$/.test(argument) || argument.length > maxArgument) return 'none';
  switch (row.argument) {
    case 'none':
      return argument === '' ? 'whole' : 'none';
    case 'one':
      return argument === '' ? 'perhaps' : argument.length === 1 ? 'whole' : 'none';
    case 'some':
      return 'perhaps';
  }
}

/** The code that was dialled, after its last digit; null: none, or something is missing from it. */
export function codeOf(digits: string): DialledCode | null {
  const row = codeSoFar(digits) === 'none' ? null : rowOf(digits);
  if (row === null) return null;
  const argument = digits.slice(codeLength);
  if (row.argument === 'one' && argument === '') return null;
  return { code: row.code, argument, where: row.where };
}

/** Of *14: null, no reason has this digit. */
export function reasonOf(digit: string): NotReadyReason | null {
  return /^[1-9]$/.test(digit) ? (choosableReasons[Number(digit) - 1] ?? null) : null;
}

function rowOf(digits: string): CodeRow | null {
  const code = digits.slice(0, codeLength);
  return Object.hasOwn(rows, code) ? (rows[code] ?? null) : null;
}
