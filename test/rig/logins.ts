import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { type Role, roles } from '../../daemon/terms/rights.js';

/** The file of demo logins that `npm start` makes, made for a test. */
export class DemoLogins {
  private readonly passwords = new Map<Role, string>();

  constructor(readonly path: string) {
    for (const role of roles) this.passwords.set(role, randomBytes(9).toString('base64url'));
    const logins = roles.map((role) => ({ role, ...this.of(role) }));
    writeFileSync(path, JSON.stringify({ url: 'http://127.0.0.1', logins }), { mode: 0o600 });
  }

  of(role: Role): { user: string; password: string } {
    const password = this.passwords.get(role);
    if (password === undefined) throw new Error(`no login for ${role}`);
    return { user: role === 'agent' ? '8001' : role, password };
  }
}
