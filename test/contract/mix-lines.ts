/** What any `Lines` must do with mixes: conferences, whispers, listeners, and who takes a seizure from whom. */
import { expect, test } from 'vitest';
import type { MixMember, Seizure } from '../../daemon/lines/lines.js';
import { having, type Wire } from './wire.js';

/** A caller and two telephones, all answered: the box's seizures and the far ends. */
interface Party {
  readonly wire: Wire;
  readonly caller: Seizure;
  readonly agent: Seizure;
  readonly third: Seizure;
  readonly callerEnd: Seizure;
  readonly agentEnd: Seizure;
  readonly thirdEnd: Seizure;
  /** Digits that the far ends must hear, and nothing else; as 'digit seizure'. */
  readonly expected: string[];
  /** How much the exchange had heard before. */
  readonly since: number;
}

export function mixContract(get: () => Wire): void {
  memberContract(get);
  test('a conference: each hears the other two', async (context) => {
    const party = await meet(having(get(), 'sound', context));
    mix(party, everybody(party));
    await says(party, party.callerEnd, '1', [party.agentEnd, party.thirdEnd]);
    await says(party, party.agentEnd, '2', [party.callerEnd, party.thirdEnd]);
    await says(party, party.thirdEnd, '3', [party.callerEnd, party.agentEnd]);
    await part(party);
  });

  test('a whisper is heard by one, a listener by nobody, and both hear the call', async (context) => {
    const party = await meet(having(get(), 'sound', context));
    const { caller, agent, third, callerEnd, agentEnd, thirdEnd } = party;
    mix(party, [member(caller, agent), member(agent, caller, third), member(third, caller, agent)]);
    await says(party, thirdEnd, '4', [agentEnd]);
    await says(party, callerEnd, '5', [agentEnd, thirdEnd]);
    await says(party, agentEnd, '6', [callerEnd, thirdEnd]);
    mix(party, [member(caller, agent), member(agent, caller), member(third, caller, agent)]);
    await says(party, thirdEnd, '7', []);
    await says(party, callerEnd, '8', [agentEnd, thirdEnd]);
    await says(party, agentEnd, '9', [callerEnd, thirdEnd]);
    await part(party);
  });

  test('a bridge takes a seizure out of its mix, a mix out of its bridge; after unmix nobody hears', async (context) => {
    const party = await meet(having(get(), 'sound', context));
    const { wire, caller, agent, third, callerEnd, agentEnd, thirdEnd } = party;
    mix(party, everybody(party));
    wire.box.send({ do: 'bridge', bridge: 1, a: caller, b: agent });
    await says(party, thirdEnd, '1', []);
    await says(party, callerEnd, '2', [agentEnd]);
    mix(party, [member(caller, third), member(third, caller)]);
    await says(party, agentEnd, '3', []);
    await says(party, thirdEnd, '4', [callerEnd]);
    wire.box.send({ do: 'unmix', mix: 1 });
    await says(party, callerEnd, '5', []);
    wire.box.send({ do: 'bridge', bridge: 1, a: agent, b: third });
    await says(party, thirdEnd, '6', [agentEnd]);
    await part(party);
  });

  test('who is cleared leaves the mix, the others go on; his next call is in none', async (context) => {
    const party = await meet(having(get(), 'sound', context));
    const { wire, callerEnd, agentEnd, thirdEnd } = party;
    mix(party, everybody(party));
    await wire.lay(1, agentEnd, party.agent);
    await says(party, callerEnd, '1', [thirdEnd]);
    await says(party, thirdEnd, '2', [callerEnd]);
    const again = await wire.telephone(1);
    const next = { ...party, agent: again.seizure, agentEnd: again.phone };
    await says(next, callerEnd, '3', [thirdEnd]);
    await part(next);
  });
}

/** All that can be told without sound. */
function memberContract(get: () => Wire): void {
  test('who has ended is left out of a mix and counted; an unknown mix is counted too', async () => {
    const party = await meet(get());
    const { wire } = party;
    await wire.lay(1, party.agentEnd, party.agent);
    const stale = wire.box.lines.meters().staleCommands;
    mix(party, everybody(party));
    wire.box.send({ do: 'unmix', mix: 99 });
    wire.box.send({ do: 'unmix', mix: 1 }); // of the other two
    await wire.clear(wire.box, party.caller, wire.exchange, party.callerEnd); // commands came before it
    expect(wire.box.lines.meters().staleCommands - stale).toBe(2);
    mix(party, everybody(party)); // one is left
    await wire.lay(2, party.thirdEnd, party.third);
    wire.box.send({ do: 'unmix', mix: 1 }); // went with its last member
    const last = await wire.answered();
    await wire.clear(wire.box, last.far, wire.exchange, last.near);
    expect(wire.box.lines.meters().staleCommands - stale).toBe(4);
    expect(failures(wire)).not.toContain(party.caller);
  });

  test('thirty calls hear each other; each ends by itself', async () => {
    const wire = get();
    const calls = [];
    for (let n = 0; n < 30; n++) calls.push(await wire.answered());
    const all = calls.map((call) => call.far);
    const members = all.map((seizure) => ({ seizure, hears: all.filter((other) => other !== seizure) }));
    wire.box.send({ do: 'mix', mix: 1, members });
    for (const { near, far } of calls) await wire.clear(wire.exchange, near, wire.box, far);
    for (const seizure of all) expect(failures(wire)).not.toContain(seizure);
  }, 30_000);
}

function failures(wire: Wire): readonly Seizure[] {
  return wire.box.ear.heard.flatMap((event) => (event.event === 'command-failed' ? [event.seizure] : []));
}

async function meet(wire: Wire): Promise<Party> {
  const since = wire.exchange.ear.heard.length;
  const { near, far } = await wire.answered();
  const agent = await wire.telephone(1);
  const third = await wire.telephone(2);
  return {
    wire,
    caller: far,
    agent: agent.seizure,
    third: third.seizure,
    callerEnd: near,
    agentEnd: agent.phone,
    thirdEnd: third.phone,
    expected: [],
    since,
  };
}

/** All hang up, and none of them has heard what was not for him. */
async function part({ wire, ...party }: Party): Promise<void> {
  await wire.lay(1, party.agentEnd, party.agent);
  await wire.lay(2, party.thirdEnd, party.third);
  await wire.clear(wire.exchange, party.callerEnd, wire.box, party.caller);
  const heard = wire.exchange.ear.heard
    .slice(party.since)
    .flatMap((event) => (event.event === 'digit' ? [`${event.digit} ${event.seizure}`] : []));
  expect(heard.sort()).toEqual([...party.expected].sort());
}

function member(seizure: Seizure, ...hears: readonly Seizure[]): MixMember {
  return { seizure, hears };
}

function everybody({ caller, agent, third }: Party): readonly MixMember[] {
  return [member(caller, agent, third), member(agent, caller, third), member(third, caller, agent)];
}

function mix({ wire }: Party, members: readonly MixMember[]): void {
  wire.box.send({ do: 'mix', mix: 1, members });
}

/** The far end sends a digit, another each time; these far ends hear it, and of them all only these. */
async function says({ wire, ...party }: Party, who: Seizure, digit: string, heardBy: readonly Seizure[]) {
  const atBox = new Map([
    [party.callerEnd, party.caller],
    [party.agentEnd, party.agent],
    [party.thirdEnd, party.third],
  ]).get(who);
  party.expected.push(...heardBy.map((seizure) => `${digit} ${seizure}`));
  wire.exchange.send({ do: 'send-digits', seizure: who, digits: digit });
  await wire.box.ear.next('digit', { seizure: atBox ?? 0, digit });
  for (const seizure of heardBy) await wire.exchange.ear.next('digit', { seizure, digit });
}
