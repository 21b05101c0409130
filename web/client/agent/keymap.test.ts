import { describe, expect, it } from 'vitest';
import { actionOf, defaultKeymap, keyActions, keyText, readKeymap, storedKeymap, withKey } from './keymap.js';

describe('the keys of an agent', () => {
  it('are all different, and each leads to its action', () => {
    expect(new Set(Object.values(defaultKeymap)).size).toBe(keyActions.length);
    for (const action of keyActions) expect(actionOf(defaultKeymap, defaultKeymap[action])).toBe(action);
    expect(actionOf(defaultKeymap, 'KeyF')).toBeNull();
  });

  it('can be changed, stored and read again', () => {
    const changed = withKey(defaultKeymap, 'hold', 'KeyU');
    if ('problem' in changed) throw new Error('refused');
    expect(keyText(changed.hold)).toBe('Alt+U');
    expect(storedKeymap(changed)).toBe('{"hold":"KeyU"}');
    expect(readKeymap(storedKeymap(changed))).toEqual(changed);
  });

  it('are refused when taken, and by whom', () => {
    expect(withKey(defaultKeymap, 'hold', 'KeyM')).toEqual({ problem: 'taken', by: 'mute' });
    expect(withKey(defaultKeymap, 'hold', 'Digit3')).toEqual({ problem: 'taken', by: 'result' });
    expect(withKey(defaultKeymap, 'hold', 'Digit7')).toEqual({ problem: 'taken', by: 'result' });
    expect(withKey(defaultKeymap, 'hold', 'KeyH')).toEqual(defaultKeymap);
  });

  it.each(['F4', 'Tab', 'Escape', 'Space', 'ArrowLeft', 'Enter', ''])('%s belongs to the system', (code) =>
    expect(withKey(defaultKeymap, 'hold', code)).toEqual({ problem: 'bad' }),
  );

  it.each([null, '', 'null', '[]', '7', '{', '{"hold":7}', '{"hold":"F4"}', '{"hold":"KeyM"}', '{"hold":"Digit5"}'])(
    'are the defaults where what is stored is %s',
    (text) => expect(readKeymap(text)).toEqual(defaultKeymap),
  );

  it('stay whose they are when a new action has come to one of them', () => {
    const kept = readKeymap('{"hold":"KeyV"}');
    expect(kept).toMatchObject({ hold: 'KeyV', 'dial-lead': 'KeyU', 'skip-lead': 'KeyE' });
    expect(new Set(Object.values(kept)).size).toBe(keyActions.length);
  });

  it.each(['Digit0', 'Minus'])('%s belongs to the results of outbound calls', (code) => {
    expect(withKey(defaultKeymap, 'hold', code)).toEqual({ problem: 'taken', by: 'result' });
    expect(readKeymap(`{"hold":"${code}"}`)).toEqual(defaultKeymap);
  });

  it('may swap two actions', () => {
    expect(readKeymap('{"hold":"KeyM","mute":"KeyH"}')).toMatchObject({ hold: 'KeyM', mute: 'KeyH' });
  });
});
