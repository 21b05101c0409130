import type { Channel, Seizure } from '../lines/lines.js';
import { isWhole } from '../numbers/plan.js';
import type { CallsStep } from './notices.js';
import type { TrunkTable } from './trunks.js';

/** After this long without a digit the number counts as whole (ITU-T E.211: 4 to 6 s between digits). */
export const interDigitMs = 4_000;

interface Lifted {
  readonly channel: Channel;
  digits: string;
  /** The number was handed on, or nothing more can come of it. */
  done: boolean;
}

/** Telephones that were lifted without a call: their users hear dial tone and dial. */
export class Dialling {
  private readonly lifted = new Map<Seizure, Lifted>();

  constructor(private readonly trunks: TrunkTable) {}

  lift(seizure: Seizure, channel: Channel): void {
    this.lifted.set(seizure, { channel, digits: '', done: false });
  }

  /** '#' ends the number at once. */
  digit(seizure: Seizure, digit: string, step: CallsStep): void {
    const telephone = this.lifted.get(seizure);
    if (telephone === undefined || telephone.done) return;
    if (digit === '#') {
      this.whole(seizure, step);
      return;
    }
    if (!/^[0-9*]$/.test(digit)) return; // A-D: nobody has such keys
    if (telephone.digits === '') step.tell({ notice: 'dialling', line: telephone.channel.line });
    telephone.digits += digit;
    if (isWhole(this.trunks.place, telephone.digits)) this.whole(seizure, step);
    else step.setTimer(timerOf(seizure), interDigitMs);
  }

  /** No digit came for a while, or all are there. */
  whole(seizure: Seizure, step: CallsStep): void {
    const telephone = this.lifted.get(seizure);
    if (telephone === undefined || telephone.done || telephone.digits === '') return;
    telephone.done = true;
    step.cancelTimer(timerOf(seizure));
    const { channel, digits } = telephone;
    step.tell({ notice: 'number-dialled', line: channel.line, seizure, number: digits });
  }

  /** The telephone this seizure is of; null: it is not one that was lifted without a call. */
  channelOf(seizure: Seizure): Channel | null {
    return this.lifted.get(seizure)?.channel ?? null;
  }

  /** The telephone was laid down. */
  forget(seizure: Seizure, step: CallsStep): void {
    const telephone = this.lifted.get(seizure);
    if (!this.lifted.delete(seizure) || telephone === undefined) return;
    step.cancelTimer(timerOf(seizure));
    if (!telephone.done && telephone.digits !== '') {
      step.tell({ notice: 'dialling-over', line: telephone.channel.line });
    }
  }
}

function timerOf(seizure: Seizure): string {
  return `calls digits ${seizure}`;
}
