export {
  storableText,
  withoutSecrets,
  type Action,
  type ActionRecorder,
  type ResourceRef,
} from './action.ts';
export {
  customerRoles,
  isPermission,
  isProviderRole,
  permissions,
  providerRoles,
  rolePermissions,
  roles,
  sideOf,
  type CustomerRole,
  type Permission,
  type ProviderRole,
  type Role,
  type Side,
} from './permission.ts';
export { actorOf, scopeOf, systemActor, type Actor, type Principal } from './principal.ts';
export { defineExport, exportProblems, type ExportPlan } from './export-schema.ts';
export {
  countedPageOf,
  defineRoute,
  idParams,
  mostCounted,
  pageOf,
  pageQuery,
  wireTime,
  type Access,
  type Route,
  type RouteContext,
  type RouteDefinition,
} from './route-schema.ts';
export {
  apiPrefix,
  mountRoutes,
  type AllowRequest,
  type Authenticate,
  type RouteDeps,
} from './route-service.ts';
export { readIdentityProviders, type IdentityProvider, type SettingProblem } from './identity-provider.ts';
export { createIdentity, type Identity, type TokenRequest } from './identity-service.ts';
export type {
  CompanyCounts,
  CompanyData,
  CountCompany,
  ErasedCompany,
  ExportPart,
  IdentityDeps,
  IdentityMail,
  SendMail,
} from './identity-deps.ts';
export { providerSetUp } from './setup-routes.ts';
export { activeCompanyIds, companiesByIds, companyById, type Company } from './company-store.ts';
export { contactsOf, type Contact, type ContactCategory } from './contact-store.ts';
export { projectById, type Project } from './project-store.ts';
export { staffAdmins, userById, usersByIds } from './user-store.ts';
export { companyRetentionChanged } from './company-routes.ts';
export type { User } from './user.ts';
export { decodeCursor, encodeCursor, toPage } from './cursor.ts';
export { companyErased } from './off-boarding-service.ts';
export { mentionTest } from './mention.ts';
export { forgetSecondFactors } from './second-factor-store.ts';
