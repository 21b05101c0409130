export type Direction = 'inbound' | 'outbound' | 'internal';

/** Where a live call is. */
export type CallStage = 'offered' | 'flow' | 'queued' | 'ringing' | 'talking' | 'ended';

/** How a call ended, in the product's words; `cause` beside it is the Q.850 number. */
export type CallEnding =
  | 'completed' // talked with an agent, then someone hung up
  | 'abandoned' // the caller gave up in the queue or while an agent's telephone rang
  | 'self-service' // ended in the flow without asking for an agent
  | 'refused' // no channel, no such number, no flow
  | 'overflowed' // left the queue by its rule
  | 'interrupted'; // the daemon stopped in mid-call; closed at the next start

/** Who hung up. */
export type EndedBy = 'caller' | 'agent' | 'system' | 'network';
