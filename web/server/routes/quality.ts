import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import {
  appealBody,
  coachingBody,
  type Note,
  type NoteList,
  newsSeenBody,
  type QualityNews,
  reviewBody,
  type Score,
  type ScorePage,
  type ScoreShown,
  scoreBody,
} from '../../../daemon/contract/pages.js';
import { type Judged, judge, verdicts } from '../../../daemon/terms/quality.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { Hearing } from '../recordings/hearing.js';
import type { Quality } from '../store/business.js';
import { checkedId } from './ids.js';

export interface QualityNeeds {
  readonly quality: Quality;
  readonly hearing: Hearing;
  /** The agent has something new to read, or has read it. */
  news(agentId: string): void;
}

const reads = needs('quality.read', 'quality.score', 'quality.own');
const moment = z.coerce.number().int().min(0).max(8_640_000_000_000_000);
const agentId = z.string().min(1).max(32);
const scoreQuery = z.object({
  agent: agentId.optional(),
  verdict: z.enum(verdicts).optional(),
  appeal: z.enum(['open', 'any']).optional(),
  from: moment.optional(),
  to: moment.optional(),
  before: z
    .string()
    .regex(/^[0-9a-z]{26}$/, 'is no id')
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const noteQuery = z.object({ agent: agentId });

/** What each answers stands in contract/pages-quality. */
export function addQualityRoutes(router: ApiRouter, needed: QualityNeeds): void {
  addNews(router, needed);
  addScores(router, needed);
  addAppeals(router, needed);
}

function addNews(router: ApiRouter, { quality, hearing, news }: QualityNeeds): void {
  const own = (context: ApiContext): string => {
    const { agentId } = holderOf(context).user;
    if (agentId === null) throw new CallboxError('not-found', 'There is no agent behind this login.');
    return agentId;
  };

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/quality/news',
    access: needs('quality.own'),
    async handle(context) {
      const agent = own(context);
      const said = await quality.comments.unseen(agent);
      context.body = { ...said, scores: await quality.scores.unseen(agent) } satisfies QualityNews;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/quality/news/seen',
    access: needs('quality.own'),
    body: newsSeenBody,
    async handle(context, { ids }) {
      const agent = own(context);
      await quality.comments.see(agent, ids);
      await quality.scores.see(agent, ids);
      context.status = 204;
      news(agent);
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/quality/notes',
    access: needs('quality.read', 'quality.comment', 'quality.own'),
    async handle(context) {
      const { agent } = checked(noteQuery, context.query);
      await mayJudge(context, hearing, agent);
      context.body = { notes: await quality.comments.notesOf(agent) } satisfies NoteList;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/quality/notes',
    access: needs('quality.comment'),
    body: coachingBody,
    async handle(context, note) {
      await mayJudge(context, hearing, note.agent);
      if (note.recordingId !== null) await hearing.one(holderOf(context), note.recordingId);
      context.body = (await quality.comments.note(note, holderOf(context).user)) satisfies Note;
      context.status = 201;
      news(note.agent);
    },
  });
}

function addScores(router: ApiRouter, { quality, hearing, news }: QualityNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/quality/scores',
    access: reads,
    async handle(context) {
      const { agent, from, to, ...asked } = checked(scoreQuery, context.query);
      const may = await judgesOf(context, hearing);
      const agents = agent === undefined ? may : may === null || may.includes(agent) ? [agent] : [];
      const scores = await quality.scores.page({ ...asked, agents, fromMs: from, toMs: to });
      context.body = {
        scores,
        next: scores.length < asked.limit ? null : (scores.at(-1)?.id ?? null),
      } satisfies ScorePage;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/quality/scores/:id',
    access: reads,
    async handle(context) {
      const score = await readable(context, quality, hearing);
      context.body = { ...score, form: await formOf(quality, score) } satisfies ScoreShown;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/quality/scores',
    access: needs('quality.score'),
    body: scoreBody,
    async handle(context, { agent: asked, ...score }) {
      const holder = holderOf(context);
      const { recording, agents } = await hearing.one(holder, score.recordingId);
      const agent = asked ?? recording.agent ?? agents[0];
      if (agent === undefined || !(agents.includes(agent) || recording.agent === agent)) {
        throw new CallboxError('bad-request', 'This agent does not talk in the recording.');
      }
      if (agent === holder.user.agentId) throw new CallboxError('forbidden', 'Nobody judges his own calls.');
      const form = await quality.forms.find(score.formId, score.version);
      if (!form) throw new CallboxError('not-found', 'There is no such form, or no such version of it.');
      const judged = judge(form.form, score.answers);
      if (!judged) throw new CallboxError('bad-request', 'Each item of the form needs one answer, and no other.');
      // A recording that was asked for by its call has an id of its own.
      const whole = { ...score, recordingId: recording.id, callId: recording.callId, agent };
      context.body = (await quality.scores.put(whole, judged, holder.user.id)) satisfies Score;
      context.status = 201;
      news(agent);
    },
  });
}

function addAppeals(router: ApiRouter, { quality, hearing, news }: QualityNeeds): void {
  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/quality/scores/:id/appeal',
    access: needs('quality.own'),
    body: appealBody,
    async handle(context, { reason }) {
      const id = checkedId(context.params.id);
      const { agentId } = holderOf(context).user;
      context.body = (await quality.scores.appeal(id, agentId ?? '', reason)) satisfies Score;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/quality/scores/:id/review',
    access: needs('quality.review'),
    body: reviewBody,
    async handle(context, body) {
      const score = await readable(context, quality, hearing);
      let changed: { judged: Judged; answers: Score['answers'] } | null = null;
      if (body.outcome === 'changed') {
        const judged = judge(await formOf(quality, score), body.answers);
        if (!judged) throw new CallboxError('bad-request', 'Each item of the form needs one answer, and no other.');
        changed = { judged, answers: body.answers };
      }
      const reviewed = await quality.scores.review(score.id, holderOf(context).user.id, body.text, changed);
      context.body = reviewed satisfies Score;
      news(score.agent);
    },
  });
}

async function formOf(quality: Quality, { formId, version }: Score) {
  const found = await quality.forms.find(formId, version);
  if (!found) throw new TypeError(`the form ${formId}@${version} of a score is gone`);
  return found.form;
}

/** @throws CallboxError not-found, the same for a score that is not there and one of another's */
async function readable(context: ApiContext, quality: Quality, hearing: Hearing): Promise<Score> {
  const score = await quality.scores.find(checkedId(context.params.id));
  const may = await judgesOf(context, hearing);
  if (score && (may === null || may.includes(score.agent))) return score;
  throw new CallboxError('not-found', 'There is no such score, or it is not yours.');
}

/** Agents whose scores one reads: whose calls one may hear; with quality.own alone only one's own. Null: all. */
export async function judgesOf(context: ApiContext, hearing: Hearing): Promise<readonly string[] | null> {
  const holder = holderOf(context);
  const { rights, user } = holder;
  if (
    ['quality.read', 'quality.score', 'quality.review', 'quality.comment'].some((right) => rights.has(right as never))
  ) {
    return hearing.agentsOf(holder);
  }
  return user.agentId === null ? [] : [user.agentId];
}

/** @throws CallboxError unknown-agent */
async function mayJudge(context: ApiContext, hearing: Hearing, agent: string): Promise<void> {
  const may = await judgesOf(context, hearing);
  if (may !== null && !may.includes(agent)) {
    throw new CallboxError('unknown-agent', `There is no agent ${agent} whose calls you may hear.`);
  }
}
