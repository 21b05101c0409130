import { open } from 'node:fs/promises';
import type { ClockSource } from './timing-test.js';

/** The driver gives this many octets at a time unless it is told otherwise. */
const blockOctets = 1_024;

/** The driver's pseudo channel: nobody's line, at the pace of the master's clock. */
export async function openPseudoChannel(path = '/dev/dahdi/pseudo'): Promise<ClockSource> {
  const file = await open(path, 'r');
  const block = Buffer.alloc(blockOctets);
  return {
    async read(octets) {
      for (let missing = octets; missing > 0; ) {
        const { bytesRead } = await file.read(block, 0, Math.min(blockOctets, missing), null);
        if (bytesRead === 0) throw new Error('the driver’s clock gave no more');
        missing -= bytesRead;
      }
    },
    close: () => file.close(),
  };
}
