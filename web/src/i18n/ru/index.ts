import { activity } from './activity.ts';
import { agreements } from './agreements.ts';
import { alerts } from './alerts.ts';
import { attack } from './attack.ts';
import { backups } from './backups.ts';
import { bounce } from './bounce.ts';
import { common } from './common.ts';
import { companies } from './companies.ts';
import { contacts } from './contacts.ts';
import { entrance } from './entrance.ts';
import { eventFields } from './event-fields.ts';
import { events } from './events.ts';
import { explain } from './explain.ts';
import { findings } from './findings.ts';
import { incidents } from './incidents.ts';
import { intake } from './intake.ts';
import { notices } from './notices.ts';
import { plan } from './plan.ts';
import { portal } from './portal.ts';
import { profile } from './profile.ts';
import { ruleEditor } from './rule-editor.ts';
import { ruleFromEvent } from './rule-from-event.ts';
import { rules } from './rules.ts';
import { signInWays } from './sign-in-ways.ts';
import { sources } from './sources.ts';
import { storage } from './storage.ts';
import { suppressions } from './suppressions.ts';
import { timeline } from './timeline.ts';
import { today } from './today.ts';
import { tokens } from './tokens.ts';
import { users } from './users.ts';

export const ru = {
  ...activity,
  ...agreements,
  ...alerts,
  ...attack,
  ...backups,
  ...bounce,
  ...common,
  ...companies,
  ...contacts,
  ...entrance,
  ...eventFields,
  ...events,
  ...explain,
  ...findings,
  ...incidents,
  ...intake,
  ...notices,
  ...plan,
  ...portal,
  ...profile,
  ...ruleEditor,
  ...ruleFromEvent,
  ...rules,
  ...signInWays,
  ...sources,
  ...storage,
  ...suppressions,
  ...timeline,
  ...today,
  ...tokens,
  ...users,
} as const;
