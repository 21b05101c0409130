// @ts-check
import { spawn } from 'node:child_process';
import { root } from './places.mjs';

const keptLines = 40;
const maxLineLength = 400;

/** A program that ended badly; `tail` is the last of what it printed. */
export class ProgramFailed extends Error {
  /** @param {string} command @param {string} how @param {string[]} tail */
  constructor(command, how, tail) {
    super(`${command} ${how}`);
    this.name = 'ProgramFailed';
    this.tail = tail;
  }
}

/**
 * Runs a program to its end; each line it prints goes to `onLine`, only the last are kept.
 * @param {string} command @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, onLine?: (line: string) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<string[]>} the last lines it printed
 */
export function runProgram(command, args, { cwd = root, env = {}, onLine = () => {}, signal } = {}) {
  return new Promise((resolve, reject) => {
    /** @type {string[]} */
    const tail = [];
    let rest = '';
    /** @param {string} text */
    const take = (text) => {
      const lines = (rest + text).split(/[\r\n]+/);
      rest = (lines.pop() ?? '').slice(-maxLineLength);
      for (const line of lines.map((each) => each.trim().slice(0, maxLineLength)).filter(Boolean)) {
        tail.push(line);
        if (tail.length > keptLines) tail.shift();
        onLine(line);
      }
    };
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => reject(new ProgramFailed(command, `could not run: ${error.message}`, tail)));
    child.on('close', (code, killedBy) => {
      take('\n');
      if (code === 0) resolve(tail);
      else reject(new ProgramFailed(command, killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`, tail));
    });
  });
}

/**
 * Where a program is on the search path, or null.
 * @param {string} name @param {string | undefined} [searchPath]
 */
export async function findProgram(name, searchPath = process.env.PATH) {
  const { accessSync, constants } = await import('node:fs');
  for (const folder of (searchPath ?? '').split(':').filter(Boolean)) {
    try {
      accessSync(`${folder}/${name}`, constants.X_OK);
      return `${folder}/${name}`;
    } catch {
      // not in this folder
    }
  }
  return null;
}
