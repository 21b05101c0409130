import { CallboxError } from '../../../daemon/base/errors.js';
import type { RecordingDetail } from '../../../daemon/store/recording-reader.js';
import type { CallArchive } from '../routes/call-archive.js';
import type { SignedIn } from '../sign-in/sign-in.js';

/** Whose recordings one may hear (REC-06), and with that whose calls one may judge, comment and read of. */
export class Hearing {
  constructor(private readonly archive: CallArchive) {}

  /** Agents; null: everybody's, and voicemail. */
  async agentsOf({ rights, user }: SignedIn): Promise<readonly string[] | null> {
    if (rights.has('recordings.read-all')) return null;
    const own = rights.has('recordings.read-own') && user.agentId !== null ? [user.agentId] : [];
    if (!rights.has('recordings.read-group')) return own;
    if (user.leads === null) return null;
    const site = await this.archive.site();
    const led = (site?.agents ?? []).filter(({ group }) => user.leads?.includes(group ?? ''));
    return [...new Set([...own, ...led.map(({ id }) => id)])];
  }

  /**
   * `id`: of a recording, or of a call: then its first recording.
   * @throws CallboxError not-found, the same for what is not there and what is not theirs: ids are not to be probed
   */
  async one(holder: SignedIn, id: string): Promise<RecordingDetail> {
    const detail = await this.find(id);
    const agents = await this.agentsOf(holder);
    if (detail && (agents === null || (await this.talked(detail, agents)))) return detail;
    throw new CallboxError('not-found', `There is no recording ${id}, or it is not yours to hear.`);
  }

  private async find(id: string): Promise<RecordingDetail | null> {
    const found = await this.archive.recordings((recordings) => recordings.one(id));
    if (found) return found;
    const [first] = await this.archive.recordings((recordings) => recordings.ofCall(id));
    return first ? this.archive.recordings((recordings) => recordings.one(first.id)) : null;
  }

  private async talked({ recording, agents: talked }: RecordingDetail, agents: readonly string[]): Promise<boolean> {
    if (talked.some((agent) => agents.includes(agent))) return true;
    if (recording.callId === '') return false;
    // Recordings from before the ledger knew everybody who talked.
    for (const agent of agents) {
      if (await this.archive.floor((floor) => floor.talkedIn(recording.callId, agent))) return true;
    }
    return false;
  }
}
