/** Lines pasted from a spreadsheet as people to be made, each thing that is wrong told by line and column. Pure. */
import {
  type ImportColumn,
  type ImportProblem,
  importColumns,
  maxImportLines,
  userId,
} from '../../../daemon/contract/pages.js';
import { type Role, roles } from '../../../daemon/terms/rights.js';

export interface ImportedLine {
  /** In the pasted text, 1-based. */
  readonly line: number;
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** null: the first that is free, or not an agent. */
  readonly telephone: number | null;
  readonly queues: readonly string[];
  readonly group: string;
}

export interface ImportLines {
  readonly people: readonly ImportedLine[];
  readonly problems: readonly ImportProblem[];
}

const maxNameLength = 64;
const maxShown = 40;
const maxTelephone = 64;

/** As columns are called in a first line. */
const columnNames: Readonly<Record<string, ImportColumn>> = {
  id: 'id',
  工号: 'id',
  用户: 'id',
  user: 'id',
  name: 'name',
  姓名: 'name',
  role: 'role',
  角色: 'role',
  line: 'line',
  telephone: 'line',
  话机: 'line',
  分机: 'line',
  queues: 'queues',
  queue: 'queues',
  队列: 'queues',
  技能组: 'queues',
  group: 'group',
  组: 'group',
  班组: 'group',
};
const roleNames: Readonly<Record<string, Role>> = {
  座席: 'agent',
  坐席: 'agent',
  leader: 'supervisor',
  班长: 'supervisor',
  组长: 'supervisor',
  质检: 'quality',
  培训: 'trainer',
  经理: 'manager',
  管理员: 'admin',
  工程师: 'technician',
  技术员: 'technician',
};

type Cells = Partial<Record<ImportColumn, string>>;

export function importLines(text: string): ImportLines {
  const problems: ImportProblem[] = [];
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ line: index + 1, content }))
    .filter(({ content }) => content.trim() !== '');
  const separator = rows[0]?.content.includes('\t') ? '\t' : ',';
  const split = rows.map(({ line, content }) => ({ line, content, cells: cellsOf(content, separator) }));
  const header = columnsOf(split[0]?.cells ?? null, split[0]?.line ?? 1, problems);
  const body = header.named ? split.slice(1) : split;
  if (body.length === 0) problems.push({ line: 1, column: null, problem: 'empty', value: '' });
  if (body.length > maxImportLines) {
    const line = body[maxImportLines]?.line ?? 1;
    return { people: [], problems: [{ line, column: null, problem: 'too-many-lines', value: String(body.length) }] };
  }
  const people: ImportedLine[] = [];
  const seen = new Set<string>();
  for (const { line, content, cells } of body) {
    if (cells === null) {
      problems.push({ line, column: null, problem: 'bad-quotes', value: content.slice(0, maxShown) });
      continue;
    }
    if (cells.length > header.columns.length && cells.slice(header.columns.length).some((cell) => cell !== '')) {
      problems.push({ line, column: null, problem: 'too-many-columns', value: content.slice(0, maxShown) });
      continue;
    }
    const named: Cells = {};
    for (const [index, column] of header.columns.entries()) if (column) named[column] = cells[index] ?? '';
    const person = personOf(line, named, problems);
    if (seen.has(person.id)) problems.push({ line, column: 'id', problem: 'twice', value: person.id });
    seen.add(person.id);
    people.push(person);
  }
  return { people, problems };
}

function personOf(line: number, cells: Cells, problems: ImportProblem[]): ImportedLine {
  const { id = '', name = '', queues = '', group = '' } = cells;
  const wrong = (column: ImportColumn, problem: ImportProblem['problem'], value: string): void => {
    problems.push({ line, column, problem, value: value.slice(0, maxShown) });
  };
  if (id === '') wrong('id', 'missing', '');
  else if (!userId.safeParse(id).success) wrong('id', 'not-an-id', id);
  if (name === '') wrong('name', 'missing', '');
  for (const [column, value] of [['name', name] as const, ['group', group] as const]) {
    if (value.length > maxNameLength) wrong(column, 'too-long', value);
  }
  const roleText = (cells.role ?? '').toLowerCase();
  const role = roleText === '' ? 'agent' : (roles.find((known) => known === roleText) ?? roleNames[roleText]);
  if (!role) wrong('role', 'unknown-role', roleText);
  const lineText = cells.line ?? '';
  const telephone = lineText === '' ? null : telephoneOf(lineText);
  if (Number.isNaN(telephone)) wrong('line', 'not-a-telephone', lineText);
  return {
    line,
    id,
    name,
    role: role ?? 'agent',
    telephone,
    queues: queues.split(/[\s;；、]+/).filter((queue) => queue !== ''),
    group,
  };
}

/** "3" or "L3"; NaN for anything else. */
function telephoneOf(text: string): number {
  const telephone = Number(/^L?(\d{1,3})$/i.exec(text)?.[1] ?? Number.NaN);
  return telephone >= 1 && telephone <= maxTelephone ? telephone : Number.NaN;
}

/** The first line names the columns if its first words are names; else they stand in the order of importColumns. */
function columnsOf(
  cells: readonly string[] | null,
  line: number,
  problems: ImportProblem[],
): { readonly named: boolean; readonly columns: readonly (ImportColumn | null)[] } {
  const known = (cells ?? []).map((cell) => columnNames[cell.toLowerCase()] ?? null);
  if (!cells || known.filter((column) => column !== null).length < 2) return { named: false, columns: importColumns };
  for (const [index, column] of known.entries()) {
    const value = cells[index] ?? '';
    if (column === null && value !== '') problems.push({ line, column: null, problem: 'unknown-column', value });
    if (column !== null && known.indexOf(column) !== index) problems.push({ line, column, problem: 'twice', value });
  }
  return { named: true, columns: known };
}

/** RFC 4180 within one line: a cell may be in quotes, doubled inside. Null: quotes that do not close. */
function cellsOf(content: string, separator: string): readonly string[] | null {
  const cells: string[] = [];
  let rest = content;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(rest);
    if (quoted) {
      cells.push((quoted[1] ?? '').replaceAll('""', '"').trim());
      rest = rest.slice(quoted[0].length);
      if (rest === '') return cells;
      if (!rest.startsWith(separator)) return null;
      rest = rest.slice(1);
      continue;
    }
    if (/^\s*"/.test(rest)) return null;
    const end = rest.indexOf(separator);
    cells.push((end < 0 ? rest : rest.slice(0, end)).trim());
    if (end < 0) return cells;
    rest = rest.slice(end + 1);
  }
}
