import { CallboxError } from '../base/errors.js';
import { SeededRandom } from '../base/random.js';
import { intlDays } from '../switch/days.js';
import type { Effect } from '../switch/effects.js';
import { Switch } from '../switch/switch.js';
import type { JournalEntry } from './ports.js';

/** One journalled input's time and the effects it had. */
export interface Replayed {
  readonly at: number;
  readonly effects: readonly Effect[];
}

/**
 * Takes a journal's inputs through a new switch: the effects are the same as in the run that wrote
 * it. Throws CallboxError 'bad-request' naming the line that is not a journal's; a last line that was
 * cut off by a crash is left out.
 */
export function* replay(lines: Iterable<string>): Generator<Replayed> {
  let callSwitch: Switch | null = null;
  let number = 0;
  let cutOff: number | null = null;
  for (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    if (cutOff !== null) throw notAJournal(cutOff);
    const entry = parse(line);
    if (entry === null) {
      cutOff = number;
    } else if ('journal' in entry) {
      callSwitch = new Switch({ random: new SeededRandom(entry.seed), days: intlDays });
    } else {
      if (callSwitch === null) throw withoutBeginning();
      yield { at: entry.at, effects: callSwitch.handle(entry.input, entry.at) };
    }
  }
}

function parse(line: string): JournalEntry | null {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== 'object' || entry === null) return null;
    const isHead = 'journal' in entry && 'seed' in entry && typeof entry.seed === 'number';
    const isInput = 'at' in entry && typeof entry.at === 'number' && 'input' in entry;
    return isHead || isInput ? (entry as JournalEntry) : null;
  } catch {
    return null;
  }
}

function notAJournal(line: number): CallboxError {
  return new CallboxError('bad-request', `line ${line} is not a journal entry; use a journal file as it was written`, {
    line,
  });
}

function withoutBeginning(): CallboxError {
  const message =
    'the journal does not begin with a start of the daemon; put the older files (…​.2, .1) in front of this one';
  return new CallboxError('bad-request', message);
}
