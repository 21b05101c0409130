import { outboundWords } from '../outbound-words.js';

export default function LogTab() {
  return <h2>{outboundWords.value.tabs.log}</h2>;
}
