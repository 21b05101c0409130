// @ts-check
/**
 * @typedef {object} StepRun what a running step is given
 * @property {(text: string) => void} tell the last thing that happened, shown while the step lasts
 * @property {AbortSignal} signal another step failed: stop
 *
 * @typedef {object} Step
 * @property {string} id
 * @property {string} title Chinese / English
 * @property {readonly string[]} after ids of steps that must be done before
 * @property {() => string | null} needed why it must run, or null; quick
 * @property {(run: StepRun) => Promise<void>} run
 */

/** A problem the person can mend; `message` says how. No stack trace is shown. */
export class SetupProblem extends Error {
  /** @param {string} message @param {readonly string[]} [tail] */
  constructor(message, tail = []) {
    super(message);
    this.name = 'SetupProblem';
    this.tail = tail;
  }
}
