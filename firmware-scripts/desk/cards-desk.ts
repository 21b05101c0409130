/** What technicians ask of cards: the control methods `cards.*`, and one span's driver for a span change. */
import { CallboxError, notNow } from '../../daemon/base/errors.js';
import type { Ids } from '../../daemon/base/ids.js';
import type { CardsMethod, CardsParams, CardsResults } from '../../daemon/contract/cards-schema.js';
import type { Blink, CardApply, CardLines, CardPlan, CardScan, TimingTest } from '../../daemon/terms/cards.js';
import type { Site } from '../../daemon/terms/site.js';
import { spanSetupsOf } from '../../daemon/terms/site-spans.js';
import type { SpanSetup } from '../../daemon/terms/span-setup.js';
import type { ApplyAnswer, ApplyRequest } from '../apply/request.js';
import { configurationOf } from '../configure/configuration.js';
import { plannedFiles } from '../configure/planned-files.js';
import * as refusals from '../configure/refusals.js';
import { RootFolder } from '../detect/root-folder.js';
import { scanMachine } from '../detect/scan.js';
import type { Timing } from '../timing/timing-test.js';
import { applyWords } from './apply-words.js';
import * as blinkWords from './blink-words.js';

export interface CardsNeeds {
  /** '/' of this machine. */
  readonly root: string;
  site(): Site;
  nowMs(): number;
  readonly ids: Ids;
  /** Rejects with 'not-now' if there is none. */
  applier(request: ApplyRequest): Promise<ApplyAnswer>;
  timing(seconds: number, drivers: readonly string[], tell: (progress: number) => void): Promise<Timing>;
  incident(code: string, detail: Readonly<Record<string, string | number | boolean>>): void;
  /** The driver has taken a whole configuration: lines that could not be opened may be there now. */
  applied?(): void;
}

type Asked = Pick<CardsParams<'cards.plan'>, 'lines' | 'setups'>;

/** Of each kind; older ones are forgotten. */
const kept = 20;

export class CardsDesk {
  private readonly applies = new Map<string, CardApply>();
  private readonly tests = new Map<string, TimingTest>();
  private readonly waiting: ((ended: CardApply) => void)[] = [];
  private applying = false;
  private readonly answers: { readonly [M in CardsMethod]: (ask: CardsParams<M>) => Promise<CardsResults[M]> };

  constructor(private readonly needs: CardsNeeds) {
    this.answers = {
      'cards.scan': () => this.scan(),
      'cards.blink': (ask) => this.blink(ask),
      'cards.timing-test': (ask) => this.testTiming(ask.seconds),
      'cards.timing': async ({ id }) => found(this.tests, id),
      'cards.plan': (ask) => this.plan(ask),
      'cards.apply': (ask) => this.apply(ask),
      'cards.applied': async ({ id }) => found(this.applies, id),
    };
  }

  /** `params` have passed the method's schema. */
  answer<M extends CardsMethod>(method: M, params: CardsParams<M>): Promise<CardsResults[M]> {
    return this.answers[method](params);
  }

  scan(): Promise<CardScan> {
    return scanMachine(this.needs.root, this.needs.nowMs());
  }

  async plan(asked: Asked): Promise<CardPlan> {
    const site = this.needs.site();
    const lines = asked.lines ?? linesOf(site);
    const { configuration, refused, notes } = configurationOf(
      { country: site.country, lines: lines ?? nothing, setups: setupsOf(site, asked, lines ?? nothing) },
      await this.scan(),
    );
    const { plan, files, unfit } = await plannedFiles(new RootFolder(this.needs.root), configuration);
    const more = [...(asked.setups ?? []).filter(({ span }) => span > (lines ?? nothing).spans.length)].map(
      ({ span }) => refusals.noSuchOwnSpan(span),
    );
    return {
      plan,
      configuration,
      files,
      refused: lines === null ? [refusals.noCards()] : [...refused, ...more, ...unfit.map(refusals.unfitFile)],
      notes,
    };
  }

  /**
   * One span of ours as the driver is told, after its calls have ended. '' done or nothing to do, else a code of
   * CardApply.problem, or of the plan's first refusal. Never rejects.
   */
  async applySpan(span: number, setup: SpanSetup, by: string): Promise<string> {
    const site = this.needs.site();
    if (site.board.kind !== 'dahdi') return '';
    try {
      const setups = [{ span, setup }];
      const plan = await this.plan({ setups });
      const [refused] = plan.refused;
      if (refused !== undefined) return refused.code;
      const { id } = await this.apply({ by, plan: plan.plan, setups, span });
      return (await this.settled(id)).problem;
    } catch (error) {
      return error instanceof CallboxError && error.code === 'not-now' ? 'busy' : 'failed';
    }
  }

  /** All of a plan, as a technician was shown it; resolves when it is over. Rejects as `cards.apply` does. */
  async applyPlan(plan: string, by: string): Promise<CardApply> {
    const { id } = await this.apply({ by, plan, span: null });
    return this.settled(id);
  }

  private async blink({ by, place, port, on }: CardsParams<'cards.blink'>): Promise<Blink> {
    const scan = await this.scan();
    const card = scan.cards.find((each) => each.place === place);
    if (card === undefined) throw new CallboxError('not-found', `there is no card at ${place} now: look at them again`);
    if (port > card.ports) throw new CallboxError('not-found', `the card at ${place} has ${card.ports} ports`);
    const spans = scan.spans.filter((span) => span.card === place);
    const span = spans[card.kind === 'e1' ? Math.max(port - 1, 0) : 0];
    const none: Blink = { place, port, on, how: 'none', words: blinkWords.otherWays(card, span) };
    if (card.driver !== 'xpp_usb' || span === undefined) return none;
    this.needs.incident('card-blink', { by, place, port, on });
    const { ok } = await this.needs.applier({ version: 1, ask: 'blink', span: span.span, port, on });
    if (!ok) return none;
    return { place, port, on, how: 'driver', words: on ? blinkWords.blinking : blinkWords.noLongerBlinking };
  }

  private async testTiming(seconds: number): Promise<{ readonly id: string }> {
    const running = [...this.tests.values()].find(({ state }) => state === 'running');
    if (running !== undefined) return { id: running.id };
    const id = this.needs.ids.next();
    const blank = { meanPercent: null, worstPercent: null, interrupts: [], passed: null } as const;
    const words = { zh: '正在测试时钟和中断', en: 'The clock and the interrupts are being tested' };
    let test: TimingTest = { id, state: 'running', progress: 0, ...blank, words, next: { zh: '', en: '' } };
    const put = (changed: Partial<TimingTest>): void => {
      test = { ...test, ...changed };
      remember(this.tests, test);
    };
    put({});
    const { cards } = await this.scan();
    const drivers = [...new Set(cards.filter(({ spans }) => spans.length > 0).map(({ driver }) => driver))];
    this.needs
      .timing(seconds, drivers, (progress) => put({ progress }))
      .then(
        (timing) => put({ ...timing, state: 'done', progress: 1 }),
        (error: NodeJS.ErrnoException) => put({ state: 'failed', progress: 1, passed: false, ...failed(error) }),
      );
    return { id };
  }

  private async apply({ by, plan, span, ...asked }: CardsParams<'cards.apply'>): Promise<{ readonly id: string }> {
    if (this.applying) {
      throw notNow({
        zh: '另一项配置正在应用，请等它结束。',
        en: 'another configuration is being applied: wait for its end',
      });
    }
    this.applying = true;
    try {
      const { apply, request } = await this.checked(by, plan, span, asked);
      remember(this.applies, apply);
      void this.carryOut(apply, request);
      return { id: apply.id };
    } catch (error) {
      this.applying = false;
      throw error;
    }
  }

  private async checked(
    by: string,
    plan: string,
    span: number | null,
    asked: Asked,
  ): Promise<{ readonly apply: CardApply; readonly request: ApplyRequest }> {
    const planned = await this.plan(asked);
    if (planned.plan !== plan)
      throw new CallboxError('conflict', 'what would be written is not what was shown: ask for the plan again');
    const [refused] = planned.refused;
    if (refused !== undefined) throw new CallboxError('bad-request', `${refused.words.en} / ${refused.words.zh}`);
    const lines = asked.lines ?? linesOf(this.needs.site()) ?? nothing;
    const number = span === null ? null : lines.spans[span - 1];
    if (number === undefined) throw new CallboxError('not-found', `the site has no span ${span}`);
    const apply: CardApply = {
      ...{ id: this.needs.ids.next(), by, span, state: 'applying', problem: '', words: applyWords('') },
      ...{ said: '', copies: [], startedAt: this.needs.nowMs(), endedAt: null },
    };
    return { apply, request: { version: 1, ask: 'apply', configuration: planned.configuration, plan, span: number } };
  }

  private async carryOut(apply: CardApply, request: ApplyRequest): Promise<void> {
    const { ok, problem, message, said, copies } = await this.needs
      .applier(request)
      .catch((error: Error): ApplyAnswer => {
        const code = error instanceof CallboxError && error.code === 'not-now' ? 'no-applier' : 'failed';
        return { ok: false, problem: code, message: error.message, said: '', copies: [] };
      });
    const ended: CardApply = {
      ...apply,
      ...{ state: ok ? 'applied' : 'failed', problem, words: applyWords(problem), copies: [...copies] },
      ...{ said: said.slice(-4_000), endedAt: this.needs.nowMs() },
    };
    this.applying = false;
    remember(this.applies, ended);
    const { by, span } = apply;
    this.needs.incident('driver-configured', { by, span: span ?? 0, problem, message: message.slice(0, 300) });
    for (const tell of this.waiting.splice(0)) tell(ended);
    if (ok && span === null) this.needs.applied?.();
  }

  private async settled(id: string): Promise<CardApply> {
    const apply = found(this.applies, id);
    if (apply.state !== 'applying') return apply;
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

const nothing: CardLines = { spans: [], telephones: [], exchangeLines: [] };

/** Null: the site runs on the virtual board. */
function linesOf({ board }: Site): CardLines | null {
  return board.kind === 'dahdi' ? board.card : null;
}

/** As many as there are spans; those of a site that has fewer are the usual ones. */
function setupsOf(site: Site, asked: Asked, { spans }: CardLines): readonly SpanSetup[] {
  const board = { ...site.board, spans: spans.length };
  return spanSetupsOf({ ...site, board }).map(
    (setup, at) => asked.setups?.find(({ span }) => span === at + 1)?.setup ?? setup,
  );
}

function found<T>(all: ReadonlyMap<string, T>, id: string): T {
  const one = all.get(id);
  if (one === undefined) throw new CallboxError('not-found', 'this is not known any more: start it again');
  return one;
}

function remember<T extends { readonly id: string }>(all: Map<string, T>, one: T): void {
  all.set(one.id, one);
  const [oldest] = all.keys();
  if (all.size > kept && oldest !== undefined) all.delete(oldest);
}

function failed({ code, message }: NodeJS.ErrnoException): Pick<TimingTest, 'words' | 'next'> {
  if (code === 'ENOENT' || code === 'ENXIO' || code === 'ENODEV') {
    return {
      words: { zh: '没有驱动的时钟 (/dev/dahdi/pseudo)', en: 'The driver’s clock (/dev/dahdi/pseudo) is not there' },
      next: { zh: '先加载板卡驱动', en: 'Load the driver of the card first' },
    };
  }
  if (code === 'EACCES') {
    return {
      words: { zh: '没有权限读取驱动的时钟', en: 'The driver’s clock may not be read' },
      next: { zh: '检查 /dev/dahdi 的组和 udev 规则', en: 'Look at the group of /dev/dahdi and at the udev rules' },
    };
  }
  return {
    words: { zh: `测试中断：${message}`, en: `The test broke off: ${message}` },
    next: { zh: '再测一次', en: 'Test again' },
  };
}
