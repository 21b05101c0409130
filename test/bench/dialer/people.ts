/**
 * What a dialled number will do and how long people talk, as fixed in pacing.md. An attempt's fate depends on nothing
 * but its number in the day and the hour; a talk's length on the agent and the count of his talks.
 */
import { between, gammaOfThree, keyOf, Lognormal, stream, uniform } from './draws.js';

export const setupMs = 1_500;
export const ringTimeoutMs = 25_000;
/** From the end of the greeting to the detector's word. */
export const classificationMs = 800;
const meanRingMs = 8_500;
const personTakenForMachine = 0.01;
const machineTakenForPerson = 0.05;
const shortTalkMs = 30_000;

/** Of those who aren't persons, added up: machine 33 %, busy 10 %, SIT 10 %, fax 2 %; the others don't answer. */
const upTo = { machine: 0.33, busy: 0.43, sit: 0.53, fax: 0.55 } as const;
const quickMachines = 0.3;

export type Answerer = 'person' | 'machine' | 'fax' | 'none';

/** One attempt's fate; the caller owns the object, `drawFate` fills it. */
export interface Fate {
  answerer: Answerer;
  /** How it ends without an answer. */
  cause: 'busy' | 'sit' | 'noanswer';
  /** From the launch to the answer, or to the end without one. */
  liftsMs: number;
  greetingMs: number;
  /** From the answer to the detector's word, and what it says. */
  classifiedMs: number;
  takenFor: 'human' | 'machine' | 'fax';
}

export function emptyFate(): Fate {
  return { answerer: 'none', cause: 'noanswer', liftsMs: 0, greetingMs: 0, classifiedMs: 0, takenFor: 'human' };
}

const draw = { answerer: 0, ring: 1, greeting: 4, detector: 5, detectorMs: 6, other: 7 } as const;

/** `detects` false: no answering machine detection, everyone who answers goes to an agent at once. */
export function drawFate(fate: Fate, seed: number, attempt: number, probability: number, detects: boolean): void {
  const key = keyOf(seed, stream.attempt, attempt);
  const u = uniform(key, draw.answerer);
  fate.answerer = 'none';
  if (u < probability) personLifts(fate, key);
  else othersLift(fate, key, (u - probability) / (1 - probability));
  if (fate.answerer === 'none') return;
  fate.greetingMs = between(300, 1_000, uniform(key, draw.greeting));
  if (detects) classify(fate, key);
  else {
    fate.takenFor = 'human';
    fate.classifiedMs = 0;
  }
}

function personLifts(fate: Fate, key: number): void {
  const ringMs = gammaOfThree(meanRingMs, key, draw.ring);
  lifts(fate, 'person', ringMs);
}

function othersLift(fate: Fate, key: number, u: number): void {
  const other = uniform(key, draw.other);
  if (u < upTo.machine) {
    const quick = uniform(key, draw.ring) < quickMachines;
    lifts(fate, 'machine', quick ? between(3_000, 6_000, other) : between(17_000, 23_000, other));
  } else if (u < upTo.busy) unanswered(fate, 'busy', between(2_000, 4_000, other));
  else if (u < upTo.sit) unanswered(fate, 'sit', between(2_500, 5_500, other));
  else if (u < upTo.fax) lifts(fate, 'fax', between(3_000, 6_000, other));
  else unanswered(fate, 'noanswer', setupMs + ringTimeoutMs);
}

/** Who would lift after the ring timeout is one who doesn't answer. */
function lifts(fate: Fate, answerer: Answerer, ringMs: number): void {
  if (ringMs >= ringTimeoutMs) {
    unanswered(fate, 'noanswer', setupMs + ringTimeoutMs);
    return;
  }
  fate.answerer = answerer;
  fate.liftsMs = setupMs + ringMs;
}

function unanswered(fate: Fate, cause: Fate['cause'], afterMs: number): void {
  fate.answerer = 'none';
  fate.cause = cause;
  fate.liftsMs = afterMs;
}

function classify(fate: Fate, key: number): void {
  const wrong = uniform(key, draw.detector);
  const person = fate.answerer === 'person';
  const human = person ? wrong >= personTakenForMachine : fate.answerer === 'machine' && wrong < machineTakenForPerson;
  fate.takenFor = human ? 'human' : fate.answerer === 'fax' ? 'fax' : 'machine';
  fate.classifiedMs = human ? fate.greetingMs + classificationMs : between(1_500, 4_000, uniform(key, draw.detectorMs));
}

const usualTalk = new Lognormal(150_000, 0.9);
const shortTalk = new Lognormal(15_000, 0.5);
const longTalk = new Lognormal(220_000, 0.7);
const usualWrap = new Lognormal(25_000, 0.6);
const shortTalks = 0.6;

/** The lengths of an agent's `count`th handling; the caller owns the object. */
export interface Handling {
  talkMs: number;
  wrapMs: number;
}

export function drawHandling(
  handling: Handling,
  seed: number,
  agent: number,
  count: number,
  who: 'usual' | 'bimodal' | 'machine',
): void {
  const key = keyOf(seed, stream.agent + 16 * (agent + 1) + (who === 'machine' ? 8 : 0), count);
  if (who === 'machine') {
    handling.talkMs = between(4_000, 9_000, uniform(key, 0));
    handling.wrapMs = between(3_000, 8_000, uniform(key, 1));
    return;
  }
  const bimodal = who === 'bimodal';
  const talk = bimodal ? (uniform(key, 4) < shortTalks ? shortTalk : longTalk) : usualTalk;
  handling.talkMs = talk.at(key, 0);
  handling.wrapMs = usualWrap.at(key, 2) * (bimodal && handling.talkMs < shortTalkMs ? 0.35 : 1);
}
