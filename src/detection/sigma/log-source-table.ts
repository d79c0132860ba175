import { cloudRoutes } from './cloud-log-sources.ts';
import { networkRoutes } from './network-log-sources.ts';
import type { Route } from './route.ts';

const sysmonChannel = 'Microsoft-Windows-Sysmon/Operational';
const powershellChannels = ['Microsoft-Windows-PowerShell/Operational', 'PowerShellCore/Operational'];

/** Names that collectors give to the attributes of a Windows event's System part. */
const windowsAliases = {
  Provider_Name: ['SourceName', 'ProviderName', 'Provider'],
  Computer: ['Hostname', 'ComputerName'],
};

const sysmon = (category: string, eventId: readonly number[], eventType?: readonly string[]): Route => ({
  gives: { product: 'windows', category, service: 'sysmon' },
  when: { product: 'windows', channel: [sysmonChannel], eventId, ...(eventType && { eventType }) },
  aliases: windowsAliases,
});

const channel = (service: string, ...channels: readonly string[]): Route => ({
  gives: { product: 'windows', service },
  when: { product: 'windows', channel: channels },
  aliases: windowsAliases,
});

const windows = (...parts: readonly string[]): string => `Microsoft-Windows-${parts.join('/')}`;

const sysmonRoutes: readonly Route[] = [
  sysmon('process_creation', [1]),
  sysmon('file_change', [2]),
  sysmon('network_connection', [3]),
  sysmon('sysmon_status', [4, 16]),
  sysmon('process_termination', [5]),
  sysmon('driver_load', [6]),
  sysmon('image_load', [7]),
  sysmon('create_remote_thread', [8]),
  sysmon('raw_access_thread', [9]),
  sysmon('process_access', [10]),
  sysmon('file_event', [11]),
  sysmon('registry_event', [12, 13, 14]),
  sysmon('registry_add', [12], ['CreateKey']),
  sysmon('registry_delete', [12], ['DeleteKey', 'DeleteValue']),
  sysmon('registry_set', [13]),
  sysmon('registry_rename', [14]),
  sysmon('create_stream_hash', [15]),
  sysmon('pipe_created', [17, 18]),
  sysmon('wmi_event', [19, 20, 21]),
  sysmon('dns_query', [22]),
  sysmon('file_delete', [23]),
  sysmon('clipboard_change', [24]),
  sysmon('clipboard_capture', [24]),
  sysmon('process_tampering', [25]),
  sysmon('file_delete_detected', [26]),
  sysmon('file_block_executable', [27]),
  sysmon('file_block_shredding', [28]),
  sysmon('file_executable_detected', [29]),
  sysmon('sysmon_error', [255]),
];

const windowsCategoryRoutes: readonly Route[] = [
  {
    gives: { product: 'windows', category: 'process_creation', service: 'security' },
    when: { product: 'windows', channel: ['Security'], eventId: [4688] },
    aliases: {
      ...windowsAliases,
      Image: ['NewProcessName'],
      ParentImage: ['ParentProcessName'],
      User: ['SubjectUserName'],
      LogonId: ['SubjectLogonId'],
    },
  },
  {
    gives: { product: 'windows', category: 'antivirus', service: 'windefend' },
    when: {
      product: 'windows',
      channel: [windows('Windows Defender', 'Operational')],
      eventId: [1006, 1007, 1008, 1009, 1010, 1011, 1012, 1017, 1018, 1019, 1115, 1116],
    },
    aliases: { ...windowsAliases, Signature: ['ThreatName'], Filename: ['Path'] },
  },
  ...(
    [
      ['ps_classic_start', 400],
      ['ps_classic_provider_start', 600],
      ['ps_classic_script', 800],
    ] as const
  ).map(([category, id]) => ({
    gives: { product: 'windows', category, service: 'powershell-classic' },
    when: { product: 'windows', channel: ['Windows PowerShell'], eventId: [id] },
    aliases: windowsAliases,
  })),
  ...(
    [
      ['ps_module', 4103],
      ['ps_script', 4104],
    ] as const
  ).map(([category, id]) => ({
    gives: { product: 'windows', category, service: 'powershell' },
    when: { product: 'windows', channel: powershellChannels, eventId: [id] },
    aliases: windowsAliases,
  })),
];

const windowsServiceRoutes: readonly Route[] = [
  channel('application', 'Application'),
  channel(
    'application-experience',
    windows('Application-Experience', 'Program-Telemetry'),
    windows('Application-Experience', 'Program-Compatibility-Assistant'),
  ),
  channel(
    'applocker',
    ...['MSI and Script', 'EXE and DLL', 'Packaged app-Deployment', 'Packaged app-Execution'].map((name) =>
      windows('AppLocker', name),
    ),
  ),
  channel('appmodel-runtime', windows('AppModel-Runtime', 'Admin')),
  channel('appxdeployment-server', windows('AppXDeploymentServer', 'Operational')),
  channel('appxpackaging-om', windows('AppxPackaging', 'Operational')),
  channel('bitlocker', windows('BitLocker', 'BitLocker Management')),
  channel('bits-client', windows('Bits-Client', 'Operational')),
  channel('capi2', windows('CAPI2', 'Operational')),
  channel(
    'certificateservicesclient-lifecycle-system',
    windows('CertificateServicesClient-Lifecycle-System', 'Operational'),
  ),
  channel('codeintegrity-operational', windows('CodeIntegrity', 'Operational')),
  channel('dhcp', windows('DHCP-Server', 'Operational')),
  channel('diagnosis-scripted', windows('Diagnosis-Scripted', 'Operational')),
  channel('dns-client', windows('DNS Client Events', 'Operational'), windows('DNS-Client', 'Operational')),
  channel('dns-server', 'DNS Server'),
  channel('dns-server-analytic', windows('DNS-Server', 'Analytical')),
  channel('dns-server-audit', windows('DNS-Server', 'Audit')),
  channel('driver-framework', windows('DriverFrameworks-UserMode', 'Operational')),
  channel('firewall-as', windows('Windows Firewall With Advanced Security', 'Firewall')),
  channel('hyper-v-worker', windows('Hyper-V-Worker'), windows('Hyper-V-Worker-Admin')),
  channel('iis-configuration', 'Microsoft-IIS-Configuration/Operational'),
  channel('kernel-event-tracing', windows('Kernel-EventTracing'), windows('Kernel-EventTracing', 'Admin')),
  channel(
    'kernel-shimengine',
    windows('Kernel-ShimEngine', 'Operational'),
    windows('Kernel-ShimEngine', 'Diagnostic'),
  ),
  channel('ldap', windows('LDAP-Client', 'Debug')),
  channel('lsa-server', windows('LSA', 'Operational')),
  channel('msexchange-management', 'MSExchange Management'),
  channel('ntfs', windows('Ntfs', 'Operational')),
  channel('ntlm', windows('NTLM', 'Operational')),
  channel('openssh', 'OpenSSH/Operational'),
  channel('powershell', ...powershellChannels),
  channel('powershell-classic', 'Windows PowerShell'),
  channel('printservice-admin', windows('PrintService', 'Admin')),
  channel('printservice-operational', windows('PrintService', 'Operational')),
  channel('security', 'Security'),
  channel(
    'security-mitigations',
    ...['Kernel Mode', 'User Mode', 'KernelMode', 'UserMode'].map((mode) =>
      windows('Security-Mitigations', mode),
    ),
  ),
  channel('sense', windows('SENSE', 'Operational')),
  channel(
    'servicebus-client',
    'Microsoft-ServiceBus-Client/Operational',
    'Microsoft-ServiceBus-Client/Admin',
  ),
  channel(
    'microsoft-servicebus-client',
    'Microsoft-ServiceBus-Client/Operational',
    'Microsoft-ServiceBus-Client/Admin',
  ),
  channel('shell-core', windows('Shell-Core', 'Operational')),
  channel('smbclient-connectivity', windows('SmbClient', 'Connectivity')),
  channel('smbclient-security', windows('SmbClient', 'Security')),
  channel('smbserver-connectivity', windows('SMBServer', 'Connectivity')),
  channel('sysmon', sysmonChannel),
  channel('system', 'System'),
  channel('taskscheduler', windows('TaskScheduler', 'Operational')),
  channel(
    'terminalservices-localsessionmanager',
    windows('TerminalServices-LocalSessionManager', 'Operational'),
  ),
  channel('vhdmp', windows('VHDMP', 'Operational'), 'Microsoft-Windows-VHDMP-Operational'),
  channel('windefend', windows('Windows Defender', 'Operational')),
  channel('wmi', windows('WMI-Activity', 'Operational')),
];

/** Rules of `registry_event` mean every narrower registry category. */
const registryRoutes: readonly Route[] = ['add', 'delete', 'set', 'rename'].map((part) => ({
  gives: { product: 'windows', category: 'registry_event' },
  when: { product: 'windows', category: `registry_${part}` },
  aliases: windowsAliases,
}));

/** Sudo's field is named by what it writes. */
const sudoAliases = { USER: ['target_user'] };

/** The authentication log and the system log hold what single programs write. */
const linuxRoutes: readonly Route[] = [
  { gives: { product: 'linux', service: 'auth' }, when: { product: 'linux', service: 'sshd' } },
  {
    gives: { product: 'linux', service: 'auth' },
    when: { product: 'linux', service: 'sudo' },
    aliases: sudoAliases,
  },
  {
    gives: { product: 'linux', service: 'sudo' },
    when: { product: 'linux', service: 'sudo' },
    aliases: sudoAliases,
  },
];

export const routes: readonly Route[] = [
  ...sysmonRoutes,
  ...windowsCategoryRoutes,
  ...windowsServiceRoutes,
  ...registryRoutes,
  ...linuxRoutes,
  ...cloudRoutes,
  ...networkRoutes,
  { gives: { product: 'windows' }, when: { product: 'windows' }, aliases: windowsAliases },
];
