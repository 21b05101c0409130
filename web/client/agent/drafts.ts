import { Drafts } from '../parts/drafts.js';

export const drafts = new Drafts(sessionStorage);
