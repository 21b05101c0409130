import { describe, expect, it } from 'vitest';
import { Drafts } from './drafts.js';

function memory() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe('drafts', () => {
  it('are there again for whoever asks by the same name', () => {
    const storage = memory();
    new Drafts(storage).write('call-1', '周末送货');
    expect(new Drafts(storage).read('call-1')).toBe('周末送货');
    expect(new Drafts(storage).read('call-2')).toBe('');
  });

  it('leave nothing behind when they are sent', () => {
    const storage = memory();
    const drafts = new Drafts(storage);
    drafts.write('call-1', 'x');
    drafts.write('call-1', '');
    expect(storage.kept.size).toBe(0);
  });

  it('do not disturb typing when the storage is full', () => {
    const full = {
      ...memory(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(() => new Drafts(full).write('call-1', 'x')).not.toThrow();
  });
});
