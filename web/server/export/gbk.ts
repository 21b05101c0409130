/** GBK from text: Node decodes it and has no encoder, so the table is made once by decoding every pair of octets. */
let table: Map<number, number> | null = null;

/** What GBK cannot say becomes a question mark. */
export function encodeGbk(text: string): Buffer {
  table ??= makeTable();
  const octets = Buffer.alloc(text.length * 2);
  let at = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    if (code < 0x80) {
      octets[at++] = code;
      continue;
    }
    const pair = table.get(code);
    if (pair === undefined) octets[at++] = 0x3f;
    else {
      octets[at++] = pair >> 8;
      octets[at++] = pair & 0xff;
    }
  }
  return octets.subarray(0, at);
}

/** First octet 81-FE, second 40-FE without 7F (GB/T 2312 extended, Microsoft code page 936). */
function makeTable(): Map<number, number> {
  const made = new Map<number, number>();
  const decoder = new TextDecoder('gbk');
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x40; second <= 0xfe; second++) {
      if (second === 0x7f) continue;
      const text = decoder.decode(Buffer.from([first, second]));
      const code = text.codePointAt(0) ?? 0xfffd;
      if (text.length === 1 && code !== 0xfffd && !made.has(code)) made.set(code, (first << 8) | second);
    }
  }
  return made;
}
