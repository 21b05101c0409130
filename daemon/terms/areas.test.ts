/** ACD-13. */
import { expect, test } from 'vitest';
import { Areas, builtInAreas } from './areas.js';

const areas = new Areas(builtInAreas);

test.each([
  ['01088886666', '010'],
  ['075526001000', '0755'],
  ['+86755260010', ''], // digits are missing
  ['+8675526001000', '0755'],
  ['+861088886666', '010'],
  ['0086075526001000', '0755'],
  ['05741234567', '0574'],
  ['03191234567', '0319'], // not in the table, but a 区号 all the same
  ['13901012345', '010'],
  ['013901012345', '010'],
  ['8613901012345', '010'],
  ['13902400000', '0755'],
  ['13800210000', '021'],
  ['19912345678', ''],
  ['4008001234', ''],
  ['10086', ''],
  ['26001000', ''],
  ['', ''],
  ['<script>', ''],
])('%s is from %s', (number, area) => {
  expect(areas.of(number)).toBe(area);
});

test('every provincial capital and first-tier city has a name in both languages', () => {
  for (const [area, name] of Object.entries(builtInAreas.cities)) {
    expect(area).toMatch(/^0\d{2,3}$/);
    expect(name.zh).toMatch(/^\p{Script=Han}+$/u);
    expect(areas.of(`${area}1234567${area.length === 3 ? '8' : ''}`)).toBe(area);
  }
  expect(areas.city('0755')?.en).toBe('Shenzhen');
  expect(areas.city('0319')).toBeNull();
  expect(areas.city('constructor')).toBeNull();
});

test('a mobile prefix belongs to one area', () => {
  const all = Object.values(builtInAreas.mobiles).flat();
  expect(new Set(all).size).toBe(all.length);
  for (const prefix of all) expect(prefix).toMatch(/^1[3-9]\d{4,5}$/);
});
