/**
 * First letters of Chinese names as people type them: 王芳 → "wf". The letters come from the browser's own order of
 * Chinese characters by pinyin (CLDR: each letter has a mark that sorts before its first character), so every
 * character the browser knows is covered by its common reading. What the table below adds are surnames that are read
 * otherwise as a name. Not covered: rare readings inside given names; a browser without that order (then only names
 * and numbers are found).
 */

/** I, U and V begin no syllable. */
const letters = 'ABCDEFGHJKLMNOPQRSTWXYZ';
/** CLDR's mark for the beginning of a letter in the pinyin order. */
const mark = '\uFDD0';

/** Surnames whose reading as a name begins with another letter than the common one. */
const surnames: Readonly<Record<string, string>> = {
  单: 's', // Shàn
  曾: 'z', // Zēng
  仇: 'q', // Qiú
  解: 'x', // Xiè
  区: 'o', // Ōu
  查: 'z', // Zhā
  翟: 'z', // Zhái
  乐: 'y', // Yuè
  覃: 'q', // Qín, also Tán
  尉迟: 'yc', // Yùchí
  长孙: 'zs', // Zhǎngsūn
  澹台: 'tt', // Tántái
  种: 'c', // Chóng
  折: 's', // Shé
  秘: 'b', // Bì
  盛: 's', // Shèng
  召: 's', // Shào
  隗: 'w', // Wěi, also Kuí
  员: 'y', // Yùn
  洗: 'x', // Xiǎn
};

/** Made when a name is first looked for: it costs the page's start some milliseconds. null: this browser has no such order. */
let order: Intl.Collator | null | undefined;

function pinyinOrder(): Intl.Collator | null {
  if (order === undefined) {
    const made = new Intl.Collator('zh-u-co-pinyin');
    // A's mark stands before 阿, and B's behind it.
    const known = made.compare(`${mark}A`, '阿') <= 0 && made.compare('阿', `${mark}B`) < 0;
    order = known ? made : null;
  }
  return order;
}

const found = new Map<string, string>();
const maxKept = 2_000;

function letterOf(character: string): string {
  if (/[a-z0-9]/i.test(character)) return character.toLowerCase();
  const collator = pinyinOrder();
  if (collator === null || !/\p{Script=Han}/u.test(character)) return '';
  let letter = '';
  for (const each of letters) {
    if (collator.compare(`${mark}${each}`, character) > 0) break;
    letter = each;
  }
  return letter.toLowerCase();
}

/** '' if nothing of it can be read. */
export function initials(name: string): string {
  const kept = found.get(name);
  if (kept !== undefined) return kept;
  const double = surnames[name.slice(0, 2)];
  const single = surnames[name.slice(0, 1)];
  const [head, rest] =
    double !== undefined ? [double, name.slice(2)] : single !== undefined ? [single, name.slice(1)] : ['', name];
  const text = /^[\x20-\x7e]+$/.test(name)
    ? name
        .split(/[\s.-]+/)
        .map((word) => word.slice(0, 1).toLowerCase())
        .join('')
    : head + [...rest].map(letterOf).join('');
  if (found.size < maxKept) found.set(name, text);
  return text;
}
