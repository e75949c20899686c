import { authorize, declareAction } from '../action.ts';

/** STS GetCallerIdentity: who the access key belongs to. No dry run, no parameters. */
export const getCallerIdentity = declareAction({
  name: 'GetCallerIdentity',
  service: 'sts',
  shape: {},
  run(_input, call) {
    authorize(call, 'sts:GetCallerIdentity', '*');
    return [
      ['Arn', call.caller.arn],
      ['UserId', call.caller.userId],
      ['Account', call.caller.accountId],
    ];
  },
});
