/**
 * Hold, consultation, conference, transfer, supervision, parking, headsets, agents at home and codes on the keypad: over
 * real signalling and the native mixer, judged by what each far end hears.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ControlMethod, ControlParams } from '../../daemon/contract/control.js';
import type { AgentState } from '../../daemon/terms/agents.js';
import type { Target } from '../../daemon/terms/targets.js';
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { Floor } from '../rig/floor.js';
import {
  headsetNumber,
  homeNumber,
  officeOptions,
  remoteNumber,
  supervisor,
  supervisorLine,
  togetherNumber,
} from '../rig/office.js';
import { directNumber } from '../rig/site.js';
import { writeTone } from '../rig/sound.js';
import { boxSounds, Voices } from '../rig/voices.js';

const box = new Box(officeOptions);
const voices = new Voices(box.folder, ['caller', 'agent', 'second', 'third', 'boss', 'outside'] as const);
const floor = new Floor();
/** All far ends of a test, hung up after it. */
let ends: FarLeg[] = [];

beforeAll(async () => {
  for (const language of ['zh', 'en'])
    writeTone(join(box.sounds, `${language}/press-1-to-take.wav`), boxSounds.music, 2_000);
  box.openExchange();
  await box.startDaemon();
  await box.exchange.spanUp();
  await floor.open(box.control);
  await floor.until((live) => live.spans.every(({ dChannel }) => dChannel === 'up'));
  for (const agentId of ['8001', '8002', '8003']) {
    await ask('agent.sign-in', { agentId });
    await ask('agent.ready', { agentId });
  }
});
afterEach(async () => {
  for (const leg of ends) if (!leg.has('cleared')) leg.hangUp();
  await Promise.all(ends.map((leg) => leg.when('cleared')));
  ends = [];
  await floor.until(({ calls, channels }) => calls.length === 0 && channels.every(({ state }) => state === 'idle'));
});
afterAll(async () => {
  floor.close();
  await box.close();
});

const ask = <M extends ControlMethod>(method: M, params: ControlParams<M>) => floor.client.request(method, params);
const agentId = '8001';
const toAgent = (agent: string): Target => ({ to: 'agent', agent });
const stateIs = (id: string, state: AgentState) =>
  floor.until(({ agents }) => agents.some((agent) => agent.id === id && agent.state === state));

/** To be hung up when the test is over. */
function end(leg: FarLeg): FarLeg {
  ends.push(leg);
  return leg;
}

/** The box has understood that it is no flash. */
const isLaid = (line: number) =>
  floor.until(({ channels }) => channels.some((channel) => channel.line === line && channel.state === 'idle'));

async function callIn(to: string): Promise<FarLeg> {
  const caller = end(box.exchange.call({ from: '13900000001', to }));
  await caller.when('answered');
  voices.speak('caller', caller);
  return caller;
}

async function lifts(line: number, voice: 'agent' | 'second' | 'third' | 'boss'): Promise<FarLeg> {
  const desk = end(await box.exchange.rings(line));
  desk.answer();
  voices.speak(voice, desk);
  return desk;
}

/** A caller who talks with 8001. */
async function talking(): Promise<{ caller: FarLeg; desk: FarLeg }> {
  await stateIs(agentId, 'ready');
  const caller = await callIn(directNumber);
  const desk = await lifts(1, 'agent');
  await stateIs(agentId, 'talking');
  return { caller, desk };
}

async function consulting(): Promise<{ caller: FarLeg; desk: FarLeg; second: FarLeg }> {
  const { caller, desk } = await talking();
  await ask('agent.consult', { agentId, target: toAgent('8002') });
  const second = await lifts(2, 'second');
  await voices.hears(second, 'agent');
  return { caller, desk, second };
}

const isTogether = (id: string) => id === '8002' || id === '8003';
const all = (...hearings: readonly Promise<void>[]) => Promise.all(hearings);

describe('an agent and his caller', () => {
  it('hold: music for the caller, silence for the agent; retrieve; mute', async () => {
    const { caller, desk } = await talking();
    await all(voices.hears(caller, 'agent'), voices.hears(desk, 'caller'));
    await ask('agent.hold', { agentId });
    await all(voices.hears(caller, 'music'), voices.hears(desk));
    await ask('agent.retrieve', { agentId });
    await all(voices.hears(caller, 'agent'), voices.hears(desk, 'caller'));
    await ask('agent.mute', { agentId, on: true });
    await all(voices.hears(caller), voices.hears(desk, 'caller'));
    await ask('agent.mute', { agentId, on: false });
    await voices.hears(caller, 'agent');
  });

  it('hold, laid down, retrieved: the telephone rings and they talk', async () => {
    const { caller, desk } = await talking();
    await ask('agent.hold', { agentId });
    desk.hangUp();
    await floor.until(({ agents }) => agents.some(({ id, offHook }) => id === agentId && !offHook));
    const tooSoon = ask('agent.retrieve', { agentId });
    await expect(tooSoon).rejects.toMatchObject({ code: 'not-now', message: expect.stringContaining('laid down') });
    await isLaid(1);
    await voices.hears(caller, 'music');
    await ask('agent.retrieve', { agentId });
    const again = await lifts(1, 'agent');
    await all(voices.hears(caller, 'agent'), voices.hears(again, 'caller'));
  });

  it('consults, goes to and fro, all three together, and leaves them', async () => {
    const { caller, desk, second } = await consulting();
    await all(voices.hears(caller, 'music'), voices.hears(desk, 'second'), voices.hears(second, 'agent'));
    await ask('agent.toggle', { agentId });
    await all(voices.hears(caller, 'agent'), voices.hears(desk, 'caller'), voices.hears(second, 'music'));
    await ask('agent.toggle', { agentId });
    await voices.hears(second, 'agent');
    await ask('agent.conference', { agentId });
    await all(
      voices.hears(caller, 'agent', 'second'),
      voices.hears(desk, 'caller', 'second'),
      voices.hears(second, 'caller', 'agent'),
    );
    desk.hangUp();
    await all(voices.hears(caller, 'second'), voices.hears(second, 'caller'));
  });

  it('completes a consultation: the caller and the consulted go on without him', async () => {
    const { caller, desk, second } = await consulting();
    await ask('agent.complete', { agentId });
    await all(voices.hears(caller, 'second'), voices.hears(second, 'caller'), voices.hears(desk, 'tone'));
    await stateIs('8002', 'talking');
  });

  it('takes a consultation back', async () => {
    const { caller, desk, second } = await consulting();
    await ask('agent.cancel', { agentId });
    await all(voices.hears(caller, 'agent'), voices.hears(desk, 'caller'), voices.hears(second, 'tone'));
  });

  it('consults a number outside and hands the caller over by laying down', async () => {
    const { caller, desk } = await talking();
    const arrives = box.exchange.arrives(1, 31);
    await ask('agent.consult', { agentId, target: { to: 'number', number: '13912345678' } });
    const outside = end(await arrives);
    outside.answer();
    voices.speak('outside', outside);
    await all(voices.hears(desk, 'outside'), voices.hears(outside, 'agent'), voices.hears(caller, 'music'));
    await ask('agent.complete', { agentId });
    await all(voices.hears(caller, 'outside'), voices.hears(outside, 'caller'), voices.hears(desk, 'tone'));
  });

  it('transfers blind: his part is over at once', async () => {
    const { caller, desk } = await talking();
    await ask('agent.transfer', { agentId, target: toAgent('8002') });
    const second = await lifts(2, 'second');
    await all(voices.hears(caller, 'second'), voices.hears(second, 'caller'), voices.hears(desk, 'tone'));
    desk.hangUp();
    await stateIs(agentId, 'ready');
  });

  it('parks, and a colleague picks up by dialling the slot', async () => {
    const { caller } = await talking();
    await ask('agent.park', { agentId, slot: 705 });
    await voices.hears(caller, 'music');
    const second = end(box.exchange.lift(2));
    second.press('705#');
    await stateIs('8002', 'talking');
    voices.speak('second', second);
    await all(voices.hears(caller, 'second'), voices.hears(second, 'caller'));
  });
});

describe('a supervisor', () => {
  it('listens, whispers, barges, and goes', async () => {
    const { caller, desk } = await talking();
    const supervise = (mode: 'listen' | 'whisper' | 'barge') =>
      ask('supervisor.supervise', { by: supervisor, agentId, mode });
    await supervise('listen');
    const boss = await lifts(supervisorLine, 'boss');
    await all(voices.hears(boss, 'caller', 'agent'), voices.hears(caller, 'agent'), voices.hears(desk, 'caller'));
    await supervise('whisper');
    await all(
      voices.hears(boss, 'caller', 'agent'),
      voices.hears(caller, 'agent'),
      voices.hears(desk, 'caller', 'boss'),
    );
    await supervise('barge');
    await all(
      voices.hears(boss, 'caller', 'agent'),
      voices.hears(caller, 'agent', 'boss'),
      voices.hears(desk, 'caller', 'boss'),
    );
    await ask('supervisor.stop-supervising', { by: supervisor });
    await all(voices.hears(caller, 'agent'), voices.hears(desk, 'caller'), voices.hears(boss, 'tone'));
  });

  it('takes a call over', async () => {
    const { caller, desk } = await talking();
    await ask('supervisor.take-over', { by: supervisor, agentId });
    const boss = await lifts(supervisorLine, 'boss');
    await all(voices.hears(boss, 'caller'), voices.hears(caller, 'boss'), voices.hears(desk, 'tone'));
  });
});

describe('telephones without a screen', () => {
  it('a headset stays off its hook: silence, the caller, and silence again', async () => {
    await ask('agent.sign-in', { agentId: '8004' });
    const headset = end(box.exchange.lift(4));
    await voices.hears(headset); // dial tone makes way
    await ask('agent.ready', { agentId: '8004' });
    voices.speak('agent', headset);
    for (let call = 0; call < 2; call++) {
      await stateIs('8004', 'ready');
      const caller = await callIn(headsetNumber);
      await stateIs('8004', 'talking');
      await all(voices.hears(headset, 'caller'), voices.hears(caller, 'agent'));
      caller.hangUp();
      await voices.hears(headset);
    }
    await ask('agent.sign-out', { agentId: '8004' });
  });

  it('an agent at home is called over a trunk for each call', async () => {
    await ask('agent.sign-in', { agentId: '8005' });
    await ask('agent.ready', { agentId: '8005' });
    const arrives = box.exchange.arrives(1, 31);
    const caller = await callIn(remoteNumber);
    const home = end(await arrives);
    expect((await home.when('incoming')).calledNumber).toBe(homeNumber);
    home.answer();
    await voices.hears(home, 'music'); // what asks for the key, in a voice that is a tone here
    await voices.hears(caller, 'music');
    home.press('1');
    await stateIs('8005', 'talking');
    voices.speak('outside', home);
    await all(voices.hears(home, 'caller'), voices.hears(caller, 'outside'));
    caller.hangUp();
    await home.when('cleared');
    await ask('agent.sign-out', { agentId: '8005' });
  });

  it('a whole shift on the keypad: sign out, sign in, ready, a consultation by hook flash', async () => {
    await stateIs(agentId, 'ready');
    const idle = end(box.exchange.lift(1));
    await voices.hears(idle, 'tone');
    idle.press('*12');
    await stateIs(agentId, 'signed-out');
    await voices.hears(idle, 'tone'); // dial tone for the next code
    idle.press('*11#');
    await stateIs(agentId, 'not-ready');
    await voices.hears(idle, 'tone');
    idle.press('*13');
    await stateIs(agentId, 'ready');
    idle.hangUp();
    await isLaid(1);

    const { caller, desk } = await talking();
    desk.send({ do: 'flash', seizure: desk.seizure });
    await voices.hears(caller, 'music');
    voices.hush(desk);
    desk.press('8002#');
    const second = await lifts(2, 'second');
    voices.speak('agent', desk);
    await all(voices.hears(desk, 'second'), voices.hears(second, 'agent'), voices.hears(caller, 'music'));
    desk.send({ do: 'flash', seizure: desk.seizure });
    await all(voices.hears(desk, 'caller'), voices.hears(caller, 'agent'), voices.hears(second, 'music'));
    desk.send({ do: 'flash', seizure: desk.seizure });
    await all(voices.hears(desk, 'second'), voices.hears(caller, 'music'));
    desk.hangUp();
    await all(voices.hears(caller, 'second'), voices.hears(second, 'caller'));
  });

  it('two rung at once and lifted together, eight times: one talks, the other has heard nobody', async () => {
    for (let round = 0; round < 8; round++) {
      await floor.until(
        ({ agents }) => agents.filter(({ id, state }) => isTogether(id) && state === 'ready').length === 2,
      );
      const caller = await callIn(togetherNumber);
      const two = await Promise.all([box.exchange.rings(2), box.exchange.rings(3)]);
      ends.push(...two);
      await all(...two.map((desk) => voices.hears(desk))); // sound of the last round is still on the wire
      const heard = two.map((desk) => voices.listenFor('caller', desk));
      for (const desk of round % 2 === 0 ? two : two.toReversed()) desk.answer();
      const { agents } = await floor.until((live) =>
        live.calls.some(({ stage, agent }) => stage === 'talking' && agent !== null && isTogether(agent)),
      );
      expect(agents.filter(({ state }) => state === 'talking')).toHaveLength(1);
      const won = agents.find(({ state }) => state === 'talking')?.id === '8002' ? 0 : 1;
      const [winner, loser] = won === 0 ? two : ([two[1], two[0]] as const);
      await all(voices.hears(winner, 'caller'), voices.hears(loser, 'tone'));
      expect(heard.map((stop) => stop())).toEqual([won === 0, won === 1]);
      voices.speak('agent', winner);
      await voices.hears(caller, 'agent');
      for (const leg of [caller, ...two]) leg.hangUp();
      await Promise.all([isLaid(2), isLaid(3), caller.when('cleared')]);
    }
  });
});
