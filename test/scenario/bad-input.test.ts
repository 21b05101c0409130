import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Box } from '../rig/box.js';
import { Child } from '../rig/child.js';
import { signInAll } from '../rig/floor.js';
import { Visitor } from '../rig/pages.js';
import { directNumber, serviceNumber, testSite } from '../rig/site.js';
import { SmallDisk } from '../rig/small-disk.js';
import { readStereo } from '../rig/sound.js';

const exConfig = 78; // sysexits.h EX_CONFIG: the supervisor does not try again

describe('a configuration file', () => {
  const box = new Box();
  afterAll(() => box.close());

  async function refusal(change: (site: Record<string, unknown>) => void): Promise<string> {
    const site = structuredClone(testSite()) as unknown as Record<string, unknown>;
    change(site);
    const path = join(box.folder, 'wrong.yaml');
    writeFileSync(path, JSON.stringify(site, null, 2));
    const args = box.daemonArgs.map((arg) => (arg === box.sitePath ? path : arg));
    const daemon = box.keep(new Child('daemon', 'daemon/main.js', args));
    expect(await daemon.ended).toBe(exConfig);
    return daemon.logTail;
  }

  it('with an unknown key is refused by name, with the key that was meant', async () => {
    const words = await refusal((site) => {
      site.timezone = site.timeZone;
      delete site.timeZone;
    });
    expect(words).toContain('timezone');
    expect(words).toContain('timeZone');
  });

  it('with a wrong type is refused with place, what was found and what is allowed', async () => {
    const words = await refusal((site) => {
      (site.board as Record<string, unknown>).lines = 'eight';
    });
    expect(words).toMatch(/board\.lines/);
  });

  it('with a telephone that does not exist says how many there are', async () => {
    const words = await refusal((site) => {
      (site.agents as { line: number }[])[0] = { ...(site.agents as { line: number }[])[0], line: 99 } as {
        line: number;
      };
    });
    expect(words).toMatch(/agents\[0\]\.line/);
    expect(words).toContain('99');
  });

  it('with a span that does not exist says so', async () => {
    const words = await refusal((site) => {
      site.spans = [{ span: 4, name: 'carrier' }];
    });
    expect(words).toMatch(/spans\[0\]/);
    expect(words).toContain('4');
  });

  it('that is missing says which', async () => {
    const args = box.daemonArgs.map((arg) => (arg === box.sitePath ? `${box.folder}/nowhere.yaml` : arg));
    const daemon = box.keep(new Child('daemon', 'daemon/main.js', args));
    expect(await daemon.ended).toBe(exConfig);
    expect(daemon.logTail).toContain('nowhere.yaml');
  });
});

describe('a port in use', () => {
  it('is named, with what to do', async () => {
    const box = new Box();
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const web = box.keep(new Child('web', 'web/server/main.js', box.webArgs(port)));
    expect(await web.ended).toBe(exConfig);
    expect(web.logTail).toContain(String(port));
    expect(web.logTail).toContain('--port');
    other.close();
    await box.close();
  });
});

describe('a running box', () => {
  const box = new Box();
  let url: string;

  beforeAll(async () => {
    box.openExchange();
    await box.startDaemon();
    url = await box.startWeb();
    await box.exchange.spanUp();
  });
  afterAll(() => box.close());

  async function stillTakesCalls(): Promise<void> {
    const caller = box.exchange.call({ from: '13900000001', to: serviceNumber });
    await caller.when('answered');
    caller.hangUp();
    await caller.when('cleared');
  }

  it('throttles wrong passwords, and says how long', async () => {
    const visitor = new Visitor(url);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      const response = await visitor.request('POST', '/api/v1/session', {
        user: 'manager',
        password: `wrong-${attempt}`,
      });
      statuses.push(response.status);
      if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses[0]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    const right = await visitor.request('POST', '/api/v1/session', box.logins.of('manager'));
    expect(right.status, 'even the right password waits').toBe(429);
  });

  it('answers random bytes on the control socket and goes on', async () => {
    for (let round = 0; round < 20; round++) {
      const socket = connect(box.control);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.on('error', () => {}); // the daemon may close in the middle of our noise
      socket.resume();
      socket.end(Buffer.concat([randomBytes(20_000), Buffer.from('\n{"id":1,"method":"hello","params":{}}\n')]));
      await closed;
    }
    await stillTakesCalls();
  });

  it('answers random bytes in HTTP bodies with 4xx and goes on', async () => {
    const send = (headers: Record<string, string>, body: Buffer) =>
      new Promise<number>((resolve) => {
        const sent = request(`${url}/api/v1/session`, { method: 'POST', headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        sent.on('error', () => resolve(0)); // refused while we were still sending
        sent.end(body);
      });
    const json = { 'content-type': 'application/json', origin: url };
    for (let round = 0; round < 20; round++) {
      const status = await send(json, randomBytes(500));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(await send(json, Buffer.alloc(5_000_000, 'a'))).toBe(413);
    expect(await send(json, Buffer.from('{"user":"a","password":"b","admin":true}'))).toBe(400);
    expect(await send({ origin: url }, Buffer.from('{}'))).toBeGreaterThanOrEqual(400);
    expect(
      await send({ ...json, origin: 'http://elsewhere.example' }, Buffer.from('{"user":"a","password":"b"}')),
    ).toBe(403);
    const health = (await (await fetch(`${url}/api/v1/health`)).json()) as { status: string };
    expect(health.status).toBe('ok');
    await stillTakesCalls();
  });
});

describe('a full disk under the recorder', () => {
  const box = new Box({ wrapUpMs: 1000 });
  const disk = new SmallDisk(join(box.data, 'recordings'));

  beforeAll(async () => {
    box.openExchange();
    await box.startDaemon();
    await box.exchange.spanUp();
  });
  afterAll(async () => {
    await box.stop();
    disk.remove();
    await box.close();
  });

  it('ends the recording with a reason, keeps what was written, and never touches the call', async () => {
    const floor = await signInAll(box);
    const caller = box.exchange.call({ from: '13900000001', to: directNumber });
    await caller.when('answered');
    const desk = await box.exchange.rings(1);
    desk.answer();
    const { calls } = await floor.until((live) => live.calls.some((call) => call.recording));
    const callId = calls[0]?.id ?? '';
    disk.fill();
    await floor.until((live) => live.calls.some((call) => call.id === callId && !call.recording));
    expect(caller.has('cleared')).toBe(false);
    caller.press('5');
    await desk.when('digit', (event) => event.digit === '5'); // they still hear each other
    caller.hangUp();
    desk.hangUp();
    await floor.until((live) => live.agents.some((agent) => agent.id === '8001' && agent.state === 'ready'));
    floor.close();

    await box.stop(); // every row is in the database then
    const telephony = box.telephony();
    const recording = await telephony.recordingOfCall(callId);
    expect(recording).toMatchObject({ state: 'disk-full' });
    const sound = readStereo(join(box.data, 'recordings', recording?.path ?? ''));
    expect(sound.left.length).toBe(recording?.samples);
    await telephony.close();
  });
});
