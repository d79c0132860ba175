import { unreachable } from '../../kernel/index.ts';

/** Where a RELP session stands: before `open`, taking messages, or over. */
export type RelpState = { readonly kind: 'new' } | { readonly kind: 'open' } | { readonly kind: 'closed' };

export const newRelpSession: RelpState = { kind: 'new' };

/** A command of the client. */
export interface RelpCommand {
  readonly txnr: number;
  readonly command: string;
  readonly data: string;
}

/** What a command leads to: an answer at once, or a message to be stored before it is answered. */
export type RelpStep =
  | { readonly kind: 'reply'; readonly state: RelpState; readonly reply: string }
  | { readonly kind: 'store'; readonly state: RelpState };

const softwareOffer = 'relp_software=tocsin';

/** Advances a session by one command, as librelp's servers do: open, then syslog, then close. */
export function advanceRelp(state: RelpState, { txnr, command, data }: RelpCommand): RelpStep {
  const closed = (reply: string): RelpStep => ({ kind: 'reply', state: { kind: 'closed' }, reply });
  if (command === 'close') return closed(relpReply(txnr, '200 OK') + relpServerClose);
  switch (state.kind) {
    case 'new': {
      if (command !== 'open') return closed(relpReply(txnr, '500 open the session first'));
      const refusal = refuseOffers(data);
      if (refusal !== null) return closed(relpReply(txnr, refusal));
      const offers = `200 OK\nrelp_version=0\n${softwareOffer}\ncommands=syslog`;
      return { kind: 'reply', state: { kind: 'open' }, reply: relpReply(txnr, offers) };
    }
    case 'open':
      if (command === 'syslog') return { kind: 'store', state };
      return { kind: 'reply', state, reply: relpReply(txnr, '500 command not supported') };
    case 'closed':
      return { kind: 'reply', state, reply: '' };
    default:
      return unreachable(state);
  }
}

/** A response frame. */
export const relpReply = (txnr: number, data: string): string =>
  `${txnr} rsp ${Buffer.byteLength(data)} ${data}\n`;

/** Tells the client that we close; it connects again and repeats what was not answered. */
export const relpServerClose = '0 serverclose 0\n';

function refuseOffers(data: string): string | null {
  const offers = new Map(
    data.split('\n').map((offer): [string, string] => {
      const equals = offer.indexOf('=');
      return equals < 0 ? [offer, ''] : [offer.slice(0, equals), offer.slice(equals + 1)];
    }),
  );
  const version = offers.get('relp_version');
  if (version === undefined || !/^[01]$/.test(version)) return '500 relp_version 0 is needed';
  const commands = offers.get('commands')?.split(',') ?? [];
  return commands.includes('syslog') ? null : '500 the command syslog is needed';
}
