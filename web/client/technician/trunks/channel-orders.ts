/** What a technician does to the chosen channels, and the way back from it. */
import { signal } from '@preact/signals';
import type { LiveChannel } from '../../../../daemon/terms/live.js';
import { channels } from '../../live/live.js';
import type { FailureCode } from '../../live/requests.js';
import { call } from '../../parts/api.js';
import { tellBad, tellFailure, tellGood } from '../../parts/toasts.js';
import { linesWords } from '../lines-words.js';

export const channelOrders = ['block', 'unblock', 'drain', 'restart', 'test', 'endTest'] as const;
export type ChannelOrder = (typeof channelOrders)[number];
type Service = 'block' | 'unblock' | 'drain';

const undoForMs = 10_000;
/** The last change of service, and what each channel was before. */
export const lastOrder = signal<{
  readonly order: Service;
  readonly before: ReadonlyMap<number, LiveChannel['service']>;
  readonly until: number;
} | null>(null);
let forgetTimer = 0;

const isService = (order: ChannelOrder): order is Service =>
  order === 'block' || order === 'unblock' || order === 'drain';

const requests: Readonly<
  Record<Exclude<ChannelOrder, Service>, (channel: number) => readonly [path: string, body: object]>
> = {
  restart: (channel) => ['/lines/restart', { channel }],
  test: (channel) => ['/lines/bit-test', { channel, on: true }],
  endTest: (channel) => ['/lines/bit-test', { channel, on: false }],
};

/** Those of the channels for which the order makes sense. */
export function fitFor(order: ChannelOrder, chosen: readonly LiveChannel[]): readonly LiveChannel[] {
  return chosen.filter(fits[order]);
}

const tested = ({ bitTest }: LiveChannel): boolean => bitTest !== undefined && !bitTest.ended;
const fits: Readonly<Record<ChannelOrder, (channel: LiveChannel) => boolean>> = {
  block: ({ kind, service }) => kind !== 'fxs' && service !== 'blocked',
  unblock: (channel) => channel.kind !== 'fxs' && channel.service !== undefined && !tested(channel),
  drain: ({ kind, service }) => kind !== 'fxs' && service === undefined,
  restart: (channel) => channel.kind === 'bearer' && !tested(channel),
  test: (channel) =>
    channel.kind === 'bearer' && channel.service === 'blocked' && channel.state === 'idle' && !tested(channel),
  endTest: tested,
};

/** Why the order fits none of them. */
function whyNot(order: ChannelOrder, chosen: readonly LiveChannel[]): string {
  const w = linesWords.peek().trunks;
  if (chosen.length === 0) return w.selection.none;
  if (chosen.every(({ kind }) => kind === 'fxs')) return w.notForTelephones;
  if ((order === 'restart' || order === 'test') && chosen.every(({ kind }) => kind !== 'bearer')) return w.onlyBearers;
  return order === 'test' ? w.testNeedsBlocked : w.orderHelp[order];
}

/** The last order, until the server has answered it. */
let underWay: Promise<void> = Promise.resolve();

/** A change of service is one order for all, and one line in the record; anything else goes to each by itself. */
export function give(order: ChannelOrder, chosen: readonly LiveChannel[]): Promise<void> {
  underWay = giveNow(order, chosen);
  return underWay;
}

async function giveNow(order: ChannelOrder, chosen: readonly LiveChannel[]): Promise<void> {
  const fit = fitFor(order, chosen);
  if (fit.length === 0) {
    const why = whyNot(order, chosen);
    tellBad(() => why);
    return;
  }
  const before = new Map(fit.map(({ channel, service }) => [channel, service]));
  const done = await carryOut(
    order,
    fit.map(({ channel }) => channel),
  );
  if (done.length === 0) return;
  // A change of service is told by the bar that takes it back.
  if (isService(order)) {
    remember({ order, before: new Map(done.map((channel) => [channel, before.get(channel)])) });
  } else tellGood(() => linesWords.value.trunks.done[order](done.length));
}

/** The channels for which it was done; what was refused is told. */
async function carryOut(order: ChannelOrder, of: readonly number[]): Promise<readonly number[]> {
  return isService(order) ? serve(order, of) : each(order, of);
}

async function serve(order: Service, channels: readonly number[]): Promise<readonly number[]> {
  const [channel] = channels;
  const of = channels.length === 1 ? { channel } : { channels };
  const answer = await call<null>('POST', `/lines/${order}`, { of });
  if (answer.ok) return channels;
  tellFailure(answer.code);
  return [];
}

/** Each channel by itself, so that one that is refused stops no other. */
async function each(order: Exclude<ChannelOrder, Service>, of: readonly number[]): Promise<readonly number[]> {
  const answers = await Promise.all(
    of.map(async (channel) => {
      const answer = await call<null>('POST', ...requests[order](channel));
      return { channel, code: answer.ok ? null : answer.code };
    }),
  );
  const failed = answers.filter(({ code }) => code !== null);
  const [first] = failed;
  if (failed.length === of.length && first !== undefined) tellFailure(first.code as FailureCode);
  else if (failed.length > 0) tellBad(() => linesWords.value.trunks.some(of.length - failed.length, of.length));
  return answers.flatMap(({ channel, code }) => (code === null ? [channel] : []));
}

function remember(order: Omit<NonNullable<typeof lastOrder.value>, 'until'>): void {
  window.clearTimeout(forgetTimer);
  lastOrder.value = { ...order, until: performance.now() + undoForMs };
  forgetTimer = window.setTimeout(() => {
    lastOrder.value = null;
  }, undoForMs);
}

const back: Readonly<Record<'blocked' | 'draining' | 'none', Service>> = {
  blocked: 'block',
  draining: 'drain',
  none: 'unblock',
};

/** What a quick hand takes back is seen on the channels before the server's answer is here. */
export async function undoOrder(): Promise<void> {
  await underWay;
  const last = lastOrder.peek();
  if (last === null) return;
  lastOrder.value = null;
  for (const was of ['blocked', 'draining', 'none'] as const) {
    const of = [...last.before]
      .filter(([channel, service]) => (service ?? 'none') === was && channels.peek().has(String(channel)))
      .map(([channel]) => channel);
    if (of.length === 0) continue;
    const done = await carryOut(back[was], of);
    if (done.length > 0) tellGood(() => linesWords.value.trunks.done[back[was]](done.length));
  }
}
