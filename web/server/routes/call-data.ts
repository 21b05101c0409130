import type { CallData } from '../../../daemon/contract/pages.js';

/**
 * Associated data as XML 1.0 (ACD-26, API-05):
 *   <call id="…"><section name="…"><entry key="…" at="…" by="…">value</entry>…</section>…</call>
 * Entries come in order of section and key.
 */
export function callDataXml({ callId, entries }: CallData): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<call id="${escaped(callId)}">`];
  let open: string | null = null;
  for (const { section, key, value, at, by } of entries) {
    if (section !== open) {
      if (open !== null) lines.push('</section>');
      lines.push(`<section name="${escaped(section)}">`);
      open = section;
    }
    const when = new Date(at).toISOString();
    lines.push(`<entry key="${escaped(key)}" at="${when}" by="${escaped(by)}">${escaped(value)}</entry>`);
  }
  if (open !== null) lines.push('</section>');
  return `${lines.join('\n')}\n</call>\n`;
}

const marks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // As themselves a reader would turn them into blanks or line feeds (XML 1.0 §2.11, §3.3.3).
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** XML 1.0 §2.2 Char: what is not allowed, not even as a reference, becomes U+FFFD. */
function escaped(text: string): string {
  let made = '';
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    const allowed =
      code >= 0x20 ? !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff : sign in marks;
    made += allowed ? (marks[sign] ?? sign) : '\uFFFD';
  }
  return made;
}
