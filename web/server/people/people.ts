import type { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import type {
  grantsBody,
  Imported,
  ImportProblem,
  UserMade,
  UserShown,
  userBody,
  userChangeBody,
} from '../../../daemon/contract/pages.js';
import { rightsOf } from '../../../daemon/terms/rights.js';
import type { Agent, Site } from '../../../daemon/terms/site.js';
import { refusal } from '../http/failures.js';
import { hashPassword, machineMadeCost, oneTimePassword, type RandomBytes } from '../sign-in/passwords.js';
import type { User, Users } from '../store/users.js';
import { type ImportedLine, importLines } from './import-lines.js';
import { freeTelephones, has, newAgent, type SiteAgents } from './site-agents.js';

export interface PeopleNeeds {
  readonly users: Users;
  readonly agents: SiteAgents;
  readonly random: RandomBytes;
  /** His sessions are over: their pages must close. `why` is told them. */
  ended(userId: string, tokenHashes: readonly string[], why: 'password-reset' | 'disabled'): void;
  /** His rights, role or name are others now: his open pages must obey. Resolves when they do. */
  changed(userId: string): Promise<void>;
  /** Wrong passwords of his are forgotten. */
  forgiven(userId: string): void;
  openSessionsOf(userId: string): Promise<readonly string[]>;
}

/** Logins and the agents behind them. `by` is the login of who does it. */
export class People {
  constructor(private readonly needs: PeopleNeeds) {}

  /** @throws CallboxError conflict, bad-request, or as the daemon refuses the agent */
  async add(body: z.infer<typeof userBody>, by: string): Promise<UserMade> {
    const { users, agents } = this.needs;
    if (await users.find(body.id)) throw taken(body.id);
    if (body.role !== 'agent' && body.agent) {
      throw new CallboxError('bad-request', 'Only a login of the role agent has a telephone and queues.');
    }
    let made = false;
    if (body.role === 'agent') {
      await agents.change(by, (site) => {
        const agent = this.agentFor(site, body);
        made = agent !== null;
        return agent && { change: 'put-agents', agents: [agent] };
      });
    }
    const [login] = await this.makeLogins([body], by, made ? [body.id] : []);
    if (!login) throw new TypeError('a login was made and is not there');
    return { user: await users.shown(body.id), password: login.password };
  }

  /**
   * All or none. With `dryRun` nothing is made.
   * @throws CallboxError bad-request, with `lines`
   */
  async import(text: string, dryRun: boolean, by: string): Promise<Imported> {
    const { people, problems } = importLines(text);
    const site = people.some((person) => person.role === 'agent') ? await this.needs.agents.site() : null;
    const found = [...problems, ...(await this.takenIds(people))];
    const placed = place(people, site, found);
    if (found.length > 0) {
      const message = `${found.length} things in ${new Set(found.map((each) => each.line)).size} lines are wrong; nobody was made.`;
      const lines = found.sort((a, b) => a.line - b.line).slice(0, 300);
      throw refusal('bad-request', message, { lines });
    }
    const told = (passwordOf: (id: string) => string): Imported => ({
      users: placed.map(({ line, id, name, role, telephone }) => ({
        line,
        user: { id, name, role, telephone },
        password: passwordOf(id),
      })),
    });
    if (dryRun) return told(() => '');
    const agents = placed.flatMap((person) => person.agent ?? []);
    if (agents.length > 0) await this.needs.agents.change(by, () => ({ change: 'put-agents', agents }));
    const logins = await this.makeLogins(
      placed,
      by,
      agents.map((agent) => agent.id),
    );
    return told((id) => logins.find((login) => login.id === id)?.password ?? '');
  }

  /** @throws CallboxError not-found, conflict */
  async change(id: string, body: z.infer<typeof userChangeBody>, by: string): Promise<UserShown> {
    const { users, agents } = this.needs;
    const was = await this.existing(id);
    if (body.role !== was.role && (body.role === 'agent' || was.role === 'agent')) {
      const message = 'A login cannot become an agent or stop being one: make another login with an id of its own.';
      throw new CallboxError('conflict', message);
    }
    if (id === by && (body.disabled || body.role !== was.role)) throw notOneself();
    if (was.agentId !== null && body.name !== was.name) {
      await agents.change(by, (site) => {
        const agent = site.agents.find((each) => each.id === id);
        return agent && agent.name !== body.name
          ? { change: 'put-agents', agents: [{ ...agent, name: body.name }] }
          : null;
      });
    }
    const sessions = body.disabled ? await this.needs.openSessionsOf(id) : [];
    await users.change(id, body, by);
    if (body.disabled) this.needs.ended(id, sessions, 'disabled');
    else await this.needs.changed(id);
    return users.shown(id);
  }

  /** @throws CallboxError not-found, conflict */
  async setRights(id: string, body: z.infer<typeof grantsBody>, by: string): Promise<UserShown> {
    const was = await this.existing(id);
    if (id === by && body.revokes.includes('users.manage')) throw notOneself();
    // What the role gives already needs no grant, and what it doesn't give no revoking.
    const role = rightsOf[was.role];
    const grants = body.grants.filter((right) => !role.includes(right) && !body.revokes.includes(right));
    const revokes = body.revokes.filter((right) => role.includes(right) && right !== 'session.own');
    const leads = body.leads === undefined ? was.leads : body.leads;
    await this.needs.users.setRights(id, { grants, revokes, leads }, by);
    await this.needs.changed(id);
    return this.needs.users.shown(id);
  }

  /** A new one-time password. @throws CallboxError not-found */
  async resetPassword(id: string, by: string): Promise<UserMade> {
    const { users, random } = this.needs;
    await this.existing(id);
    const password = oneTimePassword(random);
    const ended = await users.setPassword(id, await hashPassword(password, random, machineMadeCost), null, by);
    this.needs.forgiven(id);
    this.needs.ended(id, ended, 'password-reset');
    return { user: await users.shown(id), password };
  }

  /** @throws CallboxError not-found */
  async unlock(id: string, by: string): Promise<void> {
    await this.needs.users.forgetFailures(id, by);
    this.needs.forgiven(id);
  }

  /** With his agent. @throws CallboxError not-found, conflict, or as the daemon refuses it */
  async remove(id: string, by: string): Promise<void> {
    const { users, agents } = this.needs;
    const was = await this.existing(id);
    if (id === by) throw notOneself();
    if (was.agentId !== null) await agents.remove(by, [was.agentId]);
    const sessions = await this.needs.openSessionsOf(id);
    await users.remove(id, by);
    this.needs.forgiven(id);
    this.needs.ended(id, sessions, 'disabled');
  }

  /** Null: the site has him already and nothing new was asked for. */
  private agentFor(site: Site, body: z.infer<typeof userBody>): Agent | null {
    const { id, name, agent } = body;
    if (has(site, id)) {
      if (!agent) return null;
      throw new CallboxError('conflict', `The site has an agent ${id} already; leave out his settings to use him.`);
    }
    if (!agent) throw new CallboxError('bad-request', 'A new agent needs the setting "agent": his queues at least.');
    const line = agent.line ?? freeTelephones(site)[0];
    if (line === undefined) {
      throw new CallboxError('conflict', 'Every telephone of this box has somebody already; free one first.');
    }
    return newAgent({ ...agent, id, name, line });
  }

  /** If the logins cannot be made, the agents made for them go again. */
  private async makeLogins(
    people: readonly Pick<User, 'id' | 'name' | 'role'>[],
    by: string,
    newAgents: readonly string[],
  ): Promise<readonly { readonly id: string; readonly password: string }[]> {
    const { users, agents, random } = this.needs;
    const logins: { id: string; password: string; passwordHash: string }[] = [];
    // One after the other: each takes a thread that recordings and databases need too.
    for (const { id } of people) {
      const password = oneTimePassword(random);
      logins.push({ id, password, passwordHash: await hashPassword(password, random, machineMadeCost) });
    }
    try {
      const made = people.map(({ id, name, role }, index) => {
        const agentId = role === 'agent' ? id : null;
        return { id, name, role, agentId, passwordHash: logins[index]?.passwordHash ?? '' };
      });
      await users.add(made, by);
    } catch (error) {
      await agents.remove(by, newAgents);
      throw error;
    }
    return logins;
  }

  private async takenIds(people: readonly ImportedLine[]): Promise<readonly ImportProblem[]> {
    const known = new Set((await this.needs.users.list()).map((user) => user.id));
    return people
      .filter((person) => known.has(person.id))
      .map(({ line, id }) => ({ line, column: 'id', problem: 'user-exists', value: id }) as const);
  }

  private async existing(id: string): Promise<User> {
    const user = await this.needs.users.find(id);
    if (!user) throw new CallboxError('not-found', `There is no login ${id}.`);
    return user;
  }
}

type Placed = ImportedLine & { readonly agent: Agent | null };

/**
 * Agents at their telephones; whom the site has already keeps his. Two may share one, as shifts do, if the line says so.
 * What is wrong is added to `problems`.
 */
function place(people: readonly ImportedLine[], site: Site | null, problems: ImportProblem[]): readonly Placed[] {
  if (!site) return people.map((person) => ({ ...person, telephone: null, agent: null }));
  const queueIds = queuesByName(site);
  const asked = new Set(people.map((person) => person.telephone));
  const supervised = new Map((site.supervisors ?? []).map((supervisor) => [supervisor.line, supervisor.id]));
  const free = freeTelephones(site).filter((line) => !asked.has(line));
  return people.map((person): Placed => {
    const { line, id, name, group } = person;
    if (person.role !== 'agent') return { ...person, telephone: null, agent: null };
    const known = site.agents.find((agent) => agent.id === id);
    if (known) return { ...person, telephone: known.line, agent: null };
    const queues = person.queues.flatMap((queue) => queueIds.get(queue.toLowerCase()) ?? []);
    for (const queue of person.queues) {
      if (!queueIds.has(queue.toLowerCase()))
        problems.push({ line, column: 'queues', problem: 'unknown-queue', value: queue.slice(0, 40) });
    }
    const telephone = person.telephone ?? free.shift();
    if (telephone === undefined) {
      problems.push({ line, column: 'line', problem: 'no-free-telephone', value: '' });
      return { ...person, agent: null };
    }
    if (telephone > site.board.lines) {
      problems.push({ line, column: 'line', problem: 'not-a-telephone', value: String(telephone) });
    } else if (supervised.has(telephone)) {
      const value = `${telephone} (${supervised.get(telephone)})`;
      problems.push({ line, column: 'line', problem: 'telephone-taken', value });
    }
    return {
      ...person,
      telephone,
      agent: newAgent({ id, name, line: telephone, queues: [...new Set(queues)], group }),
    };
  });
}

/** A spreadsheet calls a queue by its id or by its name in either language, whatever the capitals. */
function queuesByName(site: Site): ReadonlyMap<string, string> {
  const named = site.queues.flatMap(({ id, name }): [string, string][] => [
    [name.zh.toLowerCase(), id],
    [name.en.toLowerCase(), id],
  ]);
  const byId = site.queues.map(({ id }): [string, string] => [id.toLowerCase(), id]);
  return new Map([...named, ...byId]);
}

function taken(id: string): CallboxError {
  return new CallboxError('conflict', `There is a login ${id} already; choose another id.`);
}

function notOneself(): CallboxError {
  return new CallboxError('conflict', 'Nobody takes this from himself; ask another administrator.');
}
