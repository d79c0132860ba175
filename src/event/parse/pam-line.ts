import { digitsAt } from './time-text.ts';

/** What Linux-PAM (or a program on its behalf) logs about a log-on. */
export type PamLine =
  | {
      readonly kind: 'failure';
      /** Who was to be authenticated; empty when the line does not say. */
      readonly user: string;
      /** Who asked for it, on this host; may be empty. */
      readonly by: string;
      /** The far host or address; empty when local. */
      readonly from: string;
      readonly count: number;
    }
  | { readonly kind: 'opened' | 'closed'; readonly user: string; readonly by: string }
  | { readonly kind: 'password_changed'; readonly user: string };

/**
 * Reads `pam_MODULE(SERVICE:TYPE): …` lines (authentication failure, session opened or closed, password changed)
 * and `PAM N more authentication failures; …`. Null for any other.
 */
export function readPamLine(text: string): PamLine | null {
  if (text.startsWith('PAM ')) {
    const end = text.indexOf(' more authentication failure', 4);
    const count = end < 0 ? Number.NaN : digitsAt(text, 4, end);
    return count >= 1 && count < 1_000_000 ? readFailure(text, count) : null;
  }
  const colon = text.startsWith('pam_') ? text.indexOf('): ') : -1;
  if (colon < 0 || colon > 64) return null;
  const said = text.slice(colon + 3);
  if (said.startsWith('authentication failure; ')) return readFailure(said, 1);
  if (said.startsWith('session opened for user ')) return readSession('opened', said.slice(24));
  if (said.startsWith('session closed for user ')) return readSession('closed', said.slice(24));
  if (said.startsWith('password changed for ')) return { kind: 'password_changed', user: said.slice(21) };
  return null;
}

/** `logname= uid=0 euid=0 tty=ssh ruser=R rhost=A  user=U`; the user is last and may hold anything. */
function readFailure(text: string, count: number): PamLine | null {
  const ruserAt = text.indexOf(' ruser=');
  const rhostAt = text.indexOf(' rhost=', Math.max(ruserAt, 0));
  if (rhostAt < 0) return null;
  const hostEnd = text.indexOf(' ', rhostAt + 7);
  const from = text.slice(rhostAt + 7, hostEnd < 0 ? text.length : hostEnd);
  const userAt = text.indexOf(' user=', rhostAt + 7);
  return {
    kind: 'failure',
    user: userAt < 0 ? '' : text.slice(userAt + 6),
    by: ruserAt < 0 ? '' : text.slice(ruserAt + 7, rhostAt),
    from,
    count,
  };
}

/** `root(uid=0) by bob(uid=1000)`, `root by (uid=0)`, `root`. */
function readSession(kind: 'opened' | 'closed', text: string): PamLine | null {
  const by = text.lastIndexOf(' by ');
  const user = withoutUid(by < 0 ? text : text.slice(0, by));
  if (user === '') return null;
  return { kind, user, by: by < 0 ? '' : withoutUid(text.slice(by + 4)) };
}

function withoutUid(name: string): string {
  const uid = name.lastIndexOf('(uid=');
  return uid < 0 ? name : name.slice(0, uid);
}
