/** The drawing itself: white paper in every colour scheme, all looks in attributes, so that the picture is the same. */
import type { RefObject } from 'preact';
import type { CallLadder } from '../../../../daemon/contract/pages-ladder.js';
import { type LadderRow, ladderColumns } from '../../../../daemon/terms/line-trace.js';
import { language } from '../../words/words.js';
import { columnX, type Placed, paper, paperHeight } from './ladder-layout.js';
import { ladderWords } from './ladder-words.js';

const ink = {
  text: '#16212a',
  muted: '#55636d',
  line: '#c3ccd2',
  arrow: '#0b6666',
  bad: '#b3261e',
  soft: '#fbe4e1',
  chosen: '#dff0ef',
};
const font = "system-ui, 'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', sans-serif";
const nameSizePx = { least: 9, most: 11.5 } as const;
const textWidthPx = paper.widthPx - paper.textPx - 32;

export function LadderDrawing(props: {
  readonly svg: RefObject<SVGSVGElement | null>;
  readonly ladder: CallLadder;
  readonly rows: readonly Placed[];
  readonly chosen: number;
  onChoose(index: number): void;
}) {
  const { ladder, rows } = props;
  const reader = language.value;
  const height = paperHeight(rows);
  return (
    <svg
      ref={props.svg}
      xmlns="http://www.w3.org/2000/svg"
      width={paper.widthPx}
      height={height}
      viewBox={`0 0 ${paper.widthPx} ${height}`}
      font-family={font}
      font-size="13"
      role="img"
      aria-label={ladderWords.value.drawing}
      data-testid="ladder"
      data-first-abnormal={ladder.firstAbnormal}
    >
      <rect width={paper.widthPx} height={height} fill="#ffffff" />
      {ladderColumns.map((column) => (
        <g key={column}>
          <line
            x1={columnX(column)}
            x2={columnX(column)}
            y1={32}
            y2={height - 6}
            stroke={ink.line}
            stroke-width="1.5"
          />
          <text x={columnX(column)} y={20} text-anchor="middle" font-weight="600" fill={ink.text} font-size="12">
            {shortened(ladder.columns[column][reader], paper.columnGapPx - 6, 12)}
          </text>
        </g>
      ))}
      {rows.map((each) => (
        <Step
          key={each.index}
          placed={each}
          first={each.index === ladder.firstAbnormal}
          chosen={each.index === props.chosen}
          startedAt={ladder.startedAt}
          onChoose={() => props.onChoose(each.index)}
        />
      ))}
    </svg>
  );
}

function Step(props: {
  readonly placed: Placed;
  readonly first: boolean;
  readonly chosen: boolean;
  readonly startedAt: number;
  onChoose(): void;
}) {
  const { placed, first, chosen } = props;
  const { row, top, height, from, to, hexLines } = placed;
  const reader = language.value;
  const y = top + paper.rowPx - 11;
  const colour = first ? ink.bad : row.abnormal ? ink.bad : ink.arrow;
  const [seconds, millis] = (Math.max(0, row.atUs / 1000 - props.startedAt) / 1000).toFixed(3).split('.');
  const words = row.words[reader];
  // A message's name is the same everywhere; a step of the story is named as its reader speaks.
  const isStory = row.layer === 'story' || row.layer === 'analog';
  const name = isStory && reader === 'zh' ? words : row.name;
  const beside = isStory && !row.abnormal ? besideOf(row, reader, name === words) : words;
  const fields = row.fields.map(({ name, value }) => `${name[reader]}: ${value[reader]}`).join('\n');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys do the same for the whole drawing
    <g
      data-testid={`step-${placed.index}`}
      data-step={placed.index}
      data-abnormal={row.abnormal || undefined}
      data-first={first || undefined}
      cursor="pointer"
      onClick={props.onChoose}
    >
      <title>{`${row.name}: ${words}${fields === '' ? '' : `\n${fields}`}`}</title>
      <rect
        x="0"
        y={top}
        width={paper.widthPx}
        height={height}
        fill={first ? ink.soft : chosen ? ink.chosen : 'transparent'}
      />
      {chosen ? <rect x="0" y={top} width="4" height={height} fill={ink.arrow} /> : null}
      <text x="8" y={y - 3} fill={ink.text} font-size="12">
        {seconds}.<tspan fill={ink.muted}>{millis}</tspan>
      </text>
      <text x="8" y={y + 9} fill={ink.muted} font-size="10">
        {row.afterMs > 0
          ? ladderWords.value.after(row.afterMs < 10 ? row.afterMs.toFixed(1) : Math.round(row.afterMs).toString())
          : ''}
      </text>
      {from === to ? (
        <>
          <circle cx={from} cy={y} r="4.5" fill={colour} />
          <text x={from + 9} y={y - 6} font-size="11.5" font-weight="600" fill={colour}>
            {name}
          </text>
        </>
      ) : (
        <Arrow from={from} to={to} y={y} colour={colour} name={name} heavy={first} />
      )}
      <text
        x={paper.textPx + 26}
        y={y - 2}
        fill={row.abnormal ? ink.bad : ink.text}
        font-weight={first ? '700' : '400'}
      >
        {shortened(`${first ? '⚠ ' : ''}${beside}`, textWidthPx, 13)}
      </text>
      {hexLines.map((line, at) => (
        <text
          key={line}
          x={paper.firstColumnPx}
          y={top + paper.rowPx + at * paper.hexLinePx + 6}
          font-family="monospace"
          font-size="11"
          fill={ink.muted}
        >
          {line}
        </text>
      ))}
    </g>
  );
}

/** What tells one such step from another: the first of its details; without any the words, unless they stand at the arrow. */
function besideOf({ words, fields }: LadderRow, reader: 'zh' | 'en', wordsAreSaid: boolean): string {
  const details = fields.slice(0, 2).map(({ name, value }) => `${name[reader]} ${value[reader]}`);
  return details.length > 0 ? details.join(' · ') : wordsAreSaid ? '' : words[reader];
}

function Arrow(props: {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly colour: string;
  readonly name: string;
  readonly heavy: boolean;
}) {
  const { from, to, y, colour } = props;
  const way = Math.sign(to - from);
  // The longest names of Q.931 are made smaller before they are cut.
  const roomPx = Math.abs(to - from) - 4;
  const letters = [...props.name].reduce((sum, letter) => sum + widthOf(letter), 0);
  const size = Math.min(nameSizePx.most, Math.max(nameSizePx.least, roomPx / letters));
  const head = `${to},${y} ${to - way * 9},${y - 4.5} ${to - way * 9},${y + 4.5}`;
  return (
    <>
      <line x1={from} x2={to - way * 8} y1={y} y2={y} stroke={colour} stroke-width={props.heavy ? 3 : 1.7} />
      <polygon points={head} fill={colour} />
      <text x={(from + to) / 2} y={y - 6} text-anchor="middle" font-size={size} font-weight="600" fill={colour}>
        {shortened(props.name, roomPx, size)}
      </text>
    </>
  );
}

/** Widths of a letter in parts of the height of its line, as wide as common fonts make them. */
const widthOf = (letter: string): number =>
  /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u.test(letter) ? 1 : /\p{Lu}/u.test(letter) ? 0.72 : 0.58;

/** As much as fits into so many pixels; a picture has no layout that could do it. */
function shortened(text: string, widthPx: number, heightPx: number): string {
  let left = widthPx / heightPx + 0.01;
  const letters = [...text];
  const fits = letters.findIndex((letter) => {
    left -= widthOf(letter);
    return left < 0;
  });
  return fits < 0 ? text : `${letters.slice(0, Math.max(1, fits - 1)).join('')}…`;
}
