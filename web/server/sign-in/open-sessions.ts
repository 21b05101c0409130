import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import type { SessionEnd } from '../../../daemon/contract/pages.js';
import type { Acts } from '../audit/acts.js';
import type { Hub } from '../live/hub.js';
import type { Business } from '../store/business.js';
import type { SignedIn, SignIn } from './sign-in.js';

export interface OpenSessionsNeeds {
  readonly business: Business;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signIn: SignIn;
  readonly hub: Hub;
  readonly acts: Acts;
  /** Closes the sockets of a session. */
  close(tokenHash: string): void;
  /** Closes its demo telephones only. */
  closePhones(tokenHash: string): void;
}

/** What becomes of open pages when their session ends or its rights change. */
export class OpenSessions {
  constructor(private readonly needs: OpenSessionsNeeds) {}

  /** Hashes of a user's sessions that have not expired. */
  async of(userId: string): Promise<readonly string[]> {
    const { business, clock } = this.needs;
    return (await business.sessions.openOf(userId, clock.nowMs())).map((session) => session.tokenHash);
  }

  /** Tells the pages why, and closes them. */
  end(tokenHashes: readonly string[], why: SessionEnd, address: string | null): void {
    for (const tokenHash of tokenHashes) {
      this.needs.hub.tellSession(tokenHash, { live: 'ended', why, address });
      this.needs.close(tokenHash);
    }
  }

  /** Its pages see what it may see now, or close if it is over. Resolves when they do. */
  async renew(tokenHash: string): Promise<void> {
    this.obey(tokenHash, await this.needs.signIn.resumeHashed(tokenHash, false));
  }

  async renewUser(userId: string): Promise<void> {
    for (const tokenHash of await this.of(userId)) await this.renew(tokenHash);
  }

  /** Closes a session's pages if it is over; `active` moves its end. */
  async check(tokenHash: string, active: boolean): Promise<void> {
    const { signIn, log } = this.needs;
    try {
      this.obey(tokenHash, await signIn.resumeHashed(tokenHash, active));
    } catch (error) {
      log.error({ err: error }, 'a session could not be checked');
    }
  }

  /** Somebody tried five passwords at a locked screen. */
  lockedOut({ user }: SignedIn, address: string): void {
    const { acts, hub, clock } = this.needs;
    const at = clock.nowMs();
    acts.write(user.id, 'locked-out', user.id, { address });
    const alert = { id: `${at}-${user.id}`, code: 'unlock-failed', at, about: user.id, address } as const;
    hub.tellHolders('floor.supervise', { live: 'alert', alert });
  }

  private obey(tokenHash: string, signedIn: SignedIn | null): void {
    if (!signedIn) {
      this.end([tokenHash], 'expired', null);
      return;
    }
    this.needs.hub.renew(signedIn);
    if (!signedIn.rights.has('demo.phones')) this.needs.closePhones(tokenHash);
  }
}
