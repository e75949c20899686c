// The icon as PNG bytes: sampled and compressed here, so that every machine makes the same file.
// Source: PNG specification (third edition), critical chunks; read 2026-11-28.
import { zlibSync } from 'fflate';
import type { Shape } from './shapes.ts';

// Samples a pixel has along each side; their share of a colour is the pixel's.
const SAMPLES = 4;

/** A square picture of `size` pixels with transparency, of at most 256 colours; the drawing has as many units. */
export function renderPng(shapes: readonly Shape[], size: number): Uint8Array {
  const colours = shapes.map((shape) => rgbOf(shape.fill));
  // A place in the palette for each colour with its transparency: less than half the bytes of four channels a pixel.
  const palette = new Map<string, number>();
  const placeOf = (pixel: readonly number[]): number => {
    const key = pixel.join();
    const place = palette.get(key) ?? palette.size;
    palette.set(key, place);
    return place;
  };
  // Each row begins with its filter, none.
  const rows = new Uint8Array(size * (1 + size));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) rows[y * (1 + size) + 1 + x] = placeOf(pixelAt(shapes, colours, x, y));
  }
  const entries = [...palette.keys()].map((key) => key.split(',').map(Number));
  if (entries.length > 256) throw new Error(`The icon has ${entries.length} colours; a palette holds 256.`);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, size);
  view.setUint32(4, size);
  // Eight bits a pixel, which is a place in the palette; the rest is zero.
  header.set([8, 3], 8);
  return concatenate([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(entries.flatMap(([red = 0, green = 0, blue = 0]) => [red, green, blue]))),
    chunk('tRNS', Uint8Array.from(entries.map(([, , , alpha = 0]) => alpha))),
    chunk('IDAT', zlibSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

type Rgb = readonly [number, number, number];

function pixelAt(shapes: readonly Shape[], colours: readonly Rgb[], x: number, y: number): number[] {
  const sampleAt = (column: number, row: number): Rgb | undefined => {
    const [sx, sy] = [x + (column + 0.5) / SAMPLES, y + (row + 0.5) / SAMPLES];
    return colours[shapes.findLastIndex((shape) => isInside(shape, sx, sy))];
  };
  const last = SAMPLES - 1;
  const corners = [sampleAt(0, 0), sampleAt(last, 0), sampleAt(0, last), sampleAt(last, last)];
  // No shape is thinner than a pixel, so between four equal corners there is nothing else.
  if (corners.every((colour) => colour === corners[0])) return corners[0] ? [...corners[0], 255] : [0, 0, 0, 0];
  const samples = Array.from({ length: SAMPLES * SAMPLES }, (_, at) =>
    sampleAt(at % SAMPLES, Math.floor(at / SAMPLES)),
  );
  const covered = samples.filter((colour) => colour !== undefined);
  const mean = [0, 1, 2].map((channel) =>
    Math.round(covered.reduce((sum, colour) => sum + (colour[channel] ?? 0), 0) / covered.length),
  );
  return [...mean, Math.round((covered.length * 255) / samples.length)];
}

function isInside(shape: Shape, x: number, y: number): boolean {
  if (shape.kind === 'ellipse') return ((x - shape.cx) / shape.rx) ** 2 + ((y - shape.cy) / shape.ry) ** 2 <= 1;
  const { width, height, radius } = shape;
  if (x < shape.x || x > shape.x + width || y < shape.y || y > shape.y + height) return false;
  // Distance into the corner's circle; zero along the straight edges.
  const dx = Math.max(0, radius - (x - shape.x), x - shape.x - (width - radius));
  const dy = Math.max(0, radius - (y - shape.y), y - shape.y - (height - radius));
  return dx === 0 || dy === 0 || dx * dx + dy * dy <= radius * radius;
}

/** Of "#rrggbb". */
function rgbOf(fill: string): Rgb {
  const value = Number.parseInt(fill.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = concatenate([new TextEncoder().encode(type), data]);
  const framed = new Uint8Array(body.length + 8);
  const view = new DataView(framed.buffer);
  view.setUint32(0, data.length);
  framed.set(body, 4);
  view.setUint32(body.length + 4, crc32(body));
  return framed;
}

/** Node has one from 22 on only. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
