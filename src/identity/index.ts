export { withoutSecrets, type Action, type ActionRecorder, type ResourceRef } from './action.ts';
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
export {
  defineRoute,
  idParams,
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
