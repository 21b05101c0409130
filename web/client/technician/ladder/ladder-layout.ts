/** Where each step of a ladder stands on the paper; pure, so that page and picture are the same. */
import { type LadderColumn, type LadderRow, ladderColumns } from '../../../../daemon/terms/line-trace.js';

export const layers = ['story', 'q931', 'q921', 'hex'] as const;
export type ShownLayer = (typeof layers)[number];

const shows: Readonly<Record<ShownLayer, readonly LadderRow['layer'][]>> = {
  // Ringing, polarity and caller ID of an analog line are its story.
  story: ['story', 'analog'],
  q931: ['q931'],
  q921: ['q921'],
  hex: ['q931', 'q921'],
};

export const paper = {
  widthPx: 880,
  headPx: 46,
  rowPx: 34,
  firstColumnPx: 112,
  columnGapPx: 122,
  textPx: 606,
  hexLinePx: 13,
  octetsInLine: 24,
} as const;

export interface Placed {
  readonly row: LadderRow;
  /** Place among all rows of the ladder. */
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  /** "08 02 00 01", line by line; only where octets are shown. */
  readonly hexLines: readonly string[];
}

export function columnX(column: LadderColumn): number {
  return paper.firstColumnPx + ladderColumns.indexOf(column) * paper.columnGapPx;
}

export function placed(rows: readonly LadderRow[], layer: ShownLayer): readonly Placed[] {
  let top = paper.headPx;
  return rows.flatMap((row, index) => {
    if (!shows[layer].includes(row.layer) || (layer === 'hex' && isCarrierOf(row, rows))) return [];
    const hexLines = layer === 'hex' ? linesOf(row.hex) : [];
    const height = paper.rowPx + hexLines.length * paper.hexLinePx;
    const place = { row, index, top, height, from: columnX(row.from), to: columnX(row.to), hexLines };
    top += height;
    return [place];
  });
}

export function paperHeight(rows: readonly Placed[]): number {
  const last = rows.at(-1);
  return (last === undefined ? paper.headPx + paper.rowPx : last.top + last.height) + 10;
}

function linesOf(hex: string): readonly string[] {
  const octets = hex.split(/[^0-9a-fA-F*]+/).filter((octet) => octet !== '');
  const lines: string[] = [];
  for (let at = 0; at < octets.length; at += paper.octetsInLine) {
    lines.push(octets.slice(at, at + paper.octetsInLine).join(' '));
  }
  return lines;
}

/** The frame that carries a message which stands in its own row: its octets are shown once. */
function isCarrierOf(row: LadderRow, rows: readonly LadderRow[]): boolean {
  return (
    row.layer === 'q921' &&
    rows.some(({ layer, atUs, hex }) => layer === 'q931' && atUs === row.atUs && hex === row.hex)
  );
}

/** Layers that have a row: the others are offered greyed. */
export function layersOf(rows: readonly LadderRow[]): ReadonlySet<ShownLayer> {
  return new Set(layers.filter((layer) => rows.some((row) => shows[layer].includes(row.layer))));
}

/** The layer on which the first abnormal row is seen, or the story. */
export function layerFor(rows: readonly LadderRow[], firstAbnormal: number): ShownLayer {
  const row = rows[firstAbnormal];
  return row === undefined || row.layer === 'analog' ? 'story' : row.layer;
}
