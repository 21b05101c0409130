/** Two falling tones when an alarm comes on. The banner says the same; the switch is remembered on this machine. */
import { effect, signal } from '@preact/signals';
import { alarms } from '../live/live.js';

const storageKey = 'callbox.alarm-sound';
export const alarmSound = signal(localStorage.getItem(storageKey) !== 'off');

export function switchAlarmSound(): void {
  alarmSound.value = !alarmSound.value;
  localStorage.setItem(storageKey, alarmSound.value ? 'on' : 'off');
  if (alarmSound.value) sound();
}

const tonesHz = [988, 784] as const;
const toneMs = 180;
const loudness = 0.15;
let context: AudioContext | null = null;

function sound(): void {
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume();
  for (const [at, hz] of tonesHz.entries()) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const start = context.currentTime + (at * toneMs) / 1000;
    const end = start + toneMs / 1000;
    tone.frequency.value = hz;
    // Without a slope it clicks.
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(loudness, start + 0.02);
    volume.gain.linearRampToValueAtTime(0, end);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(end);
  }
}

/** Sounds once for each alarm that comes on while the page is open. */
export function followAlarmSound(): () => void {
  let known: ReadonlySet<string> | null = null;
  return effect(() => {
    const now = new Set(alarms.value.keys());
    const fresh = known !== null && [...now].some((id) => !known?.has(id));
    known = now;
    if (fresh && alarmSound.peek()) sound();
  });
}
