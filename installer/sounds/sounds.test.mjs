// @ts-check
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSounds } from '../sounds.mjs';
import { phrases, prompts } from './catalogue.mjs';
import { holdMusic } from './music.mjs';
import { activeLevelDbm0, alawOctet, alawWav, atLevel } from './wav.mjs';

/** @type {string} */
let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-sounds-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('A-law octets are those of ITU-T G.711 table 1a', () => {
  /** @type {[number, number][]} */
  const rows = [
    [0, 0xd5],
    [-1, 0x55],
    [32767, 0xaa],
    [-32768, 0x2a],
    [16, 0xd4],
    [256, 0xc5],
    [512, 0xf5],
    [-512, 0x4a],
    [-513, 0x75],
  ];
  for (const [sample, octet] of rows) expect([sample, alawOctet(sample)]).toEqual([sample, octet]);
});

test('a level is reached, and a peak is bent and not wrapped', () => {
  const sine = Int16Array.from({ length: 8000 }, (_, at) => 3000 * Math.sin((2 * Math.PI * 1000 * at) / 8000));
  expect(activeLevelDbm0(atLevel(sine, -16))).toBeCloseTo(-16, 1);
  const loud = atLevel(sine, 3);
  expect(Math.max(...loud)).toBeLessThanOrEqual(32767);
  expect(Math.min(...loud)).toBeGreaterThanOrEqual(-32767);
  expect(activeLevelDbm0(new Int16Array(8000))).toBe(Number.NEGATIVE_INFINITY);
});

test('a WAV says its own length', () => {
  const wav = alawWav(new Int16Array(81));
  expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
  expect(wav.readUInt32LE(54)).toBe(81);
  expect(wav.length % 2).toBe(0);
});

test('the music goes round without a step', () => {
  const music = holdMusic();
  expect(music.length).toBe(48 * 8000);
  let largest = 0;
  for (let at = 1; at < music.length; at++) {
    largest = Math.max(largest, Math.abs(Number(music[at]) - Number(music[at - 1])));
  }
  expect(Math.abs(Number(music[0]) - Number(music.at(-1)))).toBeLessThanOrEqual(largest);
});

test('every prompt and phrase is made, at the level of speech', { timeout: 60_000 }, async () => {
  const target = join(folder, 'sounds');
  await makeSounds(target, () => {});
  for (const { name } of prompts) expect(readFileSync(join(target, `${name}.wav`)).length).toBeGreaterThan(3000);
  expect(readdirSync(join(target, 'callers')).sort()).toEqual(
    [...phrases.map(({ id }) => `${id}.wav`), 'phrases.json'].sort(),
  );
  expect(JSON.parse(readFileSync(join(target, 'callers/phrases.json'), 'utf8'))).toHaveLength(phrases.length);
});
