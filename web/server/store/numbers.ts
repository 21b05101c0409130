/** Customers are found by the same key by pages and by call control. */
export { digitsOf, matchingKey, spellingsOf } from '../../../daemon/terms/matching-numbers.js';
