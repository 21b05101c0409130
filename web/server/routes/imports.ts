import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import {
  type ImportKind,
  type ImportList,
  importKinds,
  importStartBody,
  type RowProblem,
  tableOptionsBody,
} from '../../../daemon/contract/pages.js';
import type { Acts } from '../audit/acts.js';
import { exportEncodings, sendCsv } from '../export/csv-file.js';
import { assertAllowed, needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { RefusedRows } from '../import/import-file.js';
import type { Imports } from '../import/imports.js';
import { checkedId } from './ids.js';

const access = needs('leads.import', 'customers.import');
const rightOf = { leads: needs('leads.import'), customers: needs('customers.import') } as const;
const uploadQuery = z.object({
  kind: z.enum(importKinds),
  name: z.string().trim().min(1).max(200),
});
const errorsQuery = z.object({ encoding: z.enum(exportEncodings).default('utf-8') });
const rowsAtOnce = 500;

export interface ImportRouteNeeds {
  readonly imports: Imports;
  readonly acts: Acts;
}

/** Files of leads and customers. What each answers stands in contract/pages-imports. */
export function addImportRoutes(router: ApiRouter, { imports, acts }: ImportRouteNeeds): void {
  const by = (context: ApiContext): string => holderOf(context).user.id;
  const id = (context: ApiContext): string => checkedId(context.params.id);
  const may = (context: ApiContext, kind: ImportKind): void => assertAllowed(rightOf[kind], holderOf(context));

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/imports',
    access,
    async handle(context) {
      context.body = { imports: await imports.list(by(context)) } satisfies ImportList;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/imports',
    access,
    async handle(context) {
      const { kind, name } = checked(uploadQuery, context.query);
      may(context, kind);
      if ((context.get('content-type').split(';')[0] ?? '').trim() !== 'application/octet-stream') {
        const message = 'Send the file itself with the header content-type: application/octet-stream.';
        throw new CallboxError('bad-request', message);
      }
      context.body = await imports.receive(kind, name, by(context), context.req);
      context.status = 201;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/imports/:id',
    access,
    async handle(context) {
      context.body = await imports.findWhole(id(context), by(context));
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/imports/:id/preview',
    access,
    body: tableOptionsBody,
    async handle(context, options) {
      context.body = await imports.preview(id(context), by(context), options);
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/imports/:id/start',
    access,
    body: importStartBody,
    async handle(context, start) {
      const { kind, file } = await imports.find(id(context), by(context));
      may(context, kind);
      context.body = await imports.start(id(context), by(context), start);
      context.status = 202;
      acts.write(by(context), 'import-started', id(context), { kind, file, list: start.list ?? null });
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/imports/:id/cancel',
    access,
    async handle(context) {
      context.body = await imports.cancel(id(context), by(context));
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/imports/:id/undo',
    access,
    async handle(context) {
      const { kind } = await imports.find(id(context), by(context));
      may(context, kind);
      const undone = await imports.undo(id(context), by(context));
      context.body = undone;
      acts.write(by(context), 'import-undone', id(context), { ...undone });
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/imports/:id/errors.csv',
    access,
    async handle(context) {
      const { encoding } = checked(errorsQuery, context.query);
      const refused = await imports.refused(id(context), by(context));
      sendCsv(context, `errors-${id(context)}.csv`, encoding, errorRows(refused));
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/imports/:id',
    access,
    async handle(context) {
      await imports.remove(id(context), by(context));
      context.status = 204;
    },
  });
}

async function* errorRows(refused: RefusedRows): AsyncGenerator<readonly (readonly string[])[]> {
  let rows: (readonly string[])[] = [['line 行', '原因', 'reason']];
  for await (const { refused: one, cells } of refused.read()) {
    const [zh, en] = reasons[one.problem] ?? [one.problem, one.problem];
    rows.push([String(one.line), zh, en, ...cells]);
    if (rows.length < rowsAtOnce) continue;
    yield rows;
    rows = [];
  }
  yield rows;
}

/** For the file of errors, which is opened far from our pages: Chinese, English. */
const reasons: Readonly<Record<RowProblem, readonly [zh: string, en: string]>> = {
  'unclosed-quote': ['引号没有结束', 'a quotation mark is not closed'],
  'bad-quotes': ['引号后面还有文字', 'text after a closing quotation mark'],
  'bad-characters': ['有不属于本编码的字符', 'characters that are not of this encoding'],
  'too-many-columns': ['列数太多', 'too many columns'],
  'too-long': ['内容太长', 'too long'],
  'no-number': ['没有号码', 'no number'],
  'digits-lost': [
    '号码成了科学计数，位数已丢失；请把该列设为文本后重新保存',
    'the number is in scientific notation and has lost digits; make the column text and save again',
  ],
  'not-a-number': ['不是电话号码', 'not a telephone number'],
  'no-area-code': ['缺少区号', 'the area code is missing'],
  'several-numbers': ['一格里有几个号码', 'several numbers in one cell'],
  extension: ['带分机的号码不能外呼', 'a number with an extension cannot be dialled'],
  'not-dialled': ['紧急或服务号码不外呼', 'emergency and service numbers are not called'],
  'duplicate-in-file': ['文件内重复', 'twice in this file'],
  'duplicate-in-list': ['名单里已有', 'in the list already'],
  exists: ['已有此号码的客户', 'a customer has this number already'],
  dnc: ['在免打扰名单里', 'on the do-not-call list'],
  'no-name': ['没有姓名', 'no name'],
  'bad-agent': ['没有这个座席', 'there is no such agent'],
  'bad-time': ['不是日期时间', 'not a date and time'],
  'bad-priority': ['优先级是 0 到 9', 'the priority is 0 to 9'],
};
