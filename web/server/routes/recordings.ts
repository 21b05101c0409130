import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import {
  type Comment,
  commentBody,
  downloadBody,
  heardBody,
  type ListenList,
  type RecordingAbout,
  type RecordingPage,
  type RecordingShown,
  type RecordingsHealth,
} from '../../../daemon/contract/pages.js';
import type { RecordingQuery } from '../../../daemon/store/recording-reader.js';
import type { RecordingDifference } from '../../../daemon/terms/recordings.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { assertWholeNumber } from '../masking/border.js';
import type { Hearing } from '../recordings/hearing.js';
import type { ListenLog } from '../recordings/listen-log.js';
import type { RecordingShelf } from '../recordings/recording-shelf.js';
import { openInside, type RecordingFiles, type Seals, sendSound } from '../recordings/sound-file.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import type { Quality } from '../store/business.js';
import { type Listens, maxListensShown } from '../store/listens.js';
import type { CallArchive } from './call-archive.js';
import { checkedId } from './ids.js';

export interface RecordingNeeds {
  readonly archive: CallArchive;
  readonly files: RecordingFiles;
  readonly hearing: Hearing;
  readonly shelf: RecordingShelf;
  readonly seals: Seals;
  readonly listenLog: ListenLog;
  readonly listens: Listens;
  readonly quality: Quality;
  /** The agent has something new to read. */
  news(agentId: string): void;
}

const hears = needs('recordings.read-all', 'recordings.read-group', 'recordings.read-own');
const moment = z.coerce.number().int().min(0).max(8_640_000_000_000_000);
const lengthMs = z.coerce.number().int().min(0).max(86_400_000);
const word = z.string().min(1).max(64);
const defaultLimit = 50;
export const searchQuery = z.object({
  number: z
    .string()
    .regex(/^[+*#]?[\d*#]{3,24}$/, 'is at least three digits')
    .optional(),
  match: z.enum(['exact', 'begins', 'ends']).default('ends'),
  agent: z.string().min(1).max(32).optional(),
  group: word.optional(),
  queue: word.optional(),
  campaign: word.optional(),
  kind: z.enum(['call', 'voicemail']).optional(),
  from: moment.optional(),
  to: moment.optional(),
  result: word.optional(),
  direction: z.enum(['inbound', 'outbound', 'internal', 'test']).optional(),
  minMs: lengthMs.optional(),
  maxMs: lengthMs.optional(),
  before: z
    .string()
    .regex(/^[0-9a-z]{26}$/, 'is no id')
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(defaultLimit),
});

/** What each answers stands in contract/pages-recordings. */
export function addRecordingRoutes(router: ApiRouter, needed: RecordingNeeds): void {
  addSearch(router, needed);
  addSound(router, needed);
  addWords(router, needed);
}

function addSearch(router: ApiRouter, { archive, hearing, shelf, listens }: RecordingNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/recordings',
    access: hears,
    async handle(context) {
      const asked = checked(searchQuery, context.query);
      const holder = holderOf(context);
      if (asked.number !== undefined) assertWholeNumber(holder, asked.number);
      const agents = await agentsAsked(holder, asked, hearing, archive);
      const query = queryOf(asked, agents);
      const rows = await archive.recordings((recordings) => recordings.search(query));
      context.body = {
        recordings: await shelf.shown(holder, rows),
        next: rows.length < asked.limit ? null : (rows.at(-1)?.id ?? null),
      } satisfies RecordingPage;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/recordings-health',
    access: needs('recordings.read-group', 'recordings.read-all'),
    async handle(context) {
      const [check] = await archive.recordings((recordings) => recordings.checks({ limit: 1 }));
      const differences: Partial<Record<RecordingDifference, number>> = {};
      if (check && check.differences > 0) {
        const rows = await archive.recordings((recordings) => recordings.differences(check.id, 0, 1_000));
        for (const { what } of rows) differences[what] = (differences[what] ?? 0) + 1;
      }
      context.body = { check: check ?? null, differences } satisfies RecordingsHealth;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/recordings/:id/listens',
    access: needs('recordings.listeners'),
    async handle(context) {
      const { recording } = await hearing.one(holderOf(context), checkedId(context.params.id));
      const found = await listens.of(recording.id);
      const shown = found.slice(0, maxListensShown);
      context.body = { listens: shown, more: found.length > shown.length } satisfies ListenList;
    },
  });
}

function addSound(router: ApiRouter, { hearing, files, listenLog }: RecordingNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/recordings/:id',
    access: hears,
    async handle(context) {
      const holder = holderOf(context);
      const { recording } = await hearing.one(holder, checkedId(context.params.id));
      const file = await openInside(files, recording.path);
      try {
        const { size } = file;
        const sent =
          context.method === 'HEAD' ? () => {} : await listenLog.playing(holder, recording.id, context.ip, size);
        await sendSound(context, file, { name: recording.id, disposition: 'inline', sent });
      } catch (error) {
        await file.close();
        throw error;
      }
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/recordings/:id/heard',
    access: hears,
    body: heardBody,
    async handle(context, { heardMs }) {
      const holder = holderOf(context);
      const { recording } = await hearing.one(holder, checkedId(context.params.id));
      await listenLog.heard(holder, recording.id, Math.min(heardMs, (recording.lengthMs ?? heardMs) * 10));
      context.status = 204;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/recordings/:id/download',
    access: needs('recordings.download'),
    body: downloadBody,
    async handle(context, { reason }) {
      const holder = holderOf(context);
      const { recording } = await hearing.one(holder, checkedId(context.params.id));
      const file = await openInside(files, recording.path);
      try {
        const { size } = file;
        const sent = await listenLog.downloading(holder, recording.id, context.ip, size, reason);
        await sendSound(context, file, { name: recording.id, disposition: 'attachment', sent });
      } catch (error) {
        await file.close();
        throw error;
      }
    },
  });
}

function addWords(router: ApiRouter, { hearing, shelf, seals, quality, news }: RecordingNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/recordings/:id/about',
    access: hears,
    async handle(context) {
      const holder = holderOf(context);
      const { recording, gaps, agents } = await hearing.one(holder, checkedId(context.params.id));
      const [shown] = await shelf.shown(holder, [recording]);
      const comments = await quality.comments.of(recording.id);
      const scores = await quality.scores.ofRecordings([recording.id]);
      context.body = {
        recording: shown as RecordingShown,
        agents,
        gaps,
        integrity: await seals.check(recording),
        sha256: recording.sha256,
        heldUntil: recording.heldUntil,
        comments: comments.filter((comment) => mayRead(context, comment)),
        scores: scores.filter((score) => mayRead(context, score)).map(({ id }) => id),
      } satisfies RecordingAbout;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/recordings/:id/comments',
    access: needs('quality.comment'),
    body: commentBody,
    async handle(context, { id, atMs, text }) {
      const holder = holderOf(context);
      const { recording, agents } = await hearing.one(holder, checkedId(context.params.id));
      const agent = recording.agent ?? agents[0];
      if (agent === undefined) throw new CallboxError('conflict', 'Nobody of the house talks in this recording.');
      if (recording.lengthMs !== null && atMs > recording.lengthMs + 1_000) {
        throw new CallboxError('bad-request', `The recording ends at ${recording.lengthMs} ms.`);
      }
      const said = { id, recordingId: recording.id, callId: recording.callId, agent, atMs, text };
      context.body = (await quality.comments.comment(said, holder.user)) satisfies Comment;
      context.status = 201;
      news(agent);
    },
  });
}

/** Comments and scores are for the agent they are about and for who judges; a colleague of the same call reads none. */
function mayRead(context: ApiContext, { agent }: { readonly agent: string }): boolean {
  const { rights, user } = holderOf(context);
  if (rights.has('quality.read') || rights.has('quality.score') || rights.has('quality.comment')) return true;
  return rights.has('quality.own') && user.agentId === agent;
}

type Asked = z.infer<typeof searchQuery>;

/** Whom the question is about, within whom this reader may hear; undefined: everybody. */
async function agentsAsked(
  holder: SignedIn,
  { agent, group }: Asked,
  hearing: Hearing,
  archive: CallArchive,
): Promise<readonly string[] | undefined> {
  const may = await hearing.agentsOf(holder);
  let asked = agent === undefined ? null : [agent];
  if (group !== undefined) {
    const site = await archive.site();
    const members = (site?.agents ?? []).filter((each) => each.group === group).map(({ id }) => id);
    asked = asked === null ? members : asked.filter((each) => members.includes(each));
  }
  if (asked === null) return may ?? undefined;
  return may === null ? asked : asked.filter((each) => may.includes(each));
}

function queryOf(asked: Asked, agents: readonly string[] | undefined): RecordingQuery {
  const { number } = asked;
  return {
    limit: asked.limit,
    ...given('number', number?.replace('+', '')),
    ...(number === undefined ? {} : { match: asked.match }),
    ...given('agents', agents),
    ...given('queue', asked.queue),
    ...given('campaign', asked.campaign),
    ...given('kind', asked.kind),
    ...given('result', asked.result),
    ...given('direction', asked.direction),
    ...given('fromMs', asked.from),
    ...given('toMs', asked.to),
    ...given('minLengthMs', asked.minMs),
    ...given('maxLengthMs', asked.maxMs),
    ...given('before', asked.before),
  };
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: V });
}
