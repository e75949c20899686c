// src/schema/shapes.ts as text.
import { readShapes } from './read-shapes.ts';

export function renderShapes(): string {
  return `// Generated from the AWS SDK by \`npm run generate\`; do not edit.
import type { Structure } from './shape.ts';

export const SHAPES = ${JSON.stringify(readShapes(), null, 2)} as const satisfies {
  CopyVolumesRequest: Structure;
  DescribeVolumesRequest: Structure;
  VolumeType: readonly string[];
};
`;
}
