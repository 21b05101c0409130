import { outboundWords } from '../outbound-words.js';

export default function NumbersTab() {
  return <h2>{outboundWords.value.tabs.numbers}</h2>;
}
