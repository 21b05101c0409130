/** A ladder as text: for a letter to the carrier, and for terminals. */
import type { Words } from '../terms/cause-words.js';
import type { Ladder, LadderColumn, LadderRow } from '../terms/line-trace.js';
import { ladderColumns } from '../terms/line-trace.js';

export type Language = 'zh' | 'en';

const columnMid = 4;
const columnWidth = 9;
const msPerSecond = 1_000;

/** Layers that are text; hex stands under its message. */
export interface LadderTextOptions {
  readonly language: Language;
  readonly columns: Readonly<Record<LadderColumn, Words>>;
  /** IANA name. */
  readonly timeZone: string;
}

const labels = {
  call: { zh: '呼叫', en: 'call' },
  began: { zh: '开始', en: 'began' },
  cause: { zh: '原因', en: 'cause' },
  on: { zh: '进行中', en: 'still on' },
  today: { zh: '今天同样结束', en: 'ended so today' },
  gone: { zh: '没有这段时间的信令帧', en: 'no frames of that time are there' },
  verdict: { zh: '判断', en: 'verdict' },
  next: { zh: '下一步', en: 'next' },
  wrong: { zh: '<<< 从这里开始不对', en: '<<< from here it is wrong' },
} as const;

export function ladderText(ladder: Ladder, options: LadderTextOptions): string {
  const { language } = options;
  const say = (words: Words): string => words[language];
  const clock = clockOf(options.timeZone);
  const head = [
    `${say(labels.call)} ${ladder.callId}  ${ladder.callingNumber || '–'} → ${ladder.calledNumber || '–'}`,
    `${say(labels.began)} ${clock.day(ladder.startedAt)} ${clock.time(ladder.startedAt * msPerSecond)} (${options.timeZone})`,
    `${say(labels.cause)} ${ladder.cause ?? say(labels.on)}${ladder.cause === null ? '' : `  ${say(labels.today)} ${ladder.sameCauseToday}`}`,
    ...(ladder.framesGone ? [say(labels.gone)] : []),
    ...(ladder.verdict === null
      ? []
      : [`${say(labels.verdict)} ${say(ladder.verdict.words)}`, `${say(labels.next)} ${say(ladder.verdict.next)}`]),
    '',
    ...ladderColumns.map((column) => `[${letterOf(column)}] ${say(options.columns[column])}`),
    '',
  ];
  const rows = ladder.rows.map((row, at) => {
    const fields = row.fields.map(({ name, value }) => `${say(name)}=${say(value)}`).join('; ');
    const wrong = at === ladder.firstAbnormal ? `  ${say(labels.wrong)}` : '';
    const line = `${clock.time(row.atUs)} ${picture(row)} ${row.name} – ${say(row.words)}${wrong}`;
    return [line, ...[fields, row.hex].filter((text) => text !== '').map((text) => `${' '.repeat(13)}${text}`)].join(
      '\n',
    );
  });
  return `${[...head, ...rows].join('\n')}\n`;
}

function letterOf(column: LadderColumn): string {
  return String.fromCharCode(65 + ladderColumns.indexOf(column));
}

/** "A------->B", with '*' for a note in a column. */
function picture({ from, to }: LadderRow): string {
  const place = (column: LadderColumn): number => ladderColumns.indexOf(column) * columnWidth + columnMid;
  const cells = Array.from({ length: ladderColumns.length * columnWidth }, () => ' ');
  for (const column of ladderColumns) cells[place(column)] = '|';
  const [a, b] = [place(from), place(to)];
  if (a === b) cells[a] = '*';
  for (let at = Math.min(a, b) + 1; at < Math.max(a, b); at += 1) cells[at] = '-';
  if (a < b) cells[b - 1] = '>';
  if (a > b) cells[b + 1] = '<';
  return cells.join('');
}

function clockOf(timeZone: string): { day(atMs: number): string; time(atUs: number): string } {
  const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const timeFormat = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' });
  return {
    day: (atMs) => dayFormat.format(atMs),
    time: (atUs) => {
      const atMs = Math.floor(atUs / msPerSecond);
      return `${timeFormat.format(atMs)}.${String(atMs % msPerSecond).padStart(3, '0')}`;
    },
  };
}
