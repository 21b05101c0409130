/**
 * Words for schemas of what people write: each rule carries what it allows, in English and Chinese on two lines, so
 * that an error can say it.
 */
import { z } from 'zod';

/** Between the two languages of a rule. */
export const languageBreak = '\n';
/** A strict object's known keys follow this in its error. */
export const knownKeysMark = 'keys:';

export function allowed(en: string, zh: string): { error: () => string } {
  return { error: () => `${en}${languageBreak}${zh}` };
}

export function whole(min: number, max: number, unit: { en: string; zh: string } = { en: '', zh: '' }): z.ZodNumber {
  const range = allowed(
    `a whole number from ${min} to ${max}${unit.en && ` (${unit.en})`}`,
    `${min} 到 ${max} 的整数${unit.zh && `（${unit.zh}）`}`,
  );
  return z.int(range).min(min, range).max(max, range);
}
export const ms = { en: 'milliseconds', zh: '毫秒' };

export function text(pattern: RegExp, en: string, zh: string): z.ZodString {
  return z.string(allowed(en, zh)).regex(pattern, allowed(en, zh));
}

export function list<T extends z.ZodType>(item: T, min: number, max: number): z.ZodArray<T> {
  const size = allowed(
    `a list of ${min > 0 ? `${min} to ${max}` : `at most ${max}`}`,
    `${min > 0 ? `${min} 到 ${max}` : `至多 ${max}`} 项的列表`,
  );
  return z.array(item, size).min(min, size).max(max, size);
}

export function object<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${knownKeysMark}${keys}`
        : `a group of settings (${keys})${languageBreak}一组设置（${keys}）`,
  });
}

export function oneOf<const Values extends readonly string[]>(values: Values) {
  return z.enum(values, allowed(`one of ${values.join(', ')}`, `${values.join('、')} 之一`));
}

export const id = text(
  /^[\p{L}\p{N}_.-]{1,32}$/u,
  'a name of 1 to 32 letters, digits, _ . -',
  '1 到 32 个字母、汉字、数字或 _ . -',
);
export const agentId = text(
  /^[A-Za-z0-9_-]{1,32}$/,
  'an id of 1 to 32 letters, digits, _ -',
  '1 到 32 个字母、数字或 _ - 的工号',
);
export const number = text(
  /^[0-9*#+]{1,32}$/,
  "digits as the network sends them, in quotes: '02160001000'",
  "运营商送来的号码，加引号：'02160001000'",
);
export const prompt = text(
  /^[A-Za-z0-9_-]{1,40}(\/[A-Za-z0-9_-]{1,40}){0,3}$/,
  'a sound below the sounds folder, without extension: zh/welcome',
  '声音目录下的文件名，不带扩展名：zh/welcome',
);
export const prompts = list(prompt, 0, 20);
export const label = text(/^[^\p{Cc}]{1,60}$/u, '1 to 60 characters', '1 到 60 个字符');
export const timeZone = z
  .string(allowed('an IANA time zone: Asia/Shanghai', 'IANA 时区：Asia/Shanghai'))
  .refine(isTimeZone, allowed('an IANA time zone: Asia/Shanghai', 'IANA 时区：Asia/Shanghai'));

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

export function named<T extends z.ZodType>(keyRule: z.ZodString, value: T, max: number, en: string, zh: string) {
  const size = allowed(`${en}, at most ${max}`, `${zh}，至多 ${max} 个`);
  return z.record(keyRule, value, size).refine((record) => Object.keys(record).length <= max, size);
}

export const dataName = text(
  /^[\p{L}\p{N}_.-]{1,64}$/u,
  'a name of 1 to 64 letters, digits, _ . -',
  '1 到 64 个字母、汉字、数字或 _ . -',
);

export const yesNo = z.boolean(allowed('true or false', 'true 或 false'));

/** Fractions are fine. */
export function between(min: number, max: number): z.ZodNumber {
  const range = allowed(`a number from ${min} to ${max}`, `${min} 到 ${max} 的数`);
  return z.number(range).min(min, range).max(max, range);
}

/** One of several shapes, told apart by the key `by`. */
export function oneShapeOf<
  const By extends string,
  const Shapes extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(by: By, names: readonly string[], shapes: Shapes): z.ZodDiscriminatedUnion<Shapes, By> {
  return z.discriminatedUnion(
    by,
    shapes,
    allowed(`${by}: one of ${names.join(', ')}`, `${by}：${names.join('、')} 之一`),
  );
}
