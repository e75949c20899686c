// What the tests use of dynalite, which brings no types of its own.
declare module 'dynalite' {
  import type { Server } from 'node:http';
  // biome-ignore lint/style/noDefaultExport: it is how the package gives it.
  export default function dynalite(options: { createTableMs: number }): Server;
}
