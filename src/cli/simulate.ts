// `ebs-copy-mcp simulate`: the embedded EC2 alone, until it is stopped.
import type { Config } from '../config/config.ts';
import { type FaultRule, startSimulator } from '../simulator/listen.ts';
import { nearest } from '../text/closest-name.ts';
import { ACTIONS } from '../vocabulary.ts';

/** Listens and prints how other clients use it; a port that cannot be had is a sentence and exit code 1. */
export async function runSimulate(config: Config): Promise<void> {
  const { port, latency, deny } = config.simulator;
  const unknown = deny.filter((action) => !(ACTIONS as readonly string[]).includes(action));
  for (const action of unknown) {
    const meant = nearest(action, ACTIONS);
    const advice = meant ? `Did you mean ${meant}?` : `Known: ${ACTIONS.join(', ')}.`;
    process.stderr.write(`ebs-copy-mcp: --deny: "${action}" is not an action of the embedded EC2. ${advice}\n`);
  }
  if (unknown.length > 0) {
    process.exitCode = 2;
    return;
  }
  const simulator = await startSimulator({ port, speed: config.speed, faults: faultRules(config.simulator) }).catch(
    (problem: NodeJS.ErrnoException) => {
      if (problem.syscall !== 'listen') throw problem;
      process.stderr.write(`ebs-copy-mcp: --port: ${port} on 127.0.0.1 is not available (${problem.code}).\n`);
      process.exitCode = 1;
      return undefined;
    },
  );
  if (!simulator) return;
  process.stdout.write(
    [
      `SIMULATED EC2 on ${simulator.url} – nothing exists in AWS.`,
      `Time runs ${config.speed} times as fast${latency > 0 ? `; every answer waits ${latency} ms` : ''}. Stop it with Ctrl-C.`,
      '',
      'Use it:',
      `  export AWS_ENDPOINT_URL=${simulator.url} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=simulated AWS_SECRET_ACCESS_KEY=simulated`,
      '  aws ec2 describe-volumes --query "Volumes[].[VolumeId,State,VolumeType]" --output table',
      '',
    ].join('\n'),
  );
  const stop = () => void simulator.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

function faultRules(options: Config['simulator']): FaultRule[] {
  const some = (times: number, rule: FaultRule) => (times > 0 ? [{ ...rule, times }] : []);
  return [
    ...(options.latency > 0 ? [{ kind: 'latency' as const, latencyMs: options.latency }] : []),
    ...some(options.throttle, { kind: 'throttle' }),
    ...some(options.fail, { kind: 'error', status: 500, code: 'InternalError' }),
    ...some(options.html, { kind: 'html' }),
    ...options.deny.map((action) => ({ action, kind: 'deny' as const })),
    ...some(options.cutBefore, { action: 'CopyVolumes', kind: 'cut-before', realOnly: true }),
    ...some(options.cutAfter, { action: 'CopyVolumes', kind: 'cut-after', realOnly: true }),
  ];
}
