import { choosableReasons } from '../terms/agents.js';
import type { Refusal } from '../terms/requests.js';
import type { AgentRecord } from './agents.js';
import type { AcdStep } from './notices.js';
import type { Requests } from './requests.js';
import type { Roster } from './roster.js';

/** As calls tells it, which this room doesn't import. */
export interface FeatureNotice {
  readonly line: number;
  readonly seizure: number;
  readonly code: 'sign-in' | 'sign-out' | 'ready' | 'not-ready' | 'end-wrap-up' | 'next-call-back';
  /** The digits after the code. */
  readonly argument: string;
}

/** Said when done; the names are below the sounds folder of the site's language. */
const promptOf: Readonly<Record<FeatureNotice['code'], string>> = {
  'sign-in': 'signed-in',
  'sign-out': 'signed-out',
  ready: 'ready',
  'not-ready': 'not-ready',
  'end-wrap-up': 'wrap-up-ended',
  'next-call-back': 'call-back-follows',
};

/** Agents without a screen: what they dial about themselves on the telephone they sit at. */
export class Keypad {
  /** Folder of the prompts: 'zh', 'en'. */
  language = 'zh';

  constructor(
    private readonly roster: Roster,
    private readonly requests: Requests,
  ) {}

  feature(notice: FeatureNotice, step: AcdStep): void {
    const { line, seizure, code, argument } = notice;
    const refused = code === 'sign-in' ? this.signIn(line, argument, step) : this.about(notice, step);
    if (refused !== null) step.log('info', 'a key code was refused', { line, code, why: refused.message });
    const prompt = refused === null ? promptOf[code] : 'not-possible';
    const ok = refused === null;
    step.tell({ notice: 'feature-done', seizure, prompts: [`${this.language}/${prompt}`], ok });
  }

  private about({ line, code, argument }: FeatureNotice, step: AcdStep): Refusal | null {
    const record = this.roster.at(line);
    if (record === null) return { code: 'not-now', message: `nobody is signed in at line ${line}; dial *11 first` };
    if (code === 'not-ready') {
      // Without a digit a short break.
      const reason = argument === '' ? 'break' : choosableReasons[Number(argument) - 1];
      if (reason === undefined) {
        return {
          code: 'bad-request',
          message: `*14 takes a digit from 1 to ${choosableReasons.length}, not ${argument}`,
        };
      }
      return this.requests.key(record, 'not-ready', step, { reason });
    }
    if (code === 'next-call-back') return this.requests.nextCallBack(record, step, true);
    if (code === 'sign-in') return null;
    return this.requests.key(record, code, step);
  }

  /** Without a number: whose telephone this is. With one: he works here until he signs out, if nobody else does. */
  private signIn(line: number, agentId: string, step: AcdStep): Refusal | null {
    const here = this.roster.at(line);
    const record = agentId === '' ? (here ?? this.roster.ownerOf(line)) : this.roster.get(agentId);
    if (record === null) {
      const message =
        agentId === '' ? `line ${line} is not one agent's own; dial *11, your number and #` : `no agent ${agentId}`;
      return { code: 'unknown-agent', message };
    }
    if (here === record) return this.requests.signIn(record, step);
    if (here !== null) {
      return {
        code: 'station-taken',
        message: `line ${line} is used by agent ${here.agent.id}, who must sign out first`,
      };
    }
    if (record.state !== 'signed-out') {
      const refused = this.leaveElsewhere(record, step);
      if (refused !== null) return refused;
    }
    this.roster.moveTo(record, line);
    return this.requests.signIn(record, step);
  }

  /** He moves: not while he has a call or wraps one up. */
  private leaveElsewhere(record: AgentRecord, step: AcdStep): Refusal | null {
    const refused = this.requests.key(record, 'sign-out', step);
    if (refused !== null || record.state === 'signed-out') return refused;
    record.next = null;
    return {
      code: 'station-taken',
      message: `agent ${record.agent.id} has a call at line ${record.agent.line}; end it there first`,
    };
  }
}
