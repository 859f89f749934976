// The main walks in WebKit.

import { ENGINES } from './engines.mjs';
import { engineWalks } from './engine-walks.mjs';

engineWalks(ENGINES.WebKit);
