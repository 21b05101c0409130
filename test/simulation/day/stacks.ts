/** People are refused all day; where from is of no interest, and costs as much as the refusal itself. */
export function keepShortStacks(): void {
  Error.stackTraceLimit = 6;
}
