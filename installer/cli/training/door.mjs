// @ts-check
/** Where no systemd watches for an ask to start training: looks for it, and runs one floor at a time. */
import { existsSync } from 'node:fs';
import { TrainingFiles, trainingContract } from './files.mjs';
import { TrainingFloor } from './floor.mjs';

const lookEveryMs = 300;

export class TrainingDoor {
  /** @param {import('./floor.mjs').TrainingNeeds} needs @param {(error: unknown) => void} onTrouble */
  static async open(needs, onTrouble) {
    const files = new TrainingFiles(needs.folder, await trainingContract(needs.programs.js));
    files.make();
    files.forget(); // of a supervisor that was killed: who asked then has gone home
    return new TrainingDoor(needs, files, onTrouble);
  }

  /** @param {import('./floor.mjs').TrainingNeeds} needs @param {TrainingFiles} files @param {(error: unknown) => void} onTrouble */
  constructor(needs, files, onTrouble) {
    this.needs = needs;
    this.files = files;
    this.onTrouble = onTrouble;
    /** @type {TrainingFloor | null} */
    this.floor = null;
    /** @type {Promise<void> | null} */
    this.running = null;
    this.timer = setInterval(() => this.look(), lookEveryMs);
  }

  look() {
    if (this.running !== null || !existsSync(this.files.start)) return;
    this.running = this.runOne()
      .catch((error) => this.onTrouble(error))
      .finally(() => {
        this.running = null;
        this.floor = null;
      });
  }

  async runOne() {
    this.floor = await TrainingFloor.open(this.needs);
    await this.floor.run();
  }

  /** The real floor ends, and this one with it. */
  async close() {
    clearInterval(this.timer);
    this.floor?.end({ zh: '正式系统已停止，培训随之结束。', en: 'The real floor has ended, and training with it.' });
    await this.running;
  }
}
