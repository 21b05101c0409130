import { describe, expect, it } from 'vitest';
import { talk, wav } from '../../../test/rig/two-voices.js';
import { type Fetch, type Loaded, loadSound, rangeOctets } from './sound-loader.js';

/** A server of ranges that sends in pieces of so many octets. */
function serve(file: Uint8Array, pieceOctets: number, asked: string[] = []): Fetch {
  return async (_url, { headers }) => {
    const range = headers.Range ?? '';
    asked.push(range);
    const [, from = 0, to = 0] = /bytes=(\d+)-(\d+)/.exec(range)?.map(Number) ?? [];
    if (from >= file.length) return { ok: false, status: 416, headers: new Headers(), body: null };
    const part = file.subarray(from, Math.min(to + 1, file.length));
    let at = 0;
    const read = async () => {
      if (at >= part.length) return { done: true };
      const value = part.subarray(at, at + pieceOctets);
      at += value.length;
      return { done: false, value };
    };
    const content = `bytes ${from}-${from + part.length - 1}/${file.length}`;
    return {
      ok: true,
      status: 206,
      headers: new Headers({ 'content-range': content }),
      body: { getReader: () => ({ read }) },
    };
  };
}
const file = wav(talk('c40 -5 a40 b2'));

async function load(fetchOf: Fetch, signal = new AbortController().signal): Promise<readonly Loaded[]> {
  const told: Loaded[] = [];
  await loadSound('x', fetchOf, signal, (loaded) => told.push({ ...loaded }));
  return told;
}

describe('a recording that loads', () => {
  it('is asked for in ranges, grows with each piece, and is whole at the end', async () => {
    const asked: string[] = [];
    const told = await load(serve(file, 100_000, asked));
    expect(asked).toEqual([`bytes=0-${rangeOctets - 1}`, `bytes=${rangeOctets}-${2 * rangeOctets - 1}`]);
    const shares = told.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect([told.length > 5, told.at(-1)?.state, shares.at(-1)]).toEqual([true, 'whole', 1]);
    expect(told.at(-1)?.meter.voices()).toMatchObject({ durationMs: 87_000, longestSilenceMs: 5_000 });
  });

  it.each<[string, Fetch]>([
    ['a refusal', async () => ({ ok: false, status: 404, headers: new Headers(), body: null })],
    ['a connection that breaks', () => Promise.reject(new TypeError('network'))],
    ['something else than a recording', serve(new TextEncoder().encode('<html>'.repeat(2_000)), 500)],
  ])('fails on %s, and says so', async (_what, fetchOf) => {
    expect((await load(fetchOf)).at(-1)?.state).toBe('failed');
  });

  it('is whole when it ends exactly with a range', async () => {
    const exact = file.subarray(0, rangeOctets);
    const grown: Fetch = async (url, init) => {
      const answer = await serve(exact, rangeOctets)(url, init);
      return { ...answer, headers: new Headers() }; // how long it is was not told
    };
    expect((await load(grown)).at(-1)?.state).toBe('whole');
  });

  it('says nothing more to who has left', async () => {
    const left = new AbortController();
    left.abort();
    expect(await load(serve(file, 100_000), left.signal)).toEqual([]);
  });
});
