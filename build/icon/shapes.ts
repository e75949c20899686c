// The icon: a volume and, in front of it, its copy. One list of shapes, painted in order, from which both files are made.

export type Shape =
  | { kind: 'rectangle'; x: number; y: number; width: number; height: number; radius: number; fill: string }
  | { kind: 'ellipse'; cx: number; cy: number; rx: number; ry: number; fill: string };

/** Width and height of the drawing, in its own units and in pixels of the PNG. */
export const SIZE = 512;

export const ICON_GROUND = '#14324a';
const GAP = 16;

interface Cylinder {
  cx: number;
  top: number;
  bottom: number;
  rx: number;
  ry: number;
  side: string;
  lid: string;
}

const SOURCE: Cylinder = { cx: 204, top: 146, bottom: 318, rx: 112, ry: 36, side: '#7fa8c9', lid: '#b9d3e6' };
const COPY: Cylinder = { cx: 314, top: 208, bottom: 378, rx: 112, ry: 36, side: '#f0a92e', lid: '#fbd283' };

export const ICON: readonly Shape[] = [
  { kind: 'rectangle', x: 0, y: 0, width: SIZE, height: SIZE, radius: 104, fill: ICON_GROUND },
  ...cylinder(SOURCE),
  // A gap in the colour of the ground sets the copy apart from its source.
  ...cylinder({ ...COPY, rx: COPY.rx + GAP, ry: COPY.ry + GAP, side: ICON_GROUND, lid: ICON_GROUND }),
  ...cylinder(COPY),
  ...plus(COPY.cx, 316, 88, 22),
];

function cylinder({ cx, top, bottom, rx, ry, side, lid }: Cylinder): Shape[] {
  return [
    { kind: 'ellipse', cx, cy: bottom, rx, ry, fill: side },
    { kind: 'rectangle', x: cx - rx, y: top, width: 2 * rx, height: bottom - top, radius: 0, fill: side },
    { kind: 'ellipse', cx, cy: top, rx, ry, fill: lid },
  ];
}

function plus(cx: number, cy: number, length: number, thickness: number): Shape[] {
  const bar = (width: number, height: number): Shape => ({
    kind: 'rectangle',
    x: cx - width / 2,
    y: cy - height / 2,
    width,
    height,
    radius: thickness / 2,
    fill: ICON_GROUND,
  });
  return [bar(length, thickness), bar(thickness, length)];
}
