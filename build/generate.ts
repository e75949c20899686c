// Writes every generated file and section: `npm run generate`. CI runs it and wants a clean tree afterwards.
import { readFile, writeFile } from 'node:fs/promises';
import { renderShapes } from './render-shapes.ts';

const root = new URL('..', import.meta.url);
const write = (path: string, text: string) => writeFile(new URL(path, root), text);

await write('src/schema/shapes.ts', renderShapes());
// Everything below builds on the shapes just written, so it is loaded only now.
const { renderToolList } = await import('./render-tool-list.ts');
await write('src/schema/tool-list.ts', await renderToolList());
// Built on the tool list in turn.
const { manifestText, readmeText } = await import('./generated-docs.ts');
await write('manifest.json', manifestText());
await write('README.md', readmeText(await readFile(new URL('README.md', root), 'utf8')));
