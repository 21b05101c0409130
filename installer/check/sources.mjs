// @ts-check
/** Reads imports out of source text, without a compiler. */

/** Stands for a character of a string, so that what a string says is never taken for code. */
const filler = '\u0001';

/**
 * The text with comments as blanks and the inside of strings as filler; its length and lines stay.
 * @param {string} text
 */
export function codeOnly(text) {
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|(?<=[(,=:[!&|?{};\n]\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;
  return text.replace(token, (found) => {
    if (found.startsWith('`')) return keepExpressions(found);
    if (found.startsWith("'") || found.startsWith('"')) {
      return found[0] + filler.repeat(found.length - 2) + found[0];
    }
    return found.replace(/[^\n]/g, ' ');
  });
}

/** A template's text goes, the code in its ${} stays. @param {string} template */
function keepExpressions(template) {
  return template.replace(/\$\{[^{}]*\}|[^\n]/g, (part) => (part.length > 1 ? part : ' '));
}

/**
 * @param {string} text TypeScript or JavaScript
 * @returns {{ from: string, line: number }[]}
 */
export function importsOf(text) {
  const code = codeOnly(text);
  const string = `(['"])(${filler}+)\\1`;
  const forms = [
    new RegExp(`(?<![.\\w$])(?:import|export)\\s[^'"\`;]*?\\bfrom\\s*${string}`, 'g'),
    new RegExp(`(?<![.\\w$])import\\s*${string}`, 'g'),
    new RegExp(`(?<![.\\w$])(?:import|require)\\s*\\(\\s*${string}`, 'g'),
  ];
  return forms
    .flatMap((form) => [...code.matchAll(form)])
    .map((match) => {
      const end = (match.index ?? 0) + match[0].length;
      return { from: text.slice(end - 1 - (match[2]?.length ?? 0), end - 1), line: lineAt(code, end) };
    })
    .sort((a, b) => a.line - b.line);
}

/**
 * @param {string} text C++
 * @returns {{ path: string, angled: boolean, line: number }[]}
 */
export function includesOf(text) {
  return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]/gm)].map((match) => ({
    path: match[2] ?? '',
    angled: match[1] === '<',
    line: lineAt(text, match.index ?? 0),
  }));
}

/** @param {string} text @param {number} at */
export function lineAt(text, at) {
  return text.slice(0, at).split('\n').length;
}
