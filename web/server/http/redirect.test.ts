import { get } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { listenOn, redirectServer } from './redirect.js';

const open: ReturnType<typeof redirectServer>[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function started(httpsPort = 443) {
  const server = redirectServer(() => httpsPort);
  open.push(server);
  await listenOn(server, { port: 0, host: '127.0.0.1' });
  return (server.address() as AddressInfo).port;
}

function locationOf(port: number, path: string, host?: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    get({ port, path, host: '127.0.0.1', ...(host === undefined ? {} : { headers: { host } }) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 307 ? answer.headers.location : undefined);
    }).on('error', reject);
  });
}

test.each([
  ['box', '/agent?a=1', 443, 'https://box/agent?a=1'],
  ['192.168.1.5:8080', '/', 8443, 'https://192.168.1.5:8443/'],
  ['[fd00::5]:80', '/x', 443, 'https://[fd00::5]/x'],
  ['evil.example/@box', '/', 443, 'https://127.0.0.1/'],
  ['box', `/${'a'.repeat(3_000)}`, 443, 'https://box/'],
])('http://%s leads to https', async (host, path, https, to) => {
  expect(await locationOf(await started(https), path, host)).toBe(to);
});

test('a request without a host gets the address it came to', async () => {
  const port = await started();
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.0\r\n\r\n'));
    let text = '';
    socket.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
    socket.on('end', () => resolve(text)).on('error', reject);
  });
  expect(answer).toMatch(/Location: https:\/\/127\.0\.0\.1\//);
});

test('a port that is taken is told', async () => {
  const port = await started();
  const second = redirectServer(() => 443);
  await expect(listenOn(second, { port, host: '127.0.0.1' })).rejects.toThrow(/in use/);
});
