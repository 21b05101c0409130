/** Chromium at an installed box: it believes the one certificate whose fingerprint the machine itself has shown. */
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser } from '../../rig/chromium.js';
import type { BareMachine } from '../bare-machine.js';
import { until } from '../desk.js';

const host = '127.0.0.1';
const port = 443;
export const url = `https://${host}`;
export const timeZone = 'Asia/Shanghai';
const screen = { width: 1366, height: 768 };

export interface Seen {
  readonly page: Page;
  at(id: string): Locator;
  /** Kept as `NAME.png`. */
  shot(name: string): Promise<void>;
}

export interface Pinned {
  readonly fingerprint: string;
  /** SHA-256 of the public key in base64, as Chromium wants it. */
  readonly pin: string;
}

/** As a technician does it: `callbox certificate` at the machine, compared with what a browser is shown. */
export async function pinOf(machine: BareMachine): Promise<Pinned> {
  const { fingerprint256: fingerprint, publicKey } = await until('the certificate', 60_000, presented);
  const said = await machine.must(['callbox', 'certificate']);
  if (!said.includes(fingerprint)) throw new Error(`the pages show ${fingerprint}, the machine says\n${said}`);
  const key = publicKey.export({ type: 'spki', format: 'der' });
  return { fingerprint, pin: createHash('sha256').update(key).digest('base64') };
}

function presented(): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false }, () => {
      resolve(new X509Certificate(socket.getPeerCertificate().raw));
      socket.end();
    });
    socket.on('error', reject);
  });
}

export class Browsing {
  /** What pages threw. */
  readonly errors: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly shots: string,
  ) {}

  /** Any other certificate that this machine does not trust is refused. */
  static async open(pin: string, shots: string): Promise<Browsing> {
    mkdirSync(shots, { recursive: true });
    return new Browsing(await openBrowser([`--ignore-certificate-errors-spki-list=${pin}`]), shots);
  }

  /** Somebody at a screen of his own. */
  async person(): Promise<Seen> {
    const context = await this.browser.newContext({ viewport: screen, locale: 'zh-CN', timezoneId: timeZone });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.errors.push(String(error)));
    return {
      page,
      at: (id) => page.getByTestId(id).first(),
      shot: async (name) => {
        await page.screenshot({ path: join(this.shots, `${name}.png`) });
      },
    };
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** @throws Error when no sign-in page comes, or it stays */
export async function signIn({ page, at }: Seen, login: { user: string; password: string }): Promise<void> {
  await at('user').fill(login.user);
  await at('password').fill(login.password);
  await at('sign-in').click();
  await page.getByTestId('sign-in').waitFor({ state: 'detached' });
}
