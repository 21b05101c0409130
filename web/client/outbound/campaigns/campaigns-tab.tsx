import { outboundWords } from '../outbound-words.js';

export function CampaignsTab() {
  return <h2>{outboundWords.value.tabs.campaigns}</h2>;
}
