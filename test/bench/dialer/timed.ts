import type { MakePacer } from './pacers.js';
import type { Quantiles } from './quantiles.js';

/** CPU time of this process, all threads (compiler and collector too), in ms; others on the machine don't lengthen it. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/**
 * The same pacer, whose decisions' times in ms are added to `decisions`: the shorter of the time on the wall, which is
 * too long when others have the machine, and the CPU time, which is when the collector or the compiler had it.
 */
export function timed(make: MakePacer, decisions: Quantiles): MakePacer {
  return (options) => {
    const pacer = make(options);
    return {
      ...(pacer.deaf === undefined ? {} : { deaf: pacer.deaf }),
      ...(pacer.everyMs === undefined ? {} : { everyMs: pacer.everyMs }),
      onEvent: (event) => pacer.onEvent(event),
      decide(nowMs, state) {
        const [began, beganCpu] = [performance.now(), cpuMs()];
        const decision = pacer.decide(nowMs, state);
        decisions.add(Math.min(performance.now() - began, cpuMs() - beganCpu));
        return decision;
      },
      get reason() {
        return pacer.reason;
      },
    };
  };
}
