/** What administrators ask of the server. */
import type {
  AuditCheck,
  AuditPage,
  CustomerSearch,
  Imported,
  SiteVersions,
  SupervisionList,
  UserList,
  UserMade,
  UserShown,
} from '../../../daemon/contract/pages.js';
import type { Right, Role } from '../../../daemon/terms/rights.js';
import type { SiteChange, SiteInForce } from '../../../daemon/terms/site-change.js';
import { call } from '../parts/api.js';

export interface NewUser {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly agent?: { readonly queues: readonly string[]; readonly line?: number };
}

const user = (id: string): string => `/users/${encodeURIComponent(id)}`;

export const adminApi = {
  site: () => call<SiteInForce>('GET', '/site'),
  versions: () => call<SiteVersions>('GET', '/site/versions?limit=10'),
  changeSite: (version: number, change: SiteChange) =>
    call<{ readonly version: number }>('PUT', '/site', { version, change }),
  users: () => call<UserList>('GET', '/users'),
  addUser: (body: NewUser) => call<UserMade>('POST', '/users', body),
  changeUser: (id: string, body: { readonly name: string; readonly role: Role; readonly disabled: boolean }) =>
    call<UserShown>('PUT', user(id), body),
  /** `leads`: groups whose recordings a leader hears; null: all. */
  setRights: (id: string, grants: readonly Right[], revokes: readonly Right[], leads: readonly string[] | null) =>
    call<UserShown>('PUT', `${user(id)}/rights`, { grants, revokes, leads }),
  removeUser: (id: string) => call<null>('DELETE', user(id)),
  newPassword: (id: string) => call<UserMade>('POST', `${user(id)}/password`),
  unlock: (id: string) => call<null>('POST', `${user(id)}/unlock`),
  import: (text: string, dryRun: boolean) => call<Imported>('POST', '/users/import', { text, dryRun }),
  customers: (number: string) => call<CustomerSearch>('GET', `/customers?q=${encodeURIComponent(number)}`),
  audit: (query: URLSearchParams) => call<AuditPage>('GET', `/audit?${query}`),
  checkAudit: () => call<AuditCheck>('GET', '/audit/check'),
  supervisions: (date: string) => call<SupervisionList>('GET', `/supervisions${date === '' ? '' : `?date=${date}`}`),
};
