// A module for `node --import`: the script sees a system that has no /proc, as macOS has none.
export const WITHOUT_PROC = `data:text/javascript,${encodeURIComponent(`
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { existsSync } = fs;
fs.existsSync = (path) => !String(path).startsWith('/proc/') && existsSync(path);
syncBuiltinESMExports();
`)}`;
