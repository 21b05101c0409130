/** The three-tone signal before an announcement (ITU-T E.180 §9): 950, 1400, 1800 Hz, 330 ms each, without a meaning of its own. */
import { encodeAlaw } from '../sound.js';

const hzs = [950, 1400, 1800] as const;
const eachMs = 330;
const peak = 4_000;

/** A-law octets, with a second of silence behind it. */
export function specialInformation(sampleRateHz: number): Uint8Array {
  const each = Math.round((eachMs * sampleRateHz) / 1_000);
  const octets = new Uint8Array(each * hzs.length + sampleRateHz).fill(encodeAlaw(0));
  hzs.forEach((hz, at) => {
    for (let n = 0; n < each; n++) {
      octets[at * each + n] = encodeAlaw(Math.round(peak * Math.sin((2 * Math.PI * hz * n) / sampleRateHz)));
    }
  });
  return octets;
}
