/** Codes of every error that crosses a border; put into words by who shows them. */
export const errorCodes = [
  'bad-request',
  'too-large',
  'unknown-method',
  'not-signed-in',
  'wrong-password',
  'throttled',
  'forbidden',
  'not-found',
  'daemon-down',
  'conflict',
  'not-now',
  'unknown-agent',
  'station-taken',
  'unknown-call',
  'unknown-channel',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];
