/** Requests to /api/v1. Each answers with a value or a listed failure, and never throws. */
import type {
  CallPage,
  Customer,
  CustomerBody,
  CustomerNote,
  ErrorBody,
  Pop,
  Session,
} from '../../../daemon/contract/pages.js';
import type { FailureCode } from '../live/requests.js';

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: FailureCode /** From Retry-After, 0 if absent. */; readonly waitMs: number };

async function call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    return { ok: false, code: 'offline', waitMs: 0 };
  }
  const content: unknown = await response.json().catch(() => null);
  if (response.ok) return { ok: true, value: content as T };
  const waitMs = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
  return { ok: false, code: codeOf(response.status, content), waitMs };
}

function codeOf(status: number, content: unknown): FailureCode {
  const code = (content as ErrorBody | null)?.error?.code;
  if (code !== undefined) return code;
  return status === 401 ? 'not-signed-in' : status === 429 ? 'throttled' : status === 413 ? 'too-large' : 'internal';
}

export const api = {
  session: () => call<Session>('GET', '/session'),
  signIn: (user: string, password: string) => call<Session>('POST', '/session', { user, password }),
  signOut: () => call<null>('DELETE', '/session'),
  calls: (before: string | null, limit: number) =>
    call<CallPage>('GET', `/calls?limit=${limit}${before === null ? '' : `&before=${before}`}`),
  pop: (callId: string) => call<Pop>('GET', `/pops/${callId}`),
  addCustomer: (customer: CustomerBody) => call<Customer>('POST', '/customers', customer),
  addNote: (customerId: string, callId: string | null, text: string) =>
    call<CustomerNote>('POST', `/customers/${encodeURIComponent(customerId)}/notes`, { callId, text }),
};

export function recordingUrl(callId: string): string {
  return `/api/v1/recordings/${callId}`;
}
