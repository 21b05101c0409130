import { createReadStream } from 'node:fs';
import type { TextEncoding } from '../../../daemon/contract/pages-imports.js';

/** Enough to tell UTF-16 without a mark from what has no NUL. */
const sampleBytes = 65_536;
/** Share of octets 0 in one half of the pairs that only digits and commas in UTF-16 explain. */
const manyNuls = 0.1;

/**
 * The encoding of a text file, from all of its octets: one file in GBK may begin with a megabyte of ASCII. A mark
 * (BOM) is believed; then UTF-16 shows by NUL in every second octet; then strict UTF-8, then strict GB 18030, which
 * contains GBK and GB 2312. Null: none of them.
 */
export async function sniffEncoding(path: string): Promise<TextEncoding | null> {
  const utf8 = new Strict('utf-8');
  const gb18030 = new Strict('gb18030');
  let first = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) {
    const octets = chunk as Buffer;
    if (first) {
      first = false;
      const known = byMark(octets) ?? utf16WithoutMark(octets.subarray(0, sampleBytes));
      if (known) return known;
    }
    utf8.feed(octets);
    gb18030.feed(octets);
    if (!utf8.fits && !gb18030.fits) return null;
  }
  // A last character that was cut off spoils its row, not the file.
  if (utf8.fits) return 'utf-8';
  return gb18030.fits ? 'gb18030' : null;
}

/** Unicode §23.8, byte order mark. */
function byMark(octets: Uint8Array): TextEncoding | null {
  if (octets[0] === 0xef && octets[1] === 0xbb && octets[2] === 0xbf) return 'utf-8';
  if (octets[0] === 0xff && octets[1] === 0xfe) return 'utf-16le';
  if (octets[0] === 0xfe && octets[1] === 0xff) return 'utf-16be';
  return null;
}

function utf16WithoutMark(octets: Uint8Array): TextEncoding | null {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < octets.length; at++) {
    if (octets[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  const many = (octets.length / 2) * manyNuls;
  if (odd > many && even < odd / 10) return 'utf-16le';
  if (even > many && odd < even / 10) return 'utf-16be';
  return null;
}

/** Whether all octets so far are of this encoding. */
class Strict {
  private decoder: InstanceType<typeof TextDecoder> | null;

  constructor(encoding: 'utf-8' | 'gb18030') {
    this.decoder = new TextDecoder(encoding, { fatal: true });
  }

  get fits(): boolean {
    return this.decoder !== null;
  }

  feed(octets: Uint8Array): void {
    try {
      const text = this.decoder?.decode(octets, { stream: true });
      // No text has NUL; without this every file of any kind would be one.
      if (text?.includes('\0')) this.decoder = null;
    } catch {
      this.decoder = null;
    }
  }
}
