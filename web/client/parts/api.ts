/** Requests to /api/v1. Each answers with a value or a listed failure, and never throws. */
import type {
  CallBackList,
  CallData,
  CallPage,
  Customer,
  CustomerBody,
  CustomerNote,
  ErrorBody,
  Issue,
  IssueType,
  MissedList,
  OwnSettings,
  Pop,
  Session,
  Task,
  TaskBody,
  TaskList,
} from '../../../daemon/contract/pages.js';
import type { FailureCode } from '../live/requests.js';

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly code: FailureCode;
      /** From Retry-After, 0 if absent. */
      readonly waitMs: number;
      /** What the server says beside the code; absent: nothing. */
      readonly error?: ErrorBody['error'];
    };

/** One request below /api/v1; pages that are loaded when they are opened make theirs with it. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
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
  const error = (content as ErrorBody | null)?.error;
  return { ok: false, code: codeOf(response.status, content), waitMs, ...(error === undefined ? {} : { error }) };
}

function codeOf(status: number, content: unknown): FailureCode {
  const code = (content as ErrorBody | null)?.error?.code;
  if (code !== undefined) return code;
  return status === 401 ? 'not-signed-in' : status === 429 ? 'throttled' : status === 413 ? 'too-large' : 'internal';
}

export const api = {
  session: () => call<Session>('GET', '/session'),
  /** `take`: an agent who is signed in elsewhere is moved here. */
  signIn: (user: string, password: string, take = false) =>
    call<Session>('POST', '/session', take ? { user, password, take } : { user, password }),
  signOut: () => call<null>('DELETE', '/session'),
  lock: () => call<null>('POST', '/session/lock'),
  unlock: (password: string) => call<null>('POST', '/session/unlock', { password }),
  changePassword: (old: string, password: string) => call<null>('PUT', '/session/password', { old, password }),
  calls: (before: string | null, limit: number, filter: CallFilter = {}) =>
    call<CallPage>('GET', `/calls?${query({ limit, before, ...filter })}`),
  callData: (callId: string) => call<CallData>('GET', `/calls/${callId}/data`),
  pop: (callId: string) => call<Pop>('GET', `/pops/${callId}`),
  addCustomer: (customer: CustomerBody) => call<Customer>('POST', '/customers', customer),
  addNote: (customerId: string, callId: string | null, text: string) =>
    call<CustomerNote>('POST', `/customers/${encodeURIComponent(customerId)}/notes`, { callId, text }),
  addIssue: (customerId: string, issue: { type: IssueType; title: string; callId: string | null }) =>
    call<Issue>('POST', `/customers/${encodeURIComponent(customerId)}/issues`, issue),
  setIssue: (id: string, state: Issue['state']) => call<Issue>('PUT', `/issues/${id}`, { state }),
  choosePhone: (number: string, customerId: string) => call<null>('PUT', '/phone-choices', { number, customerId }),
  tasks: (show: 'open' | 'due' | 'done') => call<TaskList>('GET', `/tasks?show=${show}`),
  addTask: (task: TaskBody) => call<Task>('POST', '/tasks', task),
  changeTask: (id: string, task: TaskBody) => call<Task>('PUT', `/tasks/${id}`, task),
  taskDone: (id: string) => call<Task>('POST', `/tasks/${id}/done`),
  removeTask: (id: string) => call<null>('DELETE', `/tasks/${id}`),
  missed: () => call<MissedList>('GET', '/missed'),
  missedHandled: (callId: string) => call<null>('POST', `/missed/${callId}/handled`),
  callBacks: () => call<CallBackList>('GET', '/call-backs'),
  ownSettings: () => call<OwnSettings>('GET', '/own-settings'),
};

/** Absent: all. Times in epoch ms; `number`: 3 digits or more of either number. */
export interface CallFilter {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly number?: string | undefined;
  readonly result?: string | undefined;
}

function query(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '') given.set(name, String(value));
  }
  return given.toString();
}

export function recordingUrl(callId: string): string {
  return `/api/v1/recordings/${callId}`;
}
