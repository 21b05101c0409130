import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { type Role, roles } from '../../daemon/terms/rights.js';

const firstAgent = '8001';

/** The file of demo logins that `npm start` makes, made for a test. */
export class DemoLogins {
  private readonly passwords = new Map<string, string>();

  /** `agents`: who has a login beside 8001. */
  constructor(
    readonly path: string,
    agents: readonly string[] = [],
  ) {
    const others = agents.filter((agent) => agent !== firstAgent);
    for (const name of [...roles, ...others]) this.passwords.set(name, randomBytes(9).toString('base64url'));
    const logins = [
      ...roles.map((role) => ({ role, ...this.of(role) })),
      ...others.map((agent) => ({ role: 'agent', ...this.ofAgent(agent) })),
    ];
    writeFileSync(path, JSON.stringify({ url: 'http://127.0.0.1', logins }), { mode: 0o600 });
  }

  of(role: Role): { user: string; password: string } {
    return { user: role === 'agent' ? firstAgent : role, password: this.password(role) };
  }

  ofAgent(agent: string): { user: string; password: string } {
    return { user: agent, password: this.password(agent === firstAgent ? 'agent' : agent) };
  }

  private password(name: string): string {
    const password = this.passwords.get(name);
    if (password === undefined) throw new Error(`no login for ${name}`);
    return password;
  }
}
