/** What a supervisor does in calls now, read from the calls themselves: the page can't say anything the lines don't. */
import type { LiveCall } from '../../../daemon/terms/live.js';

export type SupervisionMode = 'listen' | 'whisper' | 'barge' | 'take-over';

export interface Supervising {
  readonly callId: string;
  readonly mode: SupervisionMode;
  /** His telephone rings and he has not lifted it yet. */
  readonly ringing: boolean;
  /** The agent in that call; null: he has left. */
  readonly agent: string | null;
  readonly since: number;
}

const modes: readonly string[] = ['listen', 'whisper', 'barge', 'take-over'] satisfies readonly SupervisionMode[];

/** `login`: the supervisor's. Null: he is in no call. */
export function supervisingIn(calls: Iterable<LiveCall>, login: string): Supervising | null {
  for (const call of calls) {
    const own = call.parties?.find(({ role, agent }) => role === 'supervisor' && agent === login);
    if (own === undefined || !modes.includes(own.purpose)) continue;
    const agent = call.parties?.find(({ role, state }) => role === 'agent' && state !== 'ringing')?.agent;
    return {
      callId: call.id,
      mode: own.purpose as SupervisionMode,
      ringing: own.state === 'ringing',
      agent: agent ?? call.agent,
      since: own.since,
    };
  }
  return null;
}

/** Ids of the agents whose calls somebody listens to, and how: shown to other supervisors. */
export function supervisedAgents(calls: Iterable<LiveCall>): ReadonlyMap<string, SupervisionMode> {
  const found = new Map<string, SupervisionMode>();
  for (const call of calls) {
    const by = call.parties?.find(({ role, purpose }) => role === 'supervisor' && modes.includes(purpose));
    if (by === undefined) continue;
    for (const { role, agent } of call.parties ?? []) {
      if (role === 'agent' && agent !== null) found.set(agent, by.purpose as SupervisionMode);
    }
  }
  return found;
}
