/** The agent's page has this long to show the customer before the telephone rings all the same. */
export const popTimeMs = 150;
/** Of a person whom the dialer has called: he has said "hello" already. */
export const personPopTimeMs = 100;
/** A ready agent's telephone may be off its hook this long before he counts as unreachable. */
export const offHookGraceMs = 5_000;
