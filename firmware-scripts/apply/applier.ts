/** Does what one request says: writes the driver's files and has the driver read them. Nothing else. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DriverConfiguration, FoundSpan } from '../../daemon/terms/cards.js';
import { hasChannel } from '../configure/configuration.js';
import { plannedFiles, plannedPlaces, systemConf } from '../configure/planned-files.js';
import { machineOf } from '../detect/machine.js';
import { RootFolder } from '../detect/root-folder.js';
import { foundSpans } from '../detect/spans.js';
import type { ProgramResult } from './program.js';
import { type ApplyAnswer, type ApplyRequest, applyRequest } from './request.js';
import { SafeFiles } from './safe-files.js';

export interface ApplierNeeds {
  /** '/' of this machine. */
  readonly root: string;
  /** dahdi_cfg. */
  configure(args: readonly string[]): Promise<ProgramResult>;
  /** modprobe. */
  load(module: string): Promise<ProgramResult>;
  nowMs(): number;
  log(message: string): void;
}

const maxSaid = 4_000;

export class Applier {
  private readonly root: RootFolder;
  private readonly files: SafeFiles;
  private working = false;

  constructor(private readonly needs: ApplierNeeds) {
    this.root = new RootFolder(needs.root);
    this.files = new SafeFiles(needs.root, plannedPlaces, '/etc/dahdi');
  }

  /** What an applier that was killed has left half done is taken back. */
  async recover(): Promise<void> {
    const back = await this.files.takeBack();
    if (back.length === 0) return;
    this.needs.log(`an apply was cut off: ${back.join(', ')} are as they were before`);
    const spans = (await foundSpans(this.root)).filter(({ kind }) => kind !== 'bri');
    for (const span of spans) await this.needs.configure(argsFor(span, this.needs.root));
  }

  /** Never rejects. `line` is a request as it came. */
  async answer(line: string): Promise<ApplyAnswer> {
    const request = read(line);
    if (typeof request === 'string') return refused('bad-request', request);
    if (this.working) return refused('busy', 'another request is being carried out: ask again when it is done');
    this.working = true;
    try {
      return request.ask === 'apply' ? await this.apply(request) : await this.blink(request);
    } catch (error) {
      return refused('failed', (error as Error).message);
    } finally {
      this.working = false;
    }
  }

  private async apply({ configuration, plan, span }: Extract<ApplyRequest, { ask: 'apply' }>): Promise<ApplyAnswer> {
    await this.recover();
    if (span !== null && !configuration.spans.some((each) => each.span === span))
      return refused('no-such-span', `span ${span} is none of the configuration's`);
    const planned = await plannedFiles(this.root, configuration);
    if (planned.unfit.length > 0) return refused('unfit-file', `${planned.unfit.join(', ')} cannot be replaced`);
    if (planned.plan !== plan) return refused('conflict', 'the files are not what they were when this was planned');
    const changed = planned.files.filter(({ diff }) => diff.length > 0);
    const copies = await this.files.replace(changed, stampOf(this.needs.nowMs()));
    const outcome = await this.configure(configuration, span).catch(
      (error: Error): Outcome => ({ ok: false, said: error.message }),
    );
    const said = outcome.said.slice(-maxSaid);
    if (outcome.ok) {
      await this.files.keep();
      return { ok: true, problem: '', message: 'applied', said, copies };
    }
    await this.recover();
    return { ok: false, problem: 'driver-refused', message: 'the files before are back', said, copies };
  }

  /** Span by span: dahdi_cfg without a span would take away and make anew whatever is wired by software. */
  private async configure(configuration: DriverConfiguration, only: number | null): Promise<Outcome> {
    if (only === null) {
      const loaded = await this.loadModules(configuration.modules);
      if (!loaded.ok) return loaded;
    }
    const said: string[] = [];
    for (const span of await this.meant(configuration, only)) {
      const { code, output } = await this.needs.configure(argsFor(span, this.needs.root));
      said.push(output);
      if (code !== 0) return { ok: false, said: said.join('\n') };
    }
    return { ok: true, said: said.join('\n') };
  }

  private async loadModules(modules: readonly string[]): Promise<Outcome> {
    const { modules: loaded } = await machineOf(this.root);
    for (const module of modules.filter((each) => !loaded.has(each))) {
      const { code, output } = await this.needs.load(module);
      if (code !== 0) return { ok: false, said: output };
    }
    return { ok: true, said: '' };
  }

  private async meant(
    { spans, telephones, exchangeLines }: DriverConfiguration,
    only: number | null,
  ): Promise<readonly FoundSpan[]> {
    const numbers = new Set(only === null ? spans.map(({ span }) => span) : [only]);
    const ports = only === null ? [...telephones, ...exchangeLines] : [];
    const found = await foundSpans(this.root);
    const missing = [...numbers].filter((number) => !found.some(({ span }) => span === number));
    if (missing.length > 0) throw new Error(`the driver has no span ${missing.join(', ')}`);
    return found.filter((each) => numbers.has(each.span) || ports.some((port) => hasChannel(each, port)));
  }

  /** Only the Astribank's driver has an order for its lamps: a mask of ports in a file of each of its units. */
  private async blink({ span, port, on }: Extract<ApplyRequest, { ask: 'blink' }>): Promise<ApplyAnswer> {
    const units = '/sys/bus/xpds/devices';
    for (const unit of await this.root.names(units)) {
      if (!/^\d{2}:\d:\d$/.test(unit) || (await this.root.text(`${units}/${unit}/span`)) !== String(span)) continue;
      const mask = on ? (port === 0 ? 0xffff : 2 ** (port - 1)) : 0;
      await writeFile(join(this.needs.root, units, unit, 'blink'), `0x${mask.toString(16)}\n`, { flag: 'r+' });
      return { ok: true, problem: '', message: on ? 'blinking' : 'no longer blinking', said: '', copies: [] };
    }
    return refused('no-lamps', `the driver of span ${span} has no order for its lamps`);
  }
}

interface Outcome {
  readonly ok: boolean;
  readonly said: string;
}

function argsFor({ span, firstChannel, channels }: FoundSpan, root: string): readonly string[] {
  const last = firstChannel + channels - 1;
  return ['-c', join(root, systemConf), '-S', String(span), '-C', `${firstChannel}-${last}`];
}

function read(line: string): ApplyRequest | string {
  let sent: unknown;
  try {
    sent = JSON.parse(line);
  } catch {
    return 'the request is no JSON';
  }
  const parsed = applyRequest.safeParse(sent);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  return `${first?.path.join('.') ?? ''}: ${first?.message ?? 'not a request'}`.slice(0, 300);
}

function refused(problem: string, message: string): ApplyAnswer {
  return { ok: false, problem, message, said: '', copies: [] };
}

/** '20261123-115203' in UTC; names of copies sort by it. */
function stampOf(nowMs: number): string {
  return new Date(nowMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
}
