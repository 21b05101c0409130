import type { ColumnMeaning, ImportKind } from '../../../daemon/contract/pages-imports.js';
import { numberCell } from './number-cell.js';

const names: Readonly<Record<ImportKind, readonly (readonly [ColumnMeaning, RegExp])[]>> = {
  leads: [
    ['number', /^(phone|mobile|tel|telephone|number|cell|msisdn|手机|电话|号码|联系方式|联系电话|手机号|移动电话)/i],
    ['name', /^(name|full ?name|contact|customer|姓名|名字|名称|联系人|客户|称呼)/i],
    ['priority', /^(priority|优先)/i],
    ['at', /^(time|call ?at|due|appointment|预约|外呼时间|拨打时间|定时)/i],
    ['consentAt', /^(consent (date|time|at)|agreed (on|at)|同意(日期|时间)|授权(日期|时间))/i],
    ['consentEvidence', /^(consent (proof|evidence|link|ref)|同意(凭证|证据|依据|链接)|授权(凭证|编号|书))/i],
    ['consent', /^(consent|opt.?in|agreed|同意|授权)/i],
    ['agent', /^(agent|owner|assigned|座席|坐席|工号|分配)/i],
  ],
  customers: [
    ['phone', /^(phone|mobile|tel|telephone|number|cell|手机|电话|号码|联系方式|联系电话|手机号|移动电话)/i],
    ['name', /^(name|full ?name|contact|customer ?name|姓名|名字|名称|联系人|客户姓名|客户名|客户$)/i],
    ['company', /^(company|firm|organi[sz]ation|公司|单位|企业)/i],
    ['address', /^(address|地址|住址)/i],
    ['class', /^(class|level|grade|等级|级别|类别|分类)/i],
    ['owner', /^(owner|agent|负责|座席|坐席|工号|客户经理)/i],
    ['businessType', /^(business|业务)/i],
  ],
};

/** A first row with a number in it is a row; one with words where the next rows have numbers names the columns. */
export function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = rows;
  if (!first) return false;
  if (first.some((cell) => numberCell(cell).number !== null)) return false;
  const named = first.some((cell) => [...names.leads, ...names.customers].some(([, name]) => name.test(cell.trim())));
  const numbersBelow = rest.some((row) => row.some((cell) => numberCell(cell).number !== null));
  return named || numbersBelow;
}

/** What each column most likely means: by its name, and without a name for the number by what stands in it. */
export function guessColumns(
  kind: ImportKind,
  header: readonly string[] | null,
  rows: readonly (readonly string[])[],
): { readonly name: string; readonly meaning: ColumnMeaning }[] {
  const width = Math.max(header?.length ?? 0, ...rows.map((row) => row.length));
  const other: ColumnMeaning = kind === 'leads' ? 'data' : 'skip';
  const numberMeaning: ColumnMeaning = kind === 'leads' ? 'number' : 'phone';
  const taken = new Set<ColumnMeaning>();
  const shown = columnNames(header, width);
  const columns = Array.from({ length: width }, (_, index) => {
    const name = header?.[index]?.trim() ?? '';
    const found = names[kind].find(([meaning, pattern]) => pattern.test(name) && !taken.has(meaning))?.[0];
    if (found) taken.add(found);
    return { name: shown[index] ?? '', meaning: found ?? other };
  });
  if (!taken.has(numberMeaning)) {
    const shares = columns.map(({ meaning }, index) => (meaning === other ? share(rows, index, isNumber) : 0));
    const best = shares.indexOf(Math.max(...shares));
    if ((shares[best] ?? 0) >= 0.5) columns[best] = { name: columns[best]?.name ?? '', meaning: numberMeaning };
  }
  if (header === null && !taken.has('name')) {
    const index = columns.findIndex(({ meaning }, at) => meaning === other && share(rows, at, isName) >= 0.5);
    if (index >= 0) columns[index] = { name: columns[index]?.name ?? '', meaning: 'name' };
  }
  return columns;
}

const maxName = 60;

/** As they may be called in a list: short, each once, without what a path of JSON would trip over. */
function columnNames(header: readonly string[] | null, width: number): readonly string[] {
  const used = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const written = (header?.[index] ?? '')
      .replace(/["\\$\p{Cc}]/gu, '')
      .trim()
      .slice(0, maxName)
      .trim();
    let name = written === '' ? String(index + 1) : written;
    for (let times = 2; used.has(name); times++) name = `${written} ${times}`.trim();
    used.add(name);
    return name;
  });
}

function share(rows: readonly (readonly string[])[], index: number, fits: (cell: string) => boolean): number {
  const cells = rows.map((row) => row[index] ?? '').filter((cell) => cell !== '');
  return cells.length === 0 ? 0 : cells.filter(fits).length / cells.length;
}

/** Also one that is wrong in a way only numbers are: the column is still meant. */
function isNumber(cell: string): boolean {
  const { number, problem } = numberCell(cell);
  return number !== null || problem === 'digits-lost' || problem === 'no-area-code' || problem === 'several-numbers';
}

/** Two to four Chinese characters, or words without digits. */
function isName(cell: string): boolean {
  return /^[\p{Script=Han}·]{2,8}$/u.test(cell) || /^[A-Za-z][A-Za-z .'-]{1,60}$/.test(cell);
}
