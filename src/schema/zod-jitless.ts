// Imported before anything that builds schemas: zod otherwise compiles each object schema with `new Function` when it
// first parses, which costs more than a short session ever gains (3 ms and 0.6 MB of a start, Node 20, 2026-11).
import { config } from 'zod';

config({ jitless: true });
