/** What the daemon says is wrong with a change, told at the field it is about, in the reader's language. */
import type { Language } from '../words/words.js';

export interface Wrong {
  /** Within what was changed: "maxWaiting", "skill.relaxBy"; '' the whole. */
  readonly field: string;
  /** As the daemon names the place: "queues[sales].maxWaiting". */
  readonly path: string;
  readonly zh: string;
  readonly en: string;
}

const inTwo = /^(?:(\S+): )?(\P{Script=Han}+) \/ (.*\p{Script=Han}.*)$/u;
/** The English names things of the site, which may be Chinese. */
const inTwoWithNames = /^(?:(\S+): )?(.+?) \/ (.*\p{Script=Han}.*)$/u;

/** Lines "path: English / 中文", as problemsText writes them; anything else is told as it stands. */
export function readProblems(message: string): readonly Wrong[] {
  return message
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const parts = inTwo.exec(line) ?? inTwoWithNames.exec(line);
      const [, path = '', en = line, zh = line] = parts ?? [];
      return { field: fieldOf(path), path, zh, en };
    });
}

/** What stands behind the thing that was changed: "queue.", "agents[8003].", "rules[vip].". */
function fieldOf(path: string): string {
  return (
    /^(?:queue|(?:agents|queues|rules|schedules|supervisors|spans|trunks|routes|numbers)\[[^\]]*\])\.(.*)$/.exec(
      path,
    )?.[1] ?? ''
  );
}

export function problemText(wrong: Wrong, language: Language): string {
  const text = wrong[language];
  return wrong.path === '' || wrong.field !== '' ? text : `${wrong.path}: ${text}`;
}

/** Those of a field and of what is inside it. */
export function problemsOf(wrong: readonly Wrong[], field: string): readonly Wrong[] {
  return wrong.filter((each) => each.field === field || each.field.startsWith(`${field}.`));
}
