import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import {
  allocateBody,
  type ConsentList,
  consentBody,
  type DncPage,
  dncBody,
  type LeadPage,
  type ListList,
  type ListShown,
  listPutBody,
  type NumberQualityList,
  type OwnCampaign,
  type OwnCampaigns,
  type OwnResults,
  recallBody,
  recycleBody,
  timedBody,
} from '../../../daemon/contract/pages.js';
import { matchingKey } from '../../../daemon/terms/matching-numbers.js';
import { resultCodes } from '../../../daemon/terms/outbound.js';
import type { AgentResults, StoredCampaign } from '../../../daemon/terms/outbound-figures.js';
import type { Acts } from '../audit/acts.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { assertWholeNumber } from '../masking/border.js';
import { mayBePartOfNumber } from '../store/customers.js';
import type { CallArchive } from './call-archive.js';
import { idOf, withoutAbsent } from './campaigns.js';
import { dateAt, type SiteDays } from './site-days.js';

const watch = needs('outbound.watch', 'outbound.manage');
const manage = needs('outbound.manage');
const dayMs = 86_400_000;
const maxQualityNumbers = 100;
const limit = z.coerce.number().int().min(1).max(500).default(100);
const digits = z.string().regex(/^\+?\d{3,24}$/, 'is at least three digits');
const leadQuery = z.object({
  state: z.enum(['open', 'working', 'done']).optional(),
  result: z.enum(resultCodes).optional(),
  agent: z.string().max(32).optional(),
  number: digits.optional(),
  name: z.string().min(1).max(100).optional(),
  timed: z.enum(['true', 'false']).optional(),
  import: z.string().min(1).max(64).optional(),
  after: z
    .string()
    .regex(/^[0-9a-z]{26}$/, 'is no id')
    .optional(),
  limit,
});
const ownQuery = z.object({ limit });
const dncQuery = z.object({
  number: digits.optional(),
  limit,
  since: z.coerce.number().int().min(0).optional(),
  after: z.string().max(32).optional(),
});
const consentQuery = z.object({ number: z.string().regex(/^\+?[\d ()-]{3,31}$/, 'is no number') });
const qualityQuery = z.object({ numbers: z.string().min(1).max(4_000) });

export interface ListNeeds {
  readonly archive: CallArchive;
  readonly control: ControlClient;
  readonly days: SiteDays;
  readonly acts: Acts;
}

/** What each answers stands in contract/pages-outbound. */
export function addListRoutes(router: ApiRouter, needed: ListNeeds): void {
  addLists(router, needed);
  addLeads(router, needed);
  addDnc(router, needed);
  addOwn(router, needed);
}

function by(context: ApiContext): string {
  return holderOf(context).user.id;
}

function addLists(router: ApiRouter, { archive, control, acts }: ListNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/lists',
    access: watch,
    async handle(context) {
      context.body = { lists: await archive.outbound((outbound) => outbound.lists()) } satisfies ListList;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/lists/:id',
    access: watch,
    async handle(context) {
      const id = idOf(context);
      const [list, counts, imports] = await archive.outbound((outbound) =>
        Promise.all([outbound.list(id), outbound.listCounts(id), outbound.imports(id)]),
      );
      if (!list) throw new CallboxError('not-found', `There is no list ${id}.`);
      context.body = { list, counts, imports } satisfies ListShown;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/lists/:id',
    access: manage,
    body: listPutBody,
    async handle(context, body) {
      const list = { id: idOf(context), ...body };
      await control.request('outbound.list.put', { by: by(context), list });
      acts.write(by(context), 'list-put', list.id, { ...body });
      context.status = 204;
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/lists/:id',
    access: manage,
    async handle(context) {
      const list = idOf(context);
      const removed = await control.request('outbound.list.remove', { by: by(context), list });
      acts.write(by(context), 'list-removed', list, { ...removed });
      context.body = removed;
    },
  });
}

function addLeads(router: ApiRouter, { archive, control, days, acts }: ListNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/lists/:id/leads',
    access: watch,
    async handle(context) {
      const { timed, number, ...asked } = checked(leadQuery, context.query);
      if (number !== undefined) assertWholeNumber(holderOf(context), number);
      if (asked.name !== undefined && mayBePartOfNumber(asked.name)) assertWholeNumber(holderOf(context), '');
      const query = withoutAbsent({
        ...asked,
        list: idOf(context),
        number: number === undefined ? undefined : keyOrPart(number),
        timed: timed === undefined ? undefined : timed === 'true',
      });
      const today = await days.today();
      const timeZone = await days.timeZone();
      const date = (daysFromNow: number): string => dateAt(today.from + daysFromNow * dayMs, timeZone);
      context.body = {
        leads: await archive.outbound((outbound) => outbound.leads(query, { date })),
      } satisfies LeadPage;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/lists/:id/allocate',
    access: manage,
    body: allocateBody,
    async handle(context, { shares }) {
      const list = idOf(context);
      const allocated = await control.request('leads.allocate', { by: by(context), list, shares });
      acts.write(by(context), 'leads-allocated', list, { ...allocated });
      context.body = allocated;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/lists/:id/recall',
    access: manage,
    body: recallBody,
    async handle(context, { agents }) {
      const list = idOf(context);
      const recalled = await control.request('leads.recall', {
        by: by(context),
        list,
        ...(agents === undefined ? {} : { agents }),
      });
      acts.write(by(context), 'leads-recalled', list, { ...recalled, agents: agents ?? null });
      context.body = recalled;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/lists/:id/recycle',
    access: manage,
    body: recycleBody,
    async handle(context, { results }) {
      const list = idOf(context);
      const recycled = await control.request('leads.recycle', { by: by(context), list, results });
      acts.write(by(context), 'leads-recycled', list, { ...recycled, results });
      context.body = recycled;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/leads/timed',
    access: manage,
    body: timedBody,
    async handle(context, { leads, at }) {
      const timed = await control.request('leads.timed', { by: by(context), leads, at });
      acts.write(by(context), 'leads-timed', leads[0] ?? '', { ...timed, leads: leads.length, at });
      context.body = timed;
    },
  });
}

function addDnc(router: ApiRouter, { archive, control, acts }: ListNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/dnc',
    access: watch,
    async handle(context) {
      const { number, limit, since, after } = checked(dncQuery, context.query);
      if (number !== undefined) assertWholeNumber(holderOf(context), number);
      const before = since === undefined ? undefined : { number: after ?? '', since, by: '', reason: '' };
      const query = withoutAbsent({ limit, before, number: number === undefined ? undefined : keyOrPart(number) });
      const [numbers, count] = await archive.outbound((outbound) =>
        Promise.all([outbound.dnc(query), outbound.dncCount()]),
      );
      context.body = { numbers, count } satisfies DncPage;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/dnc',
    access: manage,
    body: dncBody,
    async handle(context, { numbers, reason }) {
      const added = await control.request('dnc.add', { by: by(context), numbers, reason });
      acts.write(by(context), 'dnc-added', numbers[0] ?? '', { ...added, reason, numbers: numbers.slice(0, 100) });
      context.body = added;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/dnc/remove',
    access: manage,
    body: dncBody,
    async handle(context, { numbers, reason }) {
      const removed = await control.request('dnc.remove', { by: by(context), numbers, reason });
      acts.write(by(context), 'dnc-removed', numbers[0] ?? '', { ...removed, reason, numbers: numbers.slice(0, 100) });
      context.body = removed;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/consents',
    access: watch,
    async handle(context) {
      const asked = checked(consentQuery, context.query).number;
      assertWholeNumber(holderOf(context), asked);
      const number = matchingKey(asked);
      if (number === '') throw new CallboxError('bad-request', `${asked} is no number that could be called.`);
      const consents = await archive.outbound((outbound) => outbound.consentsOf(number));
      context.body = { number, consents: [...consents].reverse() } satisfies ConsentList;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/consents',
    access: manage,
    body: consentBody,
    async handle(context, said) {
      const put = await control.request('consent.put', { by: by(context), ...said });
      const { given, at, source, evidence } = said;
      acts.write(by(context), given ? 'consent-given' : 'consent-withdrawn', put.number, {
        id: put.id,
        at,
        source,
        evidence,
      });
      context.body = put;
      context.status = 201;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/number-quality',
    access: watch,
    async handle(context) {
      const asked = checked(qualityQuery, context.query).numbers.split(',').slice(0, maxQualityNumbers);
      for (const number of asked) assertWholeNumber(holderOf(context), number);
      const numbers = asked.map(matchingKey).filter((number) => number !== '');
      context.body = {
        numbers: await archive.attempts((attempts) => attempts.numberQuality(numbers)),
      } satisfies NumberQualityList;
    },
  });
}

function addOwn(router: ApiRouter, { archive, days }: ListNeeds): void {
  const agentOf = (context: ApiContext): string => {
    const { agentId } = holderOf(context).user;
    if (agentId === null) throw new CallboxError('forbidden', 'This login is no agent and has no leads.');
    return agentId;
  };

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/own-results',
    access: needs('agent.work'),
    async handle(context) {
      const agent = agentOf(context);
      const { from, to } = await days.today();
      const of = async (fromMs: number): Promise<AgentResults> => {
        const found = await archive.attempts((attempts) => attempts.agentResults({ fromMs, toMs: to }, [agent]));
        return found[0] ?? { agent, attempts: 0, connected: 0, talkMs: 0, byResult: {} };
      };
      context.body = { today: await of(from), sevenDays: await of(from - 6 * dayMs) } satisfies OwnResults;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/own-leads',
    access: needs('agent.work'),
    async handle(context) {
      const agent = agentOf(context);
      const { limit } = checked(ownQuery, context.query);
      context.body = {
        leads: await archive.outbound((outbound) => outbound.leadsOfAgent(agent, limit)),
      } satisfies LeadPage;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/own-campaigns',
    access: needs('agent.work'),
    async handle(context) {
      const agent = agentOf(context);
      const [site, active] = await Promise.all([
        archive.site(),
        archive.outbound((outbound) => outbound.activeCampaigns()),
      ]);
      const queues = site?.agents.find(({ id }) => id === agent)?.queues ?? [];
      const own = active.filter(({ campaign }) => queues.includes(campaign.queue));
      context.body = { campaigns: own.map(ownCampaign) } satisfies OwnCampaigns;
    },
  });
}

function ownCampaign({ campaign, state }: StoredCampaign): OwnCampaign {
  const { id, name, mode, queue, hours, days, previewMs, script, lists } = campaign;
  const running = state === 'running';
  return { id, name, mode, queue, hours, days, previewMs, script, running, lists: lists.map(({ list }) => list) };
}

/** Leads are kept as they are dialled: a whole number by its key, a part as it is. */
function keyOrPart(number: string): string {
  return number.length >= 10 ? matchingKey(number) : number;
}
