// A measured figure beside the bound it should keep.

export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** Absent for a figure without a bound. */
  most?: number;
}

export function renderFigures(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map((figure) => figure.what.length));
  return figures
    .map(({ what, value, unit, most }) => {
      const bound = most === undefined ? '' : `  at most ${most} ${unit}: ${value <= most ? 'kept' : 'NOT KEPT'}`;
      return `${what.padEnd(width)}  ${value.toFixed(value < 10 ? 2 : 1).padStart(9)} ${unit.padEnd(6)}${bound}`;
    })
    .join('\n');
}
