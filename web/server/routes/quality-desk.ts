import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import {
  autoRulesBody,
  type Drawing,
  drawBody,
  dropBody,
  type FormList,
  type FormVersion,
  formBody,
  type QualityReport,
  type RuleList,
  ruleBody,
  type SamplingShown,
  type WorkList,
} from '../../../daemon/contract/pages.js';
import { formProblems } from '../../../daemon/terms/quality.js';
import type { Acts } from '../audit/acts.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { reportCsv, reportOf } from '../quality/report.js';
import { type QualityRounds, weekAt } from '../quality/rounds.js';
import type { Hearing } from '../recordings/hearing.js';
import type { RecordingShelf } from '../recordings/recording-shelf.js';
import type { Quality } from '../store/business.js';
import type { CallArchive } from './call-archive.js';
import { checkedId } from './ids.js';
import { judgesOf } from './quality.js';
import { dayAt, type SiteDays } from './site-days.js';

export interface QualityDeskNeeds {
  readonly quality: Quality;
  readonly hearing: Hearing;
  readonly shelf: RecordingShelf;
  readonly archive: CallArchive;
  readonly rounds: QualityRounds;
  readonly days: SiteDays;
  readonly acts: Acts;
  nowMs(): number;
}

const maxReported = 10_000;
const yearMs = 366 * 86_400_000;
const formId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is a short id of letters, digits and -');
const moment = z.coerce.number().int().min(0).max(8_640_000_000_000_000);
const reportQuery = z
  .object({
    from: moment,
    to: moment,
    group: z.string().min(1).max(64).optional(),
    language: z.enum(['zh', 'en']).default('zh'),
  })
  .refine(({ from, to }) => to > from && to - from <= yearMs, 'a report is of a year at most');
const wording = {
  weights: 'the weights of all items must make 100',
  'no-items': 'a form has at least one item',
  'same-id': 'two items have one id',
  thresholds: 'the points for good are below those for bad',
  'nothing-said': 'the form and each item need a text',
} as const;

/** Forms, sampling, work lists and reports. What each answers stands in contract/pages-quality. */
export function addQualityDeskRoutes(router: ApiRouter, needed: QualityDeskNeeds): void {
  addForms(router, needed);
  addSampling(router, needed);
  addWork(router, needed);
  addReports(router, needed);
}

function addForms(router: ApiRouter, { quality }: QualityDeskNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/quality/forms',
    access: needs('quality.score', 'quality.manage', 'quality.review'),
    async handle(context) {
      context.body = { forms: await quality.forms.newest() } satisfies FormList;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/quality/forms/:id',
    access: needs('quality.manage'),
    body: formBody,
    async handle(context, { version, form, on }) {
      const [problem] = formProblems(form);
      if (problem !== undefined) throw new CallboxError('bad-request', `Not accepted: ${wording[problem]}.`);
      const id = checked(formId, context.params.id);
      const by = holderOf(context).user.id;
      context.body = (await quality.forms.put(id, version, form, on, by)) satisfies FormVersion;
    },
  });
}

function addSampling(router: ApiRouter, { quality, rounds, days, acts, nowMs }: QualityDeskNeeds): void {
  const access = needs('quality.manage');
  const ruleOf = async (id: string): Promise<SamplingShown> => {
    const rule = (await quality.work.rules()).find((each) => each.id === id);
    if (!rule) throw new CallboxError('not-found', 'There is no such rule.');
    return rule;
  };

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/quality/rules',
    access,
    async handle(context) {
      context.body = {
        rules: await quality.work.rules(),
        autoRules: await rounds.autoRules(),
        judges: await rounds.judges(),
      } satisfies RuleList;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/quality/rules/:id',
    access,
    body: ruleBody,
    async handle(context, rule) {
      const id = checkedId(context.params.id);
      await quality.work.putRule(id, rule, holderOf(context).user.id);
      context.body = await ruleOf(id);
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/quality/rules/:id',
    access,
    async handle(context) {
      await quality.work.removeRule(checkedId(context.params.id), holderOf(context).user.id);
      context.status = 204;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/quality/rules/:id/draw',
    access,
    body: drawBody,
    async handle(context, { day }) {
      const rule = await ruleOf(checkedId(context.params.id));
      const at = day === undefined ? nowMs() : dayAt(day, await days.timeZone()).from;
      if (Number.isNaN(at)) throw new CallboxError('bad-request', `${day} is no date of the calendar.`);
      const week = await weekAt(days, at);
      const drawing = await rounds.draw(rule, week, week.from, true);
      acts.write(holderOf(context).user.id, 'sample-drawn', rule.id, { week: week.from, ...drawing });
      context.body = drawing satisfies Drawing;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/quality/auto-rules',
    access,
    body: autoRulesBody,
    async handle(context, rules) {
      const by = holderOf(context).user.id;
      acts.write(by, 'quality-auto-rules', 'site', { was: await rounds.setAutoRules(rules, by), is: rules });
      context.status = 204;
    },
  });
}

function addWork(router: ApiRouter, { quality, archive, shelf }: QualityDeskNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/quality/work',
    access: needs('quality.score'),
    async handle(context) {
      const holder = holderOf(context);
      const open = await quality.work.open(holder.user.id);
      const rows = await archive.recordings((recordings) => recordings.of(open.map((work) => work.recordingId)));
      const shown = new Map((await shelf.shown(holder, rows)).map((recording) => [recording.id, recording]));
      const work = open.flatMap(({ recordingId, why, rule, at }) => {
        const recording = shown.get(recordingId);
        return recording === undefined ? [] : [{ recording, why, rule, at }];
      });
      context.body = { work, done: await quality.work.doneOf(holder.user.id) } satisfies WorkList;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/quality/work/:recordingId/drop',
    access: needs('quality.score'),
    body: dropBody,
    async handle(context, { reason }) {
      await quality.work.drop(checkedId(context.params.recordingId), holderOf(context).user.id, reason);
      context.status = 204;
    },
  });
}

function addReports(router: ApiRouter, { quality, hearing, archive }: QualityDeskNeeds): void {
  const access = needs('quality.read');
  const reported = async (context: ApiContext): Promise<QualityReport & { readonly language: 'zh' | 'en' }> => {
    const { from, to, group, language } = checked(reportQuery, context.query);
    const site = await archive.site();
    const known = new Map((site?.agents ?? []).map((agent) => [agent.id, agent]));
    const may = await judgesOf(context, hearing);
    const members = [...known.values()].filter((agent) => agent.group === group).map(({ id }) => id);
    const agents = group === undefined ? may : may === null ? members : members.filter((each) => may.includes(each));
    const scores = await quality.scores.within({ agents, fromMs: from, toMs: to }, maxReported + 1);
    const shown = scores.slice(0, maxReported);
    const forms = await quality.forms.all(shown.map((score) => ({ id: score.formId, version: score.version })));
    const who = (id: string) => ({ name: known.get(id)?.name ?? '', group: known.get(id)?.group ?? '' });
    return { from, to, language, more: scores.length > shown.length, ...reportOf(shown, forms, who) };
  };

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/quality/report',
    access,
    async handle(context) {
      const { language: _, ...report } = await reported(context);
      context.body = report satisfies QualityReport;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/quality/report.csv',
    access,
    async handle(context) {
      const { language, ...report } = await reported(context);
      context.body = reportCsv(report, language);
      context.type = 'text/csv; charset=utf-8';
      context.set('Content-Disposition', 'attachment; filename="quality-report.csv"');
    },
  });
}
