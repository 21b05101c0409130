/** Frames as they are shown to who may not see telephone numbers: the same octets with digits starred. */
import { elementId } from './elements.js';
import { messageType } from './message-words.js';
import { decodeQ921 } from './q921.js';
import { decodeQ931 } from './q931.js';

/** Digits in a row that can be somebody's number; as the web process masks text. */
const minDigits = 7;
const star = 0x2a;
/** Elements that hold numbers or parts of them. */
const ofNumbers: ReadonlySet<number> = new Set([
  elementId.calling,
  elementId.called,
  elementId.connected,
  elementId.redirecting,
  elementId.redirection,
  elementId.keypad,
  elementId.callingSubaddress,
  elementId.calledSubaddress,
]);
/** Blank, brackets, dash, dot. */
const separators: readonly number[] = [0x20, 0x28, 0x29, 0x2d, 0x2e];
const isDigit = (octet: number): boolean => octet >= 0x30 && octet <= 0x39;

/**
 * Of each run of seven digits or more only the first three and the last four stay; digits that come one by one
 * (overlap sending, §5.1.3) go altogether, since together they are a number. The length stays.
 */
export function maskedFrame(octets: Uint8Array): Uint8Array {
  const masked = octets.slice();
  for (const run of runsOf(octets)) {
    if (run.length >= minDigits) for (const at of run.slice(3, -4)) masked[at] = star;
  }
  const frame = decodeQ921(octets);
  const message = frame === null ? null : decodeQ931(frame.information);
  if (frame === null || message === null) return masked;
  const pieces = message.type === messageType.information || message.type === messageType.setup;
  for (const element of message.elements) {
    if (!ofNumbers.has(element.id) || element.oneOctet) continue;
    const from = frame.informationAt + element.at;
    const to = from + element.contents.length;
    const digits = [...masked.subarray(from, to)].filter(isDigit).length;
    const whole = element.contents.length - 1 >= minDigits;
    if (!pieces || whole || digits === 0) continue;
    for (let at = from; at < to; at += 1) if (isDigit(masked[at] ?? 0)) masked[at] = star;
  }
  return masked;
}

/** Places of digits, with at most two signs of writing between two of them. */
function runsOf(octets: Uint8Array): number[][] {
  const runs: number[][] = [];
  let run: number[] = [];
  let between = 0;
  octets.forEach((octet, at) => {
    if (isDigit(octet)) {
      if (run.length === 0) runs.push(run);
      run.push(at);
      between = 0;
    } else if (run.length > 0) {
      between += 1;
      if (between > 2 || !separators.includes(octet)) run = [];
    }
  });
  return runs;
}
