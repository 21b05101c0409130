/** What the two sides of a conversation sound like, from octets of its recording: levels, and whether one is the other's echo. */

/** Samples per second, a side. */
const rate = 8_000;
const windowSamples = rate / 10;
/** ITU-T G.168 speaks of echo paths up to 128 ms. */
const maxEchoSamples = 1_024;
/** Nearer than this is no echo but the same sound. */
const minEchoSamples = 16;
const echoSegmentSamples = rate;
/** Full scale of A-law is +3.14 dBm0 (ITU-T G.711 table 5). */
const fullScaleDbm0 = 3.14;
const fullScale = 4_032;

export interface SoundHeard {
  /** The loudest tenth of a second; what holds nothing but zeros is -100. */
  readonly customerDbm0: number;
  readonly sentDbm0: number;
  readonly lengthMs: number;
  /** How far below the original its copy on the other side is, dB; null: there is none, or too little sound to say. */
  readonly echoOfSentDb: number | null;
  readonly echoOfCustomerDb: number | null;
}

/** `octets`: stereo A-law, left the customer, right what he is sent. */
export function soundOf(octets: Uint8Array): SoundHeard {
  const samples = Math.floor(octets.length / 2);
  const customer = new Int16Array(samples);
  const sent = new Int16Array(samples);
  for (let at = 0; at < samples; at++) {
    customer[at] = linear[octets[2 * at] ?? 0] ?? 0;
    sent[at] = linear[octets[2 * at + 1] ?? 0] ?? 0;
  }
  return {
    customerDbm0: loudest(customer).dbm0,
    sentDbm0: loudest(sent).dbm0,
    lengthMs: (samples * 1_000) / rate,
    echoOfSentDb: echo(sent, customer),
    echoOfCustomerDb: echo(customer, sent),
  };
}

/** A-law octets to 13-bit samples (ITU-T G.711 table 1). */
const linear = Int16Array.from({ length: 256 }, (_, octet) => {
  const bits = octet ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = ((bits & 0x0f) << 1) | 1;
  const magnitude = segment === 0 ? step : (step | 0x20) << (segment - 1);
  return (bits & 0x80) === 0 ? -magnitude : magnitude;
});

function loudest(side: Int16Array): { readonly dbm0: number; readonly at: number } {
  let best = { power: 0, at: 0 };
  for (let at = 0; at + windowSamples <= side.length; at += windowSamples) {
    let power = 0;
    for (const sample of side.subarray(at, at + windowSamples)) power += sample * sample;
    if (power > best.power) best = { power, at };
  }
  const rms = Math.sqrt(best.power / windowSamples);
  // The smallest step, over and over, is what a channel without sound carries.
  const dbm0 = rms <= 1 ? -100 : fullScaleDbm0 + 20 * Math.log10((rms * Math.SQRT2) / fullScale);
  return { dbm0, at: best.at };
}

/** The best copy of `original` in `other`, of the second around where the original is loudest. */
function echo(original: Int16Array, other: Int16Array): number | null {
  const { dbm0, at } = loudest(original);
  const from = Math.max(0, Math.min(at, original.length - echoSegmentSamples - maxEchoSamples));
  if (dbm0 < -35 || original.length < echoSegmentSamples + maxEchoSamples) return null;
  const source = original.subarray(from, from + echoSegmentSamples);
  const sourcePower = powerOf(source);
  let best = { correlation: 0, gain: 0 };
  for (let lag = minEchoSamples; lag < maxEchoSamples; lag++) {
    const copy = other.subarray(from + lag, from + lag + echoSegmentSamples);
    let sum = 0;
    for (let n = 0; n < echoSegmentSamples; n += 2) sum += (source[n] ?? 0) * (copy[n] ?? 0);
    const gain = Math.abs(2 * sum) / sourcePower;
    if (gain > best.gain) {
      const power = powerOf(copy);
      best = { gain, correlation: power === 0 ? 0 : Math.abs(2 * sum) / Math.sqrt(sourcePower * power) };
    }
  }
  // What is not mostly a copy is the other one's own voice.
  return best.correlation < 0.6 ? null : -20 * Math.log10(best.gain);
}

function powerOf(side: Int16Array): number {
  let power = 0;
  for (const sample of side) power += sample * sample;
  return Math.max(1, power);
}
