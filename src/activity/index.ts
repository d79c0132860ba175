export {
  createActivity,
  type Activity,
  type ActivityDeps,
  type DataPlaneWrites,
} from './activity-service.ts';
export type { ActivityRecord } from './activity-record.ts';
export { recentActions } from './activity-store.ts';
export { eraseRecordsAbout } from './erasure-store.ts';
