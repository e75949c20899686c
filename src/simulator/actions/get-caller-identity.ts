// The action GetCallerIdentity of STS.
import { authorize, declareAction } from '../action.ts';

/** Who the access key belongs to. No dry run, no parameters. */
export const getCallerIdentity = declareAction({
  name: 'GetCallerIdentity',
  service: 'sts',
  shape: {},
  run(_input, context) {
    authorize(context, 'sts:GetCallerIdentity', '*');
    return {
      content: [
        ['Arn', context.caller.arn],
        ['UserId', context.caller.userId],
        ['Account', context.caller.accountId],
      ],
    };
  },
});
