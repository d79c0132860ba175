export {
  createActivity,
  type Activity,
  type ActivityDeps,
  type DataPlaneWrites,
} from './activity-service.ts';
export { eraseRecordsAbout } from './erasure-store.ts';
