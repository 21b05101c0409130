/** The wizard as a technician goes through it in a browser, from the carrier's paper to the signed report. */
import type { CommissioningStep } from '../../../daemon/terms/commissioning.js';
import { type Seen, url } from './browser.js';
import type { Network } from './network.js';

export const service = '02160001000';
const span = 1;
/** Answers at once and sends 1004 Hz at -10 dBm0 (daemon/simulator/subscribers.ts). */
const milliwatt = '02160100104';
const mobile = '13800138000';
const overlapping = ['card', 'line', 'signalling', 'clock', 'numbers'] as const;
/** The clock is watched for two minutes. */
const checkMs = 300_000;
/**
 * A virtual card shares the processors with all that runs on this machine. More than one block in a hundred late is told
 * as bad timing, with "then check again"; a technician does.
 */
const mostCardChecks = 15;

export class Wizard {
  firstCallMs = 0;
  wholeMs = 0;
  cardChecks = 1;
  private begunAt = 0;

  constructor(
    private readonly seen: Seen,
    private readonly network: Network,
  ) {}

  /** @throws Error naming what is not as it should be */
  async bringUp(): Promise<void> {
    const { page, at, shot } = this.seen;
    await page.goto(`${url}/lines/commissioning`);
    await at(`commission-${span}`).click();
    await this.order();
    this.begunAt = performance.now();
    for (const step of overlapping) {
      await this.goTo(step);
      await this.check(step);
      if (step === 'line') await shot('05-line');
    }
    await this.goTo('test-call');
    await this.testCalls();
    for (const step of overlapping) await this.good(step);
    await this.goTo('report');
    await at('finish').click();
    await page.getByTestId('finish').waitFor({ state: 'detached' });
    this.wholeMs = Math.round(performance.now() - this.begunAt);
    await shot('08-report');
  }

  private async order(): Promise<void> {
    const { at, shot } = this.seen;
    await at('field-carrier').fill('中国电信');
    await at('field-numbers').fill(`${service}-02160001099`);
    await at('field-signalling').selectOption('dss1');
    await at('field-crc4').selectOption('yes');
    await at('field-impedance').selectOption('120');
    await at('field-clock').selectOption('yes');
    await at('field-called-digits').fill(String(service.length));
    await shot('04-order');
    await at('save-order').click();
  }

  /** One out, that a measuring tone answers, and one in, from a mobile that speaks and hangs up first. */
  private async testCalls(): Promise<void> {
    const { seen, network } = this;
    await seen.at('commission-number').fill(milliwatt);
    await this.check('test-call');
    await this.found(/打出 \d+：[^；]*后接通/);
    this.firstCallMs = Math.round(performance.now() - this.begunAt);
    await this.found(/请用手机拨进来/);
    await seen.shot('06-test-call');
    network.tell({ do: 'call', number: service, from: mobile });
    await network.publicIs('talking');
    network.tell({ do: 'say', at: 'public', phrase: 'zh-2' });
    await this.found(/打入 \d+：[^；]*电平/);
    network.tell({ do: 'hang-up' });
    await network.publicIs('ended');
    await this.good('test-call');
    await seen.shot('07-checked');
  }

  /** Where it stands, presses the button, and waits until the check runs or has ended. */
  private async check(step: CommissioningStep): Promise<void> {
    await this.seen.at('check').click();
    await this.is(step, ['checking', 'good', 'bad']);
  }

  private async good(step: CommissioningStep): Promise<void> {
    while ((await this.is(step, ['good', 'bad'])) === 'bad') await this.again(step);
  }

  /** @throws Error unless what was bad may be the machine's own */
  private async again(step: CommissioningStep): Promise<void> {
    const { page, at } = this.seen;
    await this.stand(step);
    if (step !== 'card' || this.cardChecks === mostCardChecks) {
      throw new Error(`the wizard: ${step} is bad: ${await at('found').textContent()}`);
    }
    this.cardChecks += 1;
    await at('check').click();
    await page.locator('[data-testid="step-card"]:not([data-state="bad"])').waitFor({ timeout: checkMs });
    await this.is('card', ['good', 'bad']);
  }

  /** What stands behind a bad step waits until that is good. */
  private async goTo(step: CommissioningStep): Promise<void> {
    const { page } = this.seen;
    const bad = page.locator('[data-testid^="step-"][data-state="bad"]');
    const may = page.locator(`[data-testid="step-${step}"]:enabled`);
    for (;;) {
      await may.or(this.at(step)).or(bad).first().waitFor({ timeout: checkMs });
      if ((await this.at(step).count()) + (await may.count()) > 0) return this.stand(step);
      const wrong = await bad.first().getAttribute('data-testid');
      await this.again(wrong?.replace('step-', '') as CommissioningStep);
    }
  }

  /** A good check moves on by itself, and another's deed comes first: then it is pressed again. */
  private async stand(step: CommissioningStep): Promise<void> {
    const limit = performance.now() + checkMs;
    while ((await this.at(step).count()) === 0) {
      if (performance.now() > limit) throw new Error(`the wizard does not go to ${step}`);
      await this.seen.at(`step-${step}`).click();
      await this.at(step)
        .waitFor({ timeout: 2_000 })
        .catch(() => {});
    }
  }

  private at(step: CommissioningStep) {
    return this.seen.page.locator(`[data-testid="wizard"][data-step="${step}"]`);
  }

  /** One of these states, as soon as the list of steps shows it. */
  private async is<State extends string>(step: CommissioningStep, states: readonly State[]): Promise<State> {
    const selectors = states.map((state) => `[data-testid="step-${step}"][data-state="${state}"]`);
    const shown = this.seen.page.locator(selectors.join(', ')).first();
    await shown.waitFor({ timeout: checkMs });
    const now = await shown.getAttribute('data-state');
    return states.find((state) => state === now) ?? this.is(step, states); // another one meanwhile
  }

  /** Of the step that is shown. @throws Error when its check ends badly before */
  private async found(words: RegExp): Promise<void> {
    const found = this.seen.page.getByTestId('found');
    const bad = found.and(this.seen.page.locator('[data-state="bad"]'));
    await found.filter({ hasText: words }).or(bad).first().waitFor({ timeout: checkMs });
    if ((await bad.count()) > 0) throw new Error(`the wizard: ${await bad.textContent()}`);
  }
}
