import { expect, test } from 'vitest';
import { webOptions } from './options.js';

const needed = ['--data', 'd', '--port', '8080', '--control', 'c', '--pages', 'p'];

test('listens on this machine only unless told otherwise', () => {
  expect(webOptions(needed)).toEqual({
    data: 'd',
    port: 8080,
    host: '127.0.0.1',
    control: 'c',
    pages: 'p',
    phones: null,
    demoLogins: null,
    tls: null,
    redirectPort: null,
    sockets: false,
    firstRun: null,
    phonesWhen: null,
    notify: null,
    backups: null,
    upgrades: null,
    backupWish: null,
    recordingKeys: null,
    training: false,
    trainingFolder: null,
    realFloor: null,
  });
  expect(webOptions([...needed, '--host', '0.0.0.0', '--phones', 's', '--demo-logins', 'l'])).toMatchObject({
    host: '0.0.0.0',
    phones: 's',
    demoLogins: 'l',
  });
});

test.each([
  [['--data', 'd'], /--port is missing/],
  [[...needed, '--prot', '1'], /--prot/],
  [[...needed.slice(0, 2), '--port', '70000', ...needed.slice(4)], /70000 is no port/],
  [[...needed.slice(0, 2), '--port', '-1', ...needed.slice(4)], /--port/],
  [[...needed, 'more'], /more/],
  [[...needed, '--training', '--real-floor', 'https://evil.example'], /--real-floor https:.*as in https:443/],
  [[...needed, '--training', '--real-floor', 'ftp:21'], /--real-floor/],
  [[...needed, '--training', '--real-floor', 'http:70000'], /70000 is no port/],
])('%j is refused with what is wrong', (args, words) => expect(() => webOptions(args)).toThrow(words));

test('the training floor is told where the real one is', () => {
  const args = [...needed, '--training', '--real-floor', 'https:443'];
  expect(webOptions(args)).toMatchObject({ training: true, realFloor: { scheme: 'https', port: 443 } });
});
