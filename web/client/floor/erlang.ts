/**
 * Erlang C: how likely a caller waits, and how long, when calls come at random and nobody gives up
 * (A. K. Erlang 1917; formulas as in ITU-D SG 2/16, Teletraffic Engineering Handbook, 9.2).
 */

/** More agents than any floor has. */
const maxAgents = 10_000;

/**
 * Probability that a caller has to wait. `load` in Erlang, `agents` may be a fraction (agents shared between queues):
 * between whole numbers it is interpolated. 1 where the load is as much as the agents can do, or more.
 */
export function waitProbability(load: number, agents: number): number {
  if (!(load > 0)) return 0;
  if (!(agents > load) || agents > maxAgents) return agents > load ? 0 : 1;
  const below = Math.floor(agents);
  const part = agents - below;
  const lower = wholeAgents(load, below);
  return part === 0 ? lower : lower + (wholeAgents(load, below + 1) - lower) * part;
}

/** By the recursion of Erlang B, which neither overflows nor loses digits. */
function wholeAgents(load: number, agents: number): number {
  if (agents <= load) return 1;
  let blocked = 1;
  for (let n = 1; n <= agents; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked / (1 - (load / agents) * (1 - blocked));
}

export interface Staffing {
  readonly callsPerHour: number;
  /** Conversation and wrap-up of one call. */
  readonly handlingMs: number;
  readonly agents: number;
}

/** Offered traffic, Erlang. */
export function loadOf({ callsPerHour, handlingMs }: Pick<Staffing, 'callsPerHour' | 'handlingMs'>): number {
  return (callsPerHour * handlingMs) / 3_600_000;
}

/** Share of callers answered within so long, 0-1. */
export function answeredWithin(staffing: Staffing, withinMs: number): number {
  const load = loadOf(staffing);
  if (load <= 0) return staffing.agents > 0 ? 1 : 0;
  const spare = staffing.agents - load;
  if (spare <= 0) return 0;
  return 1 - waitProbability(load, staffing.agents) * Math.exp((-spare * withinMs) / staffing.handlingMs);
}

/** Mean wait of all callers, ms; infinite when the agents cannot keep up. */
export function meanWaitMs(staffing: Staffing): number {
  const load = loadOf(staffing);
  if (load <= 0) return 0;
  const spare = staffing.agents - load;
  return spare <= 0 ? Number.POSITIVE_INFINITY : (waitProbability(load, staffing.agents) * staffing.handlingMs) / spare;
}
