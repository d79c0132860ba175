import { admin } from './admin.ts';
import { common } from './common.ts';
import { data } from './data.ts';
import { entrance } from './entrance.ts';
import { portal } from './portal.ts';
import { storage } from './storage.ts';
import { timeline } from './timeline.ts';
import { work } from './work.ts';

export const en = {
  ...common,
  ...entrance,
  ...work,
  ...data,
  ...admin,
  ...portal,
  ...storage,
  ...timeline,
} as const;
