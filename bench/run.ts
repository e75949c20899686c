// `npm run bench [ROUNDS]`: every figure in one run; absolute times drift, so read ratios. Exit 1 when one is not kept.
import { type Figure, renderFigures } from './figure.ts';
import { measureHttp } from './http.ts';
import { measurePackage } from './package-size.ts';
import { measureRehearsal } from './rehearsal.ts';
import { measureStartUp } from './start-up.ts';
import { measureCancel } from './status-cancel.ts';
import { measureStatus } from './status-cost.ts';
import { measureEstimates } from './status-estimates.ts';
import { measureScan } from './status-scan.ts';

const rounds = Number(process.argv[2] ?? 11);
const figures: Figure[] = [
  ...(await measureStartUp(rounds)),
  ...(await measureRehearsal(rounds)),
  ...(await measurePackage()),
  ...measureEstimates(),
  ...(await measureStatus(rounds)),
  ...(await measureCancel(rounds)),
  ...(await measureScan(3)),
  ...(await measureHttp(rounds)),
];
process.stdout.write(`Node ${process.version}, medians of ${rounds} rounds\n${renderFigures(figures)}\n`);
process.exitCode = figures.some((figure) => figure.most !== undefined && !(figure.value <= figure.most)) ? 1 : 0;
