// Lines of standard input, each whole and none longer than a bound: whoever sends one without an end must neither fill
// the memory of this process nor end it, since other calls are under way.
import { Transform } from 'node:stream';

const LINE_FEED = 10;

/** `onLine` gets lines of up to `most` bytes, each in one piece; `onDropped` is told once of each that is longer. */
export function boundLines(most: number, onLine: (line: Buffer) => void, onDropped: () => void): Transform {
  let pieces: Buffer[] = [];
  let bytes = 0;
  const take = (piece: Buffer) => {
    const fits = bytes <= most;
    bytes += piece.length;
    if (bytes <= most) pieces.push(piece);
    else if (fits) {
      pieces = [];
      onDropped();
    }
  };
  const endLine = (): Buffer => {
    const line = Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
    return line;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let rest = chunk;
      for (let end = rest.indexOf(LINE_FEED); end !== -1; end = rest.indexOf(LINE_FEED)) {
        take(rest.subarray(0, end + 1));
        const line = endLine();
        if (line.length > 0) onLine(line);
        rest = rest.subarray(end + 1);
      }
      if (rest.length > 0) take(rest);
      done();
    },
  });
}
