/** Something of a day that is read when it is shown, again when the day or the key changes, and on wish. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from '../parts/api.js';

export type Read<T> = T | 'loading' | 'failed';

export function useRead<T>(path: string, key = ''): { readonly read: Read<T>; readonly again: () => void } {
  const value = useSignal<Read<T>>('loading');
  const times = useSignal(0);
  useEffect(() => {
    let current = true;
    void call<T>('GET', path).then((answer) => {
      if (!current) return;
      if (answer.ok) value.value = answer.value;
      else if (typeof value.peek() === 'string') value.value = 'failed';
    });
    return () => {
      current = false;
    };
  }, [path, key, times.value]);
  return {
    read: value.value,
    again: () => {
      times.value += 1;
    },
  };
}
