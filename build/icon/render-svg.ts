// The icon as SVG text.
import type { Shape } from './shapes.ts';

/** A square drawing of `size` units; `title` is what a reader of screens says. */
export function renderSvg(shapes: readonly Shape[], size: number, title: string): string {
  const lines = shapes.map((shape) =>
    shape.kind === 'ellipse'
      ? `<ellipse cx="${shape.cx}" cy="${shape.cy}" rx="${shape.rx}" ry="${shape.ry}" fill="${shape.fill}"/>`
      : `<rect x="${shape.x}" y="${shape.y}" width="${shape.width}" height="${shape.height}"${shape.radius ? ` rx="${shape.radius}"` : ''} fill="${shape.fill}"/>`,
  );
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size}" height="${size}">`;
  return [open, `  <title>${title}</title>`, ...lines.map((line) => `  ${line}`), '</svg>', ''].join('\n');
}
