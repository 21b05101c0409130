import type { Step } from '../base/step.js';
import type { Emergency, Flow, FlowNode, Site } from '../terms/site.js';
import { type RatingNotice, Ratings } from './rating.js';

/** Nodes entered one after the other without the caller hearing or doing anything: more is a loop in the flow. */
export const maxStepsWithoutWaiting = 50;
/** Nodes entered in one call; a silent caller in a menu that leads to itself would otherwise stay for ever. */
export const maxNodesPerCall = 500;
/** Keys kept in the path of a call; later ones still work. */
export const maxPathLength = 64;
/** Keys pressed before their menu is reached are kept for it; a caller leaning on the keypad is not. */
export const maxTypedAhead = 20;

/** ITU-T Q.850: normal clearing; normal, unspecified. */
const causeNormal = 16;
const causeUnspecified = 31;

export type IvrNotice =
  | { readonly notice: 'flow-play'; readonly callId: string; readonly prompts: readonly string[] }
  | { readonly notice: 'flow-stop-play'; readonly callId: string }
  | { readonly notice: 'flow-path'; readonly callId: string; readonly path: string }
  | {
      readonly notice: 'flow-event';
      readonly callId: string;
      readonly what: 'flow-node' | 'digit' | 'flow-timeout' | 'rating' | 'emergency';
      readonly detail: Readonly<Record<string, string>>;
    }
  | { readonly notice: 'flow-to-queue'; readonly callId: string; readonly queueId: string }
  /** Associated data of the call (ACD-26). */
  | {
      readonly notice: 'flow-data';
      readonly callId: string;
      readonly section: string;
      readonly key: string;
      readonly value: string;
    }
  /** "Speak after the tone"; its end is a prompt's. */
  | { readonly notice: 'flow-beep'; readonly callId: string }
  /** What the caller says from here on is a message to this queue (REC-11). */
  | { readonly notice: 'flow-voicemail'; readonly callId: string; readonly queueId: string }
  | { readonly notice: 'flow-voicemail-over'; readonly callId: string }
  | RatingNotice
  | {
      readonly notice: 'flow-hang-up';
      readonly callId: string;
      readonly prompts: readonly string[];
      readonly cause: number;
    };

type IvrStep = Step<IvrNotice>;
type Menu = Extract<FlowNode, { block: 'menu' }>;
type Voicemail = Extract<FlowNode, { block: 'voicemail' }>;

interface Run {
  readonly callId: string;
  /** The version with which the call began; a changed site counts from the next call on. */
  readonly flow: Flow;
  nodeId: string;
  /** What is waited for: the end of a prompt, or a key, or the end of the emergency announcement. */
  waiting: 'prompt' | 'key' | 'emergency' | 'beep' | 'voice';
  /** Asked again after the announcement; null: the node is entered. */
  askedAfter: readonly string[] | null;
  retriesLeft: number;
  path: string;
  typedAhead: string;
  nodesEntered: number;
  stepsWithoutWaiting: number;
}

/** Leads callers through flows: one node at a time, each waiting for a prompt's end, a key or a timer. */
export class Flows {
  private readonly runs = new Map<string, Run>();
  private flows = new Map<string, Flow>();
  private numbers = new Map<string, string>();
  private defaultFlow = '';
  private readonly ratings = new Ratings();
  private announced: Emergency | null = null;
  /** Which announcement a call has heard: it hears each once, in however many flows it is. */
  private readonly heard = new Map<string, string>();

  load(site: Site): void {
    this.announced = site.emergency ?? null;
    this.ratings.load(site);
    this.flows = new Map(site.flows.map((flow) => [flow.id, flow]));
    this.numbers = new Map(site.numbers.map((rule) => [rule.number, rule.flow]));
    this.defaultFlow = site.defaultFlow;
  }

  /** The number decides the flow; one that is not listed goes to the default and is an incident. */
  begin(callId: string, calledNumber: string, step: IvrStep): void {
    const listed = this.numbers.get(calledNumber);
    if (listed === undefined) step.incident('unknown-number', { calledNumber, flow: this.defaultFlow });
    this.run(callId, listed ?? this.defaultFlow, '', step);
  }

  /** A flow of its own will takes a call that was elsewhere: a transfer, or the rule of a queue. `path`: keys pressed before. */
  resume(callId: string, flowId: string, path: string, step: IvrStep): void {
    this.forget(callId, step);
    this.run(callId, flowId, path, step);
  }

  /** The agent has left, the caller rates him. False: the site has no rating. */
  rate(callId: string, agentId: string, queue: string | null, step: IvrStep): boolean {
    this.forget(callId, step);
    return this.ratings.begin(callId, agentId, queue, step);
  }

  private run(callId: string, flowId: string, path: string, step: IvrStep): void {
    const flow = this.flows.get(flowId);
    if (flow === undefined) {
      step.incident('flow-missing', { flow: flowId });
      step.tell({ notice: 'flow-hang-up', callId, prompts: [], cause: causeUnspecified });
      return;
    }
    const run: Run = {
      callId,
      flow,
      nodeId: flow.start,
      waiting: 'prompt',
      askedAfter: null,
      retriesLeft: 0,
      path,
      typedAhead: '',
      nodesEntered: 0,
      stepsWithoutWaiting: 0,
    };
    this.runs.set(callId, run);
    this.enter(run, flow.start, step);
  }

  digit(callId: string, digit: string, step: IvrStep): void {
    if (this.ratings.isAsked(callId)) {
      this.ratings.digit(callId, digit, step);
      return;
    }
    const run = this.runs.get(callId);
    const node = run === undefined ? null : nodeOf(run);
    if (run === undefined || node === null) return; // nobody asked for a key
    if (run.waiting === 'emergency') {
      // It is heard to its end; who knows the menu has typed ahead.
      if (run.typedAhead.length < maxTypedAhead) run.typedAhead += digit;
      return;
    }
    if (node.block === 'menu') this.choose(run, node, digit, step);
    else if (node.block === 'play') this.typeAhead(run, node, digit, step);
    else if (node.block === 'voicemail') this.voicemailKey(run, node, step);
  }

  /** A caller who knows the menu doesn't wait for the greeting's end. */
  private typeAhead(run: Run, node: Extract<FlowNode, { block: 'play' }>, digit: string, step: IvrStep): void {
    if (run.typedAhead.length < maxTypedAhead) run.typedAhead += digit;
    run.stepsWithoutWaiting = 0;
    step.tell({ notice: 'flow-stop-play', callId: run.callId });
    this.enter(run, node.next, step);
  }

  private choose(run: Run, node: Menu, digit: string, step: IvrStep): void {
    const { callId } = run;
    run.stepsWithoutWaiting = 0;
    if (run.path.length < maxPathLength) run.path += digit;
    step.cancelTimer(timerOf(callId));
    step.tell({ notice: 'flow-event', callId, what: 'digit', detail: { digit, node: run.nodeId } });
    step.tell({ notice: 'flow-path', callId, path: run.path });
    step.tell({ notice: 'flow-stop-play', callId });
    const next = Object.hasOwn(node.keys, digit) ? node.keys[digit] : undefined;
    if (next !== undefined) this.enter(run, next, step);
    else this.retry(run, node, node.wrongKeyPrompts, step);
  }

  promptEnded(callId: string, step: IvrStep): void {
    this.ratings.promptEnded(callId, step);
    const run = this.runs.get(callId);
    if (run?.waiting === 'emergency') {
      this.afterEmergency(run, step);
      return;
    }
    const node = run === undefined ? null : nodeOf(run);
    if (run !== undefined && node?.block === 'voicemail') {
      this.voicemailSaid(run, node, step);
      return;
    }
    if (run?.waiting !== 'prompt') return;
    if (node?.block === 'play') {
      // An empty prompt list ends at once; a real prompt is a wait.
      if (node.prompts.length > 0) run.stepsWithoutWaiting = 0;
      this.enter(run, node.next, step);
    } else if (node?.block === 'menu') {
      run.waiting = 'key';
      step.setTimer(timerOf(callId), node.timeoutMs);
    }
  }

  /** `kind`: of the timer; no key came in time. */
  timer(kind: string, callId: string, step: IvrStep): void {
    if (kind === 'rating') this.ratings.timeout(callId, step);
    else if (kind === 'voicemail') this.voicemailOver(callId, step);
    else this.timeout(callId, step);
  }

  timeout(callId: string, step: IvrStep): void {
    const run = this.runs.get(callId);
    const node = run === undefined ? null : nodeOf(run);
    if (run === undefined || node?.block !== 'menu' || run.waiting !== 'key') return;
    run.stepsWithoutWaiting = 0;
    step.tell({ notice: 'flow-event', callId, what: 'flow-timeout', detail: { node: run.nodeId } });
    this.retry(run, node, [], step);
  }

  /** The caller who rated, or should have, is gone too. */
  callEnded(callId: string, step: IvrStep): void {
    this.heard.delete(callId);
    this.ratings.callEnded(callId, step);
    this.forget(callId, step);
  }

  /** The call has left its flow. */
  forget(callId: string, step: IvrStep): void {
    if (!this.runs.delete(callId)) return;
    step.cancelTimer(timerOf(callId));
    step.cancelTimer(voicemailTimer(callId));
  }

  /** What callers hear before any flow now; null: nothing. */
  get emergency(): Emergency | null {
    return this.announced;
  }

  /** Calls in a flow now. */
  get running(): number {
    return this.runs.size + this.ratings.running;
  }

  private retry(run: Run, node: Menu, before: readonly string[], step: IvrStep): void {
    if (run.retriesLeft === 0) {
      this.enter(run, node.otherwise, step);
      return;
    }
    run.retriesLeft -= 1;
    const prompts = [...before, ...node.prompts];
    if (!this.announce(run, prompts, step)) this.ask(run, prompts, step);
  }

  /** The announcement of an emergency comes before the caller's next prompt; true: it does now. */
  private announce(run: Run, askedAfter: readonly string[] | null, step: IvrStep): boolean {
    const { announced } = this;
    if (announced === null) return false;
    const which = `${announced.since} ${announced.prompts.join(' ')}`;
    if (this.heard.get(run.callId) === which) return false;
    this.heard.set(run.callId, which);
    run.waiting = 'emergency';
    run.askedAfter = askedAfter;
    run.stepsWithoutWaiting = 0;
    const { callId } = run;
    step.tell({ notice: 'flow-event', callId, what: 'emergency', detail: { by: announced.by } });
    step.tell({ notice: 'flow-play', callId, prompts: announced.prompts });
    return true;
  }

  private afterEmergency(run: Run, step: IvrStep): void {
    const { askedAfter } = run;
    run.askedAfter = null;
    const node = nodeOf(run);
    if (askedAfter === null || node?.block !== 'menu') {
      run.waiting = 'prompt';
      this.begun(run, step);
      return;
    }
    this.ask(run, askedAfter, step);
    this.takeTypedAhead(run, node, step);
  }

  private ask(run: Run, prompts: readonly string[], step: IvrStep): void {
    run.waiting = 'prompt';
    step.tell({ notice: 'flow-play', callId: run.callId, prompts });
  }

  private enter(run: Run, nodeId: string, step: IvrStep): void {
    run.nodeId = nodeId;
    run.nodesEntered += 1;
    run.stepsWithoutWaiting += 1;
    const { callId } = run;
    const node = nodeOf(run);
    if (node === null) {
      this.giveUp(run, 'flow-node-missing', step);
      return;
    }
    if (run.stepsWithoutWaiting > maxStepsWithoutWaiting) {
      this.giveUp(run, 'flow-loop', step);
      return;
    }
    if (run.nodesEntered > maxNodesPerCall) {
      this.giveUp(run, 'flow-too-long', step);
      return;
    }
    step.tell({ notice: 'flow-event', callId, what: 'flow-node', detail: { flow: run.flow.id, node: nodeId } });
    // What only notes something is done first: nobody hears it.
    if (node.block === 'set-data' || !this.announce(run, null, step)) this.begun(run, step);
  }

  /** What the node is there for. */
  private begun(run: Run, step: IvrStep): void {
    const { callId } = run;
    const node = nodeOf(run);
    switch (node?.block) {
      case undefined:
        return;
      case 'play':
      case 'voicemail':
        this.ask(run, node.prompts, step);
        return;
      case 'menu':
        run.retriesLeft = node.retries;
        this.ask(run, node.prompts, step);
        this.takeTypedAhead(run, node, step);
        return;
      case 'queue':
        this.forget(callId, step);
        step.tell({ notice: 'flow-to-queue', callId, queueId: node.queue });
        return;
      case 'set-data':
        this.setData(run, node, step);
        return;
      case 'hang-up':
        this.forget(callId, step);
        step.tell({ notice: 'flow-hang-up', callId, prompts: node.prompts, cause: causeNormal });
        return;
    }
  }

  // ---- voicemail: prompts, a beep, then the caller's voice until a key, his hang-up or the end of the time

  private voicemailSaid(run: Run, node: Voicemail, step: IvrStep): void {
    const { callId } = run;
    if (run.waiting === 'prompt') {
      run.waiting = 'beep';
      step.tell({ notice: 'flow-beep', callId });
    } else if (run.waiting === 'beep') {
      run.waiting = 'voice';
      run.stepsWithoutWaiting = 0;
      step.tell({ notice: 'flow-voicemail', callId, queueId: node.queue });
      step.setTimer(voicemailTimer(callId), node.maxMs);
    }
  }

  /** Who knows what is said goes on to the beep; who has said what he wanted goes on. */
  private voicemailKey(run: Run, node: Voicemail, step: IvrStep): void {
    if (run.waiting === 'prompt') {
      step.tell({ notice: 'flow-stop-play', callId: run.callId });
      this.voicemailSaid(run, node, step);
    } else if (run.waiting === 'voice') this.voicemailOver(run.callId, step);
  }

  private voicemailOver(callId: string, step: IvrStep): void {
    const run = this.runs.get(callId);
    const node = run === undefined ? null : nodeOf(run);
    if (run?.waiting !== 'voice' || node?.block !== 'voicemail') return;
    step.cancelTimer(voicemailTimer(callId));
    step.tell({ notice: 'flow-voicemail-over', callId });
    this.enter(run, node.next, step);
  }

  private setData(run: Run, node: Extract<FlowNode, { block: 'set-data' }>, step: IvrStep): void {
    const { section, key } = node;
    step.tell({ notice: 'flow-data', callId: run.callId, section, key, value: node.value ?? run.path });
    this.enter(run, node.next, step);
  }

  private takeTypedAhead(run: Run, node: Menu, step: IvrStep): void {
    const digit = run.typedAhead.charAt(0);
    run.typedAhead = run.typedAhead.slice(1);
    if (digit !== '') this.choose(run, node, digit, step);
  }

  private giveUp(run: Run, code: string, step: IvrStep): void {
    step.incident(code, { flow: run.flow.id, node: run.nodeId, callId: run.callId });
    this.forget(run.callId, step);
    step.tell({ notice: 'flow-hang-up', callId: run.callId, prompts: [], cause: causeUnspecified });
  }
}

/** Null: the flow names a node that it does not have. */
function nodeOf(run: Run): FlowNode | null {
  return Object.hasOwn(run.flow.nodes, run.nodeId) ? (run.flow.nodes[run.nodeId] ?? null) : null;
}

function timerOf(callId: string): string {
  return `ivr key ${callId}`;
}

function voicemailTimer(callId: string): string {
  return `ivr voicemail ${callId}`;
}
