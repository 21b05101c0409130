/** What is wrong in a site file, where, and what to do: for people. */
import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';
import type { z } from 'zod';
import { knownKeysMark, languageBreak } from './schema-words.js';

export interface SiteProblem {
  /** "agents[2].line"; '' for the file as a whole. */
  readonly path: string;
  /** 1-based; null when there is no such place in the file. */
  readonly line: number | null;
  /** What was found, what is allowed, what to do. */
  readonly en: string;
  readonly zh: string;
}

export type Path = readonly PropertyKey[];

/** Where the parts of a site stand, and how they are written. */
export interface Places {
  problem(path: Path, en: string, zh: string, keyOf?: string): SiteProblem;
  /** How the value at `path` is written, shortened; undefined: it is not there. */
  written(path: Path): string | undefined;
  /** True: the value is written as a bare number, so its zeros in front are lost. */
  isBareNumber(path: Path): boolean;
}

/** The file's text as a tree that knows its lines. */
export class SiteText implements Places {
  constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  problem(path: Path, en: string, zh: string, keyOf?: string): SiteProblem {
    return { path: pathName(path), line: this.lineOf(path, keyOf), en, zh };
  }

  written(path: Path): string | undefined {
    const node = this.document.getIn(path, true);
    if (node === undefined || node === null) return undefined;
    if (isScalar(node) && typeof node.source === 'string') {
      return typeof node.value === 'string' ? JSON.stringify(node.source).slice(0, 60) : node.source.slice(0, 60);
    }
    return isMap(node) ? '{…}' : '[…]';
  }

  isBareNumber(path: Path): boolean {
    const node = this.document.getIn(path, true);
    return isScalar(node) && typeof node.value === 'number';
  }

  /** Of the value (or its key `keyOf`), or of the nearest thing around it that exists. */
  private lineOf(path: Path, keyOf?: string): number | null {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? this.document.contents : this.document.getIn(path.slice(0, length), true);
      if (!isNode(node)) continue;
      const whole = length === path.length && keyOf !== undefined && isMap(node);
      const key = whole ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === keyOf)?.key : null;
      const range = isNode(key) ? key.range : node.range;
      return range ? this.lines.linePos(range[0]).line : null;
    }
    return null;
  }
}

/** One issue of the schema in words; unknown keys give one problem each. */
export function schemaProblems(text: Places, issue: z.core.$ZodIssue): SiteProblem[] {
  if (issue.code === 'unrecognized_keys') return unknownKeys(text, issue.path, issue.keys, issue.message);
  if (issue.code === 'invalid_key') return [badKey(text, issue)];
  const [en = '', zh = en] = issue.message.split(languageBreak);
  const found = text.written(issue.path);
  if (found === undefined) {
    return [text.problem(issue.path, `is missing; add it: ${en}`, `缺少此项，请补上：${zh}`)];
  }
  const quoted = text.isBareNumber(issue.path) && issue.code === 'invalid_type' && issue.expected === 'string';
  return [
    text.problem(
      issue.path,
      `found ${found}, allowed is ${en}${quoted ? `; put it in quotes: '${found}'` : ''}`,
      `写的是 ${found}，应为${zh}${quoted ? `；请加引号：'${found}'` : ''}`,
    ),
  ];
}

function badKey(text: Places, issue: z.core.$ZodIssueInvalidKey): SiteProblem {
  const key = String(issue.path.at(-1));
  const [en = '', zh = en] = (issue.issues[0]?.message ?? '').split(languageBreak);
  const shown = JSON.stringify(key.slice(0, 60));
  return text.problem(
    issue.path.slice(0, -1),
    `the key ${shown} is not possible here, allowed is ${en}`,
    `此处不能用 ${shown} 作键，应为${zh}`,
    key,
  );
}

function unknownKeys(text: Places, path: Path, keys: readonly string[], message: string): SiteProblem[] {
  const known = message.startsWith(knownKeysMark) ? message.slice(knownKeysMark.length).split(', ') : [];
  return keys.map((key) => {
    const meant = nearest(key, known);
    const shown = JSON.stringify(key.slice(0, 60));
    const suggestion = meant
      ? { en: `did you mean ${meant}?`, zh: `是否想写 ${meant}？` }
      : { en: 'remove it', zh: '请删除' };
    return text.problem(
      path,
      `unknown key ${shown}: ${suggestion.en} Known here: ${known.join(', ')}`,
      `不认识的键 ${shown}：${suggestion.zh} 此处可用：${known.join('、')}`,
      key,
    );
  });
}

/** "agents[2].line" */
export function pathName(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

/** The known word a slip of the finger away, or null. */
export function nearest(word: string, known: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    const distance = editDistance(word.slice(0, 64).toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein: insertions, deletions and replacements that make one word the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
