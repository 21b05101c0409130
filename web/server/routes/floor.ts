import { CallboxError } from '../../../daemon/base/errors.js';
import type {
  AbandonedList,
  AgentDay,
  AlarmList,
  CallBackList,
  CallSummary,
  SupervisionList,
} from '../../../daemon/contract/pages.js';
import { userId } from '../../../daemon/contract/pages.js';
import type { AgentStateRow } from '../../../daemon/terms/rows.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { Desk } from '../live/desk.js';
import type { CallArchive } from './call-archive.js';
import type { Day, SiteDays } from './site-days.js';

export interface FloorNeeds {
  readonly archive: CallArchive;
  readonly days: SiteDays;
  readonly desk: Desk;
  nowMs(): number;
}

/** What supervisors ask for beside what they see live. */
export function addFloorRoutes(router: ApiRouter, { archive, days, desk, nowMs }: FloorNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/call-backs',
    access: needs('floor.watch', 'agent.work'),
    async handle(context) {
      const { rights, user } = holderOf(context);
      const callBacks = rights.has('floor.watch')
        ? await archive.floor((floor) => floor.openCallBacks())
        : await desk.callBacks(user.agentId ?? '');
      context.body = { callBacks } satisfies CallBackList;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/abandoned',
    access: needs('floor.watch', 'agent.work'),
    async handle(context) {
      const { from, to } = await days.today();
      const callers = await archive.floor((floor) => floor.abandoned(from, to));
      const calls = await archive.calls(callers.map((caller) => caller.callId));
      context.body = {
        calls: callers.flatMap(({ callId, times, reachedAt }) => {
          const call = calls.get(callId);
          return call ? [{ ...call, waitMs: waitOf(call), times, reachedAt }] : [];
        }),
      } satisfies AbandonedList;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/alarms',
    access: needs('floor.watch'),
    async handle(context) {
      const { from, to } = await days.asked(context.query);
      context.body = { alarms: await archive.floor((floor) => floor.alarms(from, to)) } satisfies AlarmList;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/supervisions',
    access: needs('floor.supervise', 'audit.read'),
    async handle(context) {
      const { from, to } = await days.asked(context.query);
      context.body = { acts: await archive.floor((floor) => floor.supervisions(from, to)) } satisfies SupervisionList;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/agents/:id/day',
    access: needs('floor.watch', 'agent.work'),
    async handle(context) {
      const agentId = checked(userId, context.params.id);
      const { rights, user } = holderOf(context);
      if (!rights.has('floor.watch') && user.agentId !== agentId) {
        throw new CallboxError('forbidden', 'This is another agent’s day.');
      }
      const day = await days.asked(context.query);
      const rows = await archive.floor((floor) => floor.agentStates(agentId, day.from, day.to));
      context.body = agentDay(agentId, day, rows, nowMs());
    },
  });
}

function waitOf({ startedAt, endedAt }: CallSummary): number {
  return (endedAt ?? startedAt) - startedAt;
}

/**
 * The strip of one day: cut at midnight and at this moment, each interval up to the next one's beginning. What was
 * before the first row of all is not known, and not shown.
 */
export function agentDay(agentId: string, day: Day, rows: readonly AgentStateRow[], nowMs: number): AgentDay {
  const to = Math.min(day.to, Math.max(nowMs, day.from));
  const states: AgentDay['states'][number][] = [];
  for (const [index, row] of rows.entries()) {
    const startedAt = Math.max(row.startedAt, day.from);
    const endedAt = Math.min(rows[index + 1]?.startedAt ?? row.endedAt ?? to, to);
    // States passed through within one millisecond are no interval.
    if (endedAt <= startedAt) continue;
    const { state, reason, callId } = row;
    states.push({ state, reason, callId, startedAt, endedAt });
  }
  return { agentId, from: states[0]?.startedAt ?? to, to: states.at(-1)?.endedAt ?? to, states };
}
