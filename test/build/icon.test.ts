// The picture: both files show the same shapes.
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { renderPng } from '../../build/icon/render-png.ts';
import { renderSvg } from '../../build/icon/render-svg.ts';
import { ICON, type Shape, SIZE } from '../../build/icon/shapes.ts';

/** Width, height and pixels of a PNG with a palette, its transparency, and no filter. */
function decode(png: Uint8Array) {
  const bytes = Buffer.from(png);
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12) {
    chunks.set(bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const header = chunks.get('IHDR') ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  const pixel = (x: number, y: number) => {
    const place = rows[y * (1 + width) + 1 + x] ?? 0;
    return [...(chunks.get('PLTE')?.subarray(place * 3, place * 3 + 3) ?? []), chunks.get('tRNS')?.[place] ?? 255];
  };
  return { width, height, pixel, names: [...chunks.keys()], rows };
}

const SMALL: readonly Shape[] = [
  { kind: 'rectangle', x: 0, y: 0, width: 8, height: 8, radius: 4, fill: '#102030' },
  { kind: 'ellipse', cx: 4, cy: 4, rx: 2, ry: 2, fill: '#ff0000' },
];

describe('the PNG', () => {
  it('is a picture with what is painted last on top, and soft edges', () => {
    const { width, height, pixel, names, rows } = decode(renderPng(SMALL, 8));
    expect([width, height, rows.length]).toEqual([8, 8, 8 * 9]);
    expect(names).toEqual(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
    expect(pixel(4, 4)).toEqual([255, 0, 0, 255]);
    expect(pixel(4, 1)).toEqual([16, 32, 48, 255]);
    expect(pixel(0, 0)).toEqual([0, 0, 0, 0]);
    const [, , , alpha = 0] = pixel(1, 0);
    expect(alpha).toBeGreaterThan(0);
    expect(alpha).toBeLessThan(255);
  });

  it('is 512 pixels wide and high, transparent at the corners', () => {
    const { width, height, pixel } = decode(renderPng(ICON, SIZE));
    expect([width, height]).toEqual([512, 512]);
    expect(pixel(0, 0)).toEqual([0, 0, 0, 0]);
    expect(pixel(256, 40)).toEqual([0x14, 0x32, 0x4a, 255]);
    // The lid of the source, and that of its copy in front of it.
    expect(pixel(204, 146)).toEqual([0xb9, 0xd3, 0xe6, 255]);
    expect(pixel(314, 208)).toEqual([0xfb, 0xd2, 0x83, 255]);
  });
});

it('the SVG has the same shapes in the same order, and a title', () => {
  expect(
    renderSvg(SMALL, 8, 'Small'),
  ).toBe(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" width="8" height="8">
  <title>Small</title>
  <rect x="0" y="0" width="8" height="8" rx="4" fill="#102030"/>
  <ellipse cx="4" cy="4" rx="2" ry="2" fill="#ff0000"/>
</svg>
`);
});
