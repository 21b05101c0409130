/** Long work on the server, looked at until it is over: the start answers with an id, the page asks how it goes. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { daemon, returns } from '../live/live.js';
import type { FailureCode } from '../live/requests.js';
import { call } from '../parts/api.js';

const usualMs = 400;
/** After a request that failed: the server may be starting anew. */
const afterFailureMs = 2_000;

export interface Polled<T> {
  readonly value: Signal<T | null>;
  readonly failure: Signal<FailureCode | null>;
}

/** Asks GET `path` every so often until `over`; a null path asks nothing. A value put by hand stays until the next answer. */
export function usePolled<T>(path: string | null, over: (value: T) => boolean, everyMs = usualMs): Polled<T> {
  const value = useSignal<T | null>(null);
  const failure = useSignal<FailureCode | null>(null);
  const comeBack = `${returns.value}${daemon.value}`;
  useEffect(() => {
    if (path === null) {
      value.value = null;
      return;
    }
    let stopped = false;
    let timer = 0;
    const ask = async (): Promise<void> => {
      const answer = await call<T>('GET', path);
      if (stopped) return;
      failure.value = answer.ok ? null : answer.code;
      if (answer.ok) value.value = answer.value;
      if (answer.ok && over(answer.value)) return;
      if (!answer.ok && answer.code === 'not-found') return;
      timer = window.setTimeout(() => void ask(), answer.ok ? everyMs : afterFailureMs);
    };
    void ask();
    return () => {
      stopped = true;
      window.clearTimeout(timer);
    };
  }, [path, comeBack]);
  return { value, failure };
}

/** Reads a list now, and anew when `again` changes. */
export function useRead<T>(path: string, again: unknown): Polled<T> & { reload(): Promise<void> } {
  const value = useSignal<T | null>(null);
  const failure = useSignal<FailureCode | null>(null);
  const reload = async (): Promise<void> => {
    const answer = await call<T>('GET', path);
    failure.value = answer.ok ? null : answer.code;
    if (answer.ok) value.value = answer.value;
  };
  useEffect(() => {
    void reload();
  }, [path, again, daemon.value, returns.value]);
  return { value, failure, reload };
}
