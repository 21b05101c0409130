import { createRequire } from 'node:module';

/** The addon build/native/Release/notify.node: 0, or errno. */
interface NotifyAddon {
  send(path: string, message: string): number;
}

/** What of the process and its timers is needed here. */
export interface NotifyNeeds {
  /** $NOTIFY_SOCKET; absent: nobody listens (npm start), and all is silent. */
  readonly socket: string | undefined;
  /** $WATCHDOG_USEC, microseconds; absent: no watchdog. */
  readonly watchdogUs: string | undefined;
  readonly addonFile: string;
  /** Runs again and again; returns what ends it. */
  every(ms: number, run: () => void): () => void;
  onTrouble(message: string): void;
}

/** So many beats fit into the time the watchdog gives (sd_watchdog_enabled(3) advises two at least). */
const beatsInTime = 4;

/**
 * What systemd is told (sd_notify(3)): when all is up, that the event loop still turns, and that the end has begun.
 * The beat is a timer of the event loop itself: a loop that is stuck misses it and is started anew.
 */
export class ServiceNotify {
  private readonly addon: NotifyAddon | null;
  private endBeat: () => void = () => {};
  private complained = false;

  constructor(private readonly needs: NotifyNeeds) {
    this.addon = needs.socket ? this.load() : null;
  }

  ready(status: string): void {
    this.send(`READY=1\nSTATUS=${status}`);
    const watchdogMs = Number(this.needs.watchdogUs ?? 0) / 1000;
    if (this.addon && watchdogMs > 0) {
      this.endBeat = this.needs.every(watchdogMs / beatsInTime, () => this.send('WATCHDOG=1'));
    }
  }

  /** A line for `systemctl status`. */
  status(status: string): void {
    this.send(`STATUS=${status}`);
  }

  /** The beat goes on: an end that hangs is a hang too, and its own limit is systemd's. */
  stopping(): void {
    this.send('STOPPING=1');
  }

  close(): void {
    this.endBeat();
  }

  private send(message: string): void {
    const { socket } = this.needs;
    if (!this.addon || !socket) return;
    const error = this.addon.send(socket, message);
    if (error === 0 || this.complained) return;
    this.complained = true;
    this.needs.onTrouble(`systemd was not told ${message.split('\n')[0]} (errno ${error})`);
  }

  private load(): NotifyAddon | null {
    try {
      return createRequire(import.meta.url)(this.needs.addonFile) as NotifyAddon;
    } catch (error) {
      this.needs.onTrouble(`systemd cannot be told anything: ${(error as Error).message}`);
      return null;
    }
  }
}
