// Who publishes this: the only place that names the owner of the repository. Every address is made from it, and
// `npm run generate` writes it wherever it stands.

/** The owner's name on GitHub, as it is spelled there: the MCP Registry compares the case too. */
export const OWNER: string = 'owner--not-set';

/** Until there is one. Two hyphens in a row: nobody can register such a name, so no link can lead to a stranger. */
export const PLACEHOLDER = 'owner--not-set';
