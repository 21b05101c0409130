// @ts-check
/** What a run of Vitest left behind as JSON: which tests failed, and why. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';

/** @typedef {{ file: string, test: string, why: string }} Failure */

const longestWhy = 2_000;

/**
 * The failures of one run; null: it left no report, or none that can be read (it was killed, or died before its end).
 * @param {string} path @param {string} root files are named from here @returns {Promise<readonly Failure[] | null>}
 */
export async function failuresOf(path, root) {
  let report;
  try {
    report = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
  if (!Array.isArray(report?.testResults)) return null;
  return report.testResults.flatMap((/** @type {any} */ result) => failuresIn(result, root));
}

/** @param {any} result @param {string} root @returns {readonly Failure[]} */
function failuresIn({ name, status, message, assertionResults = [] }, root) {
  const file = relative(root, String(name));
  const failed = assertionResults.filter((/** @type {any} */ { status }) => status === 'failed');
  // A file that fails without a failed test could not be loaded, or a hook of it failed.
  if (failed.length === 0) return status === 'failed' ? [{ file, test: '', why: shorten(message) }] : [];
  return failed.map((/** @type {any} */ { fullName, failureMessages }) => ({
    file,
    test: String(fullName).trim(),
    why: shorten((failureMessages ?? []).join('\n')),
  }));
}

/** @param {unknown} message */
function shorten(message) {
  const lines = String(message ?? '').split('\n');
  const text = lines
    .filter((line) => !/^\s+at .*node_modules/.test(line))
    .join('\n')
    .trim(); // ours, not the runner's
  return text.length > longestWhy ? `${text.slice(0, longestWhy)}…` : text;
}

/** @param {readonly Failure[]} failures one paragraph each, for the end of a long log */
export function told(failures) {
  return failures
    .map(({ file, test, why }) => `✗ ${file}${test === '' ? '' : ` > ${test}`}\n  ${why.replaceAll('\n', '\n  ')}`)
    .join('\n\n');
}

/** @param {readonly Failure[]} failures each file once */
export function filesOf(failures) {
  return [...new Set(failures.map(({ file }) => file))];
}
