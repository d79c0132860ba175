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
    name: 'demo',
    usage: 'demo [--json] [--keep]',
    summary: 'attack a real sshd on loopback and watch the whole chain',
    run: async (context) => (await import('../demo/index.ts')).demo(context),
  },
];
