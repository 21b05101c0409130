import { z } from 'zod';
import {
  type CustomersFoundPage,
  customerQuery,
  eraseBody,
  personBody,
  type SearchList,
  searchBody,
} from '../../../daemon/contract/pages.js';
import type { Acts } from '../audit/acts.js';
import type { Erasures } from '../customers/erasures.js';
import { findCustomers } from '../customers/find-customers.js';
import { exportEncodings, sendCsv } from '../export/csv-file.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { maskText } from '../masking/masking.js';
import type { CustomerFiles } from '../store/customer-files.js';
import type { CustomerSearch } from '../store/customer-search.js';
import type { CallArchive } from './call-archive.js';
import { checkedId } from './ids.js';

const exportQuery = z.object({ encoding: z.enum(exportEncodings).default('utf-8') });
const header = [
  '姓名 name',
  '手机 phone',
  '公司 company',
  '地址 address',
  '等级 class',
  '负责人 owner',
  '业务 business type',
];

export interface PersonNeeds {
  readonly archive: CallArchive;
  readonly search: CustomerSearch;
  readonly files: CustomerFiles;
  readonly erasures: Erasures;
  readonly acts: Acts;
}

/** What each answers stands in contract/pages-privacy. */
export function addPersonRoutes(router: ApiRouter, needed: PersonNeeds): void {
  addFinding(router, needed);
  addPrivacy(router, needed);
}

function by(context: ApiContext): string {
  return holderOf(context).user.id;
}

function addFinding(router: ApiRouter, { archive, search, files, acts }: PersonNeeds): void {
  const reads = needs('customers.read');

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/customers/find',
    access: reads,
    body: customerQuery,
    async handle(context, { conditions, after = '', limit }) {
      const parts = holderOf(context).rights.has('numbers.full');
      context.body = (await findCustomers(
        search,
        archive,
        { conditions, after, limit },
        parts,
      )) satisfies CustomersFoundPage;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/searches',
    access: reads,
    async handle(context) {
      context.body = { searches: await search.searches(by(context)) } satisfies SearchList;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/searches/:id',
    access: reads,
    body: searchBody,
    async handle(context, body) {
      await search.put({ id: checkedId(context.params.id), owner: by(context), ...body });
      context.status = 204;
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/searches/:id',
    access: reads,
    async handle(context) {
      await search.remove(checkedId(context.params.id), by(context));
      context.status = 204;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/customers/export.csv',
    access: needs('customers.import'),
    handle(context) {
      const { encoding } = checked(exportQuery, context.query);
      acts.write(by(context), 'customers-exported', 'customers', {
        encoding,
        masked: !holderOf(context).rights.has('numbers.full'),
      });
      sendCsv(context, 'customers.csv', encoding, customerRows(files));
    },
  });
}

function addPrivacy(router: ApiRouter, { erasures, acts }: PersonNeeds): void {
  const access = needs('privacy.manage');

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/persons/export',
    access,
    body: personBody,
    async handle(context, { numbers }) {
      const data = await erasures.data(numbers);
      acts.write(by(context), 'person-exported', data.customers[0]?.id ?? '', { numbers: numbers.map(maskText) });
      context.set('Content-Disposition', 'attachment; filename="person.json"');
      context.body = data;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/persons/erase',
    access,
    body: eraseBody,
    async handle(context, { numbers, reason }) {
      context.body = await erasures.erase(numbers, by(context), reason);
    },
  });
}

async function* customerRows(files: CustomerFiles): AsyncGenerator<readonly (readonly string[])[]> {
  yield [header];
  for await (const some of files.all()) {
    yield some.map((each) => [
      each.name,
      each.phone,
      each.company,
      each.address,
      each.class,
      each.owner,
      each.businessType,
    ]);
  }
}
