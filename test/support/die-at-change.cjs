// Loaded into the built server before anything else: counts what it does to the files of DIE_IN, writes each with its
// number to DIE_LOG, and ends the process with SIGKILL just before number DIE_AT.
const fs = require('node:fs');

const { DIE_IN: folder, DIE_AT: at, DIE_LOG: log } = process.env;
const { promises } = fs;
let changes = 0;

function change(name) {
  changes += 1;
  if (changes === Number(at)) process.kill(process.pid, 'SIGKILL');
  if (log) fs.appendFileSync(log, `${name}\n`);
}

for (const name of ['mkdir', 'link', 'rename', 'rm']) {
  const original = promises[name];
  promises[name] = (...args) => {
    if (args.some((one) => typeof one === 'string' && one.startsWith(folder))) change(name);
    return original(...args);
  };
}

const { open } = promises;
promises.open = async (path, flags, mode) => {
  const isOurs = String(path).startsWith(folder);
  const creates = isOurs && typeof flags === 'string' && flags !== 'r';
  if (creates) change('create');
  const handle = await open(path, flags, mode);
  if (!isOurs) return handle;
  for (const name of ['writeFile', 'write', 'appendFile', 'sync', 'truncate']) {
    const original = handle[name].bind(handle);
    handle[name] = (...args) => {
      change(name === 'sync' && !creates ? 'flush of a folder' : name);
      return original(...args);
    };
  }
  return handle;
};
