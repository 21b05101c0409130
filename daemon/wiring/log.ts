/** The daemon's log: JSON lines on stderr. */
import { type Logger, pino } from 'pino';
import { maskNumbersIn } from '../base/masked-numbers.js';

const debugLevel = 20;

/** @param level of pino; undefined: 'info' */
export function daemonLog(level: string | undefined): Logger {
  return pino(
    {
      name: 'callbox-daemon',
      level: level ?? 'info',
      hooks: {
        // Numbers of customers are for debugging only; nobody has to remember it elsewhere.
        logMethod(args, method, entryLevel) {
          const [entry] = args as unknown[];
          if (entryLevel > debugLevel && typeof entry === 'object' && entry !== null && !(entry instanceof Error)) {
            (args as unknown[])[0] = maskNumbersIn(entry);
          }
          method.apply(this, args);
        },
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
