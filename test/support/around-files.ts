// What Vitest runs around every test file.
import { setMaxListeners } from 'node:events';
import { afterAll } from 'vitest';
import { removeTemporaryFolders } from './temporary-folder.ts';

// As wiring.ts does: the requests of a call listen to one signal, of which Node would warn.
setMaxListeners(1_000);
afterAll(removeTemporaryFolders);
