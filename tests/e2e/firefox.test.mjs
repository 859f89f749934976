// The main walks in Firefox.

import { ENGINES } from './engines.mjs';
import { engineWalks } from './engine-walks.mjs';

engineWalks(ENGINES.Firefox);
