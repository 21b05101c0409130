// @ts-check
/** The system's own programs (dpkg, dpkg-deb, dpkg-query, systemctl, logger, cp): found by PATH, run to their end. */
import { spawn } from 'node:child_process';

/** Of what a program says, so much is kept. */
const maxSaid = 8 * 2 ** 20;

/** @typedef {{ code: number, out: string, said: string }} Ran `said`: stdout and stderr as they came; `code` -1: ended by a signal, 127: not there */
/** @typedef {(name: string, args: readonly string[], more?: { env?: Record<string, string>, quiet?: boolean }) => Promise<Ran>} RunProgram `quiet`: its stdout is thrown away */

/**
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {RunProgram} programs run in a group of their own: Ctrl-C in the terminal stops us, never a dpkg half-way
 */
export function systemPrograms(environment) {
  return (name, args, { env = {}, quiet = false } = {}) =>
    new Promise((resolve) => {
      const child = spawn(name, args, {
        detached: true,
        stdio: ['ignore', quiet ? 'ignore' : 'pipe', 'pipe'],
        env: { ...environment, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive', ...env },
      });
      let out = '';
      let said = '';
      child.stdout?.setEncoding('utf8').on('data', (text) => {
        if (out.length < maxSaid) out += text;
        if (said.length < maxSaid) said += text;
      });
      child.stderr?.setEncoding('utf8').on('data', (text) => {
        if (said.length < maxSaid) said += text;
      });
      child.on('error', (error) => resolve({ code: 127, out, said: error.message }));
      child.on('close', (code) => resolve({ code: code ?? -1, out, said }));
    });
}

/**
 * @param {RunProgram} run @param {string} name @param {readonly string[]} args @param {{ env?: Record<string, string>, quiet?: boolean }} [more]
 * @returns {Promise<string>} its stdout; throws what it said
 */
export async function must(run, name, args, more) {
  const { code, out, said } = await run(name, args, more);
  if (code === 0) return out;
  throw new Error(`${name} ${args[0] ?? ''}: ${code}: ${lastLines(said)}`);
}

/** @param {string} said */
export function lastLines(said) {
  return said.trim().split('\n').slice(-5).join(' | ').slice(-600);
}
