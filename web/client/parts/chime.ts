/** Short sounds where a telephone would make one. They only add to what the screen says, and can be switched off. */
import { signal } from '@preact/signals';

export type Chime = 'offer' | 'held' | 'reminder' | 'lead';
const storageKey = 'callbox.sounds';

export const soundsOn = signal(localStorage.getItem(storageKey) !== 'off');

export function setSounds(on: boolean): void {
  soundsOn.value = on;
  localStorage.setItem(storageKey, on ? 'on' : 'off');
}

/** Hz, and when each tone begins, ms: every chime is told from the others with closed eyes. */
const tones: Readonly<Record<Chime, readonly (readonly [hz: number, atMs: number])[]>> = {
  offer: [
    [660, 0],
    [880, 160],
    [660, 320],
    [880, 480],
  ],
  held: [
    [440, 0],
    [440, 350],
  ],
  lead: [
    [784, 0],
    [988, 160],
  ],
  reminder: [
    [523, 0],
    [659, 180],
    [784, 360],
  ],
};
const toneMs = 140;
const loudness = 0.12;

let context: AudioContext | null = null;

/** Opening the sound takes a while: not when a customer must be shown, but at the first key of the day. */
export function startChimes(): () => void {
  const open = (): void => {
    stop();
    window.setTimeout(() => {
      context ??= new AudioContext();
      void context.resume();
    });
  };
  const stop = (): void => {
    for (const kind of ['keydown', 'pointerdown']) window.removeEventListener(kind, open);
  };
  for (const kind of ['keydown', 'pointerdown']) window.addEventListener(kind, open);
  return stop;
}

/** Silent while switched off, or while the browser lets no page make a sound yet. */
export function chime(which: Chime): void {
  if (soundsOn.value) window.setTimeout(() => sound(which));
}

function sound(which: Chime): void {
  if (context === null) return;
  const from = context.currentTime;
  for (const [hz, atMs] of tones[which]) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const start = from + atMs / 1000;
    const end = start + toneMs / 1000;
    tone.frequency.value = hz;
    // Without a slope it clicks.
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(loudness, start + 0.015);
    volume.gain.linearRampToValueAtTime(0, end);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(end);
  }
}
