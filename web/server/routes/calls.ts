import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { CallData, CallLegs, CallPage, CallSummary } from '../../../daemon/contract/pages.js';
import type { CallEnding, Direction } from '../../../daemon/terms/calls.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { assertWholeNumber } from '../masking/border.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import type { CallArchive } from './call-archive.js';
import { callDataXml } from './call-data.js';
import { checkedCallId } from './ids.js';

const defaultLimit = 50;
const endings = [
  'completed',
  'abandoned',
  'self-service',
  'refused',
  'unanswered',
  'overflowed',
  'dropped',
  'interrupted',
] as const satisfies readonly CallEnding[];
const directions = ['inbound', 'outbound', 'internal', 'test'] as const satisfies readonly Direction[];
const moment = z.coerce.number().int().min(0).max(8_640_000_000_000_000);
const query = z.object({
  before: z.string().length(26).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(defaultLimit),
  from: moment.optional(),
  to: moment.optional(),
  number: z
    .string()
    .regex(/^\+?\d{3,24}$/, 'is at least three digits')
    .optional(),
  result: z.enum(endings).optional(),
  direction: z.enum(directions).optional(),
  agent: z.string().min(1).max(32).optional(),
});

export interface CallNeeds {
  readonly archive: CallArchive;
  readonly control: ControlClient;
  /** Whether the call is this agent's now. */
  ownsCall(agentId: string, callId: string): boolean;
}

/** `onlyOf`: who reads only the calls he talked in. */
async function pageOf(context: ApiContext, archive: CallArchive, onlyOf: string | null): Promise<CallPage> {
  const asked = checked(query, context.query);
  if (asked.number !== undefined) assertWholeNumber(holderOf(context), asked.number);
  const calls = await archive.page({
    limit: asked.limit,
    ...given('before', asked.before),
    ...given('fromMs', asked.from),
    ...given('toMs', asked.to),
    ...given('number', asked.number?.replace('+', '')),
    ...given('ending', asked.result),
    ...given('direction', asked.direction),
    ...given('agent', onlyOf ?? asked.agent),
  });
  return { calls };
}

/** Newest first. Who may read only their own calls gets those they talked in. */
export function addCallRoutes(router: ApiRouter, callNeeds: CallNeeds): void {
  const { archive, control } = callNeeds;

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/calls',
    access: needs('calls.read-all', 'calls.read-own'),
    async handle(context) {
      context.body = await pageOf(context, archive, ownOnly(holderOf(context)));
    },
  });

  // What went over the lines, for their technician: the calls as they are on the floor and in ladders, nothing said of
  // what they came to.
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/lines/calls',
    access: needs('lines.service'),
    async handle(context) {
      const { calls } = await pageOf(context, archive, null);
      context.body = { calls: calls.map((call) => ({ ...call, disposition: null })) } satisfies CallPage;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/calls/:id/legs',
    access: needs('calls.read-all', 'calls.read-own'),
    async handle(context) {
      const callId = await readable(context, callNeeds, 'calls.read-all');
      context.body = { legs: await archive.floor((floor) => floor.legsOf(callId)) } satisfies CallLegs;
    },
  });

  const dataAccess = needs('floor.watch', 'agent.work');
  const dataOf = async (context: ApiContext): Promise<CallData> => {
    const callId = await readable(context, callNeeds, 'floor.watch');
    const rows = await archive.floor((floor) => floor.dataOf(callId));
    return {
      callId,
      entries: rows.map(({ section, key, value, at, by }) => ({ section, key, value: value ?? '', at, by })),
    };
  };
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/calls/:id/data',
    access: dataAccess,
    async handle(context) {
      context.body = await dataOf(context);
    },
  });
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/calls/:id/data.xml',
    access: dataAccess,
    async handle(context) {
      context.body = callDataXml(await dataOf(context));
      context.type = 'application/xml; charset=utf-8';
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/calls/:id/why',
    access: needs('floor.watch'),
    async handle(context) {
      context.body = await control.request('call.why', { callId: checkedCallId(context.params.id) });
    },
  });
}

/**
 * The call's id, if this person may read it: with the right for all of them, or having a part in it.
 * @throws CallboxError unknown-call, the same for a call that is not there
 */
async function readable(
  context: ApiContext,
  { archive, ownsCall }: CallNeeds,
  all: 'calls.read-all' | 'floor.watch',
): Promise<string> {
  const callId = checkedCallId(context.params.id);
  const { rights, user } = holderOf(context);
  const { agentId } = user;
  if (agentId !== null && ownsCall(agentId, callId)) return callId;
  const call: CallSummary | null = await archive.call(callId);
  const mine = async (): Promise<boolean> => call !== null && agentId !== null && archive.wasIn(call, agentId);
  if (call && (rights.has(all) || (await mine()))) return callId;
  throw new CallboxError('unknown-call', 'There is no such call, or it is not yours.');
}

/** The agent whose calls these are; null: all calls. Nobody's own calls are those of no agent. */
function ownOnly({ rights, user }: SignedIn): string | null {
  return rights.has('calls.read-all') ? null : (user.agentId ?? '');
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: V });
}
