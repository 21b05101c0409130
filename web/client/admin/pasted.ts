/** Lines as they were pasted, for the preview: what they mean is read by the server, which would make the people. */
import type { ImportProblem } from '../../../daemon/contract/pages.js';

export interface PastedLine {
  /** As the server counts them, 1-based. */
  readonly line: number;
  readonly cells: readonly string[];
  readonly problems: readonly ImportProblem[];
}

/** Empty lines are left out, as the server leaves them out. */
export function pastedLines(text: string, problems: readonly ImportProblem[]): readonly PastedLine[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const separator = lines.find((line) => line.trim() !== '')?.includes('\t') ? '\t' : ',';
  return lines.flatMap((content, at) => {
    if (content.trim() === '') return [];
    const line = at + 1;
    const cells = content.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    return [{ line, cells, problems: problems.filter((problem) => problem.line === line) }];
  });
}

/** Problems of lines that are not shown: of an empty text, or beyond what is taken. */
export function problemsElsewhere(
  lines: readonly PastedLine[],
  problems: readonly ImportProblem[],
): readonly ImportProblem[] {
  const shown = new Set(lines.map(({ line }) => line));
  return problems.filter(({ line }) => !shown.has(line));
}
