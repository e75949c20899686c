// Every file that tells others where this is and how to install it, as it would be written now.
import { OPTIONS } from '../../src/config/options.ts';
import { renderPng } from '../icon/render-png.ts';
import { renderSvg } from '../icon/render-svg.ts';
import { ICON, SIZE } from '../icon/shapes.ts';
import { TITLE } from '../product.ts';
import { ICON_PATH } from '../render-manifest.ts';
import { renderPackageFile } from './package-file.ts';
import { PLUGIN_FOLDER, renderPlugins, SKILL } from './plugins.ts';
import { renderServerJson } from './server-json.ts';

const SVG_PATH = 'assets/icon.svg';

/** Path → content; `read` gives the text of a file that is written by hand, by its path in the repository. */
export async function releaseFiles(
  read: (path: string) => Promise<string>,
): Promise<Record<string, string | Uint8Array>> {
  const [svg, png] = [renderSvg(ICON, SIZE, TITLE), renderPng(ICON, SIZE)];
  return {
    'package.json': renderPackageFile(await read('package.json')),
    'server.json': renderServerJson(OPTIONS),
    [SVG_PATH]: svg,
    [ICON_PATH]: png,
    // A plugin is installed by its folder alone.
    [`${PLUGIN_FOLDER}/${SVG_PATH}`]: svg,
    [`${PLUGIN_FOLDER}/${ICON_PATH}`]: png,
    ...renderPlugins(await read(SKILL)),
  };
}
