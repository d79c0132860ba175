import { admin } from './admin.ts';
import { common } from './common.ts';
import { data } from './data.ts';
import { entrance } from './entrance.ts';
import { storage } from './storage.ts';
import { work } from './work.ts';

export const en = { ...common, ...entrance, ...work, ...data, ...admin, ...storage } as const;
