/** What a decision was made of, for the pacing log (OUT-05). */
export interface PacingReason {
  readonly idle: number;
  readonly talking: number;
  readonly wrapUp: number;
  readonly inflight: number;
  /** Share of launches that a person answers, as learnt until now, 0-1. */
  readonly answerProbability: number;
  readonly talkMs: number;
  readonly wrapUpMs: number;
  readonly ringMs: number;
  /** Launches per agent who is or will soon be free. */
  readonly ratio: number;
  /** Probability of a drop that the last launch adds, and the highest one that is allowed now. */
  readonly marginalDrop: number;
  readonly allowedDrop: number;
}
