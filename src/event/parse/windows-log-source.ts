import type { Json, JsonObject, LogSource } from '../event.ts';

/**
 * Windows event channels → Sigma services, in lower case. Names as SigmaHQ's rules use them; a channel that is not
 * here has no service.
 */
const channelServices: ReadonlyMap<string, string> = new Map([
  ['application', 'application'],
  ['security', 'security'],
  ['system', 'system'],
  ['windows powershell', 'powershell-classic'],
  ['dns server', 'dns-server'],
  ['msexchange management', 'msexchange-management'],
  ['openssh/operational', 'openssh'],
  ['linux-sysmon/operational', 'sysmon'],
  ['powershellcore/operational', 'powershell'],
  ['microsoft-iis-configuration/operational', 'iis-configuration'],
  ['microsoft-servicebus-client/admin', 'microsoft-servicebus-client'],
  ['microsoft-servicebus-client/operational', 'microsoft-servicebus-client'],
  ['microsoft-windows-appmodel-runtime/admin', 'appmodel-runtime'],
  ['microsoft-windows-application-experience/program-compatibility-assistant', 'application-experience'],
  ['microsoft-windows-application-experience/program-telemetry', 'application-experience'],
  ['microsoft-windows-applocker/exe and dll', 'applocker'],
  ['microsoft-windows-applocker/msi and script', 'applocker'],
  ['microsoft-windows-applocker/packaged app-deployment', 'applocker'],
  ['microsoft-windows-applocker/packaged app-execution', 'applocker'],
  ['microsoft-windows-appxdeploymentserver/operational', 'appxdeployment-server'],
  ['microsoft-windows-appxpackaging/operational', 'appxpackaging-om'],
  ['microsoft-windows-bitlocker/bitlocker management', 'bitlocker'],
  ['microsoft-windows-bits-client/operational', 'bits-client'],
  ['microsoft-windows-capi2/operational', 'capi2'],
  [
    'microsoft-windows-certificateservicesclient-lifecycle-system/operational',
    'certificateservicesclient-lifecycle-system',
  ],
  ['microsoft-windows-codeintegrity/operational', 'codeintegrity-operational'],
  ['microsoft-windows-dhcp-server/operational', 'dhcp'],
  ['microsoft-windows-diagnosis-scripted/operational', 'diagnosis-scripted'],
  ['microsoft-windows-dns client events/operational', 'dns-client'],
  ['microsoft-windows-dns-client/operational', 'dns-client'],
  ['microsoft-windows-dns-server/analytical', 'dns-server-analytic'],
  ['microsoft-windows-dns-server/audit', 'dns-server-audit'],
  ['microsoft-windows-driverframeworks-usermode/operational', 'driver-framework'],
  ['microsoft-windows-hyper-v-worker', 'hyper-v-worker'],
  ['microsoft-windows-hyper-v-worker-admin', 'hyper-v-worker'],
  ['microsoft-windows-kernel-eventtracing', 'kernel-event-tracing'],
  ['microsoft-windows-kernel-eventtracing/admin', 'kernel-event-tracing'],
  ['microsoft-windows-kernel-shimengine/diagnostic', 'kernel-shimengine'],
  ['microsoft-windows-kernel-shimengine/operational', 'kernel-shimengine'],
  ['microsoft-windows-ldap-client/debug', 'ldap'],
  ['microsoft-windows-lsa/operational', 'lsa-server'],
  ['microsoft-windows-ntfs/operational', 'ntfs'],
  ['microsoft-windows-ntlm/operational', 'ntlm'],
  ['microsoft-windows-powershell/operational', 'powershell'],
  ['microsoft-windows-printservice/admin', 'printservice-admin'],
  ['microsoft-windows-printservice/operational', 'printservice-operational'],
  ['microsoft-windows-security-mitigations/kernel mode', 'security-mitigations'],
  ['microsoft-windows-security-mitigations/user mode', 'security-mitigations'],
  ['microsoft-windows-security-mitigations/kernelmode', 'security-mitigations'],
  ['microsoft-windows-security-mitigations/usermode', 'security-mitigations'],
  ['microsoft-windows-sense/operational', 'sense'],
  ['microsoft-windows-shell-core/operational', 'shell-core'],
  ['microsoft-windows-smbclient/connectivity', 'smbclient-connectivity'],
  ['microsoft-windows-smbclient/security', 'smbclient-security'],
  ['microsoft-windows-smbserver/connectivity', 'smbserver-connectivity'],
  ['microsoft-windows-sysmon/operational', 'sysmon'],
  ['microsoft-windows-taskscheduler/operational', 'taskscheduler'],
  [
    'microsoft-windows-terminalservices-localsessionmanager/operational',
    'terminalservices-localsessionmanager',
  ],
  ['microsoft-windows-vhdmp/operational', 'vhdmp'],
  ['microsoft-windows-vhdmp-operational', 'vhdmp'],
  ['microsoft-windows-windows defender/operational', 'windefend'],
  ['microsoft-windows-windows firewall with advanced security/firewall', 'firewall-as'],
  ['microsoft-windows-wmi-activity/operational', 'wmi'],
]);

/** Services whose events carry a Sigma category, by event id. Registry events 12 are split by `EventType`. */
const categories: Readonly<Record<string, ReadonlyMap<number, string>>> = {
  sysmon: new Map([
    [1, 'process_creation'],
    [2, 'file_change'],
    [3, 'network_connection'],
    [4, 'sysmon_status'],
    [5, 'process_termination'],
    [6, 'driver_load'],
    [7, 'image_load'],
    [8, 'create_remote_thread'],
    [9, 'raw_access_thread'],
    [10, 'process_access'],
    [11, 'file_event'],
    [12, 'registry_event'],
    [13, 'registry_set'],
    [14, 'registry_rename'],
    [15, 'create_stream_hash'],
    [16, 'sysmon_status'],
    [17, 'pipe_created'],
    [18, 'pipe_created'],
    [19, 'wmi_event'],
    [20, 'wmi_event'],
    [21, 'wmi_event'],
    [22, 'dns_query'],
    [23, 'file_delete'],
    [24, 'clipboard_change'],
    [25, 'process_tampering'],
    [26, 'file_delete_detected'],
    [27, 'file_block_executable'],
    [28, 'file_block_shredding'],
    [29, 'file_executable_detected'],
    [255, 'sysmon_error'],
  ]),
  security: new Map([[4688, 'process_creation']]),
  powershell: new Map([
    [4103, 'ps_module'],
    [4104, 'ps_script'],
  ]),
  'powershell-classic': new Map([
    [400, 'ps_classic_start'],
    [600, 'ps_classic_provider_start'],
    [800, 'ps_classic_script'],
  ]),
  windefend: new Map(
    [1006, 1007, 1008, 1009, 1010, 1011, 1012, 1017, 1018, 1019, 1115, 1116].map((id) => [id, 'antivirus']),
  ),
};

const registryTypes: ReadonlyMap<Json | undefined, string> = new Map([
  ['CreateKey', 'registry_add'],
  ['DeleteKey', 'registry_delete'],
  ['DeleteValue', 'registry_delete'],
]);

/** Log sources already made: there are few pairs of service and category. */
const made = new Map<string, LogSource>();

/**
 * The Sigma log source of a Windows event. Registry events carry the narrowest category (registry_add, _delete, _set,
 * _rename); rules of `registry_event` mean all of them.
 */
export function windowsLogSource(channel: string, eventId: number, record: JsonObject): LogSource {
  const service = channelServices.get(channel.toLowerCase()) ?? null;
  // Sysmon for Linux writes the form, the ids and the fields of Windows.
  const product = service === 'sysmon' && channel.toLowerCase().startsWith('linux-') ? 'linux' : 'windows';
  let category = service === null ? null : (categories[service]?.get(eventId) ?? null);
  if (category === 'registry_event') category = registryTypes.get(record['EventType']) ?? category;
  const key = `${product} ${service ?? ''} ${category ?? ''}`;
  let logSource = made.get(key);
  if (logSource === undefined) {
    logSource = { product, category, service };
    made.set(key, logSource);
  }
  return logSource;
}

/** Fields that rules of a category name otherwise than the event does: Sigma's name, the event's. */
export const fieldAliases: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  process_creation: [
    ['Image', 'NewProcessName'],
    ['ParentImage', 'ParentProcessName'],
  ],
  antivirus: [
    ['Signature', 'ThreatName'],
    ['Filename', 'Path'],
  ],
};
