import type { RehearsedDay } from '../../../daemon/dialer/rehearsal/day.js';
import type { Rehearsed } from '../../../daemon/dialer/rehearsal/rehearsal.js';

export interface ForecastQuestion {
  readonly day: RehearsedDay;
}
export interface ForecastAnswer {
  readonly rehearsed: Rehearsed;
}
