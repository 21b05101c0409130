import { outboundWords } from '../outbound-words.js';

export default function ListsTab() {
  return <h2>{outboundWords.value.tabs.lists}</h2>;
}
