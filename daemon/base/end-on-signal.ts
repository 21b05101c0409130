/** What of pino is needed here. */
export interface EndingLog {
  info(detail: object, message: string): void;
  fatal(detail: object, message: string): void;
}

/**
 * For composition roots: on the first SIGTERM or SIGINT (Ctrl-C) runs `end` once, then exits with 0, or with 1 if
 * it failed. Later signals change nothing: it is ending already, and a supervisor knows when to insist.
 */
export function endOnSignal(process: NodeJS.Process, log: EndingLog, end: () => Promise<void>): void {
  let ending = false;
  const stop = (signal: string): void => {
    if (ending) return;
    ending = true;
    log.info({ signal }, 'ending');
    end().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'the end was not clean');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
