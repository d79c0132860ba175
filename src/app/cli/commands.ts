import type { Command } from './command.ts';

/** Every command of `tocsin`, in the order of the help text. */
export const commands: readonly Command[] = [
  {
    name: 'serve',
    usage: 'serve [--role intake,worker,api]',
    summary: 'run the server: console, API, intake',
    run: async (context) => (await import('../serve/index.ts')).serve(context),
  },
  {
    name: 'hunt',
    usage: 'hunt --rules DIR… [--placeholders FILE] [--ndjson] [--threads N] PATH…',
    summary: 'run Sigma rules over files: EVTX, JSON, NDJSON, logs, gzip, ZIP',
    run: async (context) => (await import('../hunt/hunt-command.ts')).hunt(context),
  },
  {
    name: 'rules',
    usage: 'rules check|test|import [OPTIONS] DIR…',
    summary: 'say which rules are refused and why, run the tests beside them, or save them on the server',
    more: `  check, test: [--placeholders FILE]
  import:      [--activate [--without-tests REASON]] [--overlay] [--dry-run] [--reason TEXT]`,
    run: async (context) => (await import('../rules/rules-command.ts')).rules(context),
  },
  {
    name: 'events',
    usage: 'events search [--query TEXT] [--range 24h] [--company ID] [--limit N]',
    summary: 'stored events that a query finds, as NDJSON',
    run: async (context) => (await import('../events/events-command.ts')).events(context),
  },
  {
    name: 'explain',
    usage: 'explain [--rule ID | --rule-file FILE] EVENT',
    summary: 'why a rule matches a stored event or does not, field by field',
    run: async (context) => (await import('../explain/explain-command.ts')).explain(context),
  },
  {
    name: 'replay',
    usage: 'replay FINDING',
    summary: 'judge the evidence of a finding once more: the same verdict, or what differs',
    run: async (context) => (await import('../replay/replay-command.ts')).replay(context),
  },
  {
    name: 'backup',
    usage: 'backup [--keep N] [--with-secrets] FOLDER | backup --verify FOLDER',
    summary: 'copy everything into a folder, also while the server runs; or check a copy',
    run: async (context) => (await import('../backup/backup-command.ts')).backup(context),
  },
  {
    name: 'restore',
    usage: 'restore [--at BACKUP] [--master-key FILE | --new-master-key] FOLDER',
    summary: 'put a backup into an empty data folder',
    run: async (context) => (await import('../backup/restore-command.ts')).restore(context),
  },
  {
    name: 'demo',
    usage: 'demo [--json] [--keep]',
    summary: 'attack a real sshd on loopback and watch the whole chain',
    run: async (context) => (await import('../demo/index.ts')).demo(context),
  },
];
