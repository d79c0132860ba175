import type { LogSource, ParsedEvent } from '../event.ts';
import { metadataOf } from '../ocsf/ocsf.ts';
import { parseSwitch, switchEvent, type AccountSwitch, type SwitchProgram } from './account-switch.ts';
import type { ProgramLine } from './program-line.ts';

const logSource: LogSource = { product: 'linux', category: null, service: 'auth' };
const program: SwitchProgram = {
  parser: 'su',
  logSource,
  metadata: metadataOf('su', 'Linux', { log_name: 'auth' }),
  service: { name: 'su' },
};

/** Lines of su, by util-linux and by shadow → OCSF Authentication 3002 (Account Switch). Null for other lines. */
export function parseSu(line: ProgramLine): ParsedEvent | null {
  const change = readSuLine(line.text);
  return change === null ? parseSwitch(line, program) : switchEvent(line, program, change);
}

function readSuLine(text: string): AccountSwitch | null {
  if (text.startsWith('(to ')) return readUtilLinux(text, 'session_opened');
  if (text.startsWith('FAILED SU (to ')) return readUtilLinux(text.slice(10), 'auth_failure');
  if (text.startsWith('Successful su for ')) return readShadow(text.slice(18), 'session_opened');
  if (text.startsWith('FAILED su for ')) return readShadow(text.slice(14), 'auth_failure');
  return null;
}

/** `(to root) bob on pts/0`. */
function readUtilLinux(text: string, action: AccountSwitch['action']): AccountSwitch | null {
  const close = text.indexOf(') ');
  const on = text.lastIndexOf(' on ');
  if (close < 5 || on < close) return null;
  return {
    action,
    user: text.slice(4, close),
    by: text.slice(close + 2, on),
    terminal: text.slice(on + 4),
    from: '',
  };
}

/** `root by bob`. */
function readShadow(text: string, action: AccountSwitch['action']): AccountSwitch | null {
  const by = text.lastIndexOf(' by ');
  if (by < 1) return null;
  return { action, user: text.slice(0, by), by: text.slice(by + 4), terminal: '', from: '' };
}
