/** Logins as this page has read them. */
import { computed, signal } from '@preact/signals';
import type { UserShown } from '../../../daemon/contract/pages.js';
import type { Agent, Supervisor } from '../../../daemon/terms/site.js';
import type { FailureCode } from '../live/requests.js';
import { initials } from '../parts/pinyin.js';
import { adminApi } from './admin-api.js';
import { loadSite, siteInForce } from './site-store.js';

export const users = signal<readonly UserShown[] | null>(null);
export const usersFailure = signal<FailureCode | null>(null);

export interface Person {
  readonly user: UserShown;
  readonly agent: Agent | null;
  readonly supervisor: Supervisor | null;
}

export async function loadPeople(): Promise<void> {
  const [answer] = await Promise.all([adminApi.users(), loadSite()]);
  usersFailure.value = answer.ok ? null : answer.code;
  if (answer.ok) users.value = answer.value.users;
}

export const people = computed<readonly Person[]>(() => {
  const site = siteInForce.value?.site;
  const agents = new Map(site?.agents.map((agent) => [agent.id, agent]));
  const supervisors = new Map(site?.supervisors?.map((each) => [each.id, each]));
  return (users.value ?? [])
    .map((user) => ({
      user,
      agent: agents.get(user.agentId ?? '') ?? null,
      supervisor: supervisors.get(user.id) ?? null,
    }))
    .sort((a, b) => (a.user.id < b.user.id ? -1 : 1));
});

/** Agents of the site with whom nobody can log in. */
export const withoutLogin = computed<readonly Agent[]>(() => {
  if (users.value === null) return [];
  const known = new Set(users.value.map(({ id }) => id));
  return (siteInForce.value?.site.agents ?? []).filter(({ id }) => !known.has(id));
});

/** By number, name, initials of the name, group and queues. */
export function found(person: Person, wanted: string, queueName: (id: string) => string): boolean {
  const { user, agent } = person;
  const text = [
    user.id,
    user.name,
    initials(user.name),
    agent?.group ?? '',
    ...(agent?.queues ?? []).flatMap((id) => [id, queueName(id)]),
  ]
    .join(' ')
    .toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((part) => text.includes(part));
}

/** Lines of telephones at which nobody sits, in order; those of `but` count as free. */
export function freeLines(lines: number, taken: readonly number[], but: number): readonly number[] {
  const all = Array.from({ length: lines }, (_, at) => at + 1);
  return all.filter((line) => line === but || !taken.includes(line));
}
