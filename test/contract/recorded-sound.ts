/** What is in a recording's file: stretches of sound on its left side, what the far end said. */
const silences: ReadonlySet<number> = new Set([0xd5, 0x55]); // ITU-T G.711: +1 and -1, even bits inverted
const samplesPerMs = 8;

/** Stretches of sound; silence of `gapMs` and more parts them. */
export function stretchesOfSound(file: Buffer, gapMs = 200): number {
  const dataAt = file.indexOf('data') + 8;
  let stretches = 0;
  let silentFor = Number.POSITIVE_INFINITY;
  for (let at = dataAt; at < file.length; at += 2) {
    if (silences.has(file[at] as number)) {
      silentFor += 1;
      continue;
    }
    if (silentFor >= gapMs * samplesPerMs) stretches += 1;
    silentFor = 0;
  }
  return stretches;
}
