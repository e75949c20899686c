// What the copies made here cost, and which of them nobody needs any more.
import { PLACE, type Prompt } from './prompt.ts';

export const forgottenCopies: Prompt = {
  name: 'forgotten-copies',
  title: 'Forgotten copies',
  description: 'What copies made here cost, and which can go',
  arguments: PLACE,
  goal: 'Find the copies that this server made, say what they cost, and find out with me which can go.',
  steps: () => [
    'List them. Call `get_volume_status` with `madeHere: true`, and again with `NextToken` until there is none; once for each Region and profile that I name, or else where you may look. Tell me where you looked, as `searched` says, and where not. If `missing` is not empty, say that the list is incomplete.',
    'Show a table, the oldest first: `VolumeId`, Name, `SourceVolumeId`, `CreateTime`, attached or not, USD a month, with the sums of `counts`. Say that these are list prices, and that copies made by other means, or by a server started with --unstamped, are not among them.',
    'Judge. A copy is a candidate when it is attached to nothing and more than a day old. One that is attached, younger, still initializing or without `SourceVolumeId` stays. A name or a tag proves nothing: tags are what people wrote.',
    'Ask me about each candidate, by id, and wait for my answer.',
    'Hand over. For each one that I gave up, give me the delete command of `handOver` as it is, with --dry-run, or one of the same form with its id. Say that a deleted volume cannot be brought back, and that a snapshot keeps its data. Do not run these commands yourself, by no other tool either.',
  ],
};
