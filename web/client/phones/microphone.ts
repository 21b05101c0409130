/**
 * The microphone as 8 kHz A-law. Browsers give it in secure contexts only; there AudioWorklet exists
 * too, so it is used for capture (the loudspeaker side must do without, see sound.ts).
 */
import { signal } from '@preact/signals';
import { encodeAlaw } from '../parts/alaw.js';
import workletUrl from './microphone-worklet.ts?worker&url';
import { talk } from './phones-link.js';
import type { End } from './phones-state.js';
import { Resampler } from './resampler.js';

export type MicrophoneTrouble = 'insecure' | 'refused' | 'missing';
export const microphoneEnd = signal<End | null>(null);
export const microphoneTrouble = signal<MicrophoneTrouble | null>(null);

const lineRateHz = 8000;
const chunkSamples = 320; // 40 ms: half the messages of 20 ms, still a short delay
const voiceBandHz = 3400; // ITU-T G.712: nothing above belongs on a telephone line

let stopNow: (() => void) | null = null;

export function stopMicrophone(): void {
  stopNow?.();
  stopNow = null;
  microphoneEnd.value = null;
}

export async function startMicrophone(end: End): Promise<void> {
  stopMicrophone();
  microphoneTrouble.value = null;
  if (!window.isSecureContext || navigator.mediaDevices === undefined) {
    microphoneTrouble.value = 'insecure';
    return;
  }
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true } });
  } catch (error) {
    microphoneTrouble.value = (error as DOMException).name === 'NotFoundError' ? 'missing' : 'refused';
    return;
  }
  const context = new AudioContext();
  await context.audioWorklet.addModule(workletUrl);
  const worklet = new AudioWorkletNode(context, 'callbox-microphone', { numberOfOutputs: 0 });
  const lowPass = [0, 1].map(() => new BiquadFilterNode(context, { type: 'lowpass', frequency: voiceBandHz }));
  context
    .createMediaStreamSource(stream)
    .connect(lowPass[0] as AudioNode)
    .connect(lowPass[1] as AudioNode)
    .connect(worklet);
  const resampler = new Resampler(context.sampleRate, lineRateHz);
  let waiting: number[] = [];
  worklet.port.onmessage = (event: MessageEvent<Float32Array>) => {
    waiting.push(...resampler.take(event.data));
    while (waiting.length >= chunkSamples) {
      const octets = encodeAlaw(Float32Array.from(waiting.slice(0, chunkSamples)));
      waiting = waiting.slice(chunkSamples);
      talk(end, btoa(String.fromCharCode(...octets)));
    }
  };
  stopNow = () => {
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
  microphoneEnd.value = end;
}
