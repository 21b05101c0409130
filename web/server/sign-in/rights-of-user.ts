import { type Right, rights, rightsOf } from '../../../daemon/terms/rights.js';
import type { User } from '../store/users.js';

/**
 * The role's rights, with those granted and without those revoked. Nobody loses their own session. Who came in with
 * a one-time password may do nothing but choose a password of their own. `demo`: the simulator's telephones are there.
 */
export function rightsOfUser(user: User, demo: boolean): readonly Right[] {
  if (user.mustChangePassword) return ['session.own'];
  const held = new Set<Right>([...rightsOf[user.role], ...user.grants]);
  for (const right of user.revokes) held.delete(right);
  held.add('session.own');
  if (!demo) held.delete('demo.phones');
  return rights.filter((right) => held.has(right));
}
