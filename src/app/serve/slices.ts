import { join } from 'node:path';
import { createActivity, type Activity } from '../../activity/index.ts';
import {
  changeFinding,
  countOpenFindings,
  createDetection,
  engineVersion,
  pipelineHash,
  findingLabel,
  findingsOfIncident,
  matchTables,
  openAttack,
  openRuleBook,
  openSuppressionBook,
  type Detection,
  type DetectionDeps,
  type FindingSettings,
  type RuleBook,
  type SuppressionBook,
} from '../../detection/index.ts';
import {
  countSources,
  createEvents,
  eventTable,
  type CompanyStorage,
  type Events,
  type IntakeView,
  type MailAdmins,
} from '../../event/index.ts';
import {
  createIdentity,
  readIdentityProviders,
  type Identity,
  type IdentityProvider,
} from '../../identity/index.ts';
import { countRunningOf, createIncidents, type FindingsPort, type Incidents } from '../../incident/index.ts';
import type { Clock } from '../../kernel/index.ts';
import {
  createNotifications,
  loadTemplates,
  obligationsPort,
  type Notifications,
} from '../../notification/index.ts';
import { ConfigError, type Config } from '../../platform/config/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { createMailer, createMailQueue, type Mailer, type MailQueue } from '../../platform/mail/index.ts';
import { createPlaybooks, loadPlaybooks, type Playbooks } from '../../playbook/index.ts';
import { createAdminMail } from './admin-mail.ts';
import { parseTestEvent } from '../rules/parse-test-event.ts';
import { bounceMailboxOf, returnAddressesOf } from './bounce-reader.ts';
import { companyDataOf } from './company-data.ts';
import type { Stores } from './stores.ts';

export interface SlicesOptions {
  readonly root: string;
  readonly config: Config;
  readonly version: string;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly log: Logger;
  /** The address that people open; known once the server listens. */
  readonly publicUrl: () => string;
  readonly intakeView: () => IntakeView;
  /** Aborts when the program stops. */
  readonly stopping: AbortSignal;
  /** Hears what companies have stored, after each measure. */
  readonly onMeasured: (storage: readonly CompanyStorage[], overdueEvents: number) => void;
}

/** Every slice, built and joined to its neighbours. */
export interface Slices {
  readonly activity: Activity;
  readonly identity: Identity;
  readonly events: Events;
  readonly detection: Detection;
  readonly incidents: Incidents;
  readonly playbooks: Playbooks;
  readonly notifications: Notifications;
  readonly mailer: Mailer;
  readonly mailQueue: MailQueue;
  readonly mailAdmins: MailAdmins;
  readonly rules: RuleBook;
  readonly suppressions: SuppressionBook;
  readonly findingSettings: FindingSettings;
  /** Writes what waits, and listens to nothing more. */
  stop(): Promise<void>;
}

const autoIncidentFrom = 'high';

export async function createSlices(options: SlicesOptions): Promise<Slices> {
  const { root, config, stores, clock, log, publicUrl } = options;
  const { db } = stores.postgres;
  const { attack, rules } = await openRules(options);
  const mailer = mailerOf(options);
  const mailQueue = createMailQueue({ mailer, box: stores.secretBox, clock, log, publicUrl });
  const activity = createActivity({ db, clock, log });
  const clickhouse = (): ReturnType<typeof stores.clickhouse.client> => stores.clickhouse.client();
  const identity = joinIdentity(options, activity, mailer, mailQueue);
  const mailAdmins = createAdminMail(mailQueue);
  const findings = findingsPort(clock);
  const settings = { engineVersion, pipelineHash: pipelineHash(), autoIncidentFrom } as const;
  const suppressions = openSuppressionBook({ clock, db });
  const hunts = huntsOf(options, settings, suppressions);
  const playbooks = await openPlaybooks(options);
  return {
    activity,
    identity,
    events: createEvents({
      clickhouse,
      intakeView: options.intakeView,
      storage: {
        ...{ db, clock, log, clickhouse, mailAdmins },
        recorder: activity.recorder,
        tables: [eventTable, ...matchTables],
        defaultDays: config.retention.defaultDays,
        stopping: options.stopping,
        onMeasured: options.onMeasured,
      },
    }),
    detection: createDetection({
      ...{ clock, rules, attack, clickhouse, hunts, recorder: activity.recorder },
      parseEvent: parseTestEvent,
      latenessMs: config.detection.latenessSeconds * 1_000,
    }),
    incidents: createIncidents({ clock, findings, obligations: obligationsPort, settings }),
    playbooks,
    notifications: createNotifications({
      ...{ db, clock, log, mailer, publicUrl },
      box: stores.secretBox,
      templates: await loadTemplates(join(root, 'content', 'templates')),
      returnAddresses: returnAddressesOf(config, stores),
      bounceMailbox: bounceMailboxOf(config)?.name ?? null,
      customerMeasures: (tx, incidentId, language) => playbooks.customerMeasures(tx, incidentId, language),
      planName: (tx, incidentId, language) => playbooks.planName(tx, incidentId, language),
    }),
    mailer,
    mailQueue,
    mailAdmins,
    rules,
    suppressions,
    findingSettings: settings,
    stop: () => {
      rules.stop();
      return activity.stop();
    },
  };
}

async function openPlaybooks({ clock, log, root }: SlicesOptions): Promise<Playbooks> {
  const library = await loadPlaybooks(join(root, 'content', 'playbooks'));
  for (const refusal of library.refused) log.warn({ refusal }, 'a playbook was refused');
  return createPlaybooks({ clock, library });
}

/** What rules need that look back over stored events. */
const huntsOf = (
  { config, log, stopping, stores }: SlicesOptions,
  settings: FindingSettings,
  suppressions: SuppressionBook,
): DetectionDeps['hunts'] => ({
  ...{ log, settings, stopping, suppressions, db: stores.postgres.db },
  inserts: () => stores.clickhouse.inserts,
  huntDays: config.detection.huntDays,
  defaultRetentionDays: config.retention.defaultDays,
});

function joinIdentity(
  { config, stores, clock, log, publicUrl, version, stopping }: SlicesOptions,
  activity: Activity,
  mailer: Mailer,
  mailQueue: MailQueue,
): Identity {
  return createIdentity({
    db: stores.postgres.db,
    clock,
    log,
    publicUrl,
    recorder: activity.recorder,
    secretBox: stores.secretBox,
    identityProviders: identityProviders(config),
    sendMail: (tx, mail) => mailQueue.sendMail(tx, mail),
    exportFolder: join(config.data, 'exports'),
    about: () => ({
      mail: { configured: mailer.configured, outboxPath: mailer.outboxPath },
      version: version,
    }),
    countCompany: async (tx, companyId) => ({
      sources: await countSources(tx, companyId),
      openIncidents: await countRunningOf(tx, companyId),
      openFindings: await countOpenFindings(tx, companyId),
    }),
    companyData: companyDataOf(stores, clock, stopping),
    stopping,
  });
}

/** Throws ConfigError for a role that does not exist or is for the other side. */
function identityProviders({ oidc }: Config): readonly IdentityProvider[] {
  const read = readIdentityProviders(oidc);
  if (read.ok) return read.value;
  throw new ConfigError(read.error.map((problem) => ({ ...problem, source: 'file' as const })));
}

function mailerOf({ config, clock, log }: SlicesOptions): Mailer {
  const { url, from } = config.smtp;
  return createMailer({ smtpUrl: url, from, outboxFolder: join(config.data, 'outbox'), clock, log });
}

/** The rules in force, and what is known of ATT&CK, which they name. */
async function openRules({ config, log, root, stores }: SlicesOptions) {
  const folders = [join(root, 'content', 'rules'), ...config.detection.ruleFolders];
  const cacheFile = join(config.data, 'cache', 'rules');
  const { live, postgres } = stores;
  const rules = await openRuleBook({ folders, cacheFile, db: postgres.db, live, log });
  return { rules, attack: await openAttack(config.detection.attackFile, log) };
}

/** What incidents ask of detection. */
function findingsPort(clock: Clock): FindingsPort {
  return {
    attach: async (tx, ids, incidentId) => {
      for (const id of ids) {
        const attached = await changeFinding(tx, clock, id, null, { kind: 'attach', incidentId });
        if (!attached.ok) throw new Error(attached.error.message);
      }
    },
    summaries: async (tx, incidentId) => {
      const findings = await findingsOfIncident(tx, incidentId);
      return findings.map((finding) => ({
        id: finding.id,
        number: findingLabel(finding.number),
        title: finding.rule.title,
        severity: finding.severity,
        status: finding.state.kind,
        companyId: finding.companyId,
        companyName: finding.companyName,
        rule: { id: finding.ruleId, title: finding.rule.title, author: finding.rule.author },
        entity: finding.entity,
        matchCount: finding.matchCount,
        firstMatchAt: finding.firstMatchAt,
        lastMatchAt: finding.lastMatchAt,
        incidentId,
      }));
    },
  };
}
