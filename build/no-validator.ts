// Stands in for the MCP SDK's runtime shims: ajv costs 20 ms and 155 KB at start, and a server whose own schemas
// parse every argument never uses it. The alias is of an exported subpath, made for other runtimes (SDK 2.4.0).
// The global one: an import of node:process makes the bundle copy all of it, property by property.
export const process = globalThis.process;

export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new Error('No JSON Schema validator is bundled.');
  }
}

/** The client asks for it too: false on Node. */
export const CORS_IS_POSSIBLE = false;
