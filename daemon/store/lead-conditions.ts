import type { Knex } from 'knex';
import type { LeadCondition } from '../terms/outbound.js';
import type { Dialect } from './connection.js';

/** Local dates by which "{today}" in a value is read; see `conditionValue`. */
export interface LeadDays {
  /** "YYYY-MM-DD" so many days from now, where the site is. */
  date(daysFromNow: number): string;
}

/** Own columns a condition may name; the list's further columns are "data.NAME". */
const textColumns: Readonly<Record<string, string>> = {
  number: 'number',
  name: 'name',
  area: 'area',
  result: 'result',
};
const dataField = /^data\.(.+)$/s;
/** Month and day of a column that holds a date: for birthdays and other days that come back each year. */
const yearlyField = /^yearly\.(.+)$/s;

/** As contract/outbound-schema has them: others are no columns, and SQLite would take some for JSON paths. */
const columnNames = /^[^"\\$[\p{Cc}][^"\\\p{Cc}]*$/u;

/**
 * Narrows a select of leads to those that pass all conditions. Fields and values are bound, never part of the text. A
 * field that no lead has is empty.
 */
export function whereLeads(
  select: Knex.QueryBuilder,
  conditions: readonly LeadCondition[],
  dialect: Dialect,
  days: LeadDays,
): void {
  for (const condition of conditions) whereLead(select, condition, dialect, days);
}

interface Expression {
  readonly sql: string;
  readonly bindings: readonly string[];
}

function whereLead(select: Knex.QueryBuilder, condition: LeadCondition, dialect: Dialect, days: LeadDays): void {
  const { field, operator } = condition;
  const value = conditionValue(condition, days);
  if (field === 'tries') {
    whereTries(select, operator, value);
    return;
  }
  const { sql, bindings } = expressionOf(field);
  switch (operator) {
    case '=':
    case '!=':
      select.whereRaw(`${sql} ${operator === '=' ? '=' : '<>'} ?`, [...bindings, value]);
      return;
    case 'starts-with':
      select.whereRaw(`substr(${sql}, 1, ?) = ?`, [...bindings, [...value].length, value]);
      return;
    case 'in': {
      const values = listed(value);
      if (values.length === 0) select.whereRaw('1 = 0');
      else select.whereRaw(`${sql} IN (${values.map(() => '?').join(', ')})`, [...bindings, ...values]);
      return;
    }
    case '<':
    case '>=':
      whereOrdered(select, { sql, bindings }, operator, value, dialect);
      return;
    case 'empty':
    case 'not-empty':
      select.whereRaw(`${sql} ${operator === 'empty' ? '=' : '<>'} ''`, [...bindings]);
  }
}

function expressionOf(field: string): Expression {
  const column = textColumns[field];
  if (column !== undefined) return { sql: `COALESCE(${column}, '')`, bindings: [] };
  const yearly = yearlyField.exec(field)?.[1];
  const name = yearly ?? dataField.exec(field)?.[1] ?? '';
  if (!columnNames.test(name)) return { sql: "''", bindings: [] };
  if (yearly !== undefined) return { sql: "substr(COALESCE(data ->> CAST(? AS text), ''), 6, 5)", bindings: [yearly] };
  return { sql: "COALESCE(data ->> CAST(? AS text), '')", bindings: [name] };
}

/** Numbers are compared as numbers (what is none is neither below nor above), all else as text: ISO dates among it. */
function whereOrdered(
  select: Knex.QueryBuilder,
  { sql, bindings }: Expression,
  operator: '<' | '>=',
  value: string,
  dialect: Dialect,
): void {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) {
    select.whereRaw(`${sql} <> '' AND ${sql} ${operator} ?`, [...bindings, ...bindings, value]);
    return;
  }
  const isNumber =
    dialect === 'postgres'
      ? `${sql} ~ '^-{0,1}[0-9]{1,30}([.][0-9]{1,30}){0,1}$'`
      : `${sql} GLOB '[-0-9]*' AND ${sql} NOT GLOB '*[^-0-9.]*'`;
  const times = dialect === 'postgres' ? 2 : 3;
  const as = dialect === 'postgres' ? 'double precision' : 'real';
  select.whereRaw(`CASE WHEN ${isNumber} THEN CAST(${sql} AS ${as}) END ${operator} ?`, [
    ...Array.from({ length: times }, () => bindings).flat(),
    number,
  ]);
}

function whereTries(select: Knex.QueryBuilder, operator: LeadCondition['operator'], value: string): void {
  const numbers = listed(value).map(Number);
  const [number] = numbers;
  if (operator === 'empty') select.where('tries', 0);
  else if (operator === 'not-empty') select.where('tries', '>', 0);
  else if (number === undefined || numbers.some(Number.isNaN)) select.whereRaw('1 = 0');
  else if (operator === 'in') select.whereIn('tries', numbers);
  else if (operator === 'starts-with') select.where('tries', number);
  else select.where('tries', operator === '!=' ? '<>' : operator, number);
}

/** "{today}", "{today+3}", "{today-30}" are dates where the site is, of "yearly." fields month and day: "05-17". */
function conditionValue({ field, value }: LeadCondition, days: LeadDays): string {
  return value.replace(/\{today(?:([+-])(\d{1,4}))?\}/g, (_, sign: string | undefined, count: string | undefined) => {
    const date = days.date((sign === '-' ? -1 : 1) * Number(count ?? 0));
    return yearlyField.test(field) ? date.slice(5) : date;
  });
}

function listed(value: string): readonly string[] {
  return value
    .split(/[,，;；\n]/)
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
