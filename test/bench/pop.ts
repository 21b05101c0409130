/**
 * Offer → customer painted in Chromium, p95 over 60 offers, and offer → first ring. Baseline: a bare request over
 * the same page's WebSocket there and back.
 */
import { Box } from '../rig/box.js';
import { openBrowser } from '../rig/chromium.js';
import { Floor } from '../rig/floor.js';
import { Visitor } from '../rig/pages.js';
import { directNumber } from '../rig/site.js';
import { printFigure, quantile } from './figure.js';

const offers = 60;
/** Fewer than the server takes for a flood. */
const pings = 20;

/** Notes when a customer is first painted after each offer: the frame after the name appeared. */
const watchPops = `
  window.popsShownAt = [];
  let shown = '';
  new MutationObserver(() => {
    const call = document.querySelector('[data-testid="pop-name"]')?.closest('[data-call-id]')?.getAttribute('data-call-id') ?? '';
    if (call === shown) return;
    shown = call;
    if (call !== '') requestAnimationFrame(() => setTimeout(() => window.popsShownAt.push({ call, at: Date.now() })));
  }).observe(document, { subtree: true, childList: true, attributes: true });
`;

const box = new Box({ agents: 1, wrapUpMs: 100 });
const exchange = box.openExchange();
await box.startDaemon();
const url = await box.startWeb();
await exchange.spanUp();
const floor = new Floor();
await floor.open(box.control);

const browser = await openBrowser();
const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
await page.addInitScript(watchPops);
await page.goto(url);
const { user, password } = box.logins.of('agent');
await page.getByTestId('user').fill(user);
await page.getByTestId('password').fill(password);
await page.getByTestId('sign-in').click();
await page.getByTestId('btn-sign-in').click();
await page.getByTestId('btn-ready').click();

const ringAfterOfferMs: number[] = [];
for (let n = 0; n < offers; n++) {
  await floor.until((live) => live.agents.some((agent) => agent.id === '8001' && agent.state === 'ready'));
  const caller = exchange.call({ from: `1390000000${(n % 6) + 1}`, to: directNumber });
  const desk = await exchange.rings(1);
  ringAfterOfferMs.push(Date.now() - (floor.offers.at(-1)?.at ?? 0));
  desk.answer();
  await floor.until((live) => live.agents.some((agent) => agent.state === 'talking'));
  desk.hangUp();
  await caller.when('cleared');
}
const shown = (await page.evaluate('window.popsShownAt')) as { call: string; at: number }[];
const latencies = floor.offers.map(
  (offer) => (shown.find((pop) => pop.call === offer.callId)?.at ?? Number.POSITIVE_INFINITY) - offer.at,
);

const visitor = new Visitor(url);
await visitor.signIn(box.logins.of('supervisor')); // an agent is at one desk only
const bare = visitor.live();
await bare.opened();
const pingMs: number[] = [];
for (let n = 0; n < pings; n++) {
  const before = performance.now();
  await bare.say({ do: 'ping' });
  pingMs.push(performance.now() - before);
}
printFigure('pop', 'offer to customer visible, p95', quantile(latencies, 0.95), 'ms', quantile(pingMs, 0.95));
printFigure('pop', 'offer to first ring, worst', quantile(ringAfterOfferMs, 1), 'ms', quantile(pingMs, 0.95));
bare.close();
floor.close();
await browser.close();
await box.close();
