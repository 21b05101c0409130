/** 'test': a technician's, of no queue, agent or report. */
export type Direction = 'inbound' | 'outbound' | 'internal' | 'test';

/** Where a live call is. */
export type CallStage =
  | 'offered'
  | 'flow'
  | 'queued'
  | 'ringing'
  /** Outbound: the network has it, nobody has answered yet. */
  | 'dialling'
  | 'talking'
  /** Waits in a slot to be picked up. */
  | 'parked'
  /** The agent has left; the caller rates him. */
  | 'rating'
  | 'ended';

/** How a call ended, in the product's words; `cause` beside it is the Q.850 number. */
export type CallEnding =
  | 'completed' // talked with an agent, then someone hung up
  | 'abandoned' // the caller gave up in the queue or while an agent's telephone rang
  | 'self-service' // ended in the flow without asking for an agent
  | 'refused' // no channel, no such number, no flow; outbound: not allowed, no route, no channel
  | 'unanswered' // outbound: busy, no such number, no answer, or the agent gave up first; `cause` tells
  | 'overflowed' // left the queue by its rule
  | 'dropped' // a campaign's: answered by a person, who could not be connected in time
  | 'interrupted'; // the daemon stopped in mid-call; closed at the next start

/** Who hung up; 'called': whom an agent had called. */
export type EndedBy = 'caller' | 'called' | 'agent' | 'system' | 'network';

/** What one telephone does in a call. */
export type PartyState =
  | 'ringing'
  | 'dialling'
  | 'talking'
  /** Hears music, or nothing if it is the agent who pressed hold. */
  | 'held'
  /** Aside with the consulted. */
  | 'consulting'
  | 'conference'
  | 'listening'
  | 'whispering'
  | 'waiting';

export const alarmCodes = [
  'queue-waiting',
  'queue-longest-wait',
  'queue-service-level',
  'queue-agents-ready',
  'agent-not-ready',
  'agent-wrap-up',
  'agent-talk',
  'recording-failed', // value: conversations not recorded, or not whole, since it went on
  'storage-low', // value, threshold: percent used of the recordings' disk
  'storage-full',
] as const;
export type AlarmCode = (typeof alarmCodes)[number];
