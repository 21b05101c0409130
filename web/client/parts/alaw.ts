/** G.711 A-law (ITU-T G.711 §3.2 table 1), even bits inverted, as on European and Chinese lines. */

const table = Float32Array.from({ length: 256 }, (_, code) => decodeOne(code));

/** Linear value of one octet, −1 to 1; full scale is 32,768. */
function decodeOne(code: number): number {
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = bits & 15;
  const magnitude = segment === 0 ? (step << 4) + 8 : ((step << 4) + 264) << (segment - 1);
  return (bits & 0x80 ? magnitude : -magnitude) / 32_768;
}

export function decodeAlaw(octets: Uint8Array): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(octets.length);
  for (let i = 0; i < octets.length; i++) samples[i] = table[octets[i] as number] as number;
  return samples;
}

/** Octet for a sample of −1 to 1; louder is clipped. */
export function encodeAlawSample(sample: number): number {
  const clipped = Math.max(-1, Math.min(1, sample));
  const magnitude = Math.min(32_767, Math.abs(Math.round(clipped * 32_768)));
  let segment = 0;
  for (let rest = magnitude >> 8; rest > 0; rest >>= 1) segment++;
  const step = segment === 0 ? magnitude >> 4 : (magnitude >> (segment + 3)) & 15;
  return ((clipped < 0 ? 0 : 0x80) | (segment << 4) | step) ^ 0x55;
}

export function encodeAlaw(samples: Float32Array): Uint8Array {
  return Uint8Array.from(samples, encodeAlawSample);
}

/** Loudness of one octet, 0 to 1; for drawing. */
export function alawMagnitude(octet: number): number {
  return Math.abs(table[octet & 0xff] as number);
}
