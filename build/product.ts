// What the product is called and said to be, wherever somebody may install it.
import packageFile from '../package.json' with { type: 'json' };

/** As a server says it too (src/server.ts). */
export const TITLE = 'EBS volume copies';
export const AUTHOR = `${packageFile.name} maintainers`;

/** Markdown. */
export const LONG_DESCRIPTION = `Two tools for copies of Amazon EBS volumes (EC2 CopyVolumes).

\`copy_volume\` rehearses by default. It shows what the copy would be, setting by setting, what it costs, how fast it is until it is initialized, and what would block it, with EC2's own dry run. A real copy waits for a person's yes, unless the operator arranged otherwise at start-up, and one request never makes two volumes. \`get_volume_status\` finds volumes by id, filter, source or instance, and says how they are doing and what to do next.

For engineers who clone a volume to test on, or keep one to go back to before a change. A copy stays in the Availability Zone of its source: it is no backup, and nothing for another zone or Region.

The server uses the AWS credentials of this computer and sends requests to AWS alone. With the setting "Simulate" it needs no AWS account: an embedded EC2 answers, and every answer says SIMULATED.`;
