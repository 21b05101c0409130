import { expect, test } from 'vitest';
import { pageMessage } from '../../../daemon/contract/pages.js';
import { deeds } from '../live/deeds.js';
import { anyone, assertAllowed, needs } from './access.js';
import { addEndpoint, apiRouter, apiRoutes } from './endpoints.js';

test('a route that declares no right stops the start and is named', () => {
  const router = apiRouter();
  addEndpoint(router, { method: 'get', path: '/api/v1/good', access: anyone(), handle() {} });
  expect(() => apiRoutes(router)).not.toThrow();
  router.get('/api/v1/forgotten', () => {});
  expect(() => apiRoutes(router)).toThrow(/GET \/api\/v1\/forgotten declares no right/);
});

test('one of the rights is enough, none is not, and nobody is told apart from forbidden', () => {
  const access = needs('calls.read-all', 'calls.read-own');
  expect(() => assertAllowed(access, { rights: new Set(['calls.read-own']), locked: false })).not.toThrow();
  expect(() => assertAllowed(access, { rights: new Set(['floor.watch']), locked: false })).toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  );
  expect(() => assertAllowed(access, null)).toThrow(expect.objectContaining({ code: 'not-signed-in' }));
  expect(() => assertAllowed(anyone(), null)).not.toThrow();
});

test('every message of the contract declares a right, and there are no others', () => {
  const declared = pageMessage.options.map((option) => option.shape.do.value).sort();
  expect(Object.keys(deeds).sort()).toEqual(declared);
  for (const deed of Object.values(deeds)) expect(deed.access.needs).not.toBe('anyone');
});
