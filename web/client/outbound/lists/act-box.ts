/** What every box that changes a list does: one request at a time; what was refused is told, and the box stays. */
import { type Signal, useSignal } from '@preact/signals';
import { call } from '../../parts/api.js';
import { tellFailure } from '../../parts/toasts.js';

export interface Acting {
  readonly busy: Signal<boolean>;
  /** null: it was refused, which has been told. */
  ask<T>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<T | null>;
}

export function useActing(): Acting {
  const busy = useSignal(false);
  return {
    busy,
    async ask<T>(method: 'POST' | 'DELETE', path: string, body?: unknown) {
      if (busy.peek()) return null;
      busy.value = true;
      const answer = await call<T>(method, path, body);
      busy.value = false;
      if (answer.ok) return answer.value;
      tellFailure(answer.code);
      return null;
    },
  };
}
