import type { Channel, Seizure, Source } from '../../lines/lines.js';
import { isWhole } from '../../numbers/plan.js';
import type { CallAsk, Refusal } from '../../terms/requests.js';
import type { Target } from '../../terms/targets.js';
import type { Call } from '../call.js';
import type { ChannelTable } from '../channels.js';
import type { Parties } from '../conversation/parties.js';
import type { Party } from '../conversation/party.js';
import { type Dialling, doneBeepMs, interDigitMs } from '../dialling.js';
import type { Leg } from '../legs.js';
import type { CallsStep } from '../notices.js';
import type { DiallingAgent, Joining, Outgoing } from '../outgoing.js';
import type { Progress } from '../progress.js';
import type { Prompts } from '../prompts.js';
import type { TrunkTable } from '../trunks.js';
import type { Attempts } from './attempts.js';
import { codeOf, codeSoFar, type DialledCode } from './feature-codes.js';
import type { OwnTelephone } from './own-telephone.js';
import type { ParkedCalls } from './parked-calls.js';
import type { Plan } from './targets.js';

/** How long a refusal is heard before the next dial tone. */
export const refusedToneMs = 2_000;

export interface KeypadRooms {
  readonly channels: ChannelTable;
  readonly trunks: TrunkTable;
  readonly progress: Progress;
  readonly prompts: Prompts;
  readonly dialling: Dialling;
  readonly outgoing: Outgoing;
  readonly attempts: Attempts;
  readonly own: OwnTelephone;
  readonly parked: ParkedCalls;
  readonly parties: Pick<Parties, 'callOf'>;
  /** The verbs of calls, as pages have them. */
  ask(ask: CallAsk, step: CallsStep): Refusal | null;
}

/** What an agent dials after a flash, with the caller on hold. */
interface Collecting {
  digits: string;
  /** Nothing more is taken: an answer is heard, then the caller comes back, or dial tone. */
  answering: 'no' | 'then-caller' | 'then-dial-tone';
}

/** Telephones without a screen: what is dialled on them, before a call and in one. */
export class Keypad {
  /** By seizure of the agent's telephone. */
  private readonly collecting = new Map<Seizure, Collecting>();

  constructor(private readonly rooms: KeypadRooms) {}

  // ---- lifted without a call

  /** A number or a code is whole; `agent`: who is signed in at that telephone. */
  dialled(seizure: Seizure, telephone: Channel, number: string, agent: DiallingAgent, step: CallsStep): void {
    const { attempts, dialling, own, parked, outgoing } = this.rooms;
    const agentId = agent?.agentId ?? '';
    const plan = attempts.plan({ to: 'number', number }, agentId);
    const joining: Joining = { seizure, telephone, agentId, purpose: 'caller' };
    if (takesCall(plan) && this.rooms.parties.callOf(agentId) !== null) {
      const message = `agent ${agentId} has a caller on hold; lay the telephone down, then "retrieve" rings it`;
      this.answer(seizure, { code: 'not-now', message }, step);
      return;
    }
    switch (plan.plan) {
      case 'agent':
        own.extension(joining, plan, step);
        return;
      case 'slot':
        this.answer(seizure, parked.pickUpHere({ ...joining, purpose: 'pick-up' }, plan.slot, step), step);
        return;
      case 'code':
        this.code(joining, plan.code, step);
        return;
      case 'refused':
        if (plan.why === 'unknown-target' || plan.why === 'oneself') {
          dialling.refuse(seizure, plan.why === 'oneself' ? 'busy' : 'vacant', step);
          return;
        }
        break;
      default:
    }
    dialling.take(seizure, step);
    outgoing.place(seizure, telephone, number, agent, step);
  }

  private code(joining: Joining, { code, argument, where }: DialledCode, step: CallsStep): void {
    const { seizure, telephone } = joining;
    const { parked, dialling, own } = this.rooms;
    const pickingUp: Joining = { ...joining, purpose: 'pick-up' };
    if (where === 'call') {
      dialling.confirm(seizure, [], false, step); // there is no call to do it with
      return;
    }
    switch (code) {
      case 'pick-up':
        this.answer(seizure, parked.pickUpHere(pickingUp, argument === '' ? 0 : Number(argument), step), step);
        return;
      case 'pick-up-call':
        this.answer(seizure, parked.pickUpCallHere(pickingUp, step), step);
        return;
      case 'park':
      case 'conference':
      case 'rate':
        return;
      default:
        if (code === 'next-call-back') own.ask(joining);
        step.tell({ notice: 'feature', line: telephone.line, seizure, code, argument });
    }
  }

  private answer(seizure: Seizure, refused: Refusal | null, step: CallsStep): void {
    if (refused === null) return;
    step.log('info', 'a telephone asked for what cannot be done', { why: refused.message });
    this.rooms.dialling.confirm(seizure, [], false, step);
  }

  /** The answer to 'feature', to a telephone in a call or in none. */
  featureDone(seizure: Seizure, prompts: readonly string[], ok: boolean, step: CallsStep): void {
    this.rooms.own.ask(null);
    if (this.rooms.dialling.confirm(seizure, prompts, ok, step)) return;
    const leg = this.rooms.progress.legs.get(seizure);
    if (leg !== undefined && this.collecting.has(seizure)) this.say(leg, prompts, ok, step);
  }

  // ---- in a call

  /** The recall key. False: it means nothing now. */
  flash(call: Call, party: Party, leg: Leg, step: CallsStep): boolean {
    if (party.role !== 'agent' || party.state !== 'in' || party.agentId === '' || party.mode !== null) return false;
    if (call.stage !== 'talking') return false;
    const { agentId } = party;
    if (this.collecting.has(leg.seizure)) {
      this.back(leg, agentId, step);
      return true;
    }
    if (call.aside?.owner === party.party) {
      // Whom he called has not answered: the caller comes back.
      const waits = call.attempts.some(({ room }) => room === 'aside');
      return this.rooms.ask({ ask: waits ? 'cancel' : 'toggle', agentId }, step) === null;
    }
    if (this.rooms.ask({ ask: 'hold', agentId }, step) !== null) return false;
    this.collecting.set(leg.seizure, { digits: '', answering: 'no' });
    this.rooms.prompts.tone(leg, 'dial', step);
    return true;
  }

  /** True: the digit was dialled, and is none for who is in the call. */
  digit(party: Party, leg: Leg, digit: string, step: CallsStep): boolean {
    const state = this.collecting.get(leg.seizure);
    if (state === undefined) return false;
    if (state.answering !== 'no' || !/^[0-9*#]$/.test(digit)) return true;
    this.rooms.prompts.stop(leg, step);
    if (digit === '#') {
      if (state.digits !== '') this.whole(party, leg, state, step);
      return true;
    }
    state.digits += digit;
    const code = codeSoFar(state.digits);
    const ends = code === 'number' ? isWhole(this.rooms.trunks.place, state.digits) : code !== 'perhaps';
    if (ends) this.whole(party, leg, state, step);
    else step.setTimer(timerOf(leg.seizure), interDigitMs);
    return true;
  }

  timeUp(seizure: Seizure, step: CallsStep): void {
    const leg = this.rooms.progress.legs.get(seizure);
    const state = this.collecting.get(seizure);
    const found = leg === undefined ? null : this.rooms.progress.partyOf(leg);
    if (leg !== undefined && state !== undefined && found !== null) this.whole(found.party, leg, state, step);
  }

  private whole(party: Party, leg: Leg, state: Collecting, step: CallsStep): void {
    step.cancelTimer(timerOf(leg.seizure));
    const { digits } = state;
    state.digits = '';
    const code = codeOf(digits);
    if (code !== null) {
      this.codeInCall(party, leg, state, code, step);
      return;
    }
    this.collecting.delete(leg.seizure);
    const target: Target = { to: 'number', number: digits };
    const refused = this.rooms.ask({ ask: 'consult', agentId: party.agentId, target }, step);
    if (refused === null) return;
    this.collecting.set(leg.seizure, state);
    this.refuse(leg, refused, step);
  }

  private codeInCall(party: Party, leg: Leg, state: Collecting, dialled: DialledCode, step: CallsStep): void {
    const { code, argument, where } = dialled;
    const { agentId } = party;
    if (where === 'idle') {
      this.refuse(leg, { code: 'not-now', message: `"${code}" is for a telephone without a call` }, step);
      return;
    }
    switch (code) {
      case 'park':
        this.park(agentId, leg, argument === '' ? null : Number(argument), step);
        return;
      case 'rate':
      case 'conference': {
        this.collecting.delete(leg.seizure);
        const refused = this.rooms.ask({ ask: code, agentId }, step);
        if (refused === null) return;
        this.collecting.set(leg.seizure, state);
        this.refuse(leg, refused, step);
        return;
      }
      case 'sign-out':
      case 'ready':
      case 'not-ready': {
        const { line } = this.rooms.channels.get(leg.channel) ?? { line: 0 };
        state.answering = 'then-caller';
        step.tell({ notice: 'feature', line, seizure: leg.seizure, code, argument });
        return;
      }
      default:
    }
  }

  private park(agentId: string, leg: Leg, slot: number | null, step: CallsStep): void {
    const done = this.rooms.parked.park(agentId, slot, step);
    if ('code' in done) this.refuse(leg, done, step);
  }

  private refuse(leg: Leg, refused: Refusal, step: CallsStep): void {
    step.log('info', 'a telephone asked for what cannot be done', { why: refused.message });
    const state = this.collecting.get(leg.seizure);
    if (state !== undefined) state.answering = 'then-dial-tone';
    this.rooms.prompts.answer(leg, [{ tone: 'congestion', ms: refusedToneMs }], step);
  }

  private say(leg: Leg, prompts: readonly string[], ok: boolean, step: CallsStep): void {
    const state = this.collecting.get(leg.seizure);
    if (state !== undefined) state.answering = 'then-caller';
    const tone: Source = ok ? { tone: 'beep', ms: doneBeepMs } : { tone: 'congestion', ms: refusedToneMs };
    const sources = prompts.length === 0 ? [tone] : prompts.map((file) => ({ file }));
    this.rooms.prompts.answer(leg, sources, step);
  }

  /** What was said to him is over. */
  answered(party: Party, leg: Leg, step: CallsStep): void {
    const state = this.collecting.get(leg.seizure);
    if (state === undefined) return;
    if (state.answering === 'then-caller') {
      this.back(leg, party.agentId, step);
    } else if (state.answering === 'then-dial-tone') {
      state.answering = 'no';
      this.rooms.prompts.tone(leg, 'dial', step);
    }
  }

  private back(leg: Leg, agentId: string, step: CallsStep): void {
    this.collecting.delete(leg.seizure);
    step.cancelTimer(timerOf(leg.seizure));
    this.rooms.prompts.stop(leg, step);
    this.rooms.ask({ ask: 'retrieve', agentId }, step);
  }

  /** The telephone is in no call any more, or does something else by its page. */
  forget(seizure: Seizure, step: CallsStep): void {
    if (this.collecting.delete(seizure)) step.cancelTimer(timerOf(seizure));
  }
}

function timerOf(seizure: Seizure): string {
  return `calls keypad ${seizure}`;
}

/** One call at a time: but help can always be called, and codes that are about the agent are answered. */
function takesCall(plan: Plan): boolean {
  switch (plan.plan) {
    case 'agent':
    case 'slot':
      return true;
    case 'outside':
      return plan.routed.kind !== 'emergency';
    case 'code':
      return callCodes.has(plan.code.code);
    default:
      return false;
  }
}

const callCodes: ReadonlySet<string> = new Set(['pick-up', 'pick-up-call', 'next-call-back']);
