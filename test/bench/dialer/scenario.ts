/** The days that pacers are compared on. */

export const hourMs = 3_600_000;
export const shiftMs = 8 * hourMs;

export interface AnswerStep {
  readonly fromMs: number;
  /** Share of attempts that a person answers, 0-1. */
  readonly probability: number;
}

export interface Breaks {
  readonly everyMs: number;
  readonly lengthMs: number;
  /** Agents sign in one after the other within so long. */
  readonly loginsMs: number;
}

export interface Scenario {
  /** n10-p30. */
  readonly name: string;
  readonly agents: number;
  readonly trunks: number;
  readonly answers: readonly AnswerStep[];
  readonly talk: 'usual' | 'bimodal';
  readonly breaks?: Breaks;
}

export const teamSizes = [3, 5, 10, 20, 40, 60] as const;

const byHour: readonly AnswerStep[] = [
  { fromMs: 0, probability: 0.3 },
  { fromMs: 1.5 * hourMs, probability: 0.15 },
  { fromMs: 3 * hourMs, probability: 0.45 },
  { fromMs: 4.5 * hourMs, probability: 0.2 },
  { fromMs: 6 * hourMs, probability: 0.5 },
  { fromMs: 7 * hourMs, probability: 0.25 },
];

const allDay = (probability: number): readonly AnswerStep[] => [{ fromMs: 0, probability }];

export function trunksFor(agents: number): number {
  if (agents <= 10) return 30;
  if (agents <= 20) return 60;
  return agents <= 40 ? 90 : 120;
}

function scenariosOf(agents: number): readonly Scenario[] {
  const name = (what: string): string => `n${agents}-${what}`;
  const team = { agents, trunks: trunksFor(agents), talk: 'usual' } as const;
  const days: Scenario[] = [
    { ...team, name: name('p15'), answers: allDay(0.15) },
    { ...team, name: name('p30'), answers: allDay(0.3) },
    { ...team, name: name('p50'), answers: allDay(0.5) },
    { ...team, name: name('steps'), answers: byHour },
    { ...team, name: name('bimodal'), answers: allDay(0.3), talk: 'bimodal' },
  ];
  const breaks = { everyMs: 50 * 60_000, lengthMs: 7 * 60_000, loginsMs: 15 * 60_000 };
  if (agents === 10) days.push({ ...team, name: name('breaks'), answers: allDay(0.3), breaks });
  return days;
}

export const scenarios: readonly Scenario[] = teamSizes.flatMap(scenariosOf);

export function answerProbability({ answers }: Scenario, atMs: number): number {
  let probability = 0;
  for (const step of answers) if (atMs >= step.fromMs) probability = step.probability;
  return probability;
}
