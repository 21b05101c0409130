/** Reads a site's configuration file. Everything wrong in it is told at once, each with its line and what to do. */
import { readFileSync, statSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { Site } from '../terms/site.js';
import { checkSite } from './site-checks.js';
import { type SiteProblem, SiteText, schemaProblems } from './site-problems.js';
import { asSite, siteSchema } from './site-schema.js';

export type { SiteProblem } from './site-problems.js';

export const maxSiteFileBytes = 1_048_576;
/** Problems shown; a file with more is of another kind. */
const maxProblems = 50;
/** References to one anchor: a small file must not unfold into a huge one. */
const maxAliases = 100;

export type SiteFile =
  | {
      readonly site: Site;
      readonly warnings: readonly SiteProblem[];
      /** What the file says, without its comments and spaces, in JSON: the same for files that mean the same. */
      readonly written: string;
    }
  | SiteErrors;
export interface SiteErrors {
  readonly errors: readonly SiteProblem[];
}

/** Never throws for what is in the file, nor for a file that is not there. */
export function loadSiteFile(path: string): SiteFile {
  let bytes: Buffer;
  try {
    const stat = statSync(path);
    if (!stat.isFile())
      return whole('this is not a file: give the path of a YAML file', '这不是文件：请给出 YAML 文件的路径');
    if (stat.size > maxSiteFileBytes) return tooLarge(stat.size);
    bytes = readFileSync(path);
  } catch (error) {
    const reason = (error as Error).message;
    return whole(
      `cannot be read (${reason}): does it exist, and may this user read it?`,
      `无法读取（${reason}）：文件是否存在，当前用户能否读取？`,
    );
  }
  return parseSite(bytes);
}

export function parseSite(bytes: Uint8Array): SiteFile {
  if (bytes.length > maxSiteFileBytes) return tooLarge(bytes.length);
  let source: string;
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return whole('is not UTF-8 text: save it as UTF-8', '不是 UTF-8 文本：请另存为 UTF-8');
  }
  try {
    return parseText(source);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof ReferenceError)) throw error;
    // The YAML reader's own guards: nested too deep, or aliases that unfold without end.
    return whole(
      `is nested too deep or repeats itself too often (${error.message}): a site file is plain lists and keys`,
      `嵌套过深或引用过多（${error.message}）：站点文件只需普通的列表和键值`,
    );
  }
}

function parseText(source: string): SiteFile {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, strict: true });
  if (document.errors.length > 0) {
    const errors = document.errors.map((error) => ({
      path: '',
      line: lines.linePos(error.pos[0]).line,
      en: `this is not valid YAML: ${error.message}`,
      zh: `YAML 语法错误：${error.message}`,
    }));
    return { errors: errors.slice(0, maxProblems) };
  }
  const text = new SiteText(document, lines);
  const said: unknown = document.toJS({ maxAliasCount: maxAliases });
  const parsed = siteSchema.safeParse(said);
  if (!parsed.success) {
    return { errors: parsed.error.issues.flatMap((issue) => schemaProblems(text, issue)).slice(0, maxProblems) };
  }
  const site = asSite(parsed.data);
  const { errors, warnings } = checkSite(site, text);
  return errors.length > 0
    ? { errors: errors.slice(0, maxProblems) }
    : { site, warnings, written: JSON.stringify(said) };
}

/** "site.yaml:12: agents[2].line: 9 does not exist: …", then the same in Chinese. */
export function problemText(file: string, problem: SiteProblem): string {
  const place = [file, ...(problem.line === null ? [] : [problem.line])].join(':');
  const path = problem.path ? `${problem.path}: ` : '';
  return `${place}: ${path}${problem.en}\n${' '.repeat(4)}${path}${problem.zh}`;
}

function whole(en: string, zh: string): SiteErrors {
  return { errors: [{ path: '', line: null, en, zh }] };
}

function tooLarge(bytes: number): SiteErrors {
  return whole(
    `has ${bytes} bytes, allowed are ${maxSiteFileBytes}: is this the right file?`,
    `大小为 ${bytes} 字节，至多 ${maxSiteFileBytes}：文件选对了吗？`,
  );
}
