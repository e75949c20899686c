// The plan of a copy, from what was read: a pure function, so that the same facts always give the same plan.

import type { CopyVolumesRequest, ModificationRead, Volume, VolumeStatus } from '../aws-records.ts';
import { judgeCopies } from '../rules/earlier-copies.ts';
import { type AccountEncryption, predictEncryption } from '../rules/encryption.ts';
import type { Finding } from '../rules/finding.ts';
import { judgeRequest } from '../rules/judge-request.ts';
import { judgeKeyPlace } from '../rules/key-form.ts';
import { judgeOtherVolumes } from '../rules/other-volumes.ts';
import { judgeWriters } from '../rules/settings/losses.ts';
import { judgeMultiAttachRegion } from '../rules/settings/multi-attach.ts';
import { judgeManaged, judgeSource } from '../rules/source-state.ts';
import { factsOf } from '../rules/type-table.ts';
import { type Change, listChanges } from './changes.ts';
import { settingsOf } from './copy-settings.ts';
import { type InitializationPlan, planInitialization } from './initialization.ts';
import { listNotProven } from './not-proven.ts';
import { type Cost, priceCopy } from './price.ts';

/** What was read; members are absent when they could not be, and `unread` says so. */
export interface PlanFacts {
  source: Volume;
  region: string;
  /** That of the caller, where it is known. */
  partition?: string | undefined;
  /** EC2's clock, ms since the epoch. */
  at: number;
  account: AccountEncryption;
  modification?: ModificationRead;
  statuses?: ReadonlyMap<string, VolumeStatus>;
  copies?: readonly Volume[];
  recentCopies?: readonly Volume[];
  /** Why those may not be all copies of the last days in this account and Region. */
  recentGap?: string;
  attached?: readonly Volume[];
  unread: readonly string[];
  /** Whether a real copy gets the tags of this server. */
  stamped: boolean;
  /** The ClientToken of the copy that is planned. */
  token?: string | undefined;
}

export interface Plan {
  changes: Change[];
  findings: Finding[];
  notProven: string[];
  cost?: Cost;
  initialization: InitializationPlan;
}

/** Changes, findings, cost and initialization of the copy that this request would make. */
export function planCopy(request: CopyVolumesRequest, facts: PlanFacts): Plan {
  const { source } = facts;
  const copy = settingsOf(request, source);
  const encryption = predictEncryption(request, source, facts.account);
  const statuses = facts.statuses ?? new Map<string, VolumeStatus>();
  // A price that only the missing IOPS keep back: their own finding says so.
  const incomplete = factsOf(copy.VolumeType)?.iops?.required === true && copy.Iops === undefined;
  const cost =
    copy.Size === undefined
      ? undefined
      : priceCopy({ ...copy, Size: copy.Size }, source.Size ?? copy.Size, {
          region: facts.region,
          AvailabilityZone: source.AvailabilityZone,
        });
  return {
    changes: listChanges(request, source, copy, encryption, facts.stamped),
    findings: [
      ...judgeRequest(request, source),
      ...judgeMultiAttachRegion(request, facts.region),
      ...judgeSource(source, statuses.get(source.VolumeId ?? ''), facts.modification, facts.at),
      ...judgeCopies({
        copies: facts.copies ?? [],
        recent: facts.recentCopies ?? [],
        statuses,
        now: facts.at,
        token: facts.token,
      }),
      ...encryption.findings,
      ...judgeKeyPlace(request, source, { region: facts.region, partition: facts.partition }),
      ...judgeManaged(source),
      ...judgeWriters(source),
      ...judgeOtherVolumes(source, facts.attached ?? []),
    ],
    notProven: listNotProven({
      unread: facts.unread,
      encrypted: encryption.encrypted !== 'false',
      copies: facts,
      priced: cost !== undefined || incomplete,
    }),
    ...(cost ? { cost } : {}),
    initialization: planInitialization(source, copy),
  };
}
