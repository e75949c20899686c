// Writes every generated file and section: `npm run generate`. CI runs it and wants a clean tree afterwards.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { renderShapes } from './render-shapes.ts';

const root = new URL('..', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');
const write = async (path: string, content: string | Uint8Array) => {
  await mkdir(new URL('.', new URL(path, root)), { recursive: true });
  await writeFile(new URL(path, root), content);
};

await write('src/schema/shapes.ts', renderShapes());
// Everything below builds on the shapes just written, so it is loaded only now.
const { renderToolList } = await import('./render-tool-list.ts');
await write('src/schema/tool-list.ts', await renderToolList());
// Built on the tool list in turn.
const { manifestText, PAGES, pageText } = await import('./generated-docs.ts');
await write('manifest.json', manifestText());
for (const page of PAGES) await write(page, pageText(await read(page)));
const { releaseFiles } = await import('./release/files.ts');
for (const [path, content] of Object.entries(await releaseFiles(read))) await write(path, content);
