/**
 * Sound of the demo telephones. AudioBufferSourceNode, because AudioWorklet does not exist on plain
 * http, which is how a box without a certificate is opened. One AudioContext at the line's 8 kHz.
 */
import { signal } from '@preact/signals';
import { decodeAlaw } from '../parts/alaw.js';
import { Playout } from './playout.js';

const lineRateHz = 8000;

let context: AudioContext | null = null;
let ringer: { readonly stop: () => void } | null = null;
const playout = new Playout();

/** Browsers start silent until someone presses something. */
export const soundOn = signal(false);
export const underruns = signal(0);

function sounding(): AudioContext {
  if (context === null) {
    context = new AudioContext({ sampleRate: lineRateHz, latencyHint: 'interactive' });
    const follow = (): void => {
      soundOn.value = context?.state === 'running';
    };
    context.onstatechange = follow;
    follow();
  }
  return context;
}

/** Call from a press. */
export function wakeSound(): void {
  const audio = sounding();
  if (audio.state !== 'running') void audio.resume();
}

/** While the page is open any press wakes the sound. */
export function wakeSoundOnGesture(): () => void {
  sounding();
  window.addEventListener('pointerdown', wakeSound);
  window.addEventListener('keydown', wakeSound);
  return () => {
    window.removeEventListener('pointerdown', wakeSound);
    window.removeEventListener('keydown', wakeSound);
    ring(false);
    void context?.close();
    context = null;
    soundOn.value = false;
  };
}

export function playAlaw(base64: string): void {
  const audio = sounding();
  if (audio.state !== 'running') return;
  const samples = decodeAlaw(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  if (samples.length === 0) return;
  const at = playout.place(audio.currentTime, samples.length / lineRateHz);
  underruns.value = playout.underruns;
  if (at === null) return;
  const buffer = audio.createBuffer(1, samples.length, lineRateHz);
  buffer.copyToChannel(samples, 0);
  const source = audio.createBufferSource();
  source.buffer = buffer;
  source.connect(audio.destination);
  source.start(at);
}

/** Another end is heard from now on. */
export function resetPlayout(): void {
  playout.reset();
}

const ringOnS = 1; // ringing current 1 s on, 4 s off (china.md 2)
const ringCycleS = 5;
const ringCyclesAhead = 24;

/** The bell of the desk telephone: two tones that alternate as a ringer does, at the Chinese cadence. */
export function ring(on: boolean): void {
  if (!on) {
    ringer?.stop();
    ringer = null;
    return;
  }
  if (ringer !== null) return;
  const audio = sounding();
  const volume = audio.createGain();
  volume.gain.value = 0;
  volume.connect(audio.destination);
  const bells = [840, 1050].map((frequency) => {
    const bell = audio.createOscillator();
    bell.frequency.value = frequency;
    const tremble = audio.createGain();
    tremble.gain.value = 0.5;
    const beat = audio.createOscillator();
    beat.frequency.value = frequency === 840 ? 16 : 20;
    const depth = audio.createGain();
    depth.gain.value = 0.5;
    beat.connect(depth).connect(tremble.gain);
    bell.connect(tremble).connect(volume);
    bell.start();
    beat.start();
    return [bell, beat];
  });
  for (let cycle = 0; cycle < ringCyclesAhead; cycle++) {
    const start = audio.currentTime + cycle * ringCycleS;
    volume.gain.setTargetAtTime(0.09, start, 0.01);
    volume.gain.setTargetAtTime(0, start + ringOnS, 0.04);
  }
  ringer = {
    stop: () => {
      for (const bell of bells.flat()) bell.stop();
      volume.disconnect();
    },
  };
}
