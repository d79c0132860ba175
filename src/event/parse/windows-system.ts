import { activity, compact, informational, low, type Activity, type OcsfDraft } from '../ocsf/ocsf.ts';
import { baseName, shorten, toPort } from './text.ts';
import type { WindowsEvent } from './windows-envelope.ts';
import {
  actorOf,
  domainUser,
  endpointOf,
  field,
  fileOf,
  processOf,
  userOf,
  type ProcessFields,
  type WindowsMapping,
} from './windows-fields.ts';

const self: ProcessFields = { image: 'Image', pid: 'ProcessId', guid: 'ProcessGuid' };

/** The process that did it, as Sysmon names it in most events. */
function fillActor(draft: OcsfDraft, event: WindowsEvent): void {
  draft['actor'] = actorOf(event, domainUser(field(event, 'User')), processOf(event, self));
}

const by = (event: WindowsEvent): string => baseName(field(event, 'Image')) || 'A process';

/** Sysmon 1: the new process, started by its parent. */
const sysmonCreate: WindowsMapping = {
  kind: activity('process_activity', 1, 'Launch'),
  needs: ['Image'],
  succeeded: true,
  message: (event) => {
    const parent = baseName(field(event, 'ParentImage'));
    const command = shorten(field(event, 'CommandLine') || field(event, 'Image'), 200);
    return parent === '' ? `Started: ${command}` : `${parent} started: ${command}`;
  },
  fill: (draft, event) => {
    const user = domainUser(field(event, 'User'));
    const parent: ProcessFields = {
      image: 'ParentImage',
      pid: 'ParentProcessId',
      guid: 'ParentProcessGuid',
      commandLine: 'ParentCommandLine',
    };
    const started = processOf(event, { ...self, commandLine: 'CommandLine', directory: 'CurrentDirectory' });
    draft['process'] = compact({ ...started, user: user ?? undefined });
    const parentUser = domainUser(field(event, 'ParentUser'));
    draft['actor'] = actorOf(event, parentUser ?? user, processOf(event, parent));
  },
};

/** Security 4688: process ids are hexadecimal, the creator is the subject. */
const securityCreate: WindowsMapping = {
  kind: activity('process_activity', 1, 'Launch'),
  needs: ['NewProcessName'],
  succeeded: true,
  message: (event) => {
    const parent = baseName(field(event, 'ParentProcessName'));
    const command = shorten(field(event, 'CommandLine') || field(event, 'NewProcessName'), 200);
    return parent === '' ? `Started: ${command}` : `${parent} started: ${command}`;
  },
  fill: (draft, event) => {
    const subject = userOf(event, 'Subject');
    const target = field(event, 'TargetUserName') === '' ? null : userOf(event, 'Target');
    const started = processOf(event, {
      image: 'NewProcessName',
      pid: 'NewProcessId',
      commandLine: 'CommandLine',
    });
    draft['process'] = compact({ ...started, user: target ?? subject ?? undefined });
    draft['actor'] = actorOf(
      event,
      subject,
      processOf(event, { image: 'ParentProcessName', pid: 'ProcessId' }),
    );
  },
};

function terminated(image: string): WindowsMapping {
  return {
    kind: activity('process_activity', 2, 'Terminate'),
    needs: [image],
    succeeded: true,
    message: (event) => `${baseName(field(event, image))} ended.`,
    fill: (draft, event) => {
      const ended = processOf(event, { ...self, image });
      if (ended !== null) draft['process'] = ended;
      draft['actor'] = actorOf(event, userOf(event, 'Subject') ?? domainUser(field(event, 'User')), ended);
    },
  };
}

/** Sysmon 8 and 10: one process reaches into another. */
function reached(id: number, name: string, verb: string): WindowsMapping {
  const source: ProcessFields = { image: 'SourceImage', pid: 'SourceProcessId', guid: 'SourceProcessGuid' };
  const target: ProcessFields = { image: 'TargetImage', pid: 'TargetProcessId', guid: 'TargetProcessGuid' };
  return {
    kind: activity('process_activity', id, name),
    needs: ['TargetImage'],
    succeeded: null,
    message: (event) =>
      `${baseName(field(event, 'SourceImage'))} ${verb} ${baseName(field(event, 'TargetImage'))}.`,
    fill: (draft, event) => {
      const to = processOf(event, target);
      if (to !== null) draft['process'] = to;
      draft['actor'] = actorOf(event, domainUser(field(event, 'SourceUser')), processOf(event, source));
    },
  };
}

function fileActivity(id: number, name: string, verb: string): WindowsMapping {
  return {
    kind: activity('file_activity', id, name),
    needs: ['TargetFilename'],
    succeeded: true,
    message: (event) => `${by(event)} ${verb} ${field(event, 'TargetFilename')}.`,
    fill: (draft, event) => {
      const target = fileOf(field(event, 'TargetFilename'));
      if (target !== undefined) draft['file'] = target;
      fillActor(draft, event);
    },
  };
}

const imageLoaded: WindowsMapping = {
  kind: activity('module_activity', 1, 'Load'),
  needs: ['ImageLoaded'],
  succeeded: true,
  message: (event) => `${by(event)} loaded ${field(event, 'ImageLoaded')}.`,
  fill: (draft, event) => {
    draft['module'] = compact({ load_type_id: 1, file: fileOf(field(event, 'ImageLoaded')) });
    fillActor(draft, event);
  },
};

const driverLoaded: WindowsMapping = {
  kind: activity('kernel_extension_activity', 1, 'Load'),
  needs: ['ImageLoaded'],
  succeeded: true,
  severityId: low,
  message: (event) => `Driver ${field(event, 'ImageLoaded')} was loaded.`,
  fill: (draft, event) => {
    draft['driver'] = compact({ file: fileOf(field(event, 'ImageLoaded')) });
    draft['actor'] = actorOf(event, null, null);
  },
};

const keyActivities: ReadonlyMap<string, Activity> = new Map([
  ['CreateKey', activity('registry_key_activity', 1, 'Create')],
  ['DeleteKey', activity('registry_key_activity', 4, 'Delete')],
  ['RenameKey', activity('registry_key_activity', 5, 'Rename')],
  ['DeleteValue', activity('registry_value_activity', 4, 'Delete')],
]);
const otherKey = activity('registry_key_activity', 99, 'Change');
const setValue = activity('registry_value_activity', 2, 'Set');

/** Sysmon 12 to 14; `TargetObject` ends in the value's name when a value was touched. */
const registry: WindowsMapping = {
  kind: (event) =>
    event.eventId === 13 ? setValue : (keyActivities.get(field(event, 'EventType')) ?? otherKey),
  needs: ['TargetObject'],
  succeeded: true,
  message: (event) => `${by(event)} changed ${field(event, 'TargetObject')}.`,
  fill: (draft, event) => {
    const target = field(event, 'TargetObject');
    if (draft.class_uid === setValue.class_uid) {
      const cut = target.lastIndexOf('\\');
      const details = field(event, 'Details');
      draft['reg_value'] = compact({
        path: cut < 0 ? target : target.slice(0, cut),
        name: baseName(target),
        data: details === '' ? undefined : details.slice(0, 4096),
      });
    } else {
      draft['reg_key'] = { path: target };
    }
    fillActor(draft, event);
  },
};

function connection(names: {
  readonly source: readonly [string, string];
  readonly target: readonly [string, string];
  readonly image: string;
  readonly kind: Activity;
  readonly outbound: (event: WindowsEvent) => boolean;
}): WindowsMapping {
  return {
    kind: names.kind,
    needs: [names.target[0]],
    succeeded: true,
    message: (event) =>
      `${baseName(field(event, names.image)) || 'A process'} connected to ${field(event, names.target[0])}` +
      ` port ${String(toPort(event.record[names.target[1]]) ?? '?')}.`,
    fill: (draft, event) => {
      const source = endpointOf(event, names.source[0], names.source[1], 'SourceHostname');
      const target = endpointOf(event, names.target[0], names.target[1], 'DestinationHostname');
      if (source !== null) draft['src_endpoint'] = source;
      draft['dst_endpoint'] = target ?? { name: field(event, names.target[0]) };
      const protocol = field(event, 'Protocol').toLowerCase();
      const direction = names.outbound(event) ? 2 : 1;
      draft['connection_info'] = compact({ direction_id: direction, protocol_name: protocol });
      const user = domainUser(field(event, 'User'));
      const process = processOf(event, { ...self, image: names.image });
      draft['actor'] = actorOf(event, user, process);
    },
  };
}

const sysmonConnection = connection({
  source: ['SourceIp', 'SourcePort'],
  target: ['DestinationIp', 'DestinationPort'],
  image: 'Image',
  kind: activity('network_activity', 1, 'Open'),
  outbound: (event) => field(event, 'Initiated') !== 'false',
});

const filtered = connection({
  source: ['SourceAddress', 'SourcePort'],
  target: ['DestAddress', 'DestPort'],
  image: 'Application',
  kind: activity('network_activity', 1, 'Open'),
  outbound: (event) => field(event, 'Direction') !== '%%14592',
});

const dnsQuery: WindowsMapping = {
  kind: activity('dns_activity', 1, 'Query'),
  needs: ['QueryName'],
  succeeded: null,
  severityId: informational,
  message: (event) => `${by(event)} asked for ${field(event, 'QueryName')}.`,
  fill: (draft, event) => {
    draft['query'] = { hostname: field(event, 'QueryName') };
    if (event.computer !== '') draft['src_endpoint'] = { hostname: event.computer };
    fillActor(draft, event);
  },
};

/** Sysmon, by event id. */
export const sysmonMappings: readonly (readonly [number, WindowsMapping])[] = [
  [1, sysmonCreate],
  [2, fileActivity(6, 'Set Attributes', 'changed the creation time of')],
  [3, sysmonConnection],
  [5, terminated('Image')],
  [6, driverLoaded],
  [7, imageLoaded],
  [8, reached(4, 'Inject', 'started a thread in')],
  [10, reached(3, 'Open', 'opened')],
  [11, fileActivity(1, 'Create', 'created')],
  [12, registry],
  [13, registry],
  [14, registry],
  [15, fileActivity(1, 'Create', 'created a stream of')],
  [22, dnsQuery],
  [23, fileActivity(4, 'Delete', 'deleted')],
  [26, fileActivity(4, 'Delete', 'deleted')],
];

/** Processes and connections of the Security channel. */
export const auditMappings: readonly (readonly [number, WindowsMapping])[] = [
  [4688, securityCreate],
  [4689, terminated('ProcessName')],
  [5156, filtered],
];
