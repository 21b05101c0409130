// @ts-check
/** The command line of `npm start`. */
import { parseArgs } from 'node:util';

export const startHelp = `Callbox — 一台机器的呼叫中心 / a call centre in one box

  npm start -- [选项 / options]

  --port N            网页端口 / port of the pages            (8080)
  --data DIR          数据目录 / data folder                  (./data)
  --config FILE       站点配置 / site file                    (installer/demo/site.yaml)
  --callers PER_HOUR  模拟来电数 / simulated callers an hour  (40; 0: 没有 / none)
  --training-port N   培训网页端口 / port of training's pages (--port + 1)
  --help              本帮助 / this text
`;

/** The command line cannot be carried out as it is. */
export class UsageError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'UsageError';
  }
}

/** @typedef {{ port: number, data: string, config: string | null, callers: number, trainingPort: number | null, help: boolean }} StartOptions */

/** @param {readonly string[]} args @returns {StartOptions} */
export function startOptions(args) {
  const values = parse(args);
  return {
    port: wholeNumber('port', values.port ?? '8080', 1, 65_535),
    data: notEmpty('data', values.data ?? 'data'),
    config: values.config === undefined ? null : notEmpty('config', values.config),
    callers: wholeNumber('callers', values.callers ?? '40', 0, 3600),
    trainingPort:
      values['training-port'] === undefined ? null : wholeNumber('training-port', values['training-port'], 1, 65_535),
    help: values.help ?? false,
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        config: { type: 'string' },
        callers: { type: 'string' },
        'training-port': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${/** @type {Error} */ (error).message}\n\n${startHelp}`);
  }
}

/** @param {string} name @param {string} text @param {number} least @param {number} most */
function wholeNumber(name, text, least, most) {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(
    `--${name} ${text}：应为 ${least} 到 ${most} 的整数。 / --${name} ${text}: must be a whole number from ${least} to ${most}.`,
  );
}

/** @param {string} name @param {string} text */
function notEmpty(name, text) {
  if (text.trim() !== '' && !text.includes('\0')) return text;
  throw new UsageError(`--${name} 缺少值。 / --${name} needs a value.`);
}
