import { describe, expect, it } from 'vitest';
import { initials } from './pinyin.js';

describe('initials of names', () => {
  it.each([
    ['王芳', 'wf'],
    ['李强', 'lq'],
    ['张敏', 'zm'],
    ['刘洋', 'ly'],
    ['赵丽', 'zl'],
    ['孙伟', 'sw'],
    ['周静', 'zj'],
    ['吴磊', 'wl'],
    ['欧阳锋', 'oyf'],
    ['司马光', 'smg'],
    ['阿依古丽', 'aygl'],
    ['鄂尔泰', 'eet'],
  ])('%s is %s', (name, letters) => expect(initials(name)).toBe(letters));

  it.each([
    ['单田芳', 'stf'],
    ['曾志伟', 'zzw'],
    ['仇英', 'qy'],
    ['解晓东', 'xxd'],
    ['尉迟恭', 'ycg'],
    ['区建国', 'ojg'],
    ['翟志刚', 'zzg'],
  ])('%s is read as a surname: %s', (name, letters) => expect(initials(name)).toBe(letters));

  it('takes the first letters of words written in Latin letters', () => {
    expect(initials('Anna Maria Berg')).toBe('amb');
    expect(initials('Agent 8001')).toBe('a8');
  });

  it('reads what it can of a mixed name, and nothing of signs', () => {
    expect(initials('王Tom')).toBe('wtom');
    expect(initials('☎')).toBe('');
    expect(initials('')).toBe('');
  });
});
