/** What already stands in /etc/dahdi/system.conf, and what of it must give way. */
import type { DriverConfiguration } from '../../daemon/terms/cards.js';
import { blockBegin, blockEnd, blockOf, channelsOf, numbersOf, rangesOf } from './system-conf.js';

/** In front of a line that somebody wrote and that says something else of our channels. */
export const replacedMark = '#callbox# ';

const channelKeys = new Set([
  ...['e&m', 'e&me1', 'fxsls', 'fxsgs', 'fxsks', 'fxols', 'fxogs', 'fxoks', 'sf', 'unused', 'clear', 'bchan'],
  ...['rawhdlc', 'dchan', 'hardhdlc', 'nethdlc', 'mtp2', 'cas', 'dacs', 'dacsrbs', 'mulaw', 'alaw', 'deflaw', 'user'],
  ...['indclear', 'fcshdlc', 'voice', 'data'],
]);

/** The file with our block in it. Another's lines stay, unless they speak of the same spans or channels. */
export function mergedSystemConf(before: string, configuration: DriverConfiguration): string {
  const own = new Set([
    ...configuration.spans.flatMap(channelsOf),
    ...configuration.telephones,
    ...configuration.exchangeLines,
  ]);
  const spans = new Set(configuration.spans.map(({ span }) => span));
  const others = withoutBlock(before).flatMap((text) => kept(text, own, spans));
  while (others.length > 0 && others.at(-1)?.trim() === '') others.pop();
  return `${[...others, ...(others.length > 0 ? [''] : []), ...blockOf(configuration)].join('\n')}\n`;
}

/** Our block as it stands there now; null: there is none. */
export function blockIn(before: string): readonly string[] | null {
  const lines = linesOf(before);
  const begin = lines.indexOf(blockBegin);
  const end = lines.indexOf(blockEnd, begin);
  return begin < 0 || end < 0 ? null : lines.slice(begin, end + 1);
}

/** A block whose end somebody has removed is his text. */
function withoutBlock(before: string): readonly string[] {
  const lines = linesOf(before);
  const begin = lines.indexOf(blockBegin);
  const end = lines.indexOf(blockEnd, begin);
  return begin < 0 || end < 0 ? lines : [...lines.slice(0, begin), ...lines.slice(end + 1)];
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function kept(text: string, own: ReadonlySet<number>, spans: ReadonlySet<number>): readonly string[] {
  const directive = /^\s*([a-z0-9&]+)\s*=\s*([^#;]*?)\s*([#;].*)?$/i.exec(text);
  if (directive === null) return [text];
  const key = (directive[1] ?? '').toLowerCase();
  const value = directive[2] ?? '';
  if (key === 'span') return spans.has(Number(value.split(',')[0])) ? [replacedMark + text] : [text];
  if (key === 'defaultzone') return [replacedMark + text];
  if (key === 'echocanceller') {
    const [name = '', ...rest] = value.split(',');
    return remaining(text, rest.join(','), own, (left) => `echocanceller=${name},${left}`);
  }
  if (channelKeys.has(key)) return remaining(text, value.split(':')[0] ?? '', own, (left) => `${key}=${left}`);
  return [text];
}

function remaining(
  text: string,
  ranges: string,
  own: ReadonlySet<number>,
  rewritten: (left: string) => string,
): readonly string[] {
  const numbers = numbersOf(ranges);
  if (numbers === null || !numbers.some((number) => own.has(number))) return [text];
  const left = rangesOf(numbers.filter((number) => !own.has(number)));
  return [replacedMark + text, ...(left === '' ? [] : [rewritten(left)])];
}
