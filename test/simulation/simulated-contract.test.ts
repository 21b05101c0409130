/** The simulated lines keep the contract of the native ones, so that what simulated days prove holds for the product. */
import { linesContract } from '../contract/lines.js';
import { openSimulatedPair } from './simulated-pair.js';

linesContract('simulated lines', async () => openSimulatedPair());
