/** Runs in the audio thread: hands each block of the microphone to the page. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class Microphone extends AudioWorkletProcessor {
  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    const block = inputs[0]?.[0];
    // A copy: the browser uses its own block again.
    if (block !== undefined) this.port.postMessage(block.slice());
    return true;
  }
}

registerProcessor('callbox-microphone', Microphone);

export {};
